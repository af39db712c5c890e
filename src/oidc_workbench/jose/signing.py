"""Sign compact JWS."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.algorithms import ALGORITHMS
from oidc_workbench.jose.shared_secret import octets_of
from oidc_workbench.jose.signature_making import maker_of

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
    try:
        signature = maker_of(alg)(key.private_key, message)
    except ValueError:
        raise WorkbenchError(
            "alg-unfit",
            f"The key is too short to sign with {alg}.",
            "Make an RSA key of 2048 bits or more.",
        ) from None
    return _compact(message, signature)


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
    try:
        head = _plain_head(alg, *header, *header.values())
    except TypeError:
        head = _head({**header, "alg": alg})
    return head + base64url.encode_octets(_json(claims))


def _head(header: Mapping[str, object]) -> bytes:
    return base64url.encode_octets(_json(header)) + b"."


@lru_cache(maxsize=64, typed=True)  # typed: True and 1 are equal, and are other texts in JSON
def _plain_head(alg: str, *members: Any) -> bytes:
    """Write a header once, whose names and then whose values are given: mostly it stays the same.

    Raises:
        TypeError: it has other members than plain ones, so it is written each time.
    """
    half = len(members) // 2
    header = {**dict(zip(members[:half], members[half:], strict=True)), "alg": alg}
    if not _is_plain(header):
        raise TypeError
    return _head(header)


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
