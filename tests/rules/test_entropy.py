"""Estimates of randomness, held to values whose randomness is known."""

import pytest

from oidc_workbench.rules.entropy import capacity_bits, estimated_bits, shannon_bits


@pytest.mark.parametrize(
    ("text", "bits"),
    [("", 0), ("aaaa", 0), ("abab", 4), ("abcd", 8), ("0123456789abcdef", 64)],
)
def test_shannons_measure_of_a_text(text: str, bits: float) -> None:
    assert shannon_bits(text) == pytest.approx(bits)


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("12345678", 26.6),
        ("deadbeef", 32),
        ("BCDFGHJK", 37.6),
        ("n-0S6_WzA2MjQ1b8hK3v9Q", 132),
        ("a b", 19.7),
        ("", 0),
    ],
)
def test_the_capacity_is_that_of_the_alphabet(text: str, bits: float) -> None:
    assert capacity_bits(text) == pytest.approx(bits, abs=0.1)


@pytest.mark.parametrize(
    "text",
    [
        "n-0S6_WzA2MjQ1b8hK3v9Q",  # 128 random bits in base64url
        "3f2a9c04d1e85b7760ab1c2d9e4f8a35",  # in hexadecimal
        "6f1c2c1e-6c0e-4b7f-9d4e-0f7a4f5b8a21",  # as a UUID
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",  # 256 bits
    ],
)
def test_random_values_are_believed(text: str) -> None:
    assert estimated_bits(text) > 120


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "abc",
        "a" * 64,
        "ab" * 30,
        "1767225600123456",
        "123456789012345678901234",
        "xyzxyzxyzxyzxyzxyzxyzxyz",
        "x" * 400,
    ],
)
def test_short_counted_and_repeating_values_are_not(text: str) -> None:
    assert estimated_bits(text) < 96


def test_a_long_text_is_taken_as_it_shows_itself() -> None:
    text = "0123456789abcdef" * 20
    assert estimated_bits(text) == pytest.approx(shannon_bits(text))
