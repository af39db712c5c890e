"""How our entries in the keyring are named, how long they may be, and which are orphans."""

from collections.abc import Mapping

from oidc_workbench.adapters.key_index import IndexDocument
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.secret import Secret

# One user name throughout and one service name per entry: with several users under one service
# name the Windows backend moves entries about, which loses some when two calls meet.
USERNAME = "oidc-workbench"
KEY_ENTRY = "oidc-workbench/key/"
SECRET_ENTRY = "oidc-workbench/secret/"  # noqa: S105 - the beginning of an entry's name
SECRET_ORPHAN = "secret:"  # noqa: S105 - marks an orphan's id
# What the Windows Credential Manager takes, in UTF-16. Held to everywhere: a key that one system
# stores and another refuses would be a trap.
MOST_OCTETS = 2560
_IDENTITY = frozenset({"key_id", "kty", "thumbprint", "public_jwk"})


def orphans_of(document: IndexDocument, services: frozenset[str] | None) -> tuple[str, ...]:
    """Name what only one of index and keyring knows, or what was never finished."""
    keys = {KEY_ENTRY + one.key_id: one.presence for one in document.keys}
    secrets = {SECRET_ENTRY + one.ref: one.presence for one in document.secrets}
    lines = {**keys, **secrets}
    orphans = {name for name, presence in lines.items() if presence == "pending"}
    if services is not None:
        ours = {name for name in services if name.startswith((KEY_ENTRY, SECRET_ENTRY))}
        orphans |= ours ^ lines.keys()
    return tuple(sorted(map(_orphan_id, orphans)))


def _orphan_id(entry: str) -> str:
    if entry.startswith(KEY_ENTRY):
        return entry.removeprefix(KEY_ENTRY)
    return SECRET_ORPHAN + entry.removeprefix(SECRET_ENTRY)


def refuse_long(text: Secret) -> None:
    """Refuse what not every system's keyring can hold.

    Raises:
        WorkbenchError: ``vault-refused``.
    """
    octets = len(text.reveal().encode("utf-16-le"))
    if octets > MOST_OCTETS:
        raise WorkbenchError(
            "vault-refused",
            f"The entry takes {octets // 2} characters; a keyring holds {MOST_OCTETS // 2}.",
            "Use a smaller key: RSA up to 4096 bits, an elliptic curve or Ed25519.",
        )


def refuse_identity(changes: Mapping[str, object]) -> None:
    """Refuse to change which key a record is about: its caller is at fault."""
    if _IDENTITY & changes.keys():
        raise ValueError(f"a key's {', '.join(sorted(_IDENTITY & changes.keys()))} never changes")
