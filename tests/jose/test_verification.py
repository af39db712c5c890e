"""Verification: a match is a match with an eligible key, and every refusal says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jose.keys import FROM_ISSUER, ISSUER, SUPPLIED, key, keys
from jose.tokens import b64, compact
from oidc_workbench.jose.base64url import encode
from oidc_workbench.jose.jwk import public_jwk, public_key
from oidc_workbench.jose.jwk_set import key_set_of
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.jose.signing import sign, sign_with_secret
from oidc_workbench.jose.verification import verify
from oidc_workbench.secret import Secret

S = SignatureStatus
CLAIMS = {"iss": ISSUER, "sub": "248289761001"}
SECRET = Secret("0123456789abcdef0123456789abcdef")
KINDS = ("P-256", "P-384", "P-521", "Ed25519", "Ed448", "RSA-2048")
PAIRS = [(kind, alg) for kind in KINDS for alg in key(kind).algorithms]


def signed(kind: str = "P-256", alg: str = "", kid: str | None = "k1", **header: Any) -> str:
    named = header if kid is None else {"kid": kid, **header}
    signer = key(kind)
    return sign(named, CLAIMS, signer, alg or signer.default_alg)


def check(token: str, *kinds: str, **options: Any) -> SignatureCheck:
    return verify(read(token), keys(*(key(kind).public for kind in kinds)), **options)


@pytest.mark.parametrize(("kind", "alg"), PAIRS)
def test_every_algorithm_verifies_its_own_and_refuses_a_changed_token(kind: str, alg: str) -> None:
    token = signed(kind, alg)
    found = check(token, kind)
    assert (found.status, found.alg, found.kid, found.tried) == (S.VERIFIED, alg, "k1", 1)
    assert found.key is key(kind).public
    assert found.source is FROM_ISSUER
    head, _, signature = token.split(".")
    changed = f"{head}.{b64('{}')}.{signature}"
    assert check(changed, kind).status is S.FAILED


@pytest.mark.parametrize(("kind", "alg"), PAIRS)
def test_what_we_sign_a_second_implementation_verifies(kind: str, alg: str) -> None:
    from joserfc import jwk, jws

    raw: Any = public_jwk(key(kind).public)
    registry = jws.JWSRegistry(algorithms=[alg])
    # The registry warns about EdDSA, which RFC 9864 deprecates; that is not the matter here.
    with pytest.warns() if alg == "EdDSA" else _nothing():
        obj = jws.deserialize_compact(signed(kind, alg), jwk.import_key(raw), registry=registry)
    assert obj.headers() == {"kid": "k1", "alg": alg}


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_change_of_a_single_character_verifies(data: st.DataObject) -> None:
    token = signed("P-256")
    index = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("ABCDwxyz0189-_.= ").filter(lambda c: c != token[index]))
    changed = token[:index] + letter + token[index + 1 :]
    reading = read(changed)
    if reading.token != token:
        assert not verify(reading, keys(key("P-256").public)).verified


# -- algorithms ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "alg", ["none", "None", "NONE", "nOnE", " none", "none\t", "no\u200bne", "\ufeffnone"]
)
@pytest.mark.parametrize("signature", [b"", b"x"])
@pytest.mark.parametrize("algorithms", [(), ("none", "None", "NONE", "nOnE", "ES256")])
def test_none_is_never_allowed(alg: str, signature: bytes, algorithms: tuple[str, ...]) -> None:
    token = compact({"alg": alg, "kid": "k1"}, CLAIMS, signature)
    found = check(token, "P-256", algorithms=algorithms, shared_secret=SECRET)
    assert found.status is S.ALG_NOT_ALLOWED


@pytest.mark.parametrize(
    ("alg", "status"),
    [
        ("RS1", S.UNSUPPORTED),
        ("es256", S.UNSUPPORTED),
        ("ES256 ", S.UNSUPPORTED),
        ("HS256", S.ALG_NOT_ALLOWED),
        ("", S.UNSUPPORTED),
        (None, S.UNSUPPORTED),
        (256, S.UNSUPPORTED),
        (["ES256"], S.UNSUPPORTED),
        ("A" * 5000, S.UNSUPPORTED),
    ],
)
def test_other_algorithms_are_refused_by_name(alg: object, status: SignatureStatus) -> None:
    found = check(compact({"alg": alg}, CLAIMS), "P-256")
    assert found.status is status
    assert len(found.reason) < 150


def test_the_allow_list_is_exact() -> None:
    token = signed("P-256")
    assert check(token, "P-256", algorithms=("ES256",)).verified
    found = check(token, "P-256", algorithms=("RS256", "ES384"))
    assert found.status is S.ALG_NOT_ALLOWED
    assert "ES256" in found.reason


# -- shared secrets ------------------------------------------------------------------------


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
def test_a_mac_verifies_with_the_secret_only(alg: str) -> None:
    token = sign_with_secret({"kid": "k1"}, CLAIMS, SECRET, alg)
    found = check(token, "P-256", shared_secret=SECRET)
    assert found.verified
    assert found.key is None
    assert found.source == KeySource("client-secret", "the client secret")
    assert check(token, shared_secret=Secret("another")).status is S.FAILED
    assert check(token, "P-256").status is S.ALG_NOT_ALLOWED
    assert check(token, "P-256", algorithms=(alg,)).status is S.NOT_CHECKED
    assert check(token, shared_secret=Secret("")).status is S.NOT_CHECKED
    assert check(token, algorithms=("ES256",), shared_secret=SECRET).status is S.ALG_NOT_ALLOWED


def test_a_secret_does_not_keep_a_signature_from_being_verified_with_keys() -> None:
    assert check(signed("P-256"), "P-256", shared_secret=SECRET).verified
    assert check(signed("P-256"), shared_secret=SECRET).status is S.NOT_CHECKED


def test_a_published_symmetric_key_verifies_nothing() -> None:
    raw = {"kty": "oct", "k": encode(SECRET.reveal().encode()), "kid": "k1"}
    token = sign_with_secret({"kid": "k1"}, CLAIMS, SECRET, "HS256")
    for algorithms in ((), ("HS256",)):
        found = verify(read(token), keys(public_key(raw)), algorithms=algorithms)
        assert not found.verified


@pytest.mark.parametrize("text", ["päss\u20ac", "\udcff\udc80", "\ud800"])
def test_any_secret_text_signs_and_verifies(text: str) -> None:
    token = sign_with_secret({}, {}, Secret(text), "HS256")
    assert check(token, shared_secret=Secret(text)).verified


# -- choosing the key ----------------------------------------------------------------------


def test_an_unknown_key_id_matches_no_key_even_where_one_would_verify() -> None:
    found = check(signed("P-256", kid="other"), "P-256")
    assert found.status is S.NO_MATCHING_KEY
    assert "other" in found.reason
    assert found.key is None


def test_a_key_without_a_name_is_tried_only_when_it_was_supplied_by_hand() -> None:
    nameless = replace(key("P-256").public, kid="")
    reading = read(signed("P-256", kid="other"))
    assert verify(reading, keys(nameless, source=SUPPLIED)).verified
    assert verify(reading, keys(nameless)).status is S.NO_MATCHING_KEY
    named = verify(reading, keys(key("P-256").public, source=SUPPLIED))
    assert named.status is S.NO_MATCHING_KEY


@pytest.mark.parametrize("kid", [17, True, [], {"a": 1}])
def test_a_key_id_that_is_no_string_matches_no_key(kid: Any) -> None:
    found = check(signed("P-256", kid=kid), "P-256")
    assert found.status is S.NO_MATCHING_KEY


def test_without_a_key_id_every_fitting_key_is_tried() -> None:
    found = check(signed("P-256", kid=None), "RSA-2048", "P-384", "Ed25519", "P-256")
    assert found.verified
    assert (found.kid, found.tried) == ("", 1)


def test_no_more_than_sixteen_keys_are_tried() -> None:
    from oidc_workbench.jose.key_generation import generate_key

    others = [generate_key("P-256", f"o{number}").public for number in range(16)]
    reading = read(signed("P-256", kid=None))
    found = verify(reading, keys(*others, key("P-256").public))
    # One of the others may be the right one, so the signature has not failed.
    assert (found.status, found.tried) == (S.NOT_CHECKED, 16)
    assert "1 more" in found.reason
    assert verify(reading, keys(*others[:15], key("P-256").public)).verified


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"use": "enc"}, "its use"),
        ({"use": "tls"}, "its use"),
        ({"use": 1}, "not usable"),
        ({"key_ops": ["sign"]}, "key_ops"),
        ({"key_ops": []}, "key_ops"),
        ({"key_ops": "verify"}, "key_ops"),
        ({"alg": "ES384"}, "ES384"),
        ({"alg": ["ES256"]}, "not usable"),
        ({"crv": "P-384"}, "its curve"),
        ({"kty": "RSA"}, "its type"),
        ({"x": "AAAA"}, "octets"),
        ({"y": encode(b"\1" * 32)}, "curve"),
    ],
)
def test_a_key_that_is_not_for_this_is_not_tried(members: dict[str, object], said: str) -> None:
    raw = {**public_jwk(key("P-256").public), **members}
    found = verify(read(signed("P-256")), keys(public_key(raw)))
    assert found.status is S.NO_MATCHING_KEY
    assert said in found.reason
    assert found.key is not None


@pytest.mark.parametrize(
    "members", [{"use": "sig"}, {"key_ops": ["verify"]}, {"alg": "ES256"}, {"x-note": [1]}]
)
def test_a_key_that_says_it_is_for_this_is_tried(members: dict[str, object]) -> None:
    raw = {**public_jwk(key("P-256").public), **members}
    assert verify(read(signed("P-256")), keys(public_key(raw))).verified


@pytest.mark.parametrize(
    ("key_alg", "alg", "verified"),
    [
        ("EdDSA", "Ed25519", True),
        ("Ed25519", "EdDSA", True),
        ("Ed448", "EdDSA", False),
        ("Ed448", "Ed25519", False),
    ],
)
def test_eddsa_means_what_the_curve_says(key_alg: str, alg: str, verified: bool) -> None:
    raw = {**public_jwk(key("Ed25519").public), "alg": key_alg}
    assert verify(read(signed("Ed25519", alg)), keys(public_key(raw))).verified is verified


def test_one_bad_key_does_not_hide_the_good_one_of_the_same_name() -> None:
    bad = public_key({"kty": "EC", "kid": "k1", "crv": "P-256"})
    other = replace(key("RSA-2048").public, kid="k1")
    assert verify(read(signed("P-256")), keys(bad, other, key("P-256").public)).verified


def test_of_equal_keys_the_one_bound_to_the_tokens_issuer_is_named() -> None:
    public = key("P-256").public
    elsewhere = KeySource("issuer", "https://b.example/jwks", "https://b.example")
    sets = tuple(key_set_of([public], one) for one in (SUPPLIED, elsewhere, FROM_ISSUER))
    assert verify(read(signed("P-256")), sets).source is FROM_ISSUER
    assert verify(read(signed("P-256")), sets[:2]).source is SUPPLIED
    assert verify(read(signed("P-256")), sets[1::-1]).source is SUPPLIED
    assert verify(read(signed("P-256")), sets[1:2]).source is elsewhere


def test_without_keys_nothing_is_checked() -> None:
    assert verify(read(signed("P-256")), ()).status is S.NOT_CHECKED
    assert verify(read(signed("P-256")), keys()).status is S.NOT_CHECKED


def test_a_short_rsa_key_verifies_for_the_rules_to_judge() -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    from oidc_workbench.jose.key_objects import public_members
    from oidc_workbench.jose.signing_key import SigningKey

    private = rsa.generate_private_key(65537, 1024)  # noqa: S505 - short on purpose
    short = SigningKey(public_key(public_members(private.public_key())), private)
    token = sign({}, CLAIMS, short, "RS256")
    assert verify(read(token), keys(short.public)).verified


# -- the token itself ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"crit": ["exp"], "exp": 1}, "exp"),
        ({"crit": ["b64"]}, "b64"),
        ({"crit": ["alg"]}, "alg"),
        ({"crit": "b64", "b64": True}, "crit"),
        ({"crit": None}, "crit"),
        ({"crit": [1]}, "crit"),
        ({"b64": False, "crit": ["b64"]}, "b64"),
        ({"b64": False}, "b64"),
        ({"b64": "true"}, "b64"),
    ],
)
def test_what_must_be_understood_and_is_not_is_unsupported(
    header: dict[str, Any], said: str
) -> None:
    found = check(signed("P-256", **header), "P-256")
    assert found.status is S.UNSUPPORTED
    assert said in found.reason


def test_an_encoded_payload_may_say_that_it_is_one() -> None:
    assert check(signed("P-256", b64=True, crit=["b64"]), "P-256").verified


def resigned(head: str, payload: str) -> str:
    """Sign segments as they stand, whatever they are."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    private = key("P-256").private_key
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    der = private.sign(f"{head}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))
    numbers = decode_dss_signature(der)
    return f"{head}.{payload}.{b64(b''.join(n.to_bytes(32, 'big') for n in numbers))}"


HEAD = b64('{"alg":"ES256","kid":"k1"}')


@pytest.mark.parametrize(
    ("head", "payload", "verified"),
    [
        (HEAD, b64("{}"), True),
        (HEAD, b64("not JSON at all"), True),
        (HEAD, "eyJhIjoxfR", True),
        (HEAD, "", True),
        (HEAD, b64("{}") + "=", False),
        (HEAD + "=", b64("{}"), False),
        (b64('{"alg":"none","alg":"ES256","kid":"k1"}'), b64("{}"), False),
        (b64('{"alg":"ES256","kid":"k1","kid":"k1"}'), b64("{}"), False),
        (b64('{"alg":"ES256","kid":"k1","x":{"a":1,"a":2}}'), b64("{}"), False),
        (b64(b'\xef\xbb\xbf{"alg":"ES256","kid":"k1"}'), b64("{}"), False),
        (b64('{"alg":"ES256","kid":"k1"} x'), b64("{}"), False),
        (b64('{"alg":"ES256","kid":"k1","n":NaN}'), b64("{}"), False),
    ],
)
def test_a_correct_signature_does_not_heal_a_malformed_header(
    head: str, payload: str, verified: bool
) -> None:
    assert check(resigned(head, payload), "P-256").verified is verified


N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.mark.parametrize(
    ("signature", "said"),
    [
        (b"", "empty"),
        (b"\0" * 64, "out of range"),
        (b"\0" * 32 + b"\1" * 32, "out of range"),
        (b"\1" * 32 + b"\0" * 32, "out of range"),
        (N.to_bytes(32, "big") + b"\1" * 32, "out of range"),
        (b"\1" * 32 + N.to_bytes(32, "big"), "out of range"),
        (b"\1" * 63, "63 octets"),
        (b"\x30\x44" + b"\1" * 68, "70 octets"),
        (b"\1" * 64, "does not match"),
    ],
)
def test_signatures_that_prove_nothing_are_refused(signature: bytes, said: str) -> None:
    head, payload, _ = signed("P-256").split(".")
    found = check(f"{head}.{payload}.{b64(signature)}", "P-256")
    assert found.status is S.FAILED
    assert said in found.reason


def test_a_signature_has_one_spelling() -> None:
    token = signed("P-256")
    last = {"A": "B", "Q": "R", "g": "h", "w": "x"}[token[-1]]
    found = check(token[:-1] + last, "P-256")
    assert found.status is S.FAILED
    assert "unused bits" in found.reason
    assert check(token + "==", "P-256").status is S.FAILED


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", S.NOT_CHECKED),
        ("2YotnFZFEjr1zCsicMWpAA", S.NOT_CHECKED),
        (b64('{"alg":"dir","enc":"A256GCM"}') + "..aXY.Y2k.dGFn", S.NOT_CHECKED),
        (f"{HEAD}.e30", S.FAILED),
        (f"{HEAD}.e30.c2ln.x", S.FAILED),
        (f'{{"protected":"{HEAD}","payload":"e30","signature":"c2ln"}}', S.UNSUPPORTED),
        (b64('{"alg":"ES256"') + ".e30.c2ln", S.FAILED),
    ],
)
def test_what_is_no_signed_compact_token_is_not_verified(
    text: str, status: SignatureStatus
) -> None:
    found = check(text, "P-256", shared_secret=SECRET)
    assert found.status is status
    assert found.reason


@given(st.text(max_size=80) | st.binary(max_size=80).map(lambda raw: f"{HEAD}.e30.{b64(raw)}"))
def test_verifying_anything_gives_a_check_with_a_reason(text: str) -> None:
    found = check(text, "P-256", "RSA-2048")
    assert not found.verified
    assert found.reason
