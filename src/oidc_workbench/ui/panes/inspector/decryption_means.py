"""What encrypted tokens are opened with: ways, keys and what came of it. No Qt."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.rules.evidence import shorten
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

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
DECRYPTING = ("symmetric-key", "client-secret")


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


async def vault_key(vault: "KeyVault", record: "KeyRecord") -> "tuple[DecryptionKey, ...]":
    """Take a key of the vault for decryption; the system's unlock prompt may come up."""
    return (replace(await vault.decryption_key(record.key_id), label=record.label),)


def key_reader(given: Given, text: bytes, label: str) -> "Callable[[], tuple[DecryptionKey, ...]]":
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


def is_symmetric(reading: Reading) -> bool:
    """Whether a token is encrypted with a secret that both sides hold."""
    alg = str(reading.head.get("alg", ""))
    return alg == "dir" or (alg.startswith("A") and alg.endswith("KW"))


def way_of(record: "SecretRecord") -> str:
    """The value that stands for a secret of the vault among the ways."""
    return f"secret {record.ref}"


def how_encrypted(reading: Reading) -> str:
    """The algorithms of a token, in one line."""
    named = (reading.head.get(name) for name in ("alg", "enc"))
    return " · ".join(shorten(value, 40) for value in named if isinstance(value, str))


def with_outcome(state: DecryptState, inspection: "Inspection") -> DecryptState:
    """Add how the decryption of a token went."""
    done = inspection.decryption
    if done is None:
        return state
    last = done.innermost
    if last.decrypted:
        return replace(state, opened=last.reason, notes=last.notes)
    return replace(state, problem=last.reason)
