"""Public keys are read in whatever state they are, and private parts never leave."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given
from hypothesis import strategies as st

from jose.keys import key
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.base64url import encode, encode_number
from oidc_workbench.jose.jwk import key_object, public_jwk, public_key, public_pem
from oidc_workbench.jose.key_objects import KeyProblemError, public_members

KINDS = ("P-256", "P-384", "P-521", "Ed25519", "Ed448", "RSA-2048")


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_survives_jwk_and_pem(kind: str) -> None:
    public = key(kind).public
    again = public_key(json.loads(json.dumps(public_jwk(public))))
    assert again == public
    assert again.usable
    loaded = load_pem_public_key(public_pem(public).encode())
    assert loaded == key(kind).private_key.public_key() == key_object(public)
    assert public_key(public_members(loaded)).thumbprint == public.thumbprint


def test_every_member_is_kept_as_received() -> None:
    raw: dict[str, Any] = {**public_jwk(key("P-256").public), "x5t": "abc", "note": [1]}
    found = public_key({**raw, "kid": "2", "use": "sig", "alg": "ES256", "key_ops": ["verify"]})
    assert (found.kid, found.use, found.alg, found.crv) == ("2", "sig", "ES256", "P-256")
    assert found.key_ops == ("verify",)
    assert found.raw["note"] == [1]


@pytest.mark.parametrize(
    "raw",
    [
        {"kty": "EC", "d": "secret-part"},
        {"kty": "oct", "k": "secret-part"},
        {"kty": "AKP", "priv": "secret-part"},
        {"kty": "AKP", "seed": "secret-part"},
        {"kty": "RSA", "oth": [{"r": "secret-part"}]},
    ],
)
def test_private_members_leave_their_name_only(raw: dict[str, object]) -> None:
    found = public_key(raw)
    assert set(found.raw) == set(raw)
    assert "secret-part" not in repr(dict(found.raw))
    assert set(public_jwk(found)) == {"kty"}
    assert not found.thumbprint


EC = public_jwk(key("P-256").public)
RSA = public_jwk(key("RSA-2048").public)
OKP = public_jwk(key("Ed25519").public)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, "kty"),
        ({"kty": 1}, "kty"),
        ({"kty": "oct", "k": "AA"}, "symmetric"),
        ({"kty": "new"}, "not known"),
        ({"kty": "RSA", "e": "AQAB"}, '"n"'),
        ({**RSA, "n": 17}, '"n"'),
        ({**RSA, "n": ""}, '"n"'),
        ({**RSA, "n": "AA=="}, "base64url"),
        ({**RSA, "e": "AQ"}, "no valid RSA key"),
        ({**RSA, "e": "Ag"}, "no valid RSA key"),
        ({**RSA, "n": encode(b"\xff" * 3000)}, "exceeds"),
        ({**RSA, "e": encode(b"\xff" * 9)}, "exceeds"),
        ({**EC, "crv": "P-192"}, "not known"),
        ({**EC, "crv": "P-384"}, "48 octets"),
        ({**EC, "x": encode(b"\1" * 31)}, "32 octets"),
        ({**EC, "x": encode(b"\0" * 32), "y": encode(b"\0" * 32)}, "on the curve"),
        ({**EC, "x": encode(b"\xff" * 32)}, "on the curve"),
        ({**OKP, "x": encode(b"\1" * 31)}, "32 octets"),
        ({**OKP, "crv": "X99"}, "not known"),
        ({"kty": "AKP", "alg": "ML-DSA-44"}, '"pub"'),
        ({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"}, "no valid public key"),
        ({"kty": "AKP", "alg": "other", "pub": "AAAA"}, "not known"),
        ({**EC, "alg": 1}, '"alg"'),
        ({**EC, "use": None}, '"use"'),
        ({**EC, "key_ops": [1]}, '"key_ops"'),
    ],
)
def test_an_unusable_key_says_why(raw: dict[str, object], said: str) -> None:
    found = public_key(raw)
    assert not found.usable
    assert said in found.problem
    if "alg" in raw or "use" in raw or "key_ops" in raw:
        return
    with pytest.raises(WorkbenchError) as caught:
        public_pem(found)
    assert caught.value.code == "key-unusable"


def test_a_coordinate_may_begin_with_zero_octets() -> None:
    number = 1
    while True:
        private = ec.derive_private_key(number, ec.SECP256R1())
        if private.public_key().public_numbers().x >> 248 == 0:
            break
        number += 1
    members = public_members(private.public_key())
    assert len(str(members["x"])) == 43
    assert public_key(members).usable


def test_a_curve_without_a_name_is_refused() -> None:
    other = ec.generate_private_key(ec.BrainpoolP256R1()).public_key()
    with pytest.raises(KeyProblemError):
        public_members(other)


@given(
    st.dictionaries(
        st.sampled_from(["kty", "crv", "x", "y", "n", "e", "kid", "use", "alg", "key_ops", "d"]),
        st.sampled_from(["RSA", "EC", "OKP", "AKP", "P-256", "Ed25519", "AQAB", "AA", ""])
        | st.none()
        | st.integers()
        | st.lists(st.text(max_size=3), max_size=2),
    )
)
def test_any_members_give_a_key(raw: dict[str, object]) -> None:
    found = public_key(raw)
    assert found.usable == (not found.problem)


def test_a_small_number_has_no_leading_zero_octets() -> None:
    assert public_members(key("RSA-2048").private_key.public_key())["e"] == encode_number(65537)
