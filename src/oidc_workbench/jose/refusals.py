"""What stops a verification before any key is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose.algorithms import ALGORITHMS, ASYMMETRIC
from oidc_workbench.jose.base64url import INVALID, NONCANONICAL
from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.reading import Defect, Reading

_S = SignatureStatus
_BY_FORM = {
    TokenForm.EMPTY: (_S.NOT_CHECKED, "There is no token to verify."),
    TokenForm.OPAQUE: (_S.NOT_CHECKED, "The token is opaque: it has no signature to verify."),
    TokenForm.JWE_COMPACT: (_S.NOT_CHECKED, "The token is encrypted; a signature is inside."),
    TokenForm.JWE_JSON: (_S.NOT_CHECKED, "The token is encrypted; a signature is inside."),
    TokenForm.JWS_JSON: (_S.UNSUPPORTED, "A JWT is compact; JSON serialisation is not verified."),
    TokenForm.SD_JWT: (
        _S.UNSUPPORTED,
        "An SD-JWT is no JWT; its issuer's part is signed by itself.",
    ),
    TokenForm.BROKEN: (_S.FAILED, "The token is not well formed, so nothing can be verified."),
}
# Zero-width characters, which a person does not see.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_UNDERSTOOD_CRITICAL = frozenset({"b64"})


def refusal(
    reading: Reading, algorithms: tuple[str, ...], *, has_secret: bool
) -> SignatureCheck | None:
    """Return why a token is not verified at all, or None when its signature may be looked at."""
    if _is_usual(reading, algorithms):
        return None
    found = (
        _BY_FORM.get(reading.form)
        or refused_algorithm(reading.head.get("alg"), algorithms, has_secret=has_secret)
        or _header(reading)
        or _signature(reading)
    )
    if found is None:
        return None
    status, reason = found
    return SignatureCheck(status, reason, _text(reading.head, "alg"), _text(reading.head, "kid"))


def _is_usual(reading: Reading, algorithms: tuple[str, ...]) -> bool:
    """Whether none of what is looked for below can be there."""
    head = reading.head
    alg = head.get("alg")
    return (
        reading.form is TokenForm.JWS_COMPACT
        and not reading.defects
        and isinstance(alg, str)
        and alg in ASYMMETRIC
        and (not algorithms or alg in algorithms)
        and "crit" not in head
        and "b64" not in head
        and bool(reading.signature)
    )


def is_none(alg: str) -> bool:
    """Whether an algorithm is "none" in any spelling, however it is disguised."""
    return alg.translate(_UNSEEN).strip().casefold() == "none"


def _text(head: Mapping[str, object], name: str) -> str:
    value = head.get(name)
    return value if isinstance(value, str) else ""


def refused_algorithm(
    alg: object, algorithms: tuple[str, ...], *, has_secret: bool
) -> tuple[SignatureStatus, str] | None:
    """Return why an algorithm is not verified with, or None."""
    if not isinstance(alg, str):
        return _S.UNSUPPORTED, 'The header names no algorithm: "alg" is missing or not a string.'
    if alg not in ALGORITHMS and is_none(alg):
        return _S.ALG_NOT_ALLOWED, 'The algorithm is "none": the token is not signed.'
    shown = f'"{alg[:40].encode("ascii", "backslashreplace").decode("ascii")}"'
    if algorithms and alg not in algorithms:
        return _S.ALG_NOT_ALLOWED, f"The algorithm {shown} is not on the list of those allowed."
    if alg not in ALGORITHMS:
        return _S.UNSUPPORTED, f"The algorithm {shown} is not one that can be verified here."
    if alg in ASYMMETRIC or has_secret or algorithms:
        return None
    return (
        _S.ALG_NOT_ALLOWED,
        f"{alg} is verified with a shared secret only, and none was given.",
    )


def _header(reading: Reading) -> tuple[SignatureStatus, str] | None:
    defect = next((one for one in reading.defects if one.segment == "header"), None)
    if defect is not None and defect.code != NONCANONICAL:
        return _S.FAILED, _from_defect("header", defect)
    head = reading.head
    if head.get("b64", True) is not True:
        return _S.UNSUPPORTED, "Unencoded payloads (b64 other than true) have no place in a JWT."
    return refused_critical(head)


def refused_critical(head: Mapping[str, object]) -> tuple[SignatureStatus, str] | None:
    """Return why the critical header parameters of a protected header stop us, or None."""
    if "crit" not in head:
        return None
    names = head["crit"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return _S.UNSUPPORTED, 'The header "crit" is not an array of names.'
    unknown = [name for name in names if name not in _UNDERSTOOD_CRITICAL or name not in head]
    if not unknown:
        return None
    shown = str(unknown[0])[:40].encode("ascii", "backslashreplace").decode("ascii")
    return _S.UNSUPPORTED, f'The critical header parameter "{shown}" is not understood here.'


def _signature(reading: Reading) -> tuple[SignatureStatus, str] | None:
    for defect in reading.defects:
        is_bad = defect.code == INVALID or (
            defect.code == NONCANONICAL and defect.segment == "signature"
        )
        if is_bad and defect.segment:
            return _S.FAILED, _from_defect(defect.segment, defect)
    if not reading.signature:
        return _S.FAILED, "The signature is empty."
    return None


def _from_defect(segment: str, defect: Defect) -> str:
    codes = {"json-duplicate-member": "A header with a duplicate name says two things at once."}
    return codes.get(defect.code, f"The {segment} is malformed. {defect.message}")
