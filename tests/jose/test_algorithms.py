"""Each algorithm with a key of its own, of another kind, and with damaged signatures."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa, rsa

from jose.keys import key, keys
from jose.tokens import b64
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.algorithms import ALGORITHMS, ASYMMETRIC, SYMMETRIC, mac_matches, why_not
from oidc_workbench.jose.base64url import encode
from oidc_workbench.jose.jwk import public_key
from oidc_workbench.jose.key_objects import public_members
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signing import sign
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.jose.verification import verify

KINDS = ("P-256", "P-384", "P-521", "Ed25519", "Ed448", "RSA-2048")


def test_every_algorithm_is_either_symmetric_or_asymmetric() -> None:
    assert {"HS256", "HS384", "HS512"} == SYMMETRIC
    assert ASYMMETRIC.isdisjoint(SYMMETRIC)
    assert ALGORITHMS.keys() == ASYMMETRIC | SYMMETRIC


@pytest.mark.parametrize("name", sorted(ASYMMETRIC))
@pytest.mark.parametrize("kind", KINDS)
def test_no_key_of_any_kind_raises_or_verifies_what_it_did_not_sign(name: str, kind: str) -> None:
    public = key(kind).private_key.public_key()
    for signature in (b"", b"\1" * 64, b"\1" * 96, b"\1" * 132, b"\1" * 256):
        assert why_not(ALGORITHMS[name], public, b"message", signature)


@pytest.mark.parametrize("size", [44, 65, 87])
def test_ml_dsa_verifies(size: int) -> None:
    makers: dict[int, Any] = {
        44: mldsa.MLDSA44PrivateKey,
        65: mldsa.MLDSA65PrivateKey,
        87: mldsa.MLDSA87PrivateKey,
    }
    private = makers[size].generate()
    alg = f"ML-DSA-{size}"
    pub = encode(private.public_key().public_bytes_raw())
    published = keys(public_key({"kty": "AKP", "alg": alg, "pub": pub, "kid": "1"}))
    message = b64(f'{{"alg":"{alg}","kid":"1"}}') + "." + b64("{}")
    signature = private.sign(message.encode())
    assert verify(read(f"{message}.{b64(signature)}"), published).verified
    assert not verify(read(f"{message}.{b64(signature[:-1] + bytes(1))}"), published).verified
    assert not verify(read(f"{message}x.{b64(signature)}"), published).verified


def test_a_mac_of_another_length_does_not_match() -> None:
    for signature in (b"", b"x", b"x" * 32, b"x" * 64):
        assert not mac_matches(ALGORITHMS["HS256"], b"secret", b"message", signature)


def test_an_rsa_key_may_be_too_short_for_the_hash() -> None:
    private = rsa.generate_private_key(65537, 1024)  # noqa: S505 - short on purpose
    short = SigningKey(public_key(public_members(private.public_key())), private)
    with pytest.raises(WorkbenchError) as caught:
        sign({}, {}, short, "PS512")
    assert caught.value.code == "alg-unfit"
    assert why_not(ALGORITHMS["PS512"], private.public_key(), b"message", b"\1" * 128)


HEAD = '{"alg":"Ed25519"}'
_P = 2**255 - 19
_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826


@pytest.mark.parametrize(
    "y", [0, 1, _P - 1, _P, _P + 1, _ORDER_8, _P - _ORDER_8, 1 | 1 << 255, _ORDER_8 | 1 << 255]
)
def test_a_point_of_small_order_is_no_key(y: int) -> None:
    octets = y.to_bytes(32, "little")
    published = public_key({"kty": "OKP", "crv": "Ed25519", "x": encode(octets)})
    assert "small order" in published.problem
    token = f"{b64(HEAD)}.{b64('{}')}.{b64(bytes([1]) + bytes(63))}"
    assert not verify(read(token), keys(published)).verified


def test_the_library_alone_accepts_a_forgery_for_such_a_point() -> None:
    identity = ed25519.Ed25519PublicKey.from_public_bytes(b"\1" + bytes(31))
    assert not why_not(ALGORITHMS["Ed25519"], identity, b"any message", b"\1" + bytes(63))


@pytest.mark.parametrize("y", [0, 1, 2**448 - 2**224 - 2])
def test_a_point_of_small_order_is_no_key_of_ed448(y: int) -> None:
    x = encode(y.to_bytes(57, "little"))
    assert "small order" in public_key({"kty": "OKP", "crv": "Ed448", "x": x}).problem
