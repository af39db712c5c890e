"""Whether an EC, OKP or ML-DSA key is what it says (RFC 7518 §6.2, RFC 8037, RFC 9964)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.key_objects import (
    CURVE_OCTETS,
    OKP_OCTETS,
    KeyProblemError,
    load_public,
)
from oidc_workbench.jose.small_order import has_small_order
from oidc_workbench.jose.weakness import Weakness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# SP 800-186 §3.2.1, SEC 2 §2.4.1: what coordinates are counted modulo.
_FIELDS = {
    "P-256": 2**256 - 2**224 + 2**192 + 2**96 - 1,
    "P-384": 2**384 - 2**128 - 2**96 + 2**32 - 1,
    "P-521": 2**521 - 1,
    "secp256k1": 2**256 - 2**32 - 977,
}
# RFC 9964: octets of the public key.
AKP_OCTETS = {"ML-DSA-44": 1312, "ML-DSA-65": 1952, "ML-DSA-87": 2592}
_AGREEMENT = ("X25519", "X448")
_SIGNATURE_ALGS = ("EdDSA", "Ed25519", "Ed448")


def ec_weaknesses(raw: Mapping[str, object]) -> tuple[Weakness, ...]:
    """Judge the public members of an EC key (RFC 7518 §6.2.1)."""
    return tuple(Weakness("ec-invalid", said) for said in _ec(raw))


def okp_weaknesses(raw: Mapping[str, object]) -> tuple[Weakness, ...]:
    """Judge the public members of an OKP key (RFC 8037 §2, §3)."""
    return tuple(Weakness("okp-invalid", said) for said in _okp(raw))


def akp_weaknesses(raw: Mapping[str, object]) -> tuple[Weakness, ...]:
    """Judge the public members of an AKP key (RFC 9964)."""
    return tuple(Weakness("akp-invalid", said) for said in _akp(raw))


def _ec(raw: Mapping[str, object]) -> Iterator[str]:
    crv = raw.get("crv")
    if not isinstance(crv, str) or crv not in CURVE_OCTETS:
        yield f"The curve {_shown(crv)} is not one of {', '.join(CURVE_OCTETS)}."
        return
    is_sound = True
    for name in ("x", "y"):
        octets = base64url.decode_strictly(raw.get(name))
        problem = _coordinate(name, octets, crv)
        if problem:
            is_sound = False
            yield problem
    if is_sound and not _loads(raw):
        yield f"The point does not lie on {crv}."


def _coordinate(name: str, octets: bytes | None, crv: str) -> str:
    if octets is None:
        return f'The member "{name}" is missing or is not base64url.'
    if len(octets) != CURVE_OCTETS[crv]:
        needed = CURVE_OCTETS[crv]
        return f'The member "{name}" has {len(octets)} octets; {crv} needs {needed}, padded left.'
    if int.from_bytes(octets, "big") >= _FIELDS[crv]:
        return f'The member "{name}" is not below the prime of {crv}.'
    return ""


def _okp(raw: Mapping[str, object]) -> Iterator[str]:
    crv = raw.get("crv")
    if not isinstance(crv, str) or crv not in OKP_OCTETS:
        yield f"The curve {_shown(crv)} is not one of {', '.join(OKP_OCTETS)}."
        return
    octets = base64url.decode_strictly(raw.get("x"))
    if octets is None:
        yield 'The member "x" is missing or is not base64url.'
    elif len(octets) != OKP_OCTETS[crv]:
        yield f'The member "x" has {len(octets)} octets; {crv} needs {OKP_OCTETS[crv]}.'
    elif has_small_order(raw):
        yield "The point has a small order, so the key protects nothing."
    elif not _loads(raw):
        yield f"The octets are no public key of {crv}."
    yield from _purpose(raw, crv)


def _purpose(raw: Mapping[str, object], crv: str) -> Iterator[str]:
    alg, use = raw.get("alg"), raw.get("use")
    agrees = isinstance(alg, str) and alg.startswith("ECDH-ES")
    if crv in _AGREEMENT and (use == "sig" or alg in _SIGNATURE_ALGS):
        yield f"Keys of {crv} agree on keys and do not sign, yet it is meant for signatures."
    if crv not in _AGREEMENT and (use == "enc" or agrees):
        yield f"Keys of {crv} sign and do not agree on keys, yet it is meant for encryption."


def _akp(raw: Mapping[str, object]) -> Iterator[str]:
    alg = raw.get("alg")
    if not isinstance(alg, str) or alg not in AKP_OCTETS:
        yield f"The algorithm {_shown(alg)} is not one of {', '.join(AKP_OCTETS)}."
        return
    octets = base64url.decode_strictly(raw.get("pub"))
    if octets is None:
        yield 'The member "pub" is missing or is not base64url.'
    elif len(octets) != AKP_OCTETS[alg]:
        yield f'The member "pub" has {len(octets)} octets; {alg} needs {AKP_OCTETS[alg]}.'


def _loads(raw: Mapping[str, object]) -> bool:
    try:
        load_public(raw)
    except KeyProblemError:
        return False
    return True


def _shown(name: object) -> str:
    if not isinstance(name, str):
        return "that is missing"
    return f'"{name[:40].encode("ascii", "backslashreplace").decode("ascii")}"'
