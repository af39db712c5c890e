"""Keys that the person supplies from a file, a drop or the vault. No Qt.

Whose keys they are is then only the person's word. Private parts never reach the text that is
shown: of a private key only the public part is taken.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.ui.pane import Job, PaneContext

if TYPE_CHECKING:
    from oidc_workbench.workspace.key_record import KeyRecord

_MOST = 1 << 20  # octets of a file with keys, or with a token


class Supplying:
    """Reads keys off the GUI thread.

    Args:
        supply: called with the text of the keys.
        paste: called with what a file holds that is no keys.
        failed: called when there is nothing in it, with what to do.
    """

    def __init__(
        self,
        context: PaneContext,
        supply: Callable[[str], None],
        paste: Callable[[str], None],
        failed: Callable[[WorkbenchError], None],
    ) -> None:
        self._context = context
        self._supply = supply
        self._paste = paste
        self._failed = failed
        self._job: Job | None = None

    def offers(self) -> tuple[tuple[str, str], ...]:
        """The vault's keys for signatures, as value and words."""
        keys = self._context.bench.state.keys
        return tuple((key.key_id, key.label) for key in keys if key.use == "sig")

    def from_vault(self, key_id: str) -> None:
        """Supply the public part of a vault key; the keyring is not touched for that."""
        record = next((k for k in self._context.bench.state.keys if k.key_id == key_id), None)
        if record is not None:
            self._supply(_public_text(record))

    def from_text(self, text: str) -> None:
        """Supply a pasted text, of which only public parts are taken."""
        self._read(text.encode("utf-8", "surrogatepass"))

    def load(self, path: str) -> None:
        """Supply the keys of a file."""
        files = self._context.services.files
        self._begin()
        self._job = self._context.runner.run(
            lambda: files.open(path, _MOST), self._read, self._failed
        )

    def drop(self, path: str) -> None:
        """Take a dropped file for what it is: keys, or a text with a token in it."""
        files = self._context.services.files

        def read(data: bytes) -> None:
            from oidc_workbench.jose.key_text import is_key_text

            if is_key_text(data):
                self._read(data)
            elif len(data) > _MOST:
                name = shorten(path.replace("\\", "/").rpartition("/")[2], 60)
                self._failed(_too_large(name))
            else:
                self._paste(data.decode("utf-8", "replace"))

        self._begin()
        self._job = self._context.runner.run(lambda: files.open(path, _MOST), read, self._failed)

    def close(self) -> None:
        """Stop what goes on, without telling anybody."""
        if self._job is not None:
            self._job.cancel()

    def _begin(self) -> None:
        self.close()

    def _read(self, data: bytes) -> None:
        def work() -> str:
            from oidc_workbench.jose.key_text import shown_keys

            return shown_keys(data)

        self._job = self._context.runner.compute(work, self._supply, self._failed)


def _public_text(record: "KeyRecord") -> str:
    return json.dumps(dict(record.public_jwk), indent=1)


def _too_large(name: str) -> WorkbenchError:
    return WorkbenchError(
        "file-too-large",
        f"The file {name} is larger than 1 MiB, so it was not read.",
        "Drop a file that holds a token or keys alone.",
    )
