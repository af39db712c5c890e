"""Whether the key that an encrypted token names is one that may decrypt it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.key_choice import describe, modulus_bits
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Found, Missing

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey
    from oidc_workbench.jose.encryption_algorithms import KeyManagement
    from oidc_workbench.rules.subject import TokenSubject

_LEAST_RSA_BITS = 2048
_TYPES = {"rsa": ("RSA",), "ecdh": ("EC", "OKP")}  # RFC 7518 §4.2-4.6, RFC 8037 §3.2; else oct
_WITHOUT = Missing("the decryption key", decisive=False)


def _named(subject: TokenSubject) -> DecryptionKey | None:
    """The key that was tried or refused, where it is the one that the header's kid names.

    Where the header names none, a key that does not fit is the wrong key, not a wrong token.
    """
    key = subject.decryption.key if subject.decryption is not None else None
    return key if key is not None and subject.kid and key.public.kid == subject.kid else None


def _management(subject: TokenSubject) -> KeyManagement | None:
    # Imported here, since most tokens are not encrypted.
    from oidc_workbench.jose.encryption_algorithms import KEY_MANAGEMENT

    return KEY_MANAGEMENT.get(subject.alg)


def _found(subject: TokenSubject, message: str) -> Found:
    return Found("header.kid", show_member("kid", subject.head), shorten(message, 240))


def wrong_type(subject: TokenSubject) -> Answer:
    """Judge the key's type against the header's ``alg`` (RFC 7518 §4)."""
    if subject.decryption is None:
        return _WITHOUT
    key, alg = _named(subject), _management(subject)
    if key is None or alg is None:
        return NOT_APPLICABLE
    if key.public.kty in _TYPES.get(alg.family, ("oct",)):
        return None
    return _found(subject, f"{alg.name} does not go with the {describe(key.public)}.")


def wrong_algorithm(subject: TokenSubject) -> Answer:
    """Judge the key's own ``alg`` (RFC 7517 §4.4)."""
    if subject.decryption is None:
        return _WITHOUT
    key = _named(subject)
    if key is None or not key.public.alg:
        return NOT_APPLICABLE
    # The key of "dir" encrypts the content itself, so it may be named after that algorithm.
    allowed = {subject.alg, str(subject.head.get("enc")) if subject.alg == "dir" else subject.alg}
    if key.public.alg in allowed:
        return None
    stated = f"The {describe(key.public)} is for {key.public.alg}"
    return _found(subject, f"{stated}, and the token says {subject.alg}.")


def wrong_use(subject: TokenSubject) -> Answer:
    """Judge the key's ``use`` (RFC 7517 §4.2)."""
    if subject.decryption is None:
        return _WITHOUT
    key = _named(subject)
    if key is None:
        return NOT_APPLICABLE
    if key.public.use in ("", "enc"):
        return None
    return _found(subject, f"The {describe(key.public)} is for use {key.public.use}, not for enc.")


def short_rsa(subject: TokenSubject) -> Answer:
    """Judge the modulus that the content key was encrypted for (RFC 7518 §4.2-4.3)."""
    alg = _management(subject)
    if alg is None or alg.family != "rsa":
        return NOT_APPLICABLE
    if subject.decryption is None:
        return _WITHOUT
    key = subject.decryption.key
    bits = modulus_bits(key.public) if key is not None and key.public.kty == "RSA" else 0
    if key is None or not bits:
        return NOT_APPLICABLE
    if bits >= _LEAST_RSA_BITS:
        return None
    return _found(subject, f"The {describe(key.public)} has only {bits} bits.")
