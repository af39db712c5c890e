"""What a table shows is what the whole scan finds, without what stands in arrays."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc_workbench.jose.json_members import members_of
from oidc_workbench.jose.named_members import NamedMembers

_LEAVES = st.none() | st.booleans() | st.integers() | st.text()
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def outside_arrays(octets: bytes) -> list[Any]:
    found = members_of(octets)
    return [m for m in found if not any(isinstance(step, int) for step in m.path)]


@given(_VALUES, st.booleans())
def test_it_is_the_whole_scan_without_arrays(value: Any, ascii_only: bool) -> None:
    octets = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert list(NamedMembers(octets).members) == outside_arrays(octets)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2',
        '{"a": [1, ], "b": 2}',
        '{"a": [1 2], "b": 2}',
        '{"a": [' + "9" * 5000 + '], "b": 2}',
        '{"a": ' + "[" * 3000 + "]" * 3000 + ', "b": 2}',
        '{"a": ["é", {"x": "ü"}], "b": "ö"}',
        '[[1], {"a": 1}]',
        '{"a": ["\\ud800\\u00"], "b": 1}',
    ],
)
def test_what_is_no_json_is_read_as_far_as_the_whole_scan_reads(text: str) -> None:
    octets = text.encode("utf-8", "surrogatepass")
    found, whole = NamedMembers(octets).members, outside_arrays(octets)
    assert [(m.path, m.span) for m in found] == [(m.path, m.span) for m in whole]


def test_equal_names_are_told_by_their_path() -> None:
    found = NamedMembers(b'{"a": {"x": 1, "x": 2}, "x": 3}')
    assert found.repeated == {("a", "x")}
    assert [found.number_of(path) for path in ("a.x", "x", "y")] == [1, 3, -1]
