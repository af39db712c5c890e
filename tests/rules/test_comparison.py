import pytest

from fakes.steps import API, NOW, access_token, id_token
from oidc_workbench.jose.reader import read
from oidc_workbench.rules.comparison import Comparison, compare


def compared(**second: object) -> Comparison:
    return compare(read(access_token().text), read(access_token(**second).text))


def relation(comparison: Comparison, place: str) -> str:
    return next(row.relation for row in comparison.rows if row.place == place)


def test_the_same_token_is_told_as_such() -> None:
    reading = read(access_token().text)
    comparison = compare(reading, reading)
    assert comparison.summary == "It is the same token twice."
    assert comparison.differences == ()


def test_a_later_token_of_the_same_kind_differs_in_nothing_that_counts() -> None:
    later = int(NOW) + 5000
    comparison = compared(iat=later, exp=later + 300, jti="another")
    assert [row.place for row in comparison.differences] == ["payload.jti"]
    assert "same" in comparison.summary


def test_a_longer_life_is_counted_from_the_own_iat() -> None:
    later = int(NOW) + 5000
    comparison = compared(iat=later, exp=later + 3900)
    assert relation(comparison, "payload.exp") == "differs"
    assert "The second token lives 60 min longer." in comparison.summary


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("a b", "b a", True),
        ("a b", "a", False),
        ("a", "A", False),
    ],
)
def test_scopes_are_sets(first: str, second: str, *, same: bool) -> None:
    one, other = read(access_token(scope=first).text), read(access_token(scope=second).text)
    assert (relation(compare(one, other), "payload.scope") == "same") is same


def test_an_audience_as_text_and_as_a_list_of_one_is_the_same() -> None:
    assert relation(compared(aud=[API]), "payload.aud") == "same"


def test_what_more_a_token_allows_is_said() -> None:
    row = next(r for r in compared(scope="orders:read email").rows if r.place == "payload.scope")
    assert row.meaning == "scope: the second also allows email."


def test_members_of_one_token_only_are_told_with_the_side() -> None:
    comparison = compare(read(access_token().text), read(id_token().text))
    assert relation(comparison, "payload.nonce") == "only-second"
    assert relation(comparison, "payload.client_id") == "only-first"
    assert "different kinds" in comparison.summary


def test_equal_numbers_and_texts_are_not_the_same() -> None:
    assert relation(compared(sub=1), "payload.sub") == "differs"


def test_what_can_not_be_decoded_is_not_compared() -> None:
    summary = compare(read(access_token().text), read("opaque-token")).summary
    assert "can't be decoded" in summary
