"""The value agrees with the standard library, and what that forgives in silence is said."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc_workbench.jose.json_scanner import MAX_DEPTH, scan, scan_object
from oidc_workbench.jose.reading import Span

_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def walk(value: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], Any]:
    found: dict[tuple[str | int, ...], Any] = {path: value} if path else {}
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, inner in items:
        found |= walk(inner, (*path, key))
    return found


@given(_VALUES, st.sampled_from([None, 1]), st.booleans())
def test_valid_json_has_the_value_and_the_members_that_json_loads_gives(
    value: Any, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    octets = text.encode("utf-8")
    document, defects = scan(octets)
    assert document.is_json
    assert defects == ()
    assert document.value == json.loads(text) == value
    members = {member.path: member for member in document.members}
    expected = walk(value)
    assert {path: member.value for path, member in members.items()} == expected
    for member in members.values():
        assert json.loads(octets[member.span.start : member.span.end]) == member.value


@given(st.binary(max_size=200) | st.text(alphabet='{}[]":,0aN\\ ', max_size=60).map(str.encode))
def test_any_octets_give_a_document(octets: bytes) -> None:
    document, _ = scan(octets)
    assert document.members is not None
    try:
        expected = json.loads(octets.decode("utf-8"))
    except ValueError:
        return
    assert document.is_json
    assert document.value == expected or math.isnan(expected)


@pytest.mark.parametrize(
    ("octets", "code", "value"),
    [
        (b'{"a":1,"a":2}', "json-duplicate-member", {"a": 2}),
        (b'{"a":1,"\\u0061":2}', "json-duplicate-member", {"a": 2}),
        (b'{"x":[{"a":1,"a":2}]}', "json-duplicate-member", {"x": [{"a": 2}]}),
        (b'{"exp":1e999}', "json-number-nonfinite", {"exp": math.inf}),
        (b'{"exp":-1e999}', "json-number-nonfinite", {"exp": -math.inf}),
        (b'{"exp":Infinity}', "json-number-nonfinite", {"exp": math.inf}),
        (b'{"exp":%s}' % (b"9" * 400), "json-number-nonfinite", {"exp": math.inf}),
        (b'{"exp":%s}' % (b"9" * 5000), "json-number-nonfinite", {"exp": math.inf}),
        (b'\xef\xbb\xbf{"a":1}', "json-not-utf8", {"a": 1}),
        (b'{"a":"\xff"}', "json-not-utf8", {"a": "\ufffd"}),
        ('{"a":1}'.encode("utf-16-le"), "json-not-utf8", {"a": 1}),
        ('{"a":1}'.encode("utf-32"), "json-not-utf8", {"a": 1}),
    ],
)
def test_what_the_standard_library_forgives_is_said(
    octets: bytes, code: str, value: object
) -> None:
    document, defects = scan_object(octets)
    assert [defect.code for defect in defects] == [code]
    assert document.value == value


def test_nan_is_said() -> None:
    document, defects = scan_object(b'{"exp":NaN}')
    assert [defect.code for defect in defects] == ["json-number-nonfinite"]
    assert math.isnan(document.mapping["exp"])  # type: ignore[arg-type] # it is the float NaN


@pytest.mark.parametrize("number", [b"01", b"0x1F", b"-01"])
def test_odd_numbers_are_told_from_other_mistakes(number: bytes) -> None:
    document, defects = scan_object(b'{"exp":%s}' % number)
    assert [d.code for d in defects] == ["json-number-nonfinite", "json-not-object"]
    assert not document.is_json


@pytest.mark.parametrize("octets", [b'{"exp":1.7672292e9}', b'{"exp":0.5}', b'{"exp":-0}'])
def test_finite_numbers_are_fine(octets: bytes) -> None:
    assert scan_object(octets)[1] == ()


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"[]", "an array"),
        (b'"x"', "a string"),
        (b"null", "null"),
        (b"1", "a number"),
        (b"true", "true or false"),
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"{'a':1}", "not JSON"),
        (b'{"a":1,}', "not JSON"),
        (b'{"a":"\n"}', "not JSON"),
        (b'{"a":1} x', "More follows"),
        (b'{"a":1}\0', "More follows"),
    ],
)
def test_what_is_no_single_object_is_said(octets: bytes, said: str) -> None:
    document, defects = scan_object(octets)
    assert "json-not-object" in [defect.code for defect in defects]
    assert said in defects[-1].message
    assert not (document.is_json and isinstance(document.value, dict))


def test_trailing_octets_keep_what_could_be_read() -> None:
    document, _ = scan_object(b'{"a":1}}')
    assert document.mapping == {"a": 1}
    assert not document.is_json


@pytest.mark.parametrize(
    ("octets", "refused"),
    [
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, False),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), True),
        (b"[" * 1_000_000, True),
        (b'{"a":' * 100_000, True),
        (b"[" + b",".join([b"{}"] * 1000) + b"]", False),
        (b'["' + b"[" * 100 + b'"]', False),
        (b'["\\"' + b"[" * 100 + b'"]', False),
    ],
)
def test_nesting_beyond_the_cap_is_refused_before_parsing(octets: bytes, refused: bool) -> None:
    document, defects = scan(octets)
    assert [d.code for d in defects] == (["limit-size-depth"] if refused else [])
    assert (document.value is None) == refused


def test_members_keep_duplicates_with_their_places() -> None:
    octets = b'{"cnf": {"jkt":"x"}, "aud":["a", "b"], "aud":1}'
    document, _ = scan(octets)
    found = [(m.path, octets[m.span.start : m.span.end]) for m in document.members]
    assert found == [
        (("cnf",), b'{"jkt":"x"}'),
        (("cnf", "jkt"), b'"x"'),
        (("aud",), b'["a", "b"]'),
        (("aud", 0), b'"a"'),
        (("aud", 1), b'"b"'),
        (("aud",), b"1"),
    ]


def test_members_count_octets_not_characters() -> None:
    octets = '{"ä":"ö","b":1}'.encode()
    document, _ = scan(octets)
    assert document.members[1].span == Span(15, 16)


def test_defects_carry_the_segment_they_were_met_in() -> None:
    _, defects = scan(b'{"a":1,"a":1}', "payload", Span(3, 9))
    assert (defects[0].segment, defects[0].span) == ("payload", Span(3, 9))
