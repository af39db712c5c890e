"""Texts, tokens and keys made to be accepted wrongly; each must get another answer."""

import json
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import ECKey

from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision, Status
from rules.tokens import (
    AT_CLAIMS,
    AT_HEAD,
    EXPECTED,
    ID_CLAIMS,
    ID_HEAD,
    KID,
    NOW,
    ids,
    key_sets,
    signed,
)

KEY = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
THIEF = ECKey.generate_key("P-256", {"kid": KID, "use": "sig"})
ID_TOKEN = signed(ID_HEAD, ID_CLAIMS, KEY)
ACCESS_TOKEN = signed(AT_HEAD, AT_CLAIMS, KEY)
FORGED_ID_TOKEN = signed(ID_HEAD, {**ID_CLAIMS, "sub": "admin"}, THIEF)
FORGED_ACCESS_TOKEN = signed(AT_HEAD, {**AT_CLAIMS, "sub": "admin"}, THIEF)


def judged(
    text: str,
    purpose: Purpose | None = Purpose.ID_TOKEN,
    keys: tuple[KeySet, ...] | None = None,
    context: RunContext | None = None,
    **expected: Any,
) -> Inspection:
    """Judge by the fixed context of the worked cases; no rule may fall over the text."""
    expectation = replace(EXPECTED, purpose=purpose, **expected)
    found = key_sets(KEY) if keys is None else keys
    inspection = inspect(text, expectation, found, context or RunContext(), NOW)
    assert inspection.verdict.with_status(Status.CRASHED) == ()
    return inspection


def decision(*args: Any, **expected: Any) -> Decision:
    return judged(*args, **expected).verdict.decision


# -- several tokens in one text --------------------------------------------------------------

_GOOD, _BAD = ACCESS_TOKEN, FORGED_ACCESS_TOKEN
BESIDE_A_FORGERY = {
    "one parameter twice": f"https://app.example/cb#access_token={_GOOD}&access_token={_BAD}",
    "in query and fragment": f"https://app.example/cb?access_token={_GOOD}#access_token={_BAD}",
    "two header lines": f"Authorization: Bearer {_GOOD}\nAuthorization: Bearer {_BAD}\n",
    "two in a curl command": (
        f"curl -H 'Authorization: Bearer {_GOOD}' -H 'Authorization: Bearer {_BAD}' https://api"
    ),
    "one on each line": f"{_GOOD}\n{_BAD}\n",
    "behind a JSON object": f'{{"access_token":"{_GOOD}"}}{{"access_token":"{_BAD}"}}',
    "one member twice": f'{{"access_token":"{_BAD}","access_token":"{_GOOD}"}}',
    "one member twice, beside an ID token": (
        f'{{"id_token":"{ID_TOKEN}","access_token":"{_BAD}","access_token":"{_GOOD}"}}'
    ),
}


@pytest.mark.parametrize("name", BESIDE_A_FORGERY)
@pytest.mark.parametrize("purpose", [None, Purpose.ACCESS_TOKEN])
def test_a_good_token_does_not_cover_a_forged_one_of_the_same_name(
    name: str, purpose: Purpose | None
) -> None:
    text = BESIDE_A_FORGERY[name]
    assert decision(text, purpose) is not Decision.ACCEPT
    assert decision(text.replace(_BAD, "x").replace(_GOOD, _BAD), purpose) is Decision.REJECT


def test_what_is_missing_beside_another_token_is_said() -> None:
    verdict = judged(BESIDE_A_FORGERY["one on each line"], Purpose.ACCESS_TOKEN).verdict
    assert verdict.needed == ("the one token that is meant, since this text holds several",)


@pytest.mark.parametrize(
    "text",
    [
        f"{ID_TOKEN}\n{ID_TOKEN}\n",
        f"https://app.example/cb#id_token={ID_TOKEN}&access_token={ACCESS_TOKEN}",
        json.dumps({"id_token": ID_TOKEN, "access_token": ACCESS_TOKEN}),
        f"Authorization: Bearer {ID_TOKEN}\nDPoP: {ACCESS_TOKEN}\nAuthorization: Bearer {ID_TOKEN}",
    ],
)
def test_tokens_that_can_be_told_apart_are_no_obstacle(text: str) -> None:
    assert decision(text) is Decision.ACCEPT


def test_a_megabyte_of_repeated_names_is_answered() -> None:
    """With a cost that grew with the square, this test would run for minutes."""
    names = ",".join(f'"{number}":1,"{number}":1' for number in range(50_000))
    verdict = judged(f'{{{names},"id_token":"{ID_TOKEN}"}}').verdict
    assert ids(verdict) == {"json-duplicate-member"}
