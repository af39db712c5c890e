"""Reads keys from files and texts, says what they are, and stores what the person chose. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oidc_workbench.secret import Secret
from oidc_workbench.ui.panes.keys.desk import Desk
from oidc_workbench.ui.panes.keys.found_key import FoundKey, described
from oidc_workbench.ui.panes.keys.storing import store_keys

if TYPE_CHECKING:
    from oidc_workbench.jose.imported_keys import ImportedKeys

MOST_OCTETS = 1 << 20  # of a file with keys; more is refused by the reader with one sentence
PASSWORD_CODES = ("key-password-needed", "key-password-wrong")


@dataclass(frozen=True, slots=True)
class ImportState:
    """What was found, and what of it is to be stored.

    Args:
        name: of the file, or what was pasted; empty while nothing was read.
        locked: it takes a password to go on.
        notices: what is to be said of the whole.
    """

    name: str = ""
    locked: bool = False
    found: tuple[FoundKey, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def chosen(self) -> int:
        """How many keys will be stored."""
        return sum(one.chosen for one in self.found)


class Importing:
    """Nothing is stored before the person confirmed; nothing read is kept after that.

    Args:
        show: told of every change.
        stored: called with the ids of the new keys.
    """

    def __init__(
        self,
        desk: Desk,
        show: Callable[[ImportState], None],
        stored: Callable[[tuple[str, ...]], None],
    ) -> None:
        self._desk, self._show, self._stored = desk, show, stored
        self._octets = b""
        self._keys: ImportedKeys | None = None
        self.state = ImportState()

    def read_file(self, path: str, name: str) -> None:
        """Read a file that the person chose or dropped."""
        self.forget()
        files = self._desk.services.files

        def read(octets: bytes) -> None:
            self.read(octets, name)

        self._desk.run(
            "import", f"Reading {name}", lambda: files.open(path, MOST_OCTETS), read, asks=False
        )

    def read(self, octets: bytes, name: str) -> None:
        """Read what was pasted, or the content of a file."""
        self.forget()
        self._octets = octets
        self._put(ImportState(name))
        self._read(None)

    def unlock(self, password: Secret) -> None:
        """Read again, with a password."""
        if self._octets:
            self._read(password)

    def follow(self, code: str) -> None:
        """Take up the error that reading ended with: a password may open it."""
        self._put(replace(self.state, locked=bool(self._octets) and code in PASSWORD_CODES))

    def choose(self, number: int, chosen: bool) -> None:
        """Store a key that was found, or leave it."""
        self._change(number, chosen=chosen)

    def rename(self, number: int, *, label: str, kid: str) -> None:
        """Call a found key otherwise."""
        self._change(number, label=label, kid=kid.strip())

    def store(self, owner: str) -> None:
        """Put the chosen keys into the vault, all or none."""
        keys = self._keys
        if keys is None or not self.state.chosen or self.problems():
            return
        chosen = [(one, keys.keys[one.number]) for one in self.state.found if one.chosen]

        def done(ids: tuple[str, ...]) -> None:
            self.forget()
            self._stored(ids)

        store_keys(self._desk, chosen, owner, done)

    @property
    def is_storing(self) -> bool:
        """Whether the chosen keys are on their way into the vault."""
        work = self._desk.work
        return self._keys is not None and work.place == "import" and bool(work.busy)

    def problems(self) -> dict[int, str]:
        """Say why chosen keys can't be stored under these names, by their number."""
        taken = {key.kid: key.label for key in self._desk.bench.state.keys}
        found: dict[int, str] = {}
        for one in self.state.found:
            if not one.chosen:
                continue
            if one.kid and one.kid in taken:
                found[one.number] = f"{taken[one.kid]} has this kid already; enter another."
            elif one.kid:
                taken[one.kid] = one.label or one.what
        return found

    def forget(self) -> None:
        """Let go of everything that was read."""
        self._octets, self._keys = b"", None
        self._put(ImportState())

    def _read(self, password: Secret | None) -> None:
        octets, name = self._octets, self.state.name
        reader = self._desk.services.key_reader

        def done(keys: "ImportedKeys") -> None:
            known = {key.thumbprint: key.label for key in self._desk.bench.state.keys}
            self._octets, self._keys = b"", keys
            found = tuple(described(n, key, known) for n, key in enumerate(keys.keys))
            self._put(ImportState(name, False, found, keys.notices))

        self._desk.run(
            "import",
            f"Reading {name} and checking what is in it",
            lambda: reader.read(octets, password, name),
            done,
            asks=False,
        )

    def _change(self, number: int, **changes: object) -> None:
        found = tuple(
            replace(one, **changes) if one.number == number else one  # type: ignore[arg-type]  # fields of FoundKey
            for one in self.state.found
        )
        self._put(replace(self.state, found=found))

    def _put(self, state: ImportState) -> None:
        if state != self.state:
            self.state = state
            self._show(state)
