"""Makes keys and shared secrets; they go from the generator into the vault only. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.secret_storing import SecretStoring
from oidc_workbench.ui.kit.all_or_none import AllOrNone, KeyStoring
from oidc_workbench.ui.panes.keys.desk import Desk
from oidc_workbench.ui.panes.keys.kinds import is_slow
from oidc_workbench.ui.panes.keys.owners import owner_of
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.signing_key import SigningKey


@dataclass(frozen=True, slots=True)
class KeyDraft:
    """The form's fields.

    Args:
        use: ``sig``, ``enc`` or ``secret``.
        kind: one of the kinds for that use.
        alg: empty for a key that states none.
        owner: whom it is for, as :mod:`.owners` tells; empty for nobody.
    """

    use: str = "sig"
    kind: str = "P-256"
    alg: str = ""
    kid: str = ""
    label: str = ""
    owner: str = ""


class Making:
    """Makes what the form says.

    Args:
        made: called with the id of a key, or the reference of a secret, once it is in the vault.
    """

    def __init__(self, desk: Desk, made: Callable[[str], None]) -> None:
        self._desk, self._made = desk, made

    def make(self, draft: KeyDraft) -> None:
        """Make a key, or a secret, and put it into the vault."""
        taken = same_kid(self._desk, draft.kid.strip())
        if taken is not None:
            self._desk.fail("make", taken)
        elif draft.use == "secret":
            self._make_secret(draft)
        else:
            self._make_key(draft)

    def _make_key(self, draft: KeyDraft) -> None:
        patience = " of 4,096 bits: this may take some seconds" if is_slow(draft.kind) else ""

        def work() -> "SigningKey | DecryptionKey":
            from oidc_workbench.jose import key_generation as generation

            if draft.use == "enc":
                return generation.generate_encryption_key(draft.kind, draft.kid.strip(), draft.alg)
            return generation.generate_key(draft.kind, draft.kid.strip(), draft.alg)

        def made(key: "SigningKey | DecryptionKey") -> None:
            self._store(self._record(draft, key), key)

        self._desk.compute("make", f"Making a key ({draft.kind}){patience}", work, made)

    def _record(self, draft: KeyDraft, key: "SigningKey | DecryptionKey") -> KeyRecord:
        from oidc_workbench.jose.jwk import public_jwk

        services, public = self._desk.services, key.public
        owner = owner_of(self._desk.bench.state, draft.owner)
        return KeyRecord(
            services.random.octets(12).hex(),
            draft.label.strip() or draft.kind,
            public.kid,
            public.kty,
            draft.alg,
            public.thumbprint,
            services.clock.now(),
            "generated",
            public_jwk(public),
            use="enc" if draft.use == "enc" else "sig",
            provider_id=owner.provider_id,
            client_key=owner.client_key,
        )

    def _store(self, record: KeyRecord, key: "SigningKey | DecryptionKey") -> None:
        entries = AllOrNone([KeyStoring(self._desk.services.vault, record, key)])

        def done(_nothing: None) -> None:
            self._desk.log("key made", f"{record.label}: {record.kty}, kid {record.kid}.")
            self._made(record.key_id)
            self._desk.tell("keys", f"{record.label} is in the vault.")

        what = f"Putting {record.label} into the vault"
        self._desk.change_vault("make", what, entries.store, done, entries.undo)

    def _make_secret(self, draft: KeyDraft) -> None:
        from oidc_workbench.jose.key_generation import generate_secret

        services, bits = self._desk.services, int(draft.kind)
        owner = owner_of(self._desk.bench.state, draft.owner)
        secret = generate_secret(bits, services.random.octets(bits // 8))
        label = draft.label.strip() or f"Secret of {bits} bits"
        record = SecretRecord(
            f"key:{services.random.octets(12).hex()}",
            kind="symmetric-key",
            label=label,
            alg=draft.alg,
            kid=draft.kid.strip(),
            bits=bits,
            provider_id=owner.provider_id,
            client_key=owner.client_key,
            created_at=services.clock.now(),
        )

        def done(_nothing: None) -> None:
            self._desk.log("secret made", f"{label}: a symmetric key of {bits} bits.")
            self._desk.tell("secret", f"{label} is in the vault.")
            self._made(record.ref)

        entries = AllOrNone([SecretStoring(services.vault, record, secret)])
        what = f"Putting {label} into the vault"
        self._desk.change_vault("make", what, entries.store, done, entries.undo)


def same_kid(desk: Desk, kid: str) -> WorkbenchError | None:
    """Refuse a kid that another key has: a server could not tell the two apart."""
    other = next((key for key in desk.bench.state.keys if kid and key.kid == kid), None)
    if other is None:
        return None
    return WorkbenchError(
        "key-kid-duplicate",
        f"{other.label} has the kid {kid} already, so a server could not tell the two apart.",
        "Enter another kid, or leave it empty for the thumbprint.",
    )
