"""How our entries in the keyring are named, and how long they may be."""

import re
from collections.abc import Mapping

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import SecretRecord

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
_OWN_BUSINESS = frozenset({"ref", "presence", "entry", "spare"})
# Windows takes names that differ in case only for one; so no name of ours has capital letters.
_MADE_UP = re.compile(r"~[0-9a-f]{8}\Z")
_MARKED = re.compile(r"\^(.)")


def key_entry(key_id: str) -> str:
    """Name the entry of a key."""
    return KEY_ENTRY + _without_capitals(key_id)


def secret_entry(name: str) -> str:
    """Name the entry of a secret, by its reference or by what its record calls it."""
    return SECRET_ENTRY + _without_capitals(name)


def entry_of(record: SecretRecord) -> str:
    """Name the entry that holds a secret."""
    return secret_entry(record.entry or record.ref)


def spare_of(record: SecretRecord) -> str:
    """Name the other entry of a secret; empty when there is none."""
    return secret_entry(record.spare) if record.spare else ""


def orphan_id(entry: str) -> str:
    """Make the id under which an entry is shown as an orphan."""
    if entry.startswith(KEY_ENTRY):
        return _with_capitals(entry.removeprefix(KEY_ENTRY))
    return SECRET_ORPHAN + _with_capitals(entry.removeprefix(SECRET_ENTRY))


def fresh_name(ref: str) -> str:
    """Make up a name that no entry of a secret has had yet."""
    from secrets import token_hex

    return f"{ref}~{token_hex(4)}"


def ref_of(name: str) -> str:
    """Return the reference of a secret whose entry has a name that was made up."""
    return _MADE_UP.sub("", name)


def is_ours(entry: str) -> bool:
    """Tell whether a service name is that of one of our entries."""
    return entry.startswith((KEY_ENTRY, SECRET_ENTRY))


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
    _refuse(changes, _IDENTITY | {"presence"})


def refuse_own_business(changes: Mapping[str, object]) -> None:
    """Refuse to change where a secret lies: its caller is at fault."""
    _refuse(changes, _OWN_BUSINESS)


def _refuse(changes: Mapping[str, object], fixed: frozenset[str]) -> None:
    if fixed & changes.keys():
        raise ValueError(f"{', '.join(sorted(fixed & changes.keys()))} is not changed by name")


def _without_capitals(text: str) -> str:
    return "".join(f"^{one.lower()}" if _needs_mark(one) else one for one in text)


def _needs_mark(one: str) -> bool:
    return one == "^" or (one.isupper() and one.lower().upper() == one)


def _with_capitals(text: str) -> str:
    return _MARKED.sub(lambda found: found[1].upper(), text)
