"""A token beside what its issuer says about it."""

import math

import pytest

from oidc_workbench.rules.comparison import Difference
from oidc_workbench.rules.introspection_comparison import compare_answer

NOW = 1_700_000_000.0
CLAIMS: dict[str, object] = {
    "iss": "https://as.example", "sub": "alice", "aud": ["https://api.example/"],
    "scope": "a b", "client_id": "app", "iat": NOW - 10, "exp": NOW + 300,
}  # fmt: skip
ANSWER = {**CLAIMS, "active": True}


def rows(answer: dict[str, object], **claims: object) -> dict[str, Difference]:
    return {one.place: one for one in compare_answer({**CLAIMS, **claims}, answer, NOW)}


def differing(answer: dict[str, object], **claims: object) -> list[str]:
    return [name for name, one in rows(answer, **claims).items() if one.relation == "differs"]


def test_an_answer_that_agrees_in_everything() -> None:
    assert differing(ANSWER) == []
    assert {one.relation for one in rows(ANSWER).values()} == {"same"}


@pytest.mark.parametrize(
    ("claims", "answer"),
    [
        ({"aud": "https://api.example/"}, {}),  # one audience, written in either way
        ({"scope": "b a"}, {}),
        ({"scope": None, "scp": ["a", "b"]}, {}),
        ({"client_id": None, "azp": "app"}, {}),
        ({"exp": NOW + 300.0}, {"exp": int(NOW) + 300}),
    ],
)
def test_the_same_said_in_another_way_is_no_disagreement(
    claims: dict[str, object], answer: dict[str, object]
) -> None:
    held = {name: value for name, value in {**CLAIMS, **claims}.items() if value is not None}
    found = compare_answer(held, {**ANSWER, **answer}, NOW)
    assert [one.place for one in found if one.relation == "differs"] == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("scope", "a", "no longer grants b"),
        ("scope", "a b c", "grants c, which the JWT does not name"),
        ("exp", NOW + 60, "ends it sooner"),
        ("exp", NOW + 900, "ends it later"),
        ("sub", "bob", "different subjects"),
        ("aud", "https://other.example/", "different APIs"),
        ("iss", "https://as.example/", "different issuers"),
        ("jti", "x", ""),
    ],
)
def test_each_disagreement_says_what_it_means(name: str, value: object, said: str) -> None:
    found = rows({**ANSWER, name: value})[name]
    assert said in found.meaning
    assert found.relation == ("differs" if said else "only-second")


def test_a_token_that_the_server_ended_early() -> None:
    found = rows({"active": False})["active"]
    assert found.relation == "differs"
    assert "ended it early" in found.meaning


def test_a_token_that_is_called_active_after_its_end() -> None:
    assert "outside the times" in rows(ANSWER, exp=NOW - 1)["active"].meaning
    assert rows({"active": False}, exp=NOW - 1)["active"].relation == "same"


def test_of_an_opaque_token_only_the_server_knows_anything() -> None:
    found = compare_answer({}, ANSWER, NOW)
    assert {one.relation for one in found} == {"only-second"}
    assert all(one.first == "" for one in found)


def test_without_a_time_nothing_is_said_about_the_end() -> None:
    (active,) = [one for one in compare_answer(CLAIMS, ANSWER, math.nan) if one.place == "active"]
    assert (active.relation, active.first, active.second) == ("only-second", "", "true")


def test_hostile_values_are_set_side_by_side_without_a_crash() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    odd = {"aud": deep, "scope": {"a": 1}, "exp": 10**400, "x": float("nan"), "cnf": deep}
    assert compare_answer(odd, {**odd, "active": "yes"}, NOW)
