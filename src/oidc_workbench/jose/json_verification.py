"""Signatures beyond the compact JWT: JSON serialisation, detached and unencoded payloads.

The judging never accepts these as a JWT (RFC 7519 §1); here they are verified for those who use
JWS by itself (RFC 7515 §7.2, appendix F; RFC 7797).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.algorithms import ALGORITHMS
from oidc_workbench.jose.base64url import NONCANONICAL
from oidc_workbench.jose.json_reader import is_unencoded
from oidc_workbench.jose.reading import SignatureEntry, TokenForm
from oidc_workbench.jose.refusals import refused_algorithm, refused_critical
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.jose.signed_octets import Signed
from oidc_workbench.jose.verification import verify, verify_signed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.key_set import KeySet
    from oidc_workbench.jose.reading import Reading, Segment
    from oidc_workbench.secret import Secret

_S = SignatureStatus
_PROTECTED_ONLY = ("crit", "b64")
_STRUCTURE = "jwt-json-serialization"
_AMBIGUOUS = ("json-duplicate-member", "json-not-utf8", "json-number-nonfinite")


def verify_each(
    reading: Reading,
    key_sets: tuple[KeySet, ...],
    *,
    algorithms: tuple[str, ...] = (),
    shared_secret: Secret | None = None,
    payload: bytes | None = None,
) -> tuple[SignatureCheck, ...]:
    """Verify every signature by itself, in their order; empty for what has none. Never raises.

    Args:
        reading: a JWS in any serialisation.
        key_sets: as for :func:`~oidc_workbench.jose.verification.verify`.
        algorithms: the allow-list, likewise.
        shared_secret: verifies HS*, likewise.
        payload: what was signed, where the token itself does not hold it.
    """
    if reading.form is TokenForm.JWS_COMPACT and payload is None:
        return (verify(reading, key_sets, algorithms=algorithms, shared_secret=shared_secret),)
    entries = _entries(reading)
    if not entries:
        return ()
    part = next((one for one in reading.segments if one.name == "payload"), None)
    doubt = _doubt(reading, entries)
    checks: list[SignatureCheck] = []
    for entry in entries:
        refused = _refused(entry, algorithms, has_secret=shared_secret is not None)
        if refused is None and doubt:
            refused = _S.FAILED, doubt
        if refused is not None:
            checks.append(_unverified(entry, *refused))
            continue
        message = _message(entry, part, payload)
        if isinstance(message, str):
            checks.append(_unverified(entry, _S.FAILED, message))
            continue
        octets = (entry.signature.octets if entry.signature else None) or b""
        algorithm = ALGORITHMS[str(entry.head["alg"])]
        signed = Signed(entry.head, message, octets)
        checks.append(verify_signed(signed, algorithm, key_sets, shared_secret))
    return tuple(checks)


def _entries(reading: Reading) -> tuple[SignatureEntry, ...]:
    if reading.form is TokenForm.JWS_COMPACT:
        return (_entry_of(reading),)
    return reading.signatures if reading.form is TokenForm.JWS_JSON else ()


def verify_detached(
    reading: Reading,
    payload: bytes,
    key_sets: tuple[KeySet, ...],
    *,
    algorithms: tuple[str, ...] = (),
    shared_secret: Secret | None = None,
) -> SignatureCheck:
    """Verify a signature over a payload that came another way (RFC 7515 appendix F, RFC 7797 §5).

    With several signatures the first one that verifies answers, else the first. A token that holds
    a payload as well is verified only when it is the same.
    """
    found = verify_each(
        reading, key_sets, algorithms=algorithms, shared_secret=shared_secret, payload=payload
    )
    if not found:
        return SignatureCheck(_S.NOT_CHECKED, "There is no signature to verify.")
    return next((one for one in found if one.verified), found[0])


def unencoded_payload(reading: Reading) -> bytes | None:
    """Return the payload of a compact JWS that stands in it unencoded (RFC 7797 §5.2), or None."""
    if reading.form is not TokenForm.JWS_COMPACT or not is_unencoded(reading.head):
        return None
    part = next((one for one in reading.segments if one.name == "payload"), None)
    return part.raw.encode("utf-8", "surrogatepass") if part and part.raw else None


def _entry_of(reading: Reading) -> SignatureEntry:
    """A compact token as the one entry it is; what is wrong with its payload does not count."""
    by_name: dict[str, Segment] = {segment.name: segment for segment in reading.segments}
    return SignatureEntry(
        "",
        by_name.get("header"),
        reading.header,
        {},
        by_name.get("signature"),
        defects=tuple(one for one in reading.defects if one.segment in {"header", "signature"}),
    )


def _protected(entry: SignatureEntry) -> Mapping[str, object]:
    return entry.document.mapping if entry.document else {}


def _doubt(reading: Reading, entries: tuple[SignatureEntry, ...]) -> str:
    """Say why two readers may see different tokens in one object; empty when they can't."""
    if len({is_unencoded(_protected(one)) for one in entries}) > 1:
        return "The signatures disagree about how the payload is encoded."
    if reading.form is not TokenForm.JWS_JSON:
        return ""
    for defect in reading.defects:
        # What a signature's own entry, or the payload's content, suffers from is not meant here.
        in_object = defect.segment == "" and defect.code in _AMBIGUOUS
        in_members = defect.segment in {"signatures", "payload"} and defect.code == _STRUCTURE
        if in_object or in_members:
            return f"The object that holds the signatures is malformed. {defect.message}"
    return ""


def _refused(
    entry: SignatureEntry, algorithms: tuple[str, ...], *, has_secret: bool
) -> tuple[SignatureStatus, str] | None:
    """What stops a verification before any key is looked at."""
    for defect in entry.defects:
        if defect.code != NONCANONICAL or defect.segment.endswith("signature"):
            return _S.FAILED, f"The signature's entry is malformed. {defect.message}"
    if any(name in entry.header for name in _PROTECTED_ONLY):
        return _S.FAILED, 'The header parameters "crit" and "b64" must be integrity protected.'
    protected = _protected(entry)
    if protected.get("b64", True) is not True and not is_unencoded(protected):
        return (
            _S.UNSUPPORTED,
            'The header parameter "b64" is not true, and "crit" does not list it.',
        )
    refused = refused_algorithm(entry.head.get("alg"), algorithms, has_secret=has_secret)
    if refused or (refused := refused_critical(protected)):
        return refused
    if not entry.signature or not entry.signature.octets:
        return _S.FAILED, "The signature is empty."
    return None


def _message(entry: SignatureEntry, part: Segment | None, payload: bytes | None) -> bytes | str:
    """Return the octets that were signed (RFC 7515 §5.1 step 5), or why there are none."""
    unencoded = is_unencoded(_protected(entry))
    start = (entry.protected.raw if entry.protected else "").encode("ascii", "replace") + b"."
    inside = part.raw if part else ""
    if payload is None:
        if part is None:
            return "The payload is detached, and none was given."
        if not unencoded and (part.octets is None or base64url.decode(inside).code):
            return "The payload is not base64url."
        return start + inside.encode("utf-8", "surrogatepass")
    given = payload if unencoded else base64url.encode(payload).encode("ascii")
    if inside and inside.encode("utf-8", "surrogatepass") != given:
        return "The token holds another payload than the one given."
    return start + given


def _unverified(entry: SignatureEntry, status: SignatureStatus, reason: str) -> SignatureCheck:
    alg, kid = entry.head.get("alg"), entry.head.get("kid")
    return SignatureCheck(
        status,
        reason,
        alg if isinstance(alg, str) else "",
        kid if isinstance(kid, str) else "",
    )
