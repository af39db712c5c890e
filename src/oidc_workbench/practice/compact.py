"""Compact JWS inside the provider: reading, verifying and signing, on joserfc alone.

The program's own JOSE code is not used here: a provider that shared its faults would hide them.
"""

import binascii
import json
import warnings
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from joserfc.jwk import Key

MAX_LENGTH = 16_384


class UnreadableError(Exception):
    """A text is not a signed JWT; the message says in which way."""


def b64url(octets: bytes) -> str:
    """Encode without padding (RFC 7515 §2)."""
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def peek(token: str) -> tuple[dict[str, object], dict[str, object]]:
    """Return header and claims of a compact JWS, unverified.

    Raises:
        UnreadableError: when there are none.
    """
    segments = token.split(".")
    if len(segments) != 3 or len(token) > MAX_LENGTH:
        raise UnreadableError("it is not three parts with dots between them.")
    return _segment(segments[0], "header"), _segment(segments[1], "payload")


def _segment(text: str, name: str) -> dict[str, object]:
    try:
        octets = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        value = json.loads(octets)
    except (binascii.Error, ValueError, RecursionError):
        raise UnreadableError(f"its {name} is not JSON in base64url.") from None
    if not isinstance(value, dict):
        raise UnreadableError(f"its {name} is not a JSON object.")
    return value


def matches_signature(token: str, key: "Key", alg: str) -> bool:
    """Whether the signature was made with this key and this algorithm."""
    from joserfc.errors import JoseError, SecurityWarning
    from joserfc.jws import JWSRegistry, deserialize_compact

    registry = JWSRegistry(algorithms=[alg], strict_check_header=False)
    registry.max_header_length = registry.max_payload_length = MAX_LENGTH
    with warnings.catch_warnings():
        # EdDSA is deprecated by RFC 9864 but still what most keys of that kind sign with.
        warnings.simplefilter("ignore", SecurityWarning)
        try:
            deserialize_compact(token, key, algorithms=[alg], registry=registry)
        except (JoseError, ValueError, TypeError):
            return False
    return True


def sign(header: dict[str, object], claims: dict[str, object], key: "Key") -> str:
    """Sign claims."""
    from joserfc.jws import serialize_compact

    payload = json.dumps(claims, separators=(",", ":"))
    return serialize_compact(header, payload, key, algorithms=[str(header["alg"])])


def unsigned(header: dict[str, object], claims: dict[str, object]) -> str:
    """Return an unsecured JWT (RFC 7519 §6): what a provider must never issue."""
    parts = ({**header, "alg": "none"}, claims)
    return "".join(b64url(json.dumps(p, separators=(",", ":")).encode()) + "." for p in parts)
