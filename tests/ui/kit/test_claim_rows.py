import json

import pytest

from oidc_workbench.jose.reading import JsonDocument
from oidc_workbench.oauth.claim_names import CLAIMS, HEADER_PARAMETERS, claim, header_parameter
from oidc_workbench.ui.kit.claim_rows import ClaimRow, ClaimRows, written

NOW = 1_767_225_600.0


def rows(text: str, tones: dict[str, str] | None = None) -> tuple[ClaimRow, ...]:
    octets = text.encode()
    return ClaimRows("payload", JsonDocument(json.loads(text), octets), claim, NOW, tones)[:]


def test_times_are_told_absolutely_and_from_now() -> None:
    exp, iat = rows('{"exp": 1767226080, "iat": 1767225480.5}')
    assert (exp.human, exp.meaning) == ("today 00:08:00 UTC", "expires in 8 minutes")
    assert iat.meaning == "issued 1 minute ago"
    assert exp.source == "RFC 7519 §4.1.4"


@pytest.mark.parametrize("value", ["true", '"1767226080"', "null", "[1]", "1e999", "9" * 400])
def test_what_is_no_time_is_shown_as_it_stands(value: str) -> None:
    (row,) = rows(f'{{"exp": {value}}}')
    assert row.value or row.human
    assert row.meaning


def test_scopes_and_lists_become_chips() -> None:
    scope, aud, scp = rows('{"scope": "a b  c", "aud": ["x", "y"], "scp": ["r"]}')
    assert (scope.chips, aud.chips, scp.chips) == (("a", "b", "c"), ("x", "y"), ("r",))


def test_nested_members_are_rows_of_their_own() -> None:
    cnf, jkt = rows('{"cnf": {"jkt": "abc"}}')
    assert (cnf.place, cnf.depth) == ("payload.cnf", 0)
    assert (jkt.place, jkt.depth, jkt.source) == ("payload.cnf.jkt", 1, "RFC 9449 §6.1")


def test_both_of_two_equal_names_are_there() -> None:
    first, second = rows('{"sub": "a", "sub": "b"}')
    assert [(r.value, r.duplicate) for r in (first, second)] == [("a", True), ("b", True)]


def test_findings_colour_their_place() -> None:
    iss, aud = rows('{"iss": "a", "aud": "b"}', {"payload.aud": "error"})
    assert (iss.tone, aud.tone) == ("", "error")


def test_hidden_characters_are_made_visible() -> None:
    (row,) = rows('{"na\\u200bme": "a\\u202eb"}')
    assert (row.name, row.value) == ("na\\u200bme", "a\\u202eb")


def test_a_private_name_says_so() -> None:
    (row,) = rows('{"https://example.com/roles": ["x"]}')
    assert (row.meaning, row.source) == ("a private name", "")


def test_a_row_is_found_by_its_place_the_first_of_equal_ones() -> None:
    octets = b'{"cnf": {"jkt": "a"}, "sub": "b", "sub": "c", "list": [{"sub": 1}]}'
    found = ClaimRows("payload", JsonDocument(json.loads(octets), octets), claim, NOW)
    assert [row.place for row in found] == [
        "payload.cnf", "payload.cnf.jkt", "payload.sub", "payload.sub", "payload.list"
    ]  # fmt: skip
    assert [found.find(f"payload.{n}") for n in ("cnf.jkt", "sub", "list.0.sub")] == [1, 2, -1]
    assert found.find("header.sub") == -1
    row = found.at("payload.sub")
    assert row is not None
    assert (row.value, row.duplicate) == ("b", True)


def test_where_nothing_was_decoded_there_are_no_rows() -> None:
    assert list(ClaimRows("payload", None, claim, NOW)) == []


def test_absurd_values_are_written_all_the_same() -> None:
    assert written("x" * 10_000).endswith("…")
    assert written(10**5000)


def test_every_name_has_a_meaning_and_a_source() -> None:
    for entry in (*CLAIMS.values(), *HEADER_PARAMETERS.values()):
        assert entry.meaning
        assert not entry.meaning.endswith(".")
        assert entry.source


def test_a_registered_name_wins_over_a_vendors() -> None:
    scope, kind = claim("scope"), header_parameter("typ")
    assert scope is not None
    assert kind is not None
    assert scope.source.startswith("RFC")
    assert kind.source.startswith("RFC")
    assert claim("made-up") is None
