"""Decryption keys as a person has them at hand: a pasted text, or the octets of a file."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.decryption_keys import (
    decryption_key_from_jwk,
    decryption_key_from_octets,
    decryption_key_from_pem,
)
from oidc_workbench.jose.pem_keys import has_pem
from oidc_workbench.jose.shared_secret import octets_of

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.secret import Secret

_MOST = 64  # keys of a set


def read_decryption_keys(
    text: bytes, passphrase: Secret | None, label: str
) -> tuple[DecryptionKey, ...]:
    """Read a private key in PEM, a private or symmetric JWK, or a set of them.

    Args:
        text: as pasted, or as it lies in a file.
        passphrase: of an encrypted PEM; None when there is none.
        label: where it came from, for people.

    Raises:
        WorkbenchError: ``key-unusable`` when it is none of these, or what
            :mod:`~oidc_workbench.jose.decryption_keys` raises of the only key in it.
    """
    if has_pem(text):
        return (decryption_key_from_pem(text, passphrase, label),)
    entries = _entries(text)
    found: list[DecryptionKey] = []
    problem: WorkbenchError | None = None
    for entry in entries[:_MOST]:
        try:
            found.append(decryption_key_from_jwk(entry, label))
        except WorkbenchError as error:  # one key for signatures never hides the others
            problem = problem or error
    if not found and problem is not None:
        raise problem
    return tuple(found)


def _entries(text: bytes) -> list[dict[str, object]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise _refusal("it is neither PEM nor a JWK")
    listed = document.get("keys", [document])
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if not entries:
        raise _refusal("the JWK Set holds no key")
    return entries


def _refusal(reason: str) -> WorkbenchError:
    return WorkbenchError(
        "key-unusable",
        f"The private key can't be used: {reason}.",
        "Give it as PEM (-----BEGIN PRIVATE KEY-----), as a JWK with its private members, or as "
        "a JWK Set.",
    )


def symmetric_readings(secret: Secret, label: str) -> tuple[DecryptionKey, ...]:
    """Every way in which a typed text may name the octets of a symmetric key.

    Octets are passed on as hexadecimal, base64url or base64 text, or the text is the key itself
    in UTF-8. Which of them is meant shows when one fits the length that the token's algorithm
    needs, and opens it.
    """
    text = secret.reveal()
    readings = {
        f"{label}, read as text": octets_of(secret),
        f"{label}, read as base64url": base64url.decode_strictly(text.strip().rstrip("=")),
        f"{label}, read as base64": _base64(text.strip()),
        f"{label}, read as hexadecimal": _hexadecimal(text.strip()),
    }
    kept: dict[bytes, str] = {}
    for name, octets in readings.items():
        if octets:
            kept.setdefault(octets, name)
    return tuple(decryption_key_from_octets(octets, label=name) for octets, name in kept.items())


def _base64(text: str) -> bytes | None:
    try:
        return b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None


def _hexadecimal(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None
