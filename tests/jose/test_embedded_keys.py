"""Keys within a token prove possession, never origin."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from jose import certificates
from jose.keys import key, keys
from oidc_workbench.jose.base64url import encode
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.jose.signing import sign, sign_with_secret
from oidc_workbench.jose.verification import verify, verify_embedded
from oidc_workbench.secret import Secret

S = SignatureStatus
CLAIMS = {"iss": "https://as.example"}
SECRET = Secret("0123456789abcdef0123456789abcdef")
KINDS = ("P-256", "P-384", "P-521", "Ed25519", "Ed448", "RSA-2048")


def signed(kind: str, **header: Any) -> str:
    return sign({"kid": "k1", **header}, CLAIMS, key(kind), key(kind).default_alg)


@pytest.mark.parametrize("kind", KINDS)
def test_an_embedded_key_verifies_as_embedded_only(kind: str) -> None:
    token = signed(kind, jwk=public_jwk(key(kind).public))
    found = verify_embedded(read(token))
    assert found is not None
    assert found.verified
    assert found.source == KeySource("token-header", "jwk")
    assert not found.source.bound_to_issuer
    assert verify(read(token), ()).status is S.NOT_CHECKED
    stranger = keys(key(kind, "another").public)
    assert verify(read(token), stranger).status is S.NO_MATCHING_KEY


def test_without_an_embedded_key_there_is_nothing_to_say() -> None:
    for text in (signed("P-256"), "", "opaque"):
        assert verify_embedded(read(text)) is None


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"jwk": "x"}, S.NO_MATCHING_KEY),
        ({"jwk": {}}, S.NO_MATCHING_KEY),
        ({"jwk": {"kty": "EC", "crv": "P-256"}}, S.NO_MATCHING_KEY),
        ({"jwk": {"kty": "oct", "k": "AA"}}, S.NO_MATCHING_KEY),
        ({"x5c": []}, S.NO_MATCHING_KEY),
        ({"x5c": "MII"}, S.NO_MATCHING_KEY),
        ({"x5c": ["!!"]}, S.NO_MATCHING_KEY),
        ({"x5c": ["MIIB"]}, S.NO_MATCHING_KEY),
    ],
)
def test_an_embedded_key_that_is_none_is_a_refusal(
    header: dict[str, Any], status: SignatureStatus
) -> None:
    found = verify_embedded(read(signed("P-256", **header)))
    assert found is not None
    assert found.status is status
    assert found.reason


def test_an_embedded_symmetric_key_verifies_nothing() -> None:
    jwk = {"kty": "oct", "k": encode(SECRET.reveal().encode())}
    found = verify_embedded(read(sign_with_secret({"jwk": jwk}, CLAIMS, SECRET, "HS256")))
    assert found is not None
    assert found.status is S.ALG_NOT_ALLOWED


def test_another_embedded_key_fails() -> None:
    stranger = public_jwk(key("P-256", "other").public)
    found = verify_embedded(read(signed("P-256", jwk=stranger)))
    assert found is not None
    assert found.status is S.FAILED


def test_an_embedded_certificate_verifies_as_embedded_only() -> None:
    chain = [b64encode(certificates.der(key("P-256"))).decode()]
    found = verify_embedded(read(signed("P-256", x5c=chain)))
    assert found is not None
    assert found.verified
    assert found.source == KeySource("token-header", "x5c")
    stranger = public_jwk(key("P-256", "other").public)
    both = verify_embedded(read(signed("P-256", jwk=stranger, x5c=chain)))
    assert both is not None
    assert (both.verified, both.tried) == (True, 2)


def test_an_embedded_key_of_another_type_is_not_tried() -> None:
    found = verify_embedded(read(signed("P-256", jwk=public_jwk(key("RSA-2048").public))))
    assert found is not None
    assert found.status is S.NO_MATCHING_KEY
    assert found.key is not None
