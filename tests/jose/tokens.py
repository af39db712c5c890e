"""Small hand-made tokens, so that a test shows every octet that matters."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode


def b64(octets: bytes | str) -> str:
    raw = octets.encode() if isinstance(octets, str) else octets
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def compact(header: object, payload: object, signature: bytes = b"sig") -> str:
    """A compact token; text and octets are taken as they are, everything else as JSON."""
    parts = [p if isinstance(p, str | bytes) else json.dumps(p) for p in (header, payload)]
    return ".".join([*(b64(part) for part in parts), b64(signature)])


TOKEN = compact({"alg": "RS256", "kid": "1"}, {"iss": "https://as.example", "exp": 1767229200})
OTHER = compact({"alg": "ES256", "typ": "at+jwt"}, {"aud": "https://api.example/"})
