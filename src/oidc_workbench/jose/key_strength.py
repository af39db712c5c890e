"""What is wrong with a public key in itself, for the rules that judge keys. Pure; never raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url
from oidc_workbench.jose.curve_strength import (
    akp_weaknesses,
    ec_weaknesses,
    okp_weaknesses,
)
from oidc_workbench.jose.guessable_secrets import GUESSABLE_SECRETS, is_guessable
from oidc_workbench.jose.published_keys import where_published
from oidc_workbench.jose.rsa_strength import (
    MAX_BITS,
    has_roca_fingerprint,
    has_small_factor,
    rsa_weaknesses,
)
from oidc_workbench.jose.weakness import Weakness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = [
    "GUESSABLE_SECRETS",
    "Weakness",
    "akp_weaknesses",
    "ec_weaknesses",
    "factor_ahead",
    "has_roca_fingerprint",
    "is_guessable",
    "moduli_of",
    "okp_weaknesses",
    "rsa_weaknesses",
    "weaknesses",
    "where_published",
]

_MAX_OTHERS = 500


def weaknesses(raw: Mapping[str, object], others: Iterable[int] = ()) -> tuple[Weakness, ...]:
    """Judge the public members of a JWK; empty for a key type that is not known here.

    The first RSA key costs some fifty milliseconds, every further one ten.

    Args:
        raw: the JWK's members.
        others: moduli of other RSA keys (:func:`moduli_of`), for a common factor.
    """
    match raw.get("kty"):
        case "RSA":
            n, e = _number(raw.get("n")), _number(raw.get("e"))
            return rsa_weaknesses(n, e, others) if n and e else ()
        case "EC":
            return ec_weaknesses(raw)
        case "OKP":
            return okp_weaknesses(raw)
        case "AKP":
            return akp_weaknesses(raw)
    return ()


def factor_ahead(raw: Mapping[str, object], pause: Callable[[], None]) -> None:
    """Do ahead what takes long in judging a JWK; judging it is quick afterwards.

    Args:
        raw: the JWK's members.
        pause: see :func:`has_small_factor`.
    """
    n = _number(raw.get("n")) if raw.get("kty") == "RSA" else 0
    if 0 < n.bit_length() <= MAX_BITS:
        has_small_factor(n, pause)


def moduli_of(keys: Iterable[Mapping[str, object]]) -> tuple[int, ...]:
    """Return the RSA moduli among some JWKs, each once, at most five hundred."""
    found: dict[int, None] = {}
    for raw in keys:
        if raw.get("kty") == "RSA" and (n := _number(raw.get("n"))):
            found[n] = None
        if len(found) == _MAX_OTHERS:
            break
    return tuple(found)


def _number(value: object) -> int:
    return int.from_bytes(base64url.decode_strictly(value) or b"", "big")
