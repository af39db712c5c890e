from itertools import pairwise

import pytest

from fakes.steps import access_token
from oidc_workbench.jose.base64url import encode
from oidc_workbench.jose.reader import read
from oidc_workbench.ui.kit.token_text import (
    TokenPart,
    highlight_of,
    lay_out,
    parts_of,
    place_at,
)

TEXT = ".".join(
    (encode(b'{"alg":"ES256"}'), encode(b'{"iss":"https://as.example","cnf":{"jkt":"x"}}'), "AAAA")
)


def test_the_parts_are_named_coloured_and_the_signature_hidden() -> None:
    header, payload, signature = parts_of(read(TEXT))
    assert [p.tone for p in (header, payload, signature)] == ["header", "payload", "signature"]
    assert [p.secret for p in (header, payload, signature)] == [False, False, True]
    assert "".join(p.text + p.separator for p in (header, payload, signature)) == TEXT


@pytest.mark.parametrize("text", ["opaque-token-1234567890", "a.b", "e30.e30.e30.e30", "{"])
def test_whatever_is_pasted_is_shown_whole(text: str) -> None:
    parts = parts_of(read(text))
    assert "".join(part.text + part.separator for part in parts) == text


def test_nothing_has_no_parts() -> None:
    assert parts_of(read("")) == ()


@pytest.mark.parametrize(
    "place", ["payload.iss", "payload.cnf", "payload.cnf.jkt", "header.alg", "signature", "payload"]
)
def test_a_place_and_its_characters_lead_to_each_other(place: str) -> None:
    reading = read(TEXT)
    highlight = highlight_of(reading, place)
    assert highlight is not None
    assert 0 <= highlight.start < highlight.end <= len(reading.segments[highlight.part].raw)
    found = place_at(reading, highlight.part, (highlight.start + highlight.end) // 2)
    assert found.startswith(place.rpartition(".")[0] or place)


def test_a_deeper_place_than_there_is_marks_the_nearest_member() -> None:
    reading = read(TEXT)
    assert highlight_of(reading, "payload.iss.0") == highlight_of(reading, "payload.iss")


def test_the_name_of_a_member_belongs_to_it() -> None:
    reading = read(TEXT)
    assert place_at(reading, 1, 4) == "payload.iss"


def test_a_short_secret_is_hidden_whole_and_a_long_one_in_the_middle() -> None:
    assert TokenPart("signature", "abc", secret=True).masked == "…redacted…"
    masked = TokenPart("signature", "abcd" + "x" * 40 + "wxyz", secret=True).masked
    assert masked == "abcd…redacted…wxyz"


def test_labels_never_break_and_the_text_fills_the_lines() -> None:
    parts = parts_of(read(access_token().text))
    runs = lay_out(parts, (8, 9, 11), 50, reveal=False)
    for run in runs:
        if run.label:
            assert run.first // 50 == (run.end - 1) // 50
    assert all(before.end <= after.first for before, after in pairwise(runs))
    hidden = runs[-1]
    assert hidden.masked
    assert parts[-1].text not in hidden.text
    assert lay_out(parts, (8, 9, 11), 50, reveal=True)[-1].text == parts[-1].text
