"""A code made with a published key is recognised, whatever spelling of the key was the secret."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from jose import certificates
from jose.keys import key, keys
from jose.tokens import b64
from oidc_workbench.jose.base64url import decode
from oidc_workbench.jose.jwk import public_jwk, public_key, public_pem
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signing import sign, sign_with_secret
from oidc_workbench.jose.verification import confusion_key, verify
from oidc_workbench.secret import Secret

if TYPE_CHECKING:
    from oidc_workbench.jose.reading import Reading

RSA = key("RSA-2048")
EC = key("P-256")
PKI = PublicFormat.SubjectPublicKeyInfo


def forged(secret: bytes, bits: int = 256) -> Reading:
    message = f"{b64(json.dumps({'alg': f'HS{bits}', 'kid': 'k1'}))}.{b64('{}')}"
    return read(f"{message}.{b64(hmac.digest(secret, message.encode(), f'sha{bits}'))}")


PEM = public_pem(RSA.public).encode()
RSA_PUBLIC = RSA.private_key.public_key()
MODULUS = decode(str(RSA.public.raw["n"])).octets or b""


@pytest.mark.parametrize(
    "secret",
    [
        PEM,
        PEM.rstrip(),
        PEM.replace(b"\n", b"\r\n"),
        RSA_PUBLIC.public_bytes(Encoding.DER, PKI),
        RSA_PUBLIC.public_bytes(Encoding.PEM, PublicFormat.PKCS1),
        RSA_PUBLIC.public_bytes(Encoding.DER, PublicFormat.PKCS1),
        MODULUS,
        str(RSA.public.raw["n"]).encode(),
        MODULUS.hex().encode(),
        json.dumps(public_jwk(RSA.public)).encode(),
        json.dumps(public_jwk(RSA.public), separators=(",", ":")).encode(),
    ],
    ids=["PEM", "cut", "CRLF", "DER", "PKCS1", "PKCS1 DER", "n", "n64", "hex", "JWK", "short JWK"],
)
@pytest.mark.parametrize("bits", [256, 512])
def test_a_code_made_with_a_published_key_is_found_and_never_verifies(
    secret: bytes, bits: int
) -> None:
    reading = forged(secret, bits)
    published = keys(EC.public, RSA.public)
    assert confusion_key(reading, published) is RSA.public
    for algorithms in ((), ("HS256", "HS512", "RS256")):
        assert not verify(reading, published, algorithms=algorithms).verified


def test_points_and_certificates_are_tried_as_well() -> None:
    point = EC.private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert confusion_key(forged(point), keys(EC.public)) is EC.public
    der = certificates.der(EC)
    certified = public_key({**public_jwk(EC.public), "x5c": [b64encode(der).decode()]})
    for secret in (der, certificates.pem(EC).encode(), certificates.pem(EC).rstrip().encode()):
        assert confusion_key(forged(secret), keys(certified)) is certified


def test_an_honest_code_is_no_confusion() -> None:
    token = sign_with_secret({}, {}, Secret("a client's own secret, 43 characters long"), "HS256")
    assert confusion_key(read(token), keys(RSA.public, EC.public)) is None


@pytest.mark.parametrize("text", ["", "opaque", sign({}, {}, EC, "ES256")])
def test_other_tokens_are_no_matter_of_confusion(text: str) -> None:
    assert confusion_key(read(text), keys(RSA.public, EC.public)) is None


def test_keys_in_any_state_are_tried_without_complaint() -> None:
    odd = [
        public_key(raw)
        for raw in ({}, {"kty": "RSA", "n": 1, "x5c": [1]}, {"kty": "EC", "x": "!", "x5c": ["!"]})
    ]
    assert confusion_key(forged(b"x"), keys(*odd)) is None
