"""Every kind of key fits into the smallest keyring entry and comes back the same."""

from __future__ import annotations

from functools import cache

import pytest

from jose.keys import key, keys
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose import base64url
from oidc_workbench.jose.compact_key import (
    adopt_compact,
    from_compact,
    key_from_compact,
    to_compact,
)
from oidc_workbench.jose.decryption_key import DecryptionKey
from oidc_workbench.jose.decryption_keys import decryption_key_from_octets
from oidc_workbench.jose.key_generation import (
    ENCRYPTION_KINDS,
    KINDS,
    generate_encryption_key,
    generate_key,
)
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signing import sign
from oidc_workbench.jose.signing_key import SigningKey
from oidc_workbench.jose.verification import verify
from oidc_workbench.secret import Secret


@cache
def text_of(kind: str) -> str:
    return to_compact(key(kind)).reveal()


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_fits_and_comes_back(kind: str) -> None:
    assert len(text_of(kind)) <= 1280
    again = from_compact(Secret(text_of(kind)), key(kind).public)
    for alg in again.algorithms:
        assert verify(read(sign({}, {}, again, alg)), keys(key(kind).public)).verified


@pytest.mark.parametrize("kind", ["P-256", "Ed25519", "RSA-2048"])
def test_a_text_that_is_not_this_keys_is_damaged(kind: str) -> None:
    public = key(kind).public
    good = text_of(kind)
    bad = [
        "",
        "x",
        good[:-1],
        good + "A",
        good.replace("key2", "key3"),
        good.rpartition(".")[0],
        good + ".AAAA",
        good.replace(good.split(".")[2], "AAAA"),
        good.replace(good.split(".")[2], "!" * 10),
        good.replace(good.split(".")[2], ""),
        to_compact(generate_key(kind)).reveal(),
        text_of("P-384"),
    ]
    for text in bad:
        with pytest.raises(WorkbenchError) as caught:
            from_compact(Secret(text), public)
        assert caught.value.code == "key-damaged"
        assert len(text) < 8 or text not in str(caught.value)
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.parametrize("values", ["AQ.AQ.AQAB", "AA.AA.AA", "Ag.Ag.AQAB", "AQAB.AQAB.AQAB"])
def test_numbers_that_make_no_key_are_damage(values: str) -> None:
    with pytest.raises(WorkbenchError, match="damaged"):
        from_compact(Secret(f"key1.RSA.{values}"), key("RSA-2048").public)


FIRST = {"P-256": "EC", "secp256k1": "EC", "Ed25519": "OKP", "P-521": "EC", "Ed448": "OKP"}


def first_version(kind: str) -> Secret:
    """The text as it was before it named the curve."""
    return Secret(text_of(kind).replace(f"key2.{kind}.", f"key1.{FIRST[kind]}."))


@pytest.mark.parametrize("kind", FIRST)
def test_the_first_version_is_still_read(kind: str) -> None:
    again = from_compact(first_version(kind), key(kind).public)
    assert to_compact(again).reveal() == text_of(kind)


def test_the_first_version_of_an_rsa_key_is_still_read_and_adopted() -> None:
    text = Secret(text_of("RSA-2048").replace("key2", "key1"))
    assert to_compact(from_compact(text, key("RSA-2048").public)).reveal() == text_of("RSA-2048")
    assert adopt_compact(text).public.thumbprint == key("RSA-2048").public.thumbprint


@pytest.mark.parametrize("kind", ENCRYPTION_KINDS)
def test_a_key_for_encryption_comes_back_as_one(kind: str) -> None:
    made = generate_encryption_key(kind)
    text = to_compact(made)
    assert len(text.reveal()) <= 1280
    again = key_from_compact(text, made.public)
    assert isinstance(again, DecryptionKey)
    assert to_compact(again) == text


def test_a_symmetric_key_comes_back_with_its_octets() -> None:
    made = decryption_key_from_octets(bytes(range(200, 232)), "k1")
    again = key_from_compact(to_compact(made), made.public)
    assert isinstance(again, DecryptionKey)
    assert (again.kind, again.octets, again.public.kid) == ("octets", made.octets, "k1")
    adopted = adopt_compact(to_compact(made))
    assert isinstance(adopted, DecryptionKey)
    assert adopted.octets == made.octets
    assert not adopted.public.thumbprint  # it would be a digest of the secret
    with pytest.raises(WorkbenchError, match="damaged"):
        key_from_compact(Secret(text_of("P-256")), made.public)
    with pytest.raises(WorkbenchError, match="damaged"):
        key_from_compact(Secret("key2.oct.!"), made.public)


@pytest.mark.parametrize("kind", KINDS)
def test_a_lone_text_makes_the_same_key_again(kind: str) -> None:
    again = adopt_compact(Secret(text_of(kind)))
    assert isinstance(again, SigningKey)
    assert again.public.thumbprint == again.public.kid == key(kind).public.thumbprint
    assert again.public.use == "sig"
    token = sign({}, {}, again, again.default_alg)
    assert verify(read(token), keys(key(kind).public)).verified


@pytest.mark.parametrize("kind", ["X25519", "X448"])
def test_a_lone_text_of_a_key_for_agreement_decrypts(kind: str) -> None:
    made = generate_encryption_key(kind)
    again = adopt_compact(to_compact(made))
    assert isinstance(again, DecryptionKey)
    assert (again.public.use, again.public.thumbprint) == ("enc", made.public.thumbprint)


@pytest.mark.parametrize("kind", FIRST)
def test_a_lone_text_of_the_first_version_is_adopted_where_its_length_tells(kind: str) -> None:
    if kind in ("P-521", "Ed448"):
        assert adopt_compact(first_version(kind)).public.crv == kind
        return
    with pytest.raises(WorkbenchError) as caught:
        adopt_compact(first_version(kind))
    assert caught.value.code == "key-curve-lost"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "x",
            "key2",
            "key2.",
            "key2.P-256",
            "key2.P-256.",
            "key2.P-256.AAAA",
            "key2.P-255.AQ",
        ),
        *("key2.oct.", "key2.oct", "key3.P-256.AQ", "key2.RSA.AQ.AQ", "key2.RSA.AQ.AQ.AQAB"),
        "key2.P-256." + base64url.encode(bytes(32)),
        "key2.P-256." + base64url.encode(b"\xff" * 32),
        "key1.XYZ." + base64url.encode(bytes(32)),
    ],
)
def test_a_lone_text_that_makes_no_key_is_damaged(text: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        adopt_compact(Secret(text))
    assert caught.value.code == "key-damaged"


def test_a_lone_rsa_text_is_tried_as_nothing_else_proves_it() -> None:
    version, kty, p, q, e = text_of("RSA-2048").split(".")
    prime = int.from_bytes(base64url.decode_strictly(p) or b"", "big")
    divisible = prime + (2 if prime % 3 == 1 else 4)  # by three, and odd
    for number in (divisible, prime + 1):
        spoilt = base64url.encode_number(number)
        with pytest.raises(WorkbenchError) as caught:
            adopt_compact(Secret(f"{version}.{kty}.{spoilt}.{q}.{e}"))
        assert caught.value.code == "key-damaged"


def test_a_text_of_another_curve_is_not_this_keys() -> None:
    text = Secret(text_of("P-256").replace("P-256", "secp256k1"))
    with pytest.raises(WorkbenchError, match="another public key"):
        from_compact(text, key("P-256").public)
    with pytest.raises(WorkbenchError, match="another public key"):
        from_compact(Secret(text_of("ML-DSA-44")), public_key({"kty": "AKP", "alg": "ML-DSA-65"}))
