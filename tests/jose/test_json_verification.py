"""Every signature of a JSON serialisation, and detached and unencoded payloads, are verified."""

from __future__ import annotations

import hmac
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jose.keys import key, keys
from jose.tokens import TOKEN, b64
from oidc_workbench.jose.json_verification import (
    unencoded_payload,
    verify_detached,
    verify_each,
)
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.jose.signing import sign
from oidc_workbench.jose.verification import verify
from oidc_workbench.secret import Secret

S = SignatureStatus
SECRET = Secret("0123456789abcdef0123456789abcdef")
CLAIMS = {"sub": "1"}
KEYS = keys(key("P-256", "a").public, key("Ed25519", "b").public)


def entry(kind: str, kid: str, alg: str, **header: Any) -> dict[str, Any]:
    head, _, signature = sign({"kid": kid, **header}, CLAIMS, key(kind, kid), alg).split(".")
    return {"protected": head, "signature": signature}


PAYLOAD = b64('{"sub":"1"}')
FIRST = entry("P-256", "a", "ES256")
SECOND = entry("Ed25519", "b", "EdDSA")


def general(*entries: Any, **members: Any) -> str:
    return json.dumps({"payload": PAYLOAD, "signatures": list(entries), **members})


def statuses(text: str, **options: Any) -> list[SignatureStatus]:
    found = verify_each(read(text), KEYS, **options)
    assert all(one.reason.endswith(".") for one in found)
    return [one.status for one in found]


def test_every_signature_is_verified_by_itself() -> None:
    wrong = {**FIRST, "signature": SECOND["signature"]}
    assert statuses(general(FIRST, SECOND)) == [S.VERIFIED, S.VERIFIED]
    assert statuses(general(FIRST, wrong, SECOND)) == [S.VERIFIED, S.FAILED, S.VERIFIED]
    assert statuses(json.dumps({"payload": PAYLOAD, **FIRST})) == [S.VERIFIED]
    assert statuses(general(FIRST, SECOND), algorithms=("ES256",))[1] is S.ALG_NOT_ALLOWED
    stranger = entry("P-384", "c", "ES384")
    assert statuses(general(stranger)) == [S.NO_MATCHING_KEY]


def test_each_check_names_its_key() -> None:
    found = verify_each(read(general(FIRST, SECOND)), KEYS)
    assert [(one.alg, one.kid) for one in found] == [("ES256", "a"), ("EdDSA", "b")]
    assert [one.key for one in found] == [key("P-256", "a").public, key("Ed25519", "b").public]


def test_the_judging_still_sees_no_jwt() -> None:
    assert verify(read(general(FIRST)), KEYS).status is S.UNSUPPORTED


def test_every_signature_is_read_with_its_place() -> None:
    text = general(FIRST, {**SECOND, "header": {"x": 1}})
    reading = read(text)
    assert [one.place for one in reading.signatures] == ["signatures[0]", "signatures[1]"]
    assert reading.signatures[1].head == {"alg": "EdDSA", "kid": "b", "x": 1}
    assert reading.json is not None
    assert reading.json.is_general
    for one in reading.signatures:
        assert one.signature is not None
        assert one.span is not None
        place = text[one.signature.span.start : one.signature.span.end]
        assert place == f'"{one.signature.raw}"'
        assert json.loads(text[one.span.start : one.span.end])["signature"] == one.signature.raw


def test_the_payload_is_covered() -> None:
    assert statuses(general(FIRST, payload=b64("{}"))) == [S.FAILED]
    assert statuses(general(FIRST, payload=PAYLOAD + "=")) == [S.FAILED]
    assert statuses(general(FIRST, payload=7)) == [S.FAILED]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"header": {"kid": "a"}}, S.FAILED),
        ({"header": {"crit": ["x"], "x": 1}}, S.FAILED),
        ({"header": {"b64": False}}, S.FAILED),
        ({"header": 7}, S.FAILED),
        ({"signature": ""}, S.FAILED),
        ({"signature": None}, S.FAILED),
        ({"signature": "!"}, S.FAILED),
        ({"protected": "!"}, S.FAILED),
        ({"protected": b64('{"alg":"ES256","alg":"ES256"}')}, S.FAILED),
        ({"protected": b64('{"alg":"none"}')}, S.ALG_NOT_ALLOWED),
        ({"protected": b64('{"alg":"ES256","crit":["x"],"x":1}')}, S.UNSUPPORTED),
        ({"protected": b64('{"alg":"ES256","b64":false}')}, S.UNSUPPORTED),
        ({"protected": None}, S.FAILED),
    ],
)
def test_a_malformed_entry_is_not_verified(change: dict[str, Any], status: SignatureStatus) -> None:
    assert statuses(general({**FIRST, **change}, SECOND)) == [status, S.VERIFIED]


@pytest.mark.parametrize("listed", [[], [7], {}, "x"])
def test_without_an_entry_nothing_is_verified(listed: Any) -> None:
    assert statuses(general(signatures=listed)) == []


def test_more_entries_than_the_limit_are_said() -> None:
    reading = read(general(*[FIRST] * 200))
    assert len(verify_each(reading, KEYS)) == DEFAULT_LIMITS.entries
    assert "limit-size-depth" in {defect.code for defect in reading.defects}


@pytest.mark.parametrize("text", ["", "opaque", "a.b.c.d.e", '{"ciphertext":"x"}'])
def test_what_is_not_signed_has_no_checks(text: str) -> None:
    assert statuses(text) == []
    assert verify_detached(read(text), b"", KEYS).status is S.NOT_CHECKED


def test_a_compact_token_has_one_check() -> None:
    token = sign({"kid": "a"}, CLAIMS, key("P-256", "a"), "ES256")
    assert statuses(token) == [S.VERIFIED]
    assert statuses(TOKEN) == [S.NO_MATCHING_KEY]


# -- detached ---------------------------------------------------------------------------------


def test_a_detached_payload_is_supplied() -> None:
    head, payload, signature = sign({"kid": "a"}, CLAIMS, key("P-256", "a"), "ES256").split(".")
    reading = read(f"{head}..{signature}")
    assert reading.detached
    octets = b'{"sub":"1"}'
    assert verify_detached(reading, octets, KEYS).verified
    assert verify_detached(reading, octets + b" ", KEYS).status is S.FAILED
    assert not verify(reading, KEYS).verified
    whole = read(f"{head}.{payload}.{signature}")
    assert not whole.detached
    assert verify_detached(whole, octets, KEYS).verified
    assert "another payload" in verify_detached(whole, b"{}", KEYS).reason


def test_a_detached_payload_of_a_json_serialisation_is_supplied() -> None:
    text = json.dumps({"signatures": [FIRST, SECOND]})
    assert read(text).detached
    assert statuses(text) == [S.FAILED, S.FAILED]
    assert statuses(text, payload=b'{"sub":"1"}') == [S.VERIFIED, S.VERIFIED]
    assert statuses(text, payload=b"{}") == [S.FAILED, S.FAILED]


def unencoded(payload: bytes, **header: Any) -> tuple[str, str]:
    head = b64(json.dumps({"alg": "HS256", "b64": False, "crit": ["b64"], **header}))
    octets = hmac.digest(SECRET.reveal().encode(), f"{head}.".encode() + payload, "sha256")
    return head, b64(octets)


@pytest.mark.parametrize("payload", [b"$.02", b"text", b"\x00\xff\x80", b""])
def test_an_unencoded_payload_is_taken_as_it_is(payload: bytes) -> None:
    head, signature = unencoded(payload)
    reading = read(f"{head}..{signature}")
    assert verify_detached(reading, payload, (), shared_secret=SECRET).verified
    assert not verify_detached(reading, payload + b"x", (), shared_secret=SECRET).verified
    assert not verify(reading, (), shared_secret=SECRET).verified


def test_an_unencoded_payload_within_the_token() -> None:
    head, signature = unencoded(b"text")
    reading = read(f"{head}.text.{signature}")
    assert unencoded_payload(reading) == b"text"
    assert verify_detached(reading, b"text", (), shared_secret=SECRET).verified
    assert unencoded_payload(read(TOKEN)) is None


def test_signatures_must_agree_about_the_encoding() -> None:
    head, signature = unencoded(b"text")
    raw = {"protected": head, "signature": signature}
    text = json.dumps({"payload": "text", "signatures": [raw, FIRST]})
    found = verify_each(read(text), KEYS, shared_secret=SECRET)
    assert not any(one.verified for one in found)


_VALUE = st.none() | st.integers() | st.text(max_size=6) | st.lists(st.integers(), max_size=2)
_MEMBERS = st.sampled_from(("payload", "signatures", "protected", "header", "signature"))


@given(st.dictionaries(_MEMBERS, _VALUE), st.lists(st.dictionaries(_MEMBERS, _VALUE), max_size=3))
@settings(max_examples=150, deadline=None)
def test_no_object_whatever_raises_or_verifies(members: dict[str, Any], entries: list[Any]) -> None:
    for text in (json.dumps({**members, "signatures": entries}), json.dumps(members)):
        for one in verify_each(read(text), KEYS, shared_secret=SECRET, payload=b"x"):
            assert not one.verified
            assert one.reason.endswith(".")
