"""Base64url: exact texts decode silently, all others are decoded as far as possible and named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc_workbench.jose.base64url import decode, decode_strictly, encode, encode_number


@given(st.binary())
def test_what_is_encoded_decodes_to_itself(octets: bytes) -> None:
    decoded = decode(encode(octets))
    assert (decoded.octets, decoded.code) == (octets, "")


@given(st.text(alphabet="ABgw_-09", max_size=12))
def test_noncanonical_is_what_an_encoder_would_write_otherwise(raw: str) -> None:
    decoded = decode(raw)
    if decoded.code == "b64url-invalid":
        assert len(raw) % 4 == 1
    else:
        assert decoded.octets is not None
        assert (encode(decoded.octets) != raw) == (decoded.code == "b64url-noncanonical")


@pytest.mark.parametrize(
    ("raw", "octets", "code", "said"),
    [
        ("eyJhIjoxfQ", b'{"a":1}', "", ""),
        ("eyJhIjoxfR", b'{"a":1}', "b64url-noncanonical", "unused bits"),
        ("eyJhIjoxfQ==", b'{"a":1}', "b64url-invalid", "padding"),
        ("-_8", b"\xfb\xff", "", ""),
        ("+/8", b"\xfb\xff", "b64url-invalid", "standard base64"),
        ("YW Jj", b"abc", "b64url-invalid", "white space"),
        ("YWJjZ", b"abc", "b64url-invalid", "cut off"),
        ("YW!j", None, "b64url-invalid", "not base64url"),
        ("YWéj", None, "b64url-invalid", "not base64url"),
        ("", b"", "", ""),
    ],
)
def test_each_mistake_is_named(raw: str, octets: bytes | None, code: str, said: str) -> None:
    decoded = decode(raw)
    assert (decoded.octets, decoded.code) == (octets, code)
    assert said in decoded.message
    assert decode_strictly(raw) == (None if code else octets)


@pytest.mark.parametrize(
    ("number", "length", "text"), [(65537, 0, "AQAB"), (0, 0, "AA"), (1, 4, "AAAAAQ")]
)
def test_numbers_are_big_endian(number: int, length: int, text: str) -> None:
    assert encode_number(number, length) == text
