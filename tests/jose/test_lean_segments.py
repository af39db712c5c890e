"""The lean parser gives what the careful reader gives, or leaves the token to it."""

from __future__ import annotations

import json
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jose.tokens import TOKEN, b64, compact
from oidc_workbench.jose.lean_segments import LEVELS, parser
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reader import read

ALPHABET = string.ascii_letters + string.digits + "-_"
parse = parser()

_JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=9,
)


def agrees(token: str) -> bool:
    """Whether what it gives, if anything, is what the careful reader says; and that it gave it."""
    found = parse(token)
    if found is None:
        return False
    reading = read(token)
    header, signed, claims, signature = found
    assert (header, signed.encode()) == (reading.segments[0].raw, reading.signing_input)
    assert repr(claims) == repr(reading.claims)  # True, 1 and 1.0 are equal, and not the same
    assert signature == reading.signature
    assert [one for one in reading.defects if one.segment != "header"] == []
    return True


def test_a_plain_token_is_taken_apart() -> None:
    claims = {"a": "é/\x7f", "b": [1, 1.5, True, None, {"c": []}], "d": -(2**63) + 1}
    body = json.dumps(claims, separators=(",", ":"), ensure_ascii=False).encode()
    assert agrees(compact({"alg": "RS256"}, body))
    assert agrees(compact({"alg": "RS256"}, b"{}", b""))


@pytest.mark.parametrize(
    "payload",
    [
        b'{"a":1,"a":1}', b'{"a":{"b":1,"b":2}}', b'{"a":1,"\\u0061":2}', b'{"\\u0061":1}',
        b'{"a": 1}', b' {"a":1}', b'{"a":1}\n', b'{"a":1}x', b'{"a":1}{}', b'{"a":NaN}',
        b'{"a":1e999}', b'{"a":-0}', b'{"a":1E2}', b'{"a":01}', b'{"a":1.10}', b'{"a":"\\/"}',
        b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\\ud800"}', b"\xef\xbb\xbf{}",
        b'{"a":"\x00"}', b"[]", b"null", b'"a"', b"", b"{", b'{"a":' + b"1" * 309 + b"}",
        b'{"a":9223372036854775808}', "{}".encode("utf-16"),
        b'{"a":' + b"[" * LEVELS + b"]" * LEVELS + b"}",
        b'{"a":' + b"[" * 2000 + b"]" * 2000 + b"}",
        b'{"a":[' + b"1," * DEFAULT_LIMITS.values + b"1]}",
    ],
)  # fmt: skip
def test_any_irregular_payload_is_left_to_the_careful_reader(payload: bytes) -> None:
    assert parse(compact({"alg": "RS256"}, payload)) is None


@pytest.mark.parametrize("name", ["payload", "signature"])
@pytest.mark.parametrize("octets", [b'{"a":10}', b'{"a":100}', b'{"a":1000}'])
def test_no_character_outside_the_alphabet_is_decoded(name: str, octets: bytes) -> None:
    good = b64(octets)
    for at in range(len(good)):
        for code in range(0x100):
            changed = f"{good[:at]}{chr(code)}{good[at + 1 :]}"
            token = f"e30.{changed}.AAAA" if name == "payload" else f"e30.e30.{changed}"
            if chr(code) not in ALPHABET:
                assert parse(token) is None
            elif name == "signature":
                agrees(token)


@pytest.mark.parametrize(
    "tail", ["A", "=", "==", "QQ==", "QR", "QQA", "QQF", ".", ".AAAA", '"', "\\"]
)
def test_no_other_spelling_of_a_segment_is_decoded(tail: str) -> None:
    for token in (f"e30.e30.AAAA{tail}", f"e30.e30{tail}.AAAA", f"e30.{b64(b'{}')}{tail}."):
        assert parse(token) is None or agrees(token)


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "é", "\U0001f600", "\n", " "])
def test_a_character_that_no_token_has_is_no_obstacle(odd: str) -> None:
    for token in (f"e30.e30.{odd}AAA", f"e30.e30.AAA{odd}", f"e30.{odd}30.AAAA"):
        assert parse(token) is None


@pytest.mark.parametrize("token", ["", ".", "..", "e30", "e30.e30", "e30.e30.AAAA.", TOKEN + "."])
def test_what_is_no_compact_jws_is_not_taken_for_one(token: str) -> None:
    assert parse(token) is None


@given(_JSON, st.booleans(), st.booleans())
@settings(deadline=None)
def test_any_values_are_read_alike(payload: Any, spaced: bool, escaped: bool) -> None:
    separators = (", ", ": ") if spaced else (",", ":")
    body = json.dumps(payload, separators=separators, ensure_ascii=escaped)
    agrees(compact({"alg": "RS256"}, body.encode("utf-8", "surrogatepass")))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_the_same_number(value: float) -> None:
    agrees(compact({"alg": "RS256"}, f'{{"a":{value!r}}}'))


@given(st.binary(max_size=60), st.binary(max_size=60))
@settings(deadline=None)
def test_any_octets_are_read_alike(payload: bytes, signature: bytes) -> None:
    agrees(compact({"alg": "RS256"}, payload, signature))


_ANY = st.characters(exclude_categories=())  # lone surrogates too


@given(st.text(_ANY, max_size=60) | st.text(alphabet=ALPHABET + '.=+/"\\ \n', max_size=60))
def test_any_text_is_read_alike(text: str) -> None:
    agrees(text)
    agrees(f"e30.{text}.AAAA")
    agrees(f"e30.e30.{text}")
