"""What is to be said about each key that was found: its name, what it can be for, its faults."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.certificate_pairing import of_other_key
from oidc_workbench.jose.certificate_text import expiry
from oidc_workbench.jose.compact_key import to_compact
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.imported_keys import (
    ALG_UNFIT,
    CERTIFICATE_EXPIRED,
    KID_DUPLICATE,
    ImportedKey,
    ImportedKeys,
    Refusal,
    as_kind_of_key,
    essential_members,
)
from oidc_workbench.jose.key_purposes import use_of
from oidc_workbench.jose.key_strength import is_guessable, moduli_of, weaknesses, where_published
from oidc_workbench.jose.key_words import words_of
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.jose.thumbprint import thumbprint
from oidc_workbench.jose.weakness import Weakness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oidc_workbench.jose.found_keys import Contents, FoundKey
    from oidc_workbench.jose.key_set import PublicKey

_MOST_LABEL = 80
_LEAST_SECRET_BITS = 256  # RFC 7518 §3.2, of HS256


def judged(contents: Contents, now: float, name: str) -> ImportedKeys:
    """Judge everything that was found.

    Args:
        contents: what the containers held.
        now: seconds since the epoch.
        name: of the file, without its ending; empty for a paste.
    """
    moduli = moduli_of(found.members for found in contents.keys)
    keys = [_judged(found, now, name, moduli) for found in contents.keys]
    return ImportedKeys(tuple(_told_apart(list(_once(keys)))), contents.notices)


def _judged(found: FoundKey, now: float, name: str, moduli: tuple[int, ...]) -> ImportedKey:
    public = _named(found)
    key = _private(found, public)
    key, too_large = _kept(key)
    words = words_of(public, len(found.octets) * 8) or found.words or "Unknown"
    kind = "symmetric" if found.octets else "private" if found.is_private else "public"
    bare = ImportedKey(
        f"{words} {kind} key, {found.form}",
        public,
        key,
        found.chain,
        _label(found, name, words),
        place=found.place,
        warnings=tuple(_warnings(found, public, now, moduli)),
    )
    stated = public.alg if public.alg in bare.algorithms else ""
    alg = stated or next(iter(bare.algorithms), "")
    return replace(bare, alg=alg, refusal=found.refusal or too_large or _refusal(bare, now))


def _named(found: FoundKey) -> PublicKey:
    """The public part with a name and a use; what else the container said of it is left out."""
    stated = public_key(found.members)
    members = essential_members(stated)
    if not members:
        return stated
    kid = stated.kid or ("" if stated.kty == "oct" else thumbprint(members))
    named = {"kid": kid, "use": use_of(stated), "alg": stated.alg}
    return public_key({**members, **{name: value for name, value in named.items() if value}})


def _private(found: FoundKey, public: PublicKey) -> SigningKey | DecryptionKey | None:
    if found.octets:
        return DecryptionKey("octets", public, octets=found.octets)
    if found.private is None:
        return None
    return as_kind_of_key(SigningKey(public, found.private), public)


def _kept(
    key: SigningKey | DecryptionKey | None,
) -> tuple[SigningKey | DecryptionKey | None, Refusal | None]:
    """Refuse a key that no entry of a keyring holds."""
    if key is None:
        return None, None
    try:
        to_compact(key)
    except WorkbenchError as error:
        return None, Refusal.of(error)
    return key, None


def _label(found: FoundKey, name: str, words: str) -> str:
    subject = found.chain[0].subject if found.chain else ""
    placed = f"{name} {found.place}".rstrip() if name else ""
    given = (found.label, placed, subject, words)
    text = next(one for one in given if one)
    printable = "".join(character for character in text if character.isprintable())
    return printable[:_MOST_LABEL].strip() or words


def _refusal(key: ImportedKey, now: float) -> Refusal | None:
    if key.public.alg and key.public.alg not in key.algorithms:
        fitting = ", ".join(key.algorithms) or "another key"
        return Refusal(
            ALG_UNFIT,
            f"The key says it is for {key.public.alg[:40]!a}, which does not fit it.",
            f"Choose {fitting} for it.",
        )
    if key.key is None:
        return None
    return _certificate_refusal(key, now)


def _certificate_refusal(key: ImportedKey, now: float) -> Refusal | None:
    if not key.chain:
        return None
    own = key.chain[0]
    if own.key.thumbprint != key.public.thumbprint:
        return of_other_key(own)
    state = expiry(own, now)
    if state.state != "expired":
        return None
    return Refusal(
        CERTIFICATE_EXPIRED,
        state.message,
        "Import the key without the certificate, and get a new one for it.",
    )


def _warnings(
    found: FoundKey, public: PublicKey, now: float, moduli: tuple[int, ...]
) -> Iterator[Weakness]:
    if found.octets:
        yield from _secret_warnings(found.octets)
    elif public.usable:
        yield from weaknesses(found.members, moduli)
    yield from found.remarks
    source = where_published(public.thumbprint or _digest(found.octets))
    if source:
        said = f"The key is printed in {source}, private part included: everybody has it."
        yield Weakness("jwk-published-example", said)
    if found.form.startswith("JWK") and public.usable and not public.alg:
        said = "The key states no algorithm, so one is suggested."
        yield Weakness("key-alg-missing", said, "info")
    if found.chain and (state := expiry(found.chain[0], now)).state != "valid":
        yield Weakness("jwk-x5c-mismatch", state.message, "warning")
    if found.open_file and (found.private or found.octets):
        said = "It came without a password over it; remove the file once the key is kept."
        yield Weakness("key-file-open", said, "info")


def _secret_warnings(octets: bytes) -> Iterator[Weakness]:
    if is_guessable(octets):
        said = "The secret stands on lists that anybody tries first."
        yield Weakness("hmac-secret-guessable", said)
    if len(octets) * 8 < _LEAST_SECRET_BITS:
        said = f"The secret has {len(octets) * 8} bits; HS256 needs {_LEAST_SECRET_BITS}."
        yield Weakness("hmac-secret-short", said)


def _digest(octets: bytes) -> str:
    """The thumbprint of a symmetric key, which is looked up and never shown or kept."""
    from oidc_workbench.jose import base64url

    return thumbprint({"kty": "oct", "k": base64url.encode(octets)}) if octets else ""


def _once(keys: list[ImportedKey]) -> Iterator[ImportedKey]:
    """Leave out what is there already: the same key again, or the public part of a private one."""
    private = {one.public.thumbprint for one in keys if one.key is not None}
    seen: set[tuple[str, str, bool]] = set()
    for one in keys:
        name, is_private = one.public.thumbprint, one.key is not None
        if name and ((name, one.kid, is_private) in seen or (name in private and not is_private)):
            continue
        seen.add((name, one.kid, is_private))
        yield one


def _told_apart(keys: list[ImportedKey]) -> Iterator[ImportedKey]:
    """Refuse keys that share a key ID; those of different types may (RFC 7517 §4.5)."""
    counts = Counter((one.kid, one.public.kty) for one in keys if one.kid)
    for one in keys:
        if one.refusal is None and counts[one.kid, one.public.kty] > 1:
            shown = one.kid[:60].encode("ascii", "backslashreplace").decode("ascii")
            said = f'The key ID "{shown}" stands on {counts[one.kid, one.public.kty]} keys.'
            hint = "Give each of the keys a key ID of its own, or import one of them."
            yield replace(one, refusal=Refusal(KID_DUPLICATE, said, hint))
        else:
            yield one
