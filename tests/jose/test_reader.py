"""Any text gives a Reading; what is wrong is kept beside what could be read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jose.tokens import OTHER, TOKEN, b64, compact
from oidc_workbench.jose.reader import MAX_HEADER, MAX_TOKEN, read
from oidc_workbench.jose.reading import Reading, TokenForm

HEADER = {"alg": "RS256"}
JWE = ".".join([b64('{"alg":"dir","enc":"A256GCM"}'), "", "aXY", "Y2lwaGVy", "dGFn"])


def codes(reading: Reading) -> set[str]:
    return {defect.code for defect in reading.defects}


def test_a_jws_is_read_whole() -> None:
    reading = read(TOKEN)
    assert reading.form is TokenForm.JWS_COMPACT
    assert reading.defects == ()
    assert reading.token == TOKEN
    assert reading.head == {"alg": "RS256", "kid": "1"}
    assert reading.claims == {"iss": "https://as.example", "exp": 1767229200}
    assert reading.signature == b"sig"
    assert [s.name for s in reading.segments] == ["header", "payload", "signature"]
    assert reading.signing_input.decode() == TOKEN.rpartition(".")[0]


def test_a_jwe_is_read_as_far_as_it_shows() -> None:
    reading = read(JWE)
    assert reading.form is TokenForm.JWE_COMPACT
    names = [segment.name for segment in reading.segments]
    assert names == ["header", "encrypted_key", "iv", "ciphertext", "tag"]
    assert reading.payload is None
    assert reading.defects == ()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", TokenForm.EMPTY),
        (" \n\t ", TokenForm.EMPTY),
        ("2YotnFZFEjr1zCsicMWpAA", TokenForm.OPAQUE),
        ("ya29.a0AfH6SMBx", TokenForm.OPAQUE),
        ("abc.def.ghi", TokenForm.OPAQUE),
        ("some words of prose", TokenForm.OPAQUE),
        (b64('{"iv":"x","value":"y"}'), TokenForm.OPAQUE),
        (b64('{"alg":"RS256"}'), TokenForm.BROKEN),
        (TOKEN.rpartition(".")[0], TokenForm.BROKEN),
        (TOKEN + ".x", TokenForm.BROKEN),
        (TOKEN.replace("eyJ", "eyJ ", 1), TokenForm.JWS_COMPACT),
        (compact("[1]", {}), TokenForm.BROKEN),
        (compact(b'{"alg"', {}), TokenForm.BROKEN),
        ("{", TokenForm.BROKEN),
        ("eyJhbGciOiJSUzI1", TokenForm.BROKEN),
    ],
)
def test_each_text_is_recognised(text: str, form: TokenForm) -> None:
    assert read(text).form is form


@pytest.mark.parametrize(
    ("token", "code", "segment"),
    [
        (TOKEN.rpartition(".")[0], "jwt-segments", ""),
        (TOKEN + ".extra", "jwt-segments", ""),
        (TOKEN + "!", "jwt-charset", ""),
        (TOKEN[:10] + "\u200b" + TOKEN[10:], "jwt-charset", ""),
        (TOKEN + "=", "b64url-invalid", "signature"),
        (TOKEN + "==", "jwt-charset", ""),
        (f"{b64(json.dumps(HEADER))}.eyJhIjoxfR.c2ln", "b64url-noncanonical", "payload"),
        (compact(HEADER, b'{"a":1,"a":2}'), "json-duplicate-member", "payload"),
        (compact(b'{"alg":"none","alg":"RS256"}', {}), "json-duplicate-member", "header"),
        (compact(HEADER, b"\xef\xbb\xbf{}"), "json-not-utf8", "payload"),
        (compact(HEADER, b'{"a":"\xff"}'), "json-not-utf8", "payload"),
        (compact(HEADER, b"foo"), "json-not-object", "payload"),
        (compact(HEADER, b"[]"), "json-not-object", "payload"),
        (compact(HEADER, b"{}x"), "json-not-object", "payload"),
        (compact(b'"x"', {}), "json-not-object", "header"),
        (compact(HEADER, b'{"exp":1e999}'), "json-number-nonfinite", "payload"),
        (compact(HEADER, b'{"a":' + b"[" * 40 + b"]" * 40 + b"}"), "limit-size-depth", "payload"),
        (compact({**HEADER, "x": "y" * MAX_HEADER}, {}), "limit-size-depth", "header"),
        (compact(HEADER, {"x": "y" * MAX_TOKEN}), "limit-size-depth", ""),
    ],
)
def test_each_defect_carries_the_id_of_its_rule_and_its_segment(
    token: str, code: str, segment: str
) -> None:
    assert (code, segment) in {(d.code, d.segment) for d in read(token).defects}


def test_what_is_too_large_is_not_parsed() -> None:
    token = read(compact(HEADER, {"x": "y" * MAX_TOKEN}))
    assert (token.form, token.header, token.segments) == (TokenForm.BROKEN, None, ())
    header = read(compact({**HEADER, "x": "y" * MAX_HEADER}, {"a": 1}))
    assert header.header is None
    assert header.claims == {"a": 1}


def test_an_opaque_token_has_no_defects() -> None:
    assert read("ya29.a0+Af/H6==").defects == ()


@pytest.mark.parametrize(
    "before", ["", "  ", "Bearer ", '"', "Authorization: Bearer ", "ä=1&id_token="]
)
def test_spans_count_the_octets_of_the_pasted_text(before: str) -> None:
    text = before + TOKEN + ('"' if before == '"' else "")
    octets = text.encode()
    for segment in read(text).segments:
        assert segment.span is not None
        assert octets[segment.span.start : segment.span.end].decode() == segment.raw


def test_a_stray_character_is_found_where_it_stands() -> None:
    text = f"Bearer {TOKEN[:10]} {TOKEN[10:]}"
    defect = next(d for d in read(text).defects if d.code == "jwt-charset")
    assert defect.span is not None
    assert text.encode()[defect.span.start : defect.span.end] == b" "


_SIGNED = {"protected": b64('{"alg":"ES256"}'), "signature": "c2ln"}


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ({"payload": "e30", **_SIGNED}, TokenForm.JWS_JSON),
        ({"payload": "e30", "signatures": [_SIGNED]}, TokenForm.JWS_JSON),
        ({"protected": _SIGNED["protected"], "ciphertext": "eHh4"}, TokenForm.JWE_JSON),
    ],
)
def test_json_serialisations_are_recognised_and_never_pass_for_a_jwt(
    value: dict[str, object], form: TokenForm
) -> None:
    reading = read(json.dumps(value))
    assert reading.form is form
    assert "jwt-json-serialization" in codes(reading)
    assert reading.head == {"alg": "ES256"}


def test_places_in_a_json_serialisation_count_octets() -> None:
    value = {"header": {"x": "\u20ac"}, "payload": "e30=", "protected": "!", "signature": "c2ln"}
    text = json.dumps(value, ensure_ascii=False)
    reading = read(text)
    for segment in reading.segments:
        place = text.encode()[segment.span.start : segment.span.end]
        assert place.decode() == f'"{segment.raw}"'
    assert {("b64url-invalid", "header"), ("b64url-invalid", "payload")} <= {
        (defect.code, defect.segment) for defect in reading.defects
    }
    assert reading.header is None


def test_a_compact_token_within_json_is_not_a_json_serialisation() -> None:
    assert "jwt-json-serialization" not in codes(read(json.dumps({"id_token": TOKEN})))


HOSTILE = {
    "braces": "{" * (1 << 20),
    "dots": "." * (1 << 20),
    "arrays": "[" * (1 << 20),
    "objects": '{"a":' * (1 << 18),
    "spaces": " " * (1 << 20) + "x",
    "inner spaces": "a" + " " * (1 << 20) + "x",
    "lines": "a\n" * (1 << 19),
    "words": "bearer " * (1 << 17),
    "headers": "authorization: " * (1 << 16),
    "percents": "%41" * (1 << 18),
    "escapes": '"' + "\\u0041" * (1 << 17) + '"',
    "parameters": "&id_token=" * (1 << 16),
    "quotes": '"' * (1 << 20),
    "not ascii": "\u20ac" * (1 << 18),
    "a large token": TOKEN + "A" * (1 << 20),
    "a deep header": b64("[" * 40_000) + ".e30.c2ln",
    "half a surrogate pair": "\ud800." * 1000,
    "zeros": "\0" * (1 << 20),
    "in JSON": '{"id_token":"' + "." * 60_000 + '"}',
    "digits": compact(HEADER, b'{"exp":' + b"9" * 40_000 + b"}"),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_read(text: str) -> None:
    reading = read(text)
    assert reading.text == text
    assert len(reading.token) <= len(text)


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from([TOKEN, "eyJ", ".", "{", '"', "\n", "%2E", "?id_token=", "Bearer "])
    ).map("".join)
)
def test_any_text_gives_a_reading(text: str) -> None:
    reading = read(text)
    assert reading.text == text
    spans = [segment.span for segment in reading.segments]
    spans += [defect.span for defect in reading.defects if defect.span]
    spans += [token.span for token in reading.named if token.span]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(text.encode("utf-8", "surrogatepass"))


@given(st.sampled_from([TOKEN, OTHER, JWE]), st.integers(0), st.characters())
def test_a_token_with_one_character_changed_is_never_read_as_before(
    token: str, index: int, character: str
) -> None:
    position = index % len(token)
    changed = token[:position] + character + token[position + 1 :]
    reading = read(changed)
    if reading.token == token:
        assert changed.strip() == token
