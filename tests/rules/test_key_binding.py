"""A key binding made for somebody else, another request or another time proves nothing here."""

import math
from typing import Any

import pytest

from oidc_workbench.rules.expectation import Expectation
from oidc_workbench.rules.key_binding import LONGEST, binding_claims

NOW = 1767225600.0
CLAIMS: dict[str, Any] = {"iat": NOW, "aud": "https://verifier.example", "nonce": "n-1"}
WANTED = Expectation(audiences=("https://verifier.example",), nonce="n-1", leeway=10)


def held(
    claims: dict[str, Any] = CLAIMS, wanted: Expectation = WANTED, now: float = NOW
) -> dict[str, bool | None]:
    return {one.name: one.holds for one in binding_claims(claims, wanted, now)}


def test_one_for_this_verifier_request_and_moment_is_as_expected() -> None:
    assert held() == {"aud": True, "nonce": True, "iat": True}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("aud", "https://verifier.example/"),
        ("aud", ["https://verifier.example"]),  # a single string, RFC 9901 §4.3
        ("aud", None),
        ("nonce", "n-2"),
        ("nonce", ["n-1"]),
        ("nonce", ""),
        ("iat", NOW + 11),
        ("iat", NOW - LONGEST - 11),
        ("iat", str(NOW)),
        ("iat", True),
    ],
)
def test_any_other_is_not(name: str, value: object) -> None:
    assert [one for one, holds in held({**CLAIMS, name: value}).items() if not holds] == [name]
    assert held({**CLAIMS, name: value})[name] is False


@pytest.mark.parametrize("iat", [NOW + 10, NOW - LONGEST - 10])
def test_the_leeway_is_granted(iat: float) -> None:
    assert held({**CLAIMS, "iat": iat})["iat"] is True


def test_what_was_not_stated_is_not_called_checked() -> None:
    assert held(CLAIMS, Expectation(), math.nan) == {"aud": None, "nonce": None, "iat": None}
    assert held(CLAIMS, Expectation(nonce=""))["nonce"] is False  # none was sent


def test_the_client_is_meant_where_no_audience_is_named() -> None:
    assert held(CLAIMS, Expectation(client_id="https://verifier.example"))["aud"] is True


def test_a_nonce_is_not_shown_whole() -> None:
    found = binding_claims({**CLAIMS, "nonce": "n-0S6_WzA2MjQ1b8hK3v9Q"}, WANTED, NOW)
    assert "WzA2Mj" not in " ".join(one.said for one in found)
