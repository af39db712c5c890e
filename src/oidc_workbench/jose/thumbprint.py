"""JWK thumbprints (RFC 7638): one name for a key, whatever its ``kid`` says."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from oidc_workbench.jose import base64url

if TYPE_CHECKING:
    from collections.abc import Mapping

# RFC 7638 §3.2, RFC 8037 §2, RFC 9964: the members that make the key, in lexicographic order.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "EC": ("crv", "x", "y"),
    "RSA": ("e", "n"),
    "OKP": ("crv", "x"),
    "oct": ("k",),
    "AKP": ("alg", "pub"),
}


def thumbprint(raw: Mapping[str, object]) -> str:
    """Return the SHA-256 thumbprint as base64url; empty when a required member is missing."""
    kty = raw.get("kty")
    names = REQUIRED.get(kty) if isinstance(kty, str) else None
    if names is None:
        return ""
    members = {name: raw.get(name) for name in (*names, "kty")}
    if not all(isinstance(value, str) and value for value in members.values()):
        return ""
    text = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64url.encode(digest)
