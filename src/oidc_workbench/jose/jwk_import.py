"""Keys as JSON: a JWK, a JWK Set, and either of them encrypted with a password (RFC 7517 §7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.certificates import certificate_weaknesses, chain_of
from oidc_workbench.jose.decryption import DecryptionStatus, decrypt
from oidc_workbench.jose.decryption_keys import decryption_key_from_password
from oidc_workbench.jose.encryption_algorithms import KEY_MANAGEMENT
from oidc_workbench.jose.found_keys import (
    Contents,
    FoundKey,
    password_needed,
    password_wrong,
    refused,
    truncated,
    unknown_curve,
    unknown_kind,
    unusable,
)
from oidc_workbench.jose.imported_keys import Refusal
from oidc_workbench.jose.json_scanner import scan
from oidc_workbench.jose.key_objects import CURVE_OCTETS, OKP_OCTETS, KeyProblemError, load_public
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.pem_import import MOST_KEYS
from oidc_workbench.jose.private_keys import load_private_jwk
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.thumbprint import REQUIRED, thumbprint
from oidc_workbench.redaction.secret_names import PRIVATE_JWK_MEMBERS, SECRET_JWK_MEMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.reading import Defect
    from oidc_workbench.secret import Secret

_MOST_ROUNDS = 10_000_000
"""PBES2 iterations: the file is the person's own, so more than for a stranger's token."""
_LIMITS = replace(DEFAULT_LIMITS, p2c=_MOST_ROUNDS, token_octets=1 << 20, inflated_octets=1 << 20)
_BY_PASSWORD = tuple(name for name, one in KEY_MANAGEMENT.items() if one.family == "password")
_CURVES = {"EC": tuple(CURVE_OCTETS), "OKP": tuple(OKP_OCTETS)}
_LIMIT = "limit-size-depth"
_NOTICED = ("json-duplicate-member", "json-not-utf8", _LIMIT)


def contents_of_json(octets: bytes, form: str = "JWK") -> Contents:
    """Read a JWK or a JWK Set; a key that cannot be used is there with its reason.

    Args:
        octets: the JSON text.
        form: what to call it ("JWK, encrypted").

    Raises:
        WorkbenchError: ``key-input-unknown``, ``key-input-truncated`` or ``key-input-too-large``
            when it is neither, or cannot be told to be.
    """
    document, defects = scan(octets)
    listed = document.mapping.get("keys")
    if not document.is_json or not (isinstance(listed, list) or "kty" in document.mapping):
        raise _no_key(octets, document.mapping, defects)
    notices = _notices(defects)
    if not isinstance(listed, list):
        return Contents((_key(document.mapping, form, ""),), notices=notices)
    if len(listed) > MOST_KEYS:
        notices = (*notices, f"Only the first {MOST_KEYS} keys were read.")
    keys = tuple(
        _key(entry, form, f"keys[{index}]") for index, entry in enumerate(listed[:MOST_KEYS])
    )
    return Contents(keys, notices=notices)


def contents_of_jwe(text: str, password: Secret | None) -> Contents:
    """Decrypt a JWK or JWK Set that a password protects, with any of the PBES2 algorithms.

    Raises:
        WorkbenchError: ``key-password-needed``, ``key-password-wrong``, ``key-unusable`` when
            it is encrypted otherwise, or what :func:`contents_of_json` raises.
    """
    reading = read(text, _LIMITS)
    if reading.head.get("alg") not in _BY_PASSWORD:
        raise unusable("it is encrypted for another key, not with a password.").error
    if password is None:
        raise password_needed()
    key = decryption_key_from_password(password)
    found = decrypt(reading, (key,), algorithms=_BY_PASSWORD, limits=_LIMITS)
    if found.status is DecryptionStatus.FAILED:
        raise password_wrong()
    if found.plaintext is None:
        raise unusable(found.reason[:1].lower() + found.reason[1:]).error
    return contents_of_json(found.plaintext, "JWK, encrypted")


def _no_key(
    octets: bytes, members: Mapping[str, object], defects: tuple[Defect, ...]
) -> WorkbenchError:
    if not octets.rstrip().endswith((b"}", b"]")):
        return truncated("The JSON text").error
    unread = next((one.message for one in defects if one.code == _LIMIT), "")
    if unread:
        hint = "Choose a file with fewer keys, or paste the one key."
        said = f"The JSON text was not read: {unread[:1].lower()}{unread[1:]}"
        return WorkbenchError("key-input-too-large", said, hint)
    if "ciphertext" in members:
        return unusable("its JWE is in JSON, which is read as a token only.").error
    return WorkbenchError(
        "key-input-unknown",
        'The JSON text is neither a JWK nor a JWK Set: it has no "kty" and no array "keys".',
        "Give one JWK, or the JSON object with the keys.",
    )


def _notices(defects: tuple[Defect, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.message for one in defects if one.code in _NOTICED))


def _key(raw: object, form: str, place: str) -> FoundKey:
    if not isinstance(raw, dict):
        why = unusable("it is not a JSON object.")
        return refused(form, place, why, is_private=True)
    is_private = bool(PRIVATE_JWK_MEMBERS & raw.keys())
    public = {name: value for name, value in raw.items() if name not in SECRET_JWK_MEMBERS}
    found = FoundKey(
        form,
        place,
        public,
        chain=chain_of(raw["x5c"]).certificates if "x5c" in raw else (),
        label=_label(raw),
        words=_words(raw),
        is_private=is_private,
        open_file=is_private and not form.endswith("encrypted"),
        remarks=certificate_weaknesses(public),
    )
    why_not = _unknown(raw)
    if why_not is not None:
        return replace(found, members={}, refusal=why_not)
    return _symmetric(found, raw) if raw["kty"] == "oct" else _asymmetric(found, raw)


def _label(raw: Mapping[str, object]) -> str:
    """The key ID, unless it is the thumbprint, which tells people nothing."""
    kid = raw.get("kid")
    return kid if isinstance(kid, str) and kid != thumbprint(raw) else ""


def _words(raw: Mapping[str, object]) -> str:
    """Name a key by its type and curve, whether they are known or not."""
    names = (raw.get("kty"), raw.get("crv"))
    said = " ".join(name[:40] for name in names if isinstance(name, str))
    return said.encode("ascii", "backslashreplace").decode("ascii")


def _unknown(raw: Mapping[str, object]) -> Refusal | None:
    kty, crv = raw.get("kty"), raw.get("crv")
    if not isinstance(kty, str) or kty not in REQUIRED:
        return unknown_kind(f"of the type {_words({'kty': kty}) or 'that it does not name'}")
    if isinstance(crv, str) and kty in _CURVES and crv not in _CURVES[kty]:
        return unknown_curve(_words({"crv": crv}))
    return None


def _symmetric(found: FoundKey, raw: Mapping[str, object]) -> FoundKey:
    octets = base64url.decode_strictly(raw.get("k"))
    if not octets:
        why = unusable('its member "k" is missing or is not base64url.')
        return replace(found, members={}, refusal=why)
    return replace(found, octets=octets)


def _asymmetric(found: FoundKey, raw: Mapping[str, object]) -> FoundKey:
    try:
        if found.is_private:
            return replace(found, private=load_private_jwk(raw))
        load_public(raw)
    except WorkbenchError as error:
        return replace(found, members={}, refusal=Refusal.of(error))
    except KeyProblemError as problem:
        why = str(problem)
        return replace(found, members={}, refusal=unusable(why[:1].lower() + why[1:]))
    return found
