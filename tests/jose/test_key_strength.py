"""Weak keys are recognised, and sound ones are left alone."""

from __future__ import annotations

from functools import cache
from math import prod
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from jose.keys import key
from jose.tokens import b64
from jose.vectors import load
from oidc_workbench.jose.jwk import private_from_jwk, public_jwk
from oidc_workbench.jose.key_generation import KINDS, generate_encryption_key
from oidc_workbench.jose.key_strength import (
    GUESSABLE_SECRETS,
    Weakness,
    factor_ahead,
    has_roca_fingerprint,
    is_guessable,
    moduli_of,
    rsa_weaknesses,
    weaknesses,
    where_published,
)
from oidc_workbench.jose.thumbprint import thumbprint

if TYPE_CHECKING:
    from pathlib import Path

E = 65537
PRIMORIAL = prod(
    p for p in range(2, 168) if all(p % q for q in range(2, int(p**0.5) + 1))
)  # the generator's M for keys of 512 to 960 bits; it divides the M of larger ones


@cache
def factors() -> tuple[int, int]:
    numbers = rsa.generate_private_key(E, 2048).private_numbers()
    return numbers.p, numbers.q


def prime_after(number: int) -> int:
    """The next number that passes Fermat's test, which is prime enough here."""
    number |= 1
    while pow(2, number - 1, number) != 1:
        number += 2
    return number


def codes(found: tuple[Weakness, ...]) -> set[tuple[str, str]]:
    assert all(one.message.endswith(".") for one in found)
    return {(one.code, one.severity) for one in found}


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_key_has_no_weakness(kind: str) -> None:
    expected = {("rsa-112-horizon", "info")} if kind == "RSA-2048" else set()
    assert codes(weaknesses(public_jwk(key(kind).public))) == expected


@pytest.mark.parametrize("kind", ["X25519", "X448", "ECDH-ES P-256"])
def test_a_new_key_for_encryption_has_no_weakness(kind: str) -> None:
    assert weaknesses(public_jwk(generate_encryption_key(kind).public)) == ()


@pytest.mark.parametrize(
    ("exponent", "severity"),
    [(1, "error"), (2, "error"), (65536, "error"), (0, "error"), (3, "warning"), (17, "warning")],
)
def test_a_weak_exponent_is_said(exponent: int, severity: str) -> None:
    p, q = factors()
    assert ("rsa-weak", severity) in codes(rsa_weaknesses(p * q, exponent))


def test_a_modulus_that_comes_apart_is_said() -> None:
    p, q = factors()
    near = prime_after(p + 2**200)
    for n, word in (
        (p * q * 2, "even"),
        (p * q * 1_048_573, "2^20"),
        (p * q * 3, "2^20"),
        (p * p, "square"),
        (p * near, "close"),
    ):
        found = [one.message for one in rsa_weaknesses(n, E) if one.code == "rsa-weak"]
        assert any(word in said for said in found), word
        assert not any(str(p) in said for said in found)
    assert codes(rsa_weaknesses(p * q, E)) == {("rsa-112-horizon", "info")}


@pytest.mark.parametrize("prime", [5, 7, 8_161, 8_167, 65_521, 524_287, 1_048_571])
def test_every_prime_below_2_to_the_20_is_looked_for(prime: int) -> None:
    p, q = factors()
    assert ("rsa-weak", "error") in codes(rsa_weaknesses(p * q * prime, E))


def test_the_long_part_of_judging_an_rsa_key_pauses_and_is_done_once() -> None:
    p, q = factors()
    n = p * q * 11
    modulus = b64(n.to_bytes((n.bit_length() + 7) // 8, "big"))
    jwk = {"kty": "RSA", "n": modulus, "e": "AQAB"}
    pauses: list[None] = []
    factor_ahead(jwk, lambda: pauses.append(None))
    assert len(pauses) > 50
    before = len(pauses)
    factor_ahead(jwk, lambda: pauses.append(None))
    assert len(pauses) == before
    assert ("rsa-weak", "error") in codes(weaknesses(jwk))


def test_a_prime_just_above_2_to_the_20_is_not_looked_for() -> None:
    p, q = factors()
    assert ("rsa-weak", "error") not in codes(rsa_weaknesses(p * q * 1_048_583, E))


def test_a_factor_shared_with_another_key_is_said() -> None:
    p, q = factors()
    assert ("rsa-weak", "error") in codes(rsa_weaknesses(p * q, E, [p * (q + 2)]))
    assert ("rsa-weak", "error") not in codes(rsa_weaknesses(p * q, E, [p * q, 0, 1]))


@pytest.mark.parametrize("bits", [512, 1024, 2047])
def test_a_short_modulus_is_said(bits: int) -> None:
    assert ("rsa-short", "error") in codes(rsa_weaknesses((1 << bits) - 1, E))


@given(st.integers(0, 2**64), st.integers(2**1800, 2**1801))
@settings(deadline=None)
def test_moduli_of_the_affected_generator_are_recognised(power: int, k: int) -> None:
    n = k * PRIMORIAL + pow(E, power, PRIMORIAL)
    assert has_roca_fingerprint(n)
    assert ("rsa-roca", "error") in codes(rsa_weaknesses(n, E))


@given(st.integers(2**2047, 2**2048))
@settings(deadline=None)
def test_other_moduli_are_not(n: int) -> None:
    # By chance once in more than a hundred million; a hundred tries are safe.
    assert not has_roca_fingerprint(n)


EC = public_jwk(key("P-256").public)
OKP = public_jwk(key("Ed25519").public)
AKP = {"kty": "AKP", "alg": "ML-DSA-44", "pub": b64(bytes(1312))}
P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1


@pytest.mark.parametrize(
    ("raw", "code", "word"),
    [
        ({**EC, "crv": "P-192"}, "ec-invalid", "P-192"),
        ({**EC, "crv": 7}, "ec-invalid", "missing"),
        ({**EC, "x": b64(bytes(31))}, "ec-invalid", "padded"),
        ({**EC, "x": b64(b"\0" + bytes(32))}, "ec-invalid", "33 octets"),
        ({**EC, "x": EC["y"], "y": EC["x"]}, "ec-invalid", "not lie"),
        ({**EC, "x": b64(bytes(32)), "y": b64(bytes(32))}, "ec-invalid", "not lie"),
        ({**EC, "x": b64(P256.to_bytes(32, "big"))}, "ec-invalid", "prime"),
        ({**EC, "y": "!"}, "ec-invalid", "base64url"),
        ({**OKP, "crv": "Ed999"}, "okp-invalid", "Ed999"),
        ({**OKP, "x": b64(bytes(31))}, "okp-invalid", "31 octets"),
        ({**OKP, "x": None}, "okp-invalid", "missing"),
        ({**OKP, "x": b64(bytes(32))}, "okp-invalid", "small order"),
        ({**OKP, "use": "enc"}, "okp-invalid", "encryption"),
        ({**OKP, "alg": "ECDH-ES+A128KW"}, "okp-invalid", "encryption"),
        ({"kty": "OKP", "crv": "X25519", "x": b64(bytes(32))}, "okp-invalid", "small order"),
        ({"kty": "OKP", "crv": "X25519", "x": OKP["x"], "use": "sig"}, "okp-invalid", "sign"),
        ({**AKP, "pub": b64(bytes(1311))}, "akp-invalid", "1311"),
        ({**AKP, "alg": "ML-DSA-1"}, "akp-invalid", "ML-DSA-1"),
        ({"kty": "AKP", "alg": "ML-DSA-65"}, "akp-invalid", "missing"),
        ({"kty": "AKP"}, "akp-invalid", "missing"),
    ],
)
def test_a_key_that_is_not_what_it_says(raw: dict[str, Any], code: str, word: str) -> None:
    found = weaknesses(raw)
    assert codes(found) == {(code, "error")}
    assert any(word in one.message for one in found)


@pytest.mark.parametrize("alg", ["ML-DSA-44", "ML-DSA-65", "ML-DSA-87"])
def test_ml_dsa_keys_of_the_right_size_pass(alg: str) -> None:
    size = {"ML-DSA-44": 1312, "ML-DSA-65": 1952, "ML-DSA-87": 2592}[alg]
    assert weaknesses({"kty": "AKP", "alg": alg, "pub": b64(bytes(size))}) == ()


@given(st.dictionaries(st.sampled_from(("kty", "crv", "x", "y", "n", "e", "alg", "pub")), st.one_of(
    st.none(), st.integers(), st.text(max_size=9), st.sampled_from(("RSA", "EC", "OKP", "AKP")),
)))  # fmt: skip
@settings(deadline=None)
def test_nothing_whatever_raises(raw: dict[str, Any]) -> None:
    codes(weaknesses(raw))


def test_moduli_are_collected_once() -> None:
    raw = public_jwk(key("RSA-2048").public)
    assert len(moduli_of([raw, raw, EC, {"kty": "RSA"}])) == 1


@pytest.mark.needs("vectors")
def test_every_key_of_the_published_examples_is_on_the_list(vectors_dir: Path) -> None:
    def keys_in(value: Any) -> list[dict[str, Any]]:
        if isinstance(value, list):
            return [raw for one in value for raw in keys_in(one)]
        if not isinstance(value, dict):
            return []
        own = [value] if "kty" in value else []
        return own + [raw for name in value if name != "epk" for raw in keys_in(value[name])]

    found = [raw for f in vectors_dir.glob("jose-cookbook/**/*.json") for raw in keys_in(load(f))]
    assert len(found) > 20
    for raw in found:
        assert where_published(thumbprint(raw)), raw.get("kid")


def test_a_new_key_is_on_no_list() -> None:
    assert where_published(key("P-256").public.thumbprint) == ""
    assert where_published("") == ""


def test_secrets_that_anybody_tries() -> None:
    assert all(is_guessable(one) for one in GUESSABLE_SECRETS)
    assert is_guessable(bytes(32))
    assert not is_guessable(bytes(range(32)))


def test_the_examples_that_are_keys_still_load() -> None:
    """A published key is refused by a rule, and by nothing in its way."""
    raw = {
        "kty": "OKP",
        "crv": "Ed25519",
        "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    }
    assert where_published(private_from_jwk(raw).public.thumbprint) == "RFC 8037"
