"""Texts beyond the caps: they are answered without being read whole, and that is no acceptance."""

from dataclasses import replace

import pytest

from oidc_workbench.jose.json_scanner import scan
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.peeled import AMBIGUOUS
from oidc_workbench.jose.quick_reader import read_flawless
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import Wrapping
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.inspection import Inspection, inspect
from oidc_workbench.rules.outcome import Decision
from rules.test_attacks import FORGED_ID_TOKEN, ID_TOKEN, KEY
from rules.tokens import EXPECTED, ID_HEAD, NOW, b64url, compact, key_sets

VALUES, CODED = DEFAULT_LIMITS.values, DEFAULT_LIMITS.coded_characters
# How a second token hides from a search: with its first letter in an escape.
ESCAPED = f"\\u0065{FORGED_ID_TOKEN[1:]}"
PERCENT = f"%65{FORGED_ID_TOKEN[1:]}"


def judged(text: str) -> Inspection:
    return inspect(text, replace(EXPECTED, purpose=Purpose.ID_TOKEN), key_sets(KEY), now=NOW)


def members(count: int) -> str:
    return ",".join(f'"{number}":1' for number in range(count))


@pytest.mark.parametrize(
    "text", ["[" + "1," * VALUES + "1]", "{" + members(VALUES + 1) + "}", "[" * (VALUES + 1)]
)
def test_a_json_text_of_too_many_values_is_not_parsed(text: str) -> None:
    document, defects = scan(text.encode())
    assert not document.is_json
    assert document.value is None
    assert [defect.code for defect in defects] == ["limit-size-depth"]


def test_a_json_text_within_the_cap_is() -> None:
    document, defects = scan(("[" + "1," * (VALUES - 2) + "1]").encode())
    assert document.is_json
    assert defects == ()


def test_both_readers_know_the_cap() -> None:
    payload = b64url(('{"a":"' + "," * VALUES + '"}').encode())
    text = f"{compact(ID_HEAD, {}).split('.')[0]}.{payload}.AAAA"
    assert read_flawless(text, text, 0, DEFAULT_LIMITS) is None
    assert [defect.code for defect in read(text).defects] == ["limit-size-depth"]


HIDDEN = {
    "among too many members": (
        f'{{{members(VALUES)},"id_token":"{ID_TOKEN}","id_token":"{ESCAPED}"}}'
    ),
    "below too many levels": (
        f'{{"a":{"[" * 40}{"]" * 40},"id_token":"{ID_TOKEN}","id_token":"{ESCAPED}"}}'
    ),
    "behind too many parameters": (
        f"https://a/?id_token={ID_TOKEN}&{'request=x&' * VALUES}id_token={FORGED_ID_TOKEN}"
    ),
    "in a long string": f'"{ID_TOKEN} {ESCAPED} {"x " * CODED}"',
    "in a long percent-encoded text": f"{ID_TOKEN} {PERCENT} {'x ' * CODED}",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_token_hidden_in_what_was_not_read_is_not_covered_by_a_good_one(name: str) -> None:
    found = judged(HIDDEN[name])
    assert AMBIGUOUS in [defect.code for defect in found.reading.defects]
    assert found.verdict.decision is Decision.UNDECIDED
    shorter = HIDDEN[name].replace("x " * CODED, "x ").replace(members(VALUES), '"a":1')
    shorter = shorter.replace("request=x&" * VALUES, "")
    assert judged(shorter).verdict.decision is not Decision.ACCEPT


@pytest.mark.parametrize(
    "text", ["%41 " * CODED, '"' + "\\u0041" * CODED + '"', "%2525252541" * CODED, "%41" * CODED]
)
def test_codings_of_a_long_text_stay_on(text: str) -> None:
    short = text[: DEFAULT_LIMITS.text_characters - 1] + text[-1]
    found = judged(short)
    assert Wrapping.PERCENT_ENCODED not in found.reading.wrappings
    assert "A" not in found.reading.token.replace("u0041", "").replace("%41", "")[:6]
    assert found.verdict.decision is not Decision.ACCEPT


@pytest.mark.parametrize("filler", ["a ", "\n", "é ", "-H 'x: y' "])
def test_a_token_in_a_long_text_without_codings_is_still_found(filler: str) -> None:
    text = f"{filler * (CODED // len(filler) + 9)} {ID_TOKEN}"
    found = judged(text)
    assert found.reading.token == ID_TOKEN
    assert found.verdict.decision is Decision.ACCEPT
