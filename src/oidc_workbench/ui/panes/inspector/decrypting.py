"""Opening an encrypted token with a key of the vault, a pasted one, or a secret. No Qt.

Whatever is given is held in memory only, as a key that never shows itself, until another one is
given or the person has it forgotten.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.ports import VaultState
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.secret import Secret
from oidc_workbench.ui.pane import Job, PaneContext

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.ports import KeyVault
    from oidc_workbench.rules.inspection import Inspection
    from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

PRIVATE, SYMMETRIC, PASSWORD, CLIENT_SECRET = "private", "symmetric", "password", "client-secret"
WAYS = (
    (PRIVATE, "a private key or JWK that I give"),
    (SYMMETRIC, "a symmetric key that I type"),
    (PASSWORD, "a password that I type (PBES2)"),
    (CLIENT_SECRET, "the client secret (keys cut from its hash)"),
)
ENCRYPTED = (TokenForm.JWE_COMPACT, TokenForm.JWE_JSON)
_DECRYPTING = ("symmetric-key", "client-secret")
_MOST = 1 << 16  # octets of a key file


@dataclass(frozen=True, slots=True)
class Given:
    """What the person gives to decrypt with.

    Args:
        way: one of :data:`WAYS`, or the id of a vault key.
        secret: the key, password or secret as typed or pasted.
        passphrase: of an encrypted PEM.
    """

    way: str
    secret: Secret | None = None
    passphrase: Secret | None = None


@dataclass(frozen=True, slots=True)
class DecryptState:
    """How the decryption of the token in front stands.

    Args:
        how: the algorithms that it is encrypted with.
        ways: what it may be decrypted with, as value and words; ``likely`` is the one to offer.
        busy: what goes on, or empty.
        opened: says by which key it was opened; empty while it is not.
        notes: what is worth saying although it was opened.
        problem: why it was not opened, and what to do.
        has_key: a key is held, so that it can be forgotten.
    """

    how: str = ""
    ways: tuple[tuple[str, str], ...] = ()
    likely: str = PRIVATE
    busy: str = ""
    opened: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""
    has_key: bool = False


async def vault_secret(vault: "KeyVault", record: "SecretRecord") -> "tuple[DecryptionKey, ...]":
    """Take a shared secret of the vault for decryption; the unlock prompt may come up."""
    from oidc_workbench.jose.decryption_key_reading import symmetric_readings
    from oidc_workbench.jose.decryption_keys import decryption_key_from_client_secret

    secret = await vault.secret(record.ref)
    label = record.label or record.ref
    if record.kind == "client-secret":
        return (decryption_key_from_client_secret(secret, label),)
    return symmetric_readings(secret, label)


async def vault_key(vault: "KeyVault", record: "KeyRecord") -> "DecryptionKey":
    """Take a key of the vault for decryption; the system's unlock prompt may come up."""
    return replace(await vault.decryption_key(record.key_id), label=record.label)


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
        if _is_symmetric(inspection.reading) and self._listed_for != token:
            self._listed_for = token
            self._list_secrets()
        state = DecryptState(
            how=_how(inspection.reading),
            ways=self._ways(),
            likely=self._likely(inspection.reading),
            has_key=bool(self.keys),
        )
        return self.refreshed(_outcome(state, inspection))

    def refreshed(self, state: DecryptState) -> DecryptState:
        """The same state with what goes on now."""
        problem = self._problem or state.problem
        return replace(state, busy=self._busy, problem=problem, ways=self._ways())

    def use(self, given: Given) -> None:
        """Decrypt with what the person gives."""
        record = next((k for k in self._context.bench.state.keys if k.key_id == given.way), None)
        stored = next((s for s in self._stored if _way_of(s) == given.way), None)
        vault = self._context.services.vault
        if record is not None:
            key = record
            self._take_from_vault(key.label, lambda: _alone(vault_key(vault, key)))
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
            self._stored = tuple(one for one in found if one.kind in _DECRYPTING)
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
        work = _reader(given, text, label)
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
        stored = ((_way_of(s), f"{s.label or s.ref}, from the vault") for s in self._stored)
        return (*own, *stored, *WAYS)

    def _own(self) -> "list[KeyRecord]":
        """The vault's keys for encryption; one for signatures does not decrypt (RFC 7517 §4.2)."""
        return [key for key in self._context.bench.state.keys if key.use == "enc"]

    def _likely(self, reading: Reading) -> str:
        kid = reading.head.get("kid")
        if str(reading.head.get("alg", "")).startswith("PBES2"):
            return PASSWORD
        if _is_symmetric(reading):
            return SYMMETRIC
        named = next((key.key_id for key in self._own() if kid and key.kid == kid), "")
        return named or PRIVATE


def _reader(given: Given, text: bytes, label: str) -> "Callable[[], tuple[DecryptionKey, ...]]":
    """What makes keys of the given text; it may take a while, so it is for a worker thread."""

    def work() -> "tuple[DecryptionKey, ...]":
        from oidc_workbench.jose import decryption_keys as made
        from oidc_workbench.jose.decryption_key_reading import (
            read_decryption_keys,
            symmetric_readings,
        )

        secret = given.secret or Secret("")
        if given.way == PASSWORD:
            return (made.decryption_key_from_password(secret, "typed password"),)
        if given.way == CLIENT_SECRET:
            return (made.decryption_key_from_client_secret(secret, "client secret"),)
        if given.way == SYMMETRIC and not text.lstrip().startswith(b"{"):
            return symmetric_readings(secret, "typed key")
        return read_decryption_keys(text, given.passphrase, label)

    return work


def _is_symmetric(reading: Reading) -> bool:
    alg = str(reading.head.get("alg", ""))
    return alg == "dir" or (alg.startswith("A") and alg.endswith("KW"))


def _way_of(record: "SecretRecord") -> str:
    return f"secret {record.ref}"


async def _alone(key: "Awaitable[DecryptionKey]") -> "tuple[DecryptionKey, ...]":
    return (await key,)


def _how(reading: Reading) -> str:
    named = (reading.head.get(name) for name in ("alg", "enc"))
    return " · ".join(shorten(value, 40) for value in named if isinstance(value, str))


def _outcome(state: DecryptState, inspection: "Inspection") -> DecryptState:
    done = inspection.decryption
    if done is None:
        return state
    last = done.innermost
    if last.decrypted:
        return replace(state, opened=last.reason, notes=last.notes)
    return replace(state, problem=last.reason)
