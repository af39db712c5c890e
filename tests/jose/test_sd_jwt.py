"""SD-JWT: disclosures are checked against what was signed, and resolved in their places."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jose.keys import key, keys
from jose.tokens import TOKEN, b64
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import TokenForm
from oidc_workbench.jose.sd_jwt import SdJwt, read_sd_jwt
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.jose.signing import sign
from oidc_workbench.jose.verification import verify

# RFC 9901 §4.2: the disclosures worked out there, and their digests.
FAMILY_NAME = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
FAMILY_NAME_DIGEST = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
COUNTRY = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0"
COUNTRY_DIGEST = "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"


def disclosure(*items: Any) -> str:
    return b64(json.dumps(items))


def digest(raw: str, name: str = "sha256") -> str:
    return b64(hashlib.new(name, raw.encode()).digest())


def issued(claims: dict[str, Any]) -> str:
    return sign({"typ": "example+sd-jwt"}, claims, key("P-256"), "ES256")


def parts(claims: dict[str, Any], *raws: str, binding: str = "") -> SdJwt:
    reading = read("~".join((issued(claims), *raws, binding)))
    assert reading.form is TokenForm.SD_JWT
    found = read_sd_jwt(reading)
    assert found is not None
    return found


def codes(found: SdJwt) -> list[str]:
    assert all(one.message.endswith(".") for one in found.defects)
    return [one.code for one in found.defects]


NAME = disclosure("salt", "given_name", "Erika")


def test_the_standards_own_disclosures_have_the_standards_digests() -> None:
    claims = {"_sd": [FAMILY_NAME_DIGEST], "nationalities": ["DE", {"...": COUNTRY_DIGEST}]}
    found = parts(claims, FAMILY_NAME, COUNTRY)
    assert found.claims == {"family_name": "Möbius", "nationalities": ["DE", "FR"]}
    assert [one.path for one in found.disclosures] == [("family_name",), ("nationalities", 1)]
    assert found.sound


def test_the_issuers_part_verifies_by_itself_and_the_whole_is_no_jwt() -> None:
    reading = read(f"{issued({'_sd': [digest(NAME)]})}~{NAME}~")
    assert verify(reading, keys(key("P-256").public)).status is SignatureStatus.UNSUPPORTED
    found = read_sd_jwt(reading)
    assert found is not None
    assert verify(found.issued, keys(key("P-256").public)).verified
    assert found.claims == {"given_name": "Erika"}


def test_what_is_withheld_is_counted_and_leaves_no_trace() -> None:
    found = parts({"_sd": [digest("a"), digest("b")], "list": [1, {"...": digest("c")}, 2]})
    assert (found.withheld, found.claims, codes(found)) == (3, {"list": [1, 2]}, [])


def test_disclosures_within_disclosures_are_resolved() -> None:
    street = disclosure("s1", "street", "Schulstr. 12")
    address = disclosure("s2", "address", {"_sd": [digest(street)], "country": "DE"})
    found = parts({"_sd": [digest(address)], "_sd_alg": "sha-256"}, address, street)
    assert found.claims == {"address": {"country": "DE", "street": "Schulstr. 12"}}
    assert found.sound


@pytest.mark.parametrize("name", ["sha-256", "sha-384", "sha-512", "sha3-256"])
def test_the_hash_is_the_one_that_was_signed(name: str) -> None:
    hashed = name.replace("-", "") if name.startswith("sha-") else name.replace("-", "_")
    found = parts({"_sd_alg": name, "_sd": [digest(NAME, hashed)]}, NAME)
    assert (found.claims, found.hash_name) == ({"given_name": "Erika"}, name)


@pytest.mark.parametrize(
    ("claims", "raws", "code"),
    [
        ({"_sd_alg": "md5", "_sd": [digest(NAME)]}, (NAME,), "sd-alg"),
        ({"_sd_alg": 7}, (), "sd-alg"),
        ({"sub": "1"}, (NAME,), "sd-disclosure"),
        ({"_sd": [digest(NAME)]}, (NAME, NAME), "sd-disclosure"),
        ({"_sd": [digest(NAME)] * 2}, (NAME,), "sd-digest"),
        ({"_sd": [digest(NAME)], "a": {"_sd": [digest(NAME)]}}, (NAME,), "sd-digest"),
        ({"_sd": [7]}, (), "sd-digest"),
        ({"_sd": digest(NAME)}, (), "sd-digest"),
        ({"_sd": [digest(NAME)], "given_name": "Eve"}, (NAME,), "sd-claim"),
        ({"l": [{"...": digest(NAME)}]}, (NAME,), "sd-disclosure"),
        ({"_sd": [COUNTRY_DIGEST]}, (COUNTRY,), "sd-disclosure"),
        ({"l": [{"...": COUNTRY_DIGEST, "x": 1}]}, (COUNTRY,), "sd-digest"),
    ],
)
def test_what_contradicts_what_was_signed_is_said_and_nothing_is_disclosed(
    claims: dict[str, Any], raws: tuple[str, ...], code: str
) -> None:
    found = parts(claims, *raws)
    assert code in codes(found)
    assert found.claims == {}


@pytest.mark.parametrize(
    "raw",
    [
        "A",
        b64("7"),
        b64('["salt"]'),
        b64('["salt","n","v","more"]'),
        disclosure(7, "name", "value"),
        disclosure("salt", 7, "value"),
        disclosure("salt", "_sd", []),
        disclosure("salt", "...", "x"),
        b64('["salt","name",{"a":1,"a":2}]'),
        b64('["salt","name",' + "[" * 40 + "]" * 40 + "]"),
    ],
)
def test_a_malformed_disclosure_is_said(raw: str) -> None:
    found = parts({"_sd": [digest(raw)]}, raw)
    assert "sd-disclosure" in codes(found)
    assert found.claims == {}


def test_disclosures_that_nest_without_end_are_cut() -> None:
    raws = [disclosure("s", "x", 1)]
    for _ in range(200):
        raws.append(disclosure("s", "x", {"_sd": [digest(raws[-1])]}))
    found = parts({"_sd": [digest(raws[-1])]}, *raws)
    assert "limit-size-depth" in codes(found)


def test_more_disclosures_than_the_limit_are_said() -> None:
    found = parts({}, *(disclosure("s", str(n), n) for n in range(300)))
    assert "limit-size-depth" in codes(found)
    assert len(found.disclosures) == 256


def test_a_missing_end_is_said() -> None:
    reading = read(f"{issued({'_sd': [digest(NAME)]})}~{NAME}")
    found = read_sd_jwt(reading)
    assert found is not None
    assert codes(found) == ["sd-disclosure"]


# -- key binding ----------------------------------------------------------------------------

HOLDER = key("Ed25519", "holder")


def presented(**changes: Any) -> SdJwt:
    claims = {"_sd": [digest(NAME)], "cnf": {"jwk": dict(HOLDER.public.raw)}}
    start = f"{issued(claims)}~{NAME}~"
    typ = changes.pop("typ", "kb+jwt")
    said = {"iat": 1, "aud": "https://v.example", "nonce": "n", "sd_hash": digest(start)}
    said = {name: value for name, value in {**said, **changes}.items() if value is not None}
    found = read_sd_jwt(read(start + sign({"typ": typ}, said, HOLDER, "EdDSA")))
    assert found is not None
    return found


def test_a_key_binding_covers_what_is_presented() -> None:
    found = presented()
    assert found.sound
    assert found.binding is not None
    assert found.binding.claims["sd_hash"] == found.sd_hash
    assert found.holder_key is not None
    assert verify(found.binding, keys(HOLDER.public)).verified


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": "JWT"},
        {"sd_hash": digest("other")},
        {"sd_hash": None},
        {"nonce": None},
        {"iat": True},
        {"aud": 7},
    ],
)
def test_a_key_binding_that_does_not_is_said(changes: dict[str, Any]) -> None:
    found = presented(**changes)
    assert set(codes(found)) == {"sd-binding"}
    assert found.claims["given_name"] == "Erika"


# -- recognising it -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", [TOKEN, "", "opaque~token~", "a.b.c~d~", f"{TOKEN}~!~"])
def test_nothing_else_is_taken_for_one(text: str) -> None:
    assert read_sd_jwt(read(text)) is None


def test_an_opaque_token_with_tildes_stays_opaque() -> None:
    assert read("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU").form is TokenForm.OPAQUE


def test_it_is_found_in_its_wrapping() -> None:
    token = f"{issued({'sub': '1'})}~"
    for text in (f"Bearer {token}", f'"{token}"', json.dumps({"access_token": token})):
        assert read(text).form is TokenForm.SD_JWT
        assert read(text).token == token


@given(st.text(alphabet="AZaz09-_.~", max_size=60))
@settings(deadline=None)
def test_nothing_whatever_raises(tail: str) -> None:
    reading = read(f"{TOKEN}~{tail}")
    found = read_sd_jwt(reading)
    assert found is None or isinstance(found.defects, tuple)


def test_claims_are_not_shown_by_accident() -> None:
    assert "Erika" not in repr(parts({"_sd": [digest(NAME)]}, NAME))
