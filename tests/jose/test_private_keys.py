"""Private keys from outside: validated, matched with their public part, refused in clear words."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from jose.keys import key, keys
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.base64url import encode, encode_number
from oidc_workbench.jose.jwk import private_from_jwk, private_from_pem, public_jwk
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signing import sign
from oidc_workbench.jose.verification import verify
from oidc_workbench.secret import Secret

KINDS = ("P-256", "P-384", "P-521", "Ed25519", "Ed448", "RSA-2048")
PASSWORD = Secret("correct horse")


@cache
def private_jwk(kind: str) -> dict[str, Any]:
    private = key(kind).private_key
    raw = dict(public_jwk(key(kind).public))
    if isinstance(private, rsa.RSAPrivateKey):
        n = private.private_numbers()
        parts = {"d": n.d, "p": n.p, "q": n.q, "dp": n.dmp1, "dq": n.dmq1, "qi": n.iqmp}
        return {**raw, **{name: encode_number(value) for name, value in parts.items()}}
    if isinstance(private, ec.EllipticCurvePrivateKey):
        return {**raw, "d": encode_number(private.private_numbers().private_value)}
    assert not isinstance(private, dsa.DSAPrivateKey)
    return {**raw, "d": encode(private.private_bytes_raw())}  # type: ignore[union-attr] # OKP


def pem(private: Any, password: Secret | None = None) -> bytes:
    encryption = BestAvailableEncryption(password.reveal().encode()) if password else NoEncryption()
    found: bytes = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return found


def refused(code: str, raw: dict[str, Any]) -> str:
    with pytest.raises(WorkbenchError) as caught:
        private_from_jwk(raw)
    assert caught.value.code == code
    assert caught.value.__cause__ is None
    assert str(raw.get("d"))[:12] not in str(caught.value) or "d" not in raw
    return caught.value.message


@pytest.mark.parametrize("kind", KINDS)
def test_a_private_jwk_signs_for_its_public_key(kind: str) -> None:
    found = private_from_jwk(private_jwk(kind))
    assert found.public == key(kind).public
    assert "d" not in found.public.raw
    token = sign({}, {}, found, found.default_alg)
    assert verify(read(token), keys(key(kind).public)).verified


def test_an_rsa_jwk_needs_no_factors() -> None:
    raw = {
        n: v for n, v in private_jwk("RSA-2048").items() if n not in {"p", "q", "dp", "dq", "qi"}
    }
    assert private_from_jwk(raw).public == key("RSA-2048").public


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("password", [None, PASSWORD])
def test_a_pem_signs_for_its_public_key(kind: str, password: Secret | None) -> None:
    found = private_from_pem(pem(key(kind).private_key, password), password)
    assert found.public.thumbprint == key(kind).public.thumbprint
    assert found.private_key.public_key() == key(kind).private_key.public_key()


def test_a_password_that_is_not_needed_does_no_harm() -> None:
    assert private_from_pem(pem(key("P-256").private_key), PASSWORD).public.crv == "P-256"


@pytest.mark.parametrize(
    ("text", "password", "code"),
    [
        (pem(key("P-256").private_key, PASSWORD), None, "key-password-needed"),
        (pem(key("P-256").private_key, PASSWORD), Secret("wrong"), "key-password-wrong"),
        (b"", None, "key-unusable"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", None, "key-unusable"),
        (pem(x25519.X25519PrivateKey.generate()), None, "key-cannot-sign"),
        (pem(ec.generate_private_key(ec.BrainpoolP256R1())), None, "key-cannot-sign"),
        (pem(dsa.generate_private_key(2048)), None, "key-cannot-sign"),
    ],
    ids=["no password", "wrong password", "empty", "damaged", "X25519", "Brainpool", "DSA"],
)
def test_a_pem_that_cannot_be_used_says_why(
    text: bytes, password: Secret | None, code: str
) -> None:
    with pytest.raises(WorkbenchError) as caught:
        private_from_pem(text, password)
    assert caught.value.code == code
    assert caught.value.hint
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


EC: dict[str, Any] = private_jwk("P-256")
RSA: dict[str, Any] = private_jwk("RSA-2048")
OKP: dict[str, Any] = private_jwk("Ed25519")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({}, "key-cannot-sign"),
        ({"kty": "oct", "k": "AAAA"}, "key-cannot-sign"),
        (dict(public_jwk(key("P-256").public)), "key-unusable"),
        ({**EC, "d": "AQ"}, "key-unusable"),
        ({**EC, "d": "AA"}, "key-unusable"),
        ({**EC, "d": "AA=="}, "key-unusable"),
        ({**EC, "d": 1}, "key-unusable"),
        ({**EC, "x": "AAAA"}, "key-unusable"),
        ({**EC, "key_ops": "sign"}, "key-unusable"),
        ({**OKP, "d": "AAAA"}, "key-unusable"),
        ({**OKP, "d": encode(b"\1" * 32)}, "key-unusable"),
        ({**RSA, "oth": []}, "key-unusable"),
        ({**RSA, "p": RSA["q"]}, "key-unusable"),
        ({**RSA, "d": "AQAB"}, "key-unusable"),
        ({"kty": "RSA", "n": RSA["n"], "e": RSA["e"], "d": "AQAB"}, "key-unusable"),
        ({n: v for n, v in RSA.items() if n != "qi"}, "key-unusable"),
    ],
)
def test_a_jwk_that_cannot_be_used_says_why(raw: dict[str, Any], code: str) -> None:
    assert refused(code, raw).endswith(".")


def test_a_key_for_key_agreement_does_not_sign() -> None:
    private = x25519.X25519PrivateKey.generate()
    raw = {
        "kty": "OKP",
        "crv": "X25519",
        "x": encode(private.public_key().public_bytes_raw()),
        "d": encode(private.private_bytes_raw()),
    }
    assert "X25519" in refused("key-cannot-sign", raw)


def test_another_seed_is_another_key() -> None:
    other = ed25519.Ed25519PrivateKey.generate()
    assert "different keys" in refused(
        "key-unusable", {**OKP, "d": encode(other.private_bytes_raw())}
    )
