"""Stand-ins: which values get them, and what is left as it is."""

from typing import Any

import pytest

from oidc_workbench.report.cleaning import Cleaner
from oidc_workbench.report.personal_claims import local_name
from oidc_workbench.report.pseudonyms import Pseudonyms


def cleaned(members: dict[str, Any], *kept: str) -> Any:
    found = Pseudonyms(frozenset(kept))
    found.learn(members)
    return Cleaner(found).value(members)


CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"sub": "alice-1", "other": "alice-1"}, {"sub": "sub-1", "other": "sub-1"}),
    ({"sub": "ab", "other": "ab"}, {"sub": "sub-1", "other": "ab"}),
    ({"sub": 4711}, {"sub": "sub-1"}),
    ({"sub": ""}, {"sub": ""}),
    ({"sub": None, "email_verified": True}, {"sub": None, "email_verified": True}),
    ({"note": "ask alice@a.example"}, {"note": "ask email-1"}),
    ({"alice@a.example": 1}, {"email-1": 1}),
    ({"https://a.example/Given-Name": "Vreni"}, {"https://a.example/Given-Name": "given_name-1"}),
    ({"cognito:username": "vreni1"}, {"cognito:username": "username-1"}),
    ({"address": {"locality": "Bern"}}, {"address": {"locality": "address-1"}}),
    ({"emails": ["a@b.example", "c@d.example"]}, {"emails": ["emails-1", "emails-2"]}),
    ({"act": {"sub": "app-77"}, "sub": "app-78"}, {"act": {"sub": "sub-1"}, "sub": "sub-2"}),
    ({"name": "Anna", "town": "Annapolis"}, {"name": "name-1", "town": "Annapolis"}),
    ({"sub": "x12345", "u": "a%20x12345?"}, {"sub": "sub-1", "u": "a%20sub-1?"}),
    ({"sub": "a b/c d", "u": "?s=a%20b%2Fc%20d"}, {"sub": "sub-1", "u": "?s=sub-1"}),
    ({"sub": "王小", "note": "是王小明"}, {"sub": "sub-1", "note": "是sub-1明"}),
    ({"scope": "openid profile", "aud": "api"}, {"scope": "openid profile", "aud": "api"}),
]


@pytest.mark.parametrize(("members", "expected"), CASES, ids=[str(one) for one, _ in CASES])
def test_values_that_tell_about_a_person_get_stand_ins(
    members: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert cleaned(members) == expected


def test_the_expected_issuer_is_nobody() -> None:
    issuer = "https://as.example"
    members = {"sub": issuer, "iss": issuer, "jwks_uri": f"{issuer}/jwks"}
    assert cleaned(members, issuer) == members


def test_a_stand_in_is_never_replaced_again() -> None:
    assert cleaned({"sub": "alice-1", "name": "sub-1", "x": "alice-1 sub-1"}) == {
        "sub": "sub-1",
        "name": "name-1",
        "x": "sub-1 name-1",
    }


def test_our_own_words_stay_in_our_sentences() -> None:
    found = Pseudonyms()
    found.learn({"sub": "token", "name": "alice-1"})
    cleaner = Cleaner(found)
    assert cleaner.prose("The token is from alice-1.") == "The token is from name-1."
    assert cleaner.text('"token"') == '"sub-1"'


def test_a_hostile_subject_can_not_break_up_what_secrets_are_known_by() -> None:
    found = Pseudonyms()
    found.learn({"sub": "eyJh", "name": "Bearer"})
    token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"
    text = Cleaner(found).text(f"Authorization: Bearer {token} {token}")
    assert "c2lnbmF0dXJl" not in text
    assert "eyJzdWIi" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('"sub":"user-0123456789…"', '"sub":"sub-1…"'),
        ('"sub":"use…"', '"sub":"use…"'),
        (f'no key "user-{"0123456789" * 4}"', 'no key "sub-1"'),
        ("user-x", "user-x"),
    ],
)
def test_beginnings_of_long_values(text: str, shown: str) -> None:
    found = Pseudonyms()
    found.learn({"sub": "user-" + "0123456789" * 20})
    assert Cleaner(found).text(text) == shown


@pytest.mark.parametrize(
    ("name", "local"),
    [("email", "email"), ("https://a/b/E-Mail", "e_mail"), ("a:b#sub", "sub"), ("x/", "x")],
)
def test_local_names(name: str, local: str) -> None:
    assert local_name(name) == local
