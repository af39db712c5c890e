"""Encrypted tokens for the tests: joserfc makes what our code must be able to open."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

from oidc_workbench.jose.base64url import encode
from oidc_workbench.jose.jwk import public_jwk

if TYPE_CHECKING:
    from oidc_workbench.jose.decryption_key import DecryptionKey

ENC = "A128GCM"


def public_of(key: DecryptionKey) -> dict[str, Any]:
    return {
        name: value
        for name, value in public_jwk(key.public).items()
        if name in {"kty", "crv", "x", "y", "n", "e"}
    }


def oct_jwk(octets: bytes) -> dict[str, Any]:
    return {"kty": "oct", "k": encode(octets)}


def encrypted(plaintext: bytes | str, jwk: dict[str, Any], alg: str, **header: Any) -> str:
    """A compact JWE; the algorithms that joserfc deprecates are asked for on purpose."""
    from joserfc import jwe
    from joserfc.jwk import import_key

    head = {"alg": alg, "enc": ENC, **header}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        registry = jwe.JWERegistry(algorithms=[alg, head["enc"], "DEF"], strict_check_header=False)
        return jwe.encrypt_compact(head, plaintext, import_key(jwk), registry=registry)


def reheaded(token: str, **changes: Any) -> str:
    """The same token under another header; None takes a member out."""
    from oidc_workbench.jose.base64url import decode

    raw, _, rest = token.partition(".")
    head = {**json.loads(decode(raw).octets or b""), **changes}
    head = {name: value for name, value in head.items() if value is not None}
    return f"{encode(json.dumps(head).encode())}.{rest}"
