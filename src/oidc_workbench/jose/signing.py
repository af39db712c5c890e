"""Sign compact JWS."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.algorithms import ALGORITHMS
from oidc_workbench.jose.shared_secret import octets_of
from oidc_workbench.jose.signature_making import signature_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oidc_workbench.jose.signing_key import SigningKey
    from oidc_workbench.secret import Secret

_PLAIN = frozenset({str, int, bool, type(None)})


def sign(
    header: Mapping[str, object], claims: Mapping[str, object], key: SigningKey, alg: str
) -> str:
    """Return a compact JWS (RFC 7515 §7.1).

    The header is written as given, with ``alg`` set in it; a ``kid`` or ``typ`` is the caller's
    to choose.

    Raises:
        WorkbenchError: the key does not sign with this algorithm (``alg-unfit``), or the header or
            claims are not JSON (``claims-not-json``).
    """
    if alg not in key.algorithms:
        raise WorkbenchError(
            "alg-unfit",
            f"The key does not sign with {alg[:40]!a}.",
            f"Choose one of {', '.join(key.algorithms)}."
            if key.algorithms
            else "Choose a key whose type and curve fit a signature algorithm.",
        )
    message = _signing_input(header, claims, alg)
    return _compact(message, _sign(message, key, alg))


def sign_with_secret(
    header: Mapping[str, object], claims: Mapping[str, object], secret: Secret, alg: str
) -> str:
    """Return a compact JWS with an HMAC (RFC 7518 §3.2).

    Raises:
        WorkbenchError: ``alg-unfit`` when the algorithm is not HS256, HS384 or HS512,
            ``secret-empty``, or ``claims-not-json``.
    """
    algorithm = ALGORITHMS.get(alg)
    if algorithm is None or algorithm.scheme != "mac":
        raise WorkbenchError(
            "alg-unfit",
            f"A shared secret does not sign with {alg[:40]!a}.",
            "Choose HS256, HS384 or HS512.",
        )
    octets = octets_of(secret)
    if not octets:
        raise WorkbenchError(
            "secret-empty",
            "The shared secret is empty, so anybody could sign with it.",
            "Give the client's secret.",
        )
    import hmac

    message = _signing_input(header, claims, alg)
    return _compact(message, hmac.digest(octets, message, f"sha{algorithm.bits}"))


def _signing_input(header: Mapping[str, object], claims: Mapping[str, object], alg: str) -> bytes:
    head = base64url.encode_octets(_json({**header, "alg": alg}))
    return head + b"." + base64url.encode_octets(_json(claims))


def _json(value: Mapping[str, object]) -> bytes:
    if _is_plain(value):
        try:
            return _quick_encoder()(value)
        except (TypeError, ValueError, OverflowError):
            pass  # the careful one says whether it is JSON
    try:
        text = json.dumps(dict(value), separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8")
    except (TypeError, ValueError, RecursionError):
        raise WorkbenchError(
            "claims-not-json",
            "The header or the claims hold a value that JSON cannot express.",
            "Use texts, finite numbers, true, false, null, arrays and objects only.",
        ) from None


def _is_plain(value: Mapping[str, object]) -> bool:
    """Whether every encoder writes the members alike; so it is with most tokens."""
    for name, one in value.items():
        if type(name) is not str or type(one) not in _PLAIN:
            return False
    return True


@cache
def _quick_encoder() -> Callable[[object], bytes]:
    """Ten times as quick as the standard library's, which costs more than an ECDSA signature."""
    import msgspec

    return msgspec.json.Encoder().encode


def _compact(message: bytes, signature: bytes) -> str:
    return (message + b"." + base64url.encode_octets(signature)).decode("ascii")


def _sign(message: bytes, key: SigningKey, alg: str) -> bytes:
    try:
        return signature_of(alg, key.private_key, message)
    except ValueError:
        raise WorkbenchError(
            "alg-unfit",
            f"The key is too short to sign with {alg}.",
            "Make an RSA key of 2048 bits or more.",
        ) from None
