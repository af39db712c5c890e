from typing import Any

import pytest

from oidc_workbench.jose.reader import read
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.purpose import recognise
from rules.tokens import (
    AT_CLAIMS,
    CA_CLAIMS,
    ID_CLAIMS,
    LT_CLAIMS,
    compact,
    without,
)

ID, AT, CA, LT, DPOP, OTHER = Purpose
MINIMAL = without(ID_CLAIMS, "nonce")

CASES: list[tuple[str, dict[str, Any], Purpose]] = [
    ("at+jwt", ID_CLAIMS, AT),
    ("Application/AT+JWT", ID_CLAIMS, AT),
    ("logout+jwt", ID_CLAIMS, LT),
    ("dpop+jwt", ID_CLAIMS, DPOP),
    ("client-authentication+jwt", ID_CLAIMS, CA),
    ("oauth-authz-req+jwt", ID_CLAIMS, OTHER),
    ("token-introspection+jwt", AT_CLAIMS, OTHER),
    ("JWT", ID_CLAIMS, ID),
    ("JWT", AT_CLAIMS, AT),
    ("", CA_CLAIMS, CA),
    ("", LT_CLAIMS, LT),
    ("", {"htm": "GET", "htu": "https://api.example/", "jti": "a"}, DPOP),
    ("JWT", {**MINIMAL, "at_hash": "a"}, ID),
    ("JWT", {**MINIMAL, "auth_time": 1}, ID),
    ("JWT", {**AT_CLAIMS, "nonce": "vendor"}, AT),
    ("JWT", {**MINIMAL, "scp": "a"}, AT),
    ("JWT", {**MINIMAL, "aud": "https://api.example/"}, AT),
    ("JWT", {**MINIMAL, "preferred_username": "jane"}, ID),
    ("JWT", MINIMAL, OTHER),
    ("JWT", {}, OTHER),
    ("JWT", {"events": [], "iss": 5, "sub": 6}, OTHER),
]


@pytest.mark.parametrize(("typ", "claims", "purpose"), CASES)
def test_a_token_is_recognised_by_itself(
    typ: str, claims: dict[str, Any], purpose: Purpose
) -> None:
    head = {"alg": "ES256", "typ": typ} if typ else {"alg": "ES256"}
    recognition = recognise(read(compact(head, claims)))
    assert recognition.purpose is purpose
    assert recognition.reason


def test_only_an_access_token_may_be_opaque() -> None:
    assert recognise(read("mF_9.B5f-4.1JqM")).purpose is AT


def test_an_empty_text_is_nothing() -> None:
    assert recognise(read("")).purpose is OTHER
