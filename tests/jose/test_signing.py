"""What is signed is what was given, and what cannot be signed is refused in clear words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from joserfc import jwk, jwt

from jose.keys import key, keys
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.jwk import public_jwk, public_key
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signature_making import maker_of
from oidc_workbench.jose.signing import sign, sign_with_secret
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.jose.verification import verify
from oidc_workbench.secret import Secret

SECRET = Secret("0123456789abcdef0123456789abcdef")


def test_header_and_claims_stand_as_given() -> None:
    token = sign({"typ": "at+jwt", "kid": "1"}, {"sub": "päron", "exp": 1}, key("P-256"), "ES256")
    reading = read(token)
    assert reading.defects == ()
    assert reading.head == {"typ": "at+jwt", "kid": "1", "alg": "ES256"}
    assert reading.claims == {"sub": "päron", "exp": 1}
    assert len(reading.signature or b"") == 64


def test_the_algorithm_in_the_header_is_the_one_that_signs() -> None:
    token = sign({"alg": "none"}, {}, key("P-256"), "ES256")
    assert read(token).head == {"alg": "ES256"}


@pytest.mark.parametrize("alg", ["ES384", "RS256", "HS256", "none", "", "EdDSA"])
def test_an_algorithm_that_does_not_fit_the_key_is_refused(alg: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        sign({}, {}, key("P-256"), alg)
    assert caught.value.code == "alg-unfit"
    assert "ES256" in caught.value.hint


def test_a_key_without_any_algorithm_says_so() -> None:
    public = public_key({**public_jwk(key("P-256").public), "alg": "ES512"})
    with pytest.raises(WorkbenchError) as caught:
        sign({}, {}, SigningKey(public, key("P-256").private_key), "ES256")
    assert caught.value.code == "alg-unfit"


@pytest.mark.parametrize("alg", ["ES256", "none", "HS1", ""])
def test_a_secret_signs_with_hmac_only(alg: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        sign_with_secret({}, {}, SECRET, alg)
    assert caught.value.code == "alg-unfit"


def test_an_empty_secret_signs_nothing() -> None:
    with pytest.raises(WorkbenchError) as caught:
        sign_with_secret({}, {}, Secret(""), "HS256")
    assert caught.value.code == "secret-empty"


_LOOP: dict[str, Any] = {}
_LOOP["loop"] = _LOOP


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"x", "\ud800", _LOOP])
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(WorkbenchError) as caught:
        sign({}, {"x": value}, key("P-256"), "ES256")
    assert caught.value.code == "claims-not-json"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 2**70, "neg": -(2**70)},
        {"aud": ["a", "b"], "cnf": {"jkt": "x"}, "rate": 0.5},
        {"amr": ("pwd",), "text": '\x00\x1f\u2028"\\/päron\U0001f511'},
        {"none": None, "yes": True, "no": False, "zero": 0},
    ],
)
def test_claims_are_the_same_whichever_encoder_writes_them(claims: dict[str, Any]) -> None:
    plain = {name: list(one) if isinstance(one, tuple) else one for name, one in claims.items()}
    assert read(sign({}, claims, key("P-256"), "ES256")).claims == plain


@pytest.mark.parametrize("alg", ["ES256K", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87", "Ed25519"])
def test_the_newer_algorithms_sign_and_verify(alg: str) -> None:
    kind = {"ES256K": "secp256k1"}.get(alg, alg)
    token = read(sign({}, {"sub": "s"}, key(kind), alg))
    assert verify(token, keys(key(kind).public)).verified
    assert not verify(token, keys(generate_key(kind, "k1").public)).verified


_OF_JOSERFC = [
    *(
        (kind, alg)
        for kind in ("P-256", "P-384", "P-521", "secp256k1", "RSA-2048")
        for alg in key(kind).algorithms
    ),
    *(("Ed25519", "Ed25519"), ("Ed448", "Ed448")),
]


@pytest.mark.parametrize(("kind", "alg"), _OF_JOSERFC)
def test_another_library_verifies_what_is_signed(kind: str, alg: str) -> None:
    token = sign({"kid": "1"}, {"sub": "s"}, key(kind), alg)
    verifier = jwk.import_key(public_jwk(key(kind).public))  # type: ignore[arg-type]  # texts
    assert jwt.decode(token, verifier, algorithms=[alg]).claims == {"sub": "s"}


@pytest.mark.parametrize(
    ("alg", "octets"), [("ES256", 32), ("ES256K", 32), ("ES384", 48), ("ES512", 66)]
)
def test_r_and_s_are_side_by_side_whatever_their_size(alg: str, octets: int) -> None:
    class Signer:
        """Stands for a key whose signature is known; its DER is cryptography's own."""

        def __init__(self, r: int, s: int) -> None:
            self._der = encode_dss_signature(r, s)

        def sign(self, message: bytes, ecdsa: object) -> bytes:
            del message, ecdsa
            return self._der

    most = 2 ** (521 if octets == 66 else 8 * octets) - 1
    numbers = (1, 0x7F, 0x80, 0x100, most >> 9, most >> 8, most >> 1, most)
    for r in numbers:
        for s in numbers:
            expected = r.to_bytes(octets, "big") + s.to_bytes(octets, "big")
            assert maker_of(alg)(Signer(r, s), b"") == expected


def test_headers_that_are_equal_in_python_stay_apart_in_json() -> None:
    headers: list[dict[str, Any]] = [
        {"kid": "k", "n": 1}, {"kid": "k", "n": True}, {"kid": "k", "n": 1.0},
        {"n": 1, "kid": "k"}, {"kid": "k", "n": (1,)}, {"kid": "k", "n": (True,)},
        {"kid": "k", "n": 0.0}, {"kid": "k", "n": -0.0}, {"kid": "k", "n": ["b64"]},
        {"kid": "k", "alg": "none", "n": None}, {"kid": "n", "n": "k"},
    ]  # fmt: skip
    for header in (*headers, *headers):  # the second time some of them are known
        written = sign(header, {}, key("P-256"), "ES256").partition(".")[0]
        expected = json.dumps({**header, "alg": "ES256"}, separators=(",", ":"))
        assert written == base64url.encode(expected.encode())
