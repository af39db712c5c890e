"""The reader of flawless tokens says what the careful one says, or leaves the token to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jose.tokens import OTHER, TOKEN, compact
from oidc_workbench.jose.excerpt import Excerpt
from oidc_workbench.jose.limits import DEFAULT_LIMITS, Limits
from oidc_workbench.jose.quick_reader import read_flawless
from oidc_workbench.jose.reader import _Reader, read
from oidc_workbench.jose.wrapping import Unwrapped

if TYPE_CHECKING:
    from oidc_workbench.jose.reading import Reading


def carefully(text: str) -> Reading:
    token = text.strip()
    found = Unwrapped(Excerpt(text, token, text.find(token)))
    return _Reader(text, found, DEFAULT_LIMITS).reading()


def quickly(token: str, limits: Limits = DEFAULT_LIMITS) -> Reading | None:
    return read_flawless(token, token, 0, limits)


@pytest.mark.parametrize("text", [TOKEN, OTHER, f" \n{TOKEN}\t"])
def test_a_flawless_token_is_read_alike(text: str) -> None:
    assert read(text) == carefully(text)
    assert quickly(text.strip()) is not None


@pytest.mark.parametrize(
    "token",
    [
        compact(b'{"alg":"RS256","alg":"none"}', {}),
        compact({"alg": "RS256"}, b'{"a":1,"a":1}'),
        compact({"alg": "RS256"}, b'{"a":{"b":1,"b":2}}'),
        compact({"alg": "RS256"}, b'{"a":NaN}'),
        compact({"alg": "RS256"}, b'{"a":1e999}'),
        compact({"alg": "RS256"}, b'{"a":' + b"1" * 400 + b"}"),
        compact({"alg": "RS256"}, b'{"a":' + b"1" * 9000 + b"}"),
        compact({"alg": "RS256"}, b"[]"),
        compact({"alg": "RS256"}, b"{}x"),
        compact({"alg": "RS256"}, b'{"a":"\xff"}'),
        compact({"alg": "RS256"}, b"\xef\xbb\xbf{}"),
        compact({"alg": "RS256"}, b""),
        compact({"alg": "RS256"}, b"[" * 40 + b"]" * 40),
        compact({"alg": "RS256", "x": "y" * 9000}, {}),
        f"{TOKEN}A",
    ],
)
def test_whatever_is_irregular_is_left_to_the_careful_reader(token: str) -> None:
    assert quickly(token) is None
    assert repr(read(token)) == repr(carefully(token))  # NaN is never equal to itself


def test_the_limits_count() -> None:
    for limits in (Limits(token_octets=9), Limits(header_octets=9), Limits(nesting=0)):
        assert quickly(TOKEN, limits) is None


_JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=9,
)


@given(_JSON, _JSON, st.booleans())
@settings(deadline=None)
def test_any_values_are_read_alike(header: Any, payload: Any, spaced: bool) -> None:
    separators = (", ", ": ") if spaced else (",", ":")
    head, body = (json.dumps(part, separators=separators) for part in (header, payload))
    token = compact(head, body)
    quick = quickly(token)
    careful = carefully(token)
    assert quick is None or repr(quick) == repr(careful)
    assert quick is None or careful.defects == ()


@given(st.binary(max_size=60), st.binary(max_size=60))
@settings(deadline=None)
def test_any_octets_are_read_alike(header: bytes, payload: bytes) -> None:
    quick = quickly(compact(header, payload))
    assert quick is None or quick == carefully(compact(header, payload))
