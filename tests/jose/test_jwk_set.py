"""A key set is read key by key, and what is wrong with one key is said about that one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization import PublicFormat as Public
from hypothesis import given
from hypothesis import strategies as st

from jose import certificates
from jose.keys import SUPPLIED, key
from oidc_workbench.jose.jwk import public_jwk, public_pem
from oidc_workbench.jose.jwk_set import key_set_of, read_key_set

if TYPE_CHECKING:
    from oidc_workbench.jose.key_set import KeySet

EC = public_jwk(key("P-256", "ec").public)
RSA = public_jwk(key("RSA-2048", "rsa").public)


def read(*raw: object) -> KeySet:
    return read_key_set(json.dumps({"keys": raw}), SUPPLIED)


def codes(found: KeySet) -> list[tuple[str, str]]:
    return [(defect.code, defect.segment) for defect in found.defects]


def test_a_good_set_has_no_defects() -> None:
    found = read(EC, RSA)
    assert [one.kid for one in found.keys] == ["ec", "rsa"]
    assert all(one.usable for one in found.keys)
    assert found.defects == ()
    assert found.source is SUPPLIED
    assert key_set_of(found.keys, SUPPLIED) == found


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (17, "jwks-malformed"),
        (None, "jwks-malformed"),
        ({}, "jwks-malformed"),
        ({"kty": "EC"}, "jwks-malformed"),
        ({**EC, "x": "AA"}, "jwks-malformed"),
        ({**RSA, "n": "AA=="}, "jwks-malformed"),
        ({"kty": "future", "z": 1}, "jwk-kty-unknown"),
        ({"kty": "oct", "k": "c2VjcmV0"}, "jwks-symmetric-key"),
        ({**EC, "d": "c2VjcmV0"}, "jwks-private-key"),
        ({**RSA, "p": "c2VjcmV0", "q": "AA"}, "jwks-private-key"),
        ({**EC, "kid": 17}, "jwks-kid"),
    ],
)
def test_one_bad_key_is_said_and_hides_no_other(bad: object, code: str) -> None:
    found = read({**EC, "kid": "1"}, bad, {**RSA, "kid": "3"})
    assert codes(found) == [(code, "keys[1]")]
    assert len(found.keys) == 3
    assert found.keys[0].usable
    assert found.keys[2].usable
    assert "c2VjcmV0" not in repr([dict(one.raw) for one in found.keys])


def test_the_same_name_twice_is_said_once_for_each_type() -> None:
    found = read({**EC, "kid": "1"}, {**EC, "kid": "1"}, {**EC, "kid": "1"}, {**RSA, "kid": "1"})
    assert codes(found) == [("jwks-kid", "")]
    assert "3 EC keys" in found.defects[0].message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "jwks-malformed"),
        ("{}", "jwks-malformed"),
        ('{"keys":{}}', "jwks-malformed"),
        ("[]", "jwks-malformed"),
        ("<html>", "jwks-malformed"),
        (b"\xff\xfe\x00", "jwks-malformed"),
        (b"\x30\x82\x01", "jwks-malformed"),
        ("-----BEGIN PUBLIC KEY-----", "jwks-malformed"),
        ('{"keys":[]} x', "jwks-malformed"),
        ('{"keys":[],"keys":[]}', "json-duplicate-member"),
        ('{"keys":[],"n":1e999}', "json-number-nonfinite"),
        (b'\xef\xbb\xbf{"keys":[]}', "json-not-utf8"),
        ('{"keys":' + "[" * 1000, "limit-size-depth"),
        (" " * (1 << 20) + '{"keys":[]}', "limit-size-depth"),
        (json.dumps({"keys": [EC] * 501}), "limit-size-depth"),
    ],
)
def test_what_is_no_proper_set_is_said(text: str | bytes, code: str) -> None:
    assert code in [defect.code for defect in read_key_set(text, SUPPLIED).defects]


def test_a_duplicate_name_within_a_key_is_said() -> None:
    text = '{"keys":[{"kty":"oct","kty":"RSA"}]}'
    assert ("json-duplicate-member", "") in codes(read_key_set(text, SUPPLIED))


def _spki(encoding: Encoding) -> bytes:
    public = key("P-256", "ec").private_key.public_key()
    return public.public_bytes(encoding, Public.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(EC),
        public_pem(key("P-256", "ec").public),
        _spki(Encoding.DER),
        certificates.pem(key("P-256", "ec")),
        certificates.der(key("P-256", "ec")),
        "Bag attributes\n" + certificates.pem(key("P-256", "ec")).replace("\n", "\r\n"),
    ],
    ids=["JWK", "PEM", "DER", "certificate", "certificate in DER", "with text around"],
)
def test_other_forms_of_one_key_are_read(text: str | bytes) -> None:
    found = read_key_set(text, SUPPLIED)
    assert found.defects == ()
    assert [one.thumbprint for one in found.keys] == [key("P-256", "ec").public.thumbprint]


def test_several_pem_blocks_are_several_keys() -> None:
    private = key("Ed25519").private_key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    broken = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
    text = public_pem(key("RSA-2048").public) + broken + private.decode()
    found = read_key_set(text, SUPPLIED)
    assert [one.kty for one in found.keys] == ["RSA", "", "OKP"]
    assert codes(found) == [("jwks-malformed", "keys[1]"), ("jwks-private-key", "keys[2]")]
    assert "d" not in found.keys[2].raw


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["keys", "kty", "kid", "x", "d"]), inner, max_size=4)
    ),
)


@given(_JSON.map(json.dumps) | st.text(max_size=50) | st.binary(max_size=50))
def test_anything_gives_a_key_set(text: str | bytes) -> None:
    found = read_key_set(text, SUPPLIED)
    assert all(one.usable == (not one.problem) for one in found.keys)
