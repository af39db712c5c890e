"""Opening an encrypted token with a key of the vault, a pasted one, or a secret. No Qt.

Whatever is given is held in memory only, as a key that never shows itself, until another one is
given or the person has it forgotten.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.reading import Reading
from oidc_workbench.ports import VaultState
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.secret import Secret
from oidc_workbench.ui.pane import Job, PaneContext
from oidc_workbench.ui.panes.inspector.decryption_means import (
    DECRYPTING,
    ENCRYPTED,
    PASSWORD,
    PRIVATE,
    SYMMETRIC,
    WAYS,
    DecryptState,
    Given,
    how_encrypted,
    is_symmetric,
    key_reader,
    vault_key,
    vault_secret,
    way_of,
    with_outcome,
)

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.rules.inspection import Inspection
    from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

_MOST = 1 << 16  # octets of a key file


class Decrypting:
    """Holds the keys that encrypted tokens are tried with.

    Args:
        keys_changed: called when there are other keys than before.
        show: told how it stands.
    """

    def __init__(
        self,
        context: PaneContext,
        keys_changed: Callable[[], None],
        show: Callable[[], None],
    ) -> None:
        self._context = context
        self._keys_changed = keys_changed
        self._show = show
        self._job: Job | None = None
        self._busy = ""
        self._problem = ""
        self._listing: Job | None = None
        self._listed_for = ""
        self._stored: tuple[SecretRecord, ...] = ()
        self.keys: tuple[DecryptionKey, ...] = ()

    def state_of(self, inspection: "Inspection") -> DecryptState | None:
        """How decryption stands; None for a token that is not encrypted."""
        if inspection.reading.form not in ENCRYPTED:
            return None
        token = inspection.reading.token
        if is_symmetric(inspection.reading) and self._listed_for != token:
            self._listed_for = token
            self._list_secrets()
        state = DecryptState(
            how=how_encrypted(inspection.reading),
            ways=self._ways(),
            likely=self._likely(inspection.reading),
            has_key=bool(self.keys),
        )
        return self.refreshed(with_outcome(state, inspection))

    def refreshed(self, state: DecryptState) -> DecryptState:
        """The same state with what goes on now."""
        problem = self._problem or state.problem
        return replace(state, busy=self._busy, problem=problem, ways=self._ways())

    def use(self, given: Given) -> None:
        """Decrypt with what the person gives."""
        record = next((k for k in self._context.bench.state.keys if k.key_id == given.way), None)
        stored = next((s for s in self._stored if way_of(s) == given.way), None)
        vault = self._context.services.vault
        if record is not None:
            key = record
            self._take_from_vault(key.label, lambda: vault_key(vault, key))
        elif stored is not None:
            secret = stored
            self._take_from_vault(secret.label, lambda: vault_secret(vault, secret))
        elif given.secret is None:
            self._tell("Nothing was given to decrypt with. Type or paste it first.")
        else:
            text = given.secret.reveal().encode("utf-8", "surrogatepass")
            self._read(given, text, "pasted key")

    def load(self, path: str, passphrase: Secret | None) -> None:
        """Decrypt with a private key that lies in a file."""
        files = self._context.services.files
        name = path.replace("\\", "/").rpartition("/")[2]

        def read(data: bytes) -> None:
            if len(data) > _MOST:
                self._tell(f"The file {name} is larger than any key, so it was not read.")
                return
            self._read(Given(PRIVATE, None, passphrase), data, f"file {shorten(name, 60)}")

        self._begin(f"Reading {name}")
        self._job = self._context.runner.run(lambda: files.open(path, _MOST), read, self._failed)

    def forget(self) -> None:
        """Forget the keys."""
        self.cancel()
        if self.keys:
            self._taken(())

    def cancel(self) -> None:
        """Stop what goes on."""
        if self._job is not None:
            self._job.cancel()
        self._job, self._problem = None, ""
        if self._busy:
            self._busy = ""
            self._show()

    def close(self) -> None:
        """Stop what goes on, without telling anybody, and let go of the keys."""
        for job in (self._job, self._listing):
            if job is not None:
                job.cancel()
        self.keys = ()

    def _list_secrets(self) -> None:
        """See which secrets the vault keeps; that does not touch the keyring."""
        vault = self._context.services.vault

        def listed(found: "tuple[SecretRecord, ...]") -> None:
            self._listing = None
            self._stored = tuple(one for one in found if one.kind in DECRYPTING)
            self._show()

        self._listing = self._context.runner.run(vault.secrets, listed, self._failed)

    def _take_from_vault(
        self, label: str, work: "Callable[[], Awaitable[tuple[DecryptionKey, ...]]]"
    ) -> None:
        status = self._context.bench.state.vault
        locked = status is not None and status.state is VaultState.LOCKED
        waits = ": waiting for the system's unlock prompt" if locked else ""
        self._begin(f"Taking {label} from the vault{waits}")
        self._job = self._context.runner.run(work, self._taken, self._failed)

    def _read(self, given: Given, text: bytes, label: str) -> None:
        self._begin("Reading the key")
        work = key_reader(given, text, label)
        self._job = self._context.runner.compute(work, self._taken, self._failed)

    def _begin(self, what: str) -> None:
        self.cancel()
        self._busy = what
        self._show()

    def _taken(self, keys: "tuple[DecryptionKey, ...]") -> None:
        self._job, self._busy, self._problem = None, "", ""
        self.keys = keys
        self._keys_changed()

    def _failed(self, error: WorkbenchError) -> None:
        self._tell(str(error))

    def _tell(self, problem: str) -> None:
        self._job, self._busy, self._problem = None, "", problem
        self._show()

    def _ways(self) -> tuple[tuple[str, str], ...]:
        own = ((key.key_id, f"{key.label}, from the vault") for key in self._own())
        stored = ((way_of(s), f"{s.label or s.ref}, from the vault") for s in self._stored)
        return (*own, *stored, *WAYS)

    def _own(self) -> "list[KeyRecord]":
        """The vault's keys for encryption; one for signatures does not decrypt (RFC 7517 §4.2)."""
        return [key for key in self._context.bench.state.keys if key.use == "enc"]

    def _likely(self, reading: Reading) -> str:
        kid = reading.head.get("kid")
        if str(reading.head.get("alg", "")).startswith("PBES2"):
            return PASSWORD
        if is_symmetric(reading):
            return SYMMETRIC
        named = next((key.key_id for key in self._own() if kid and key.kid == kid), "")
        return named or PRIVATE
