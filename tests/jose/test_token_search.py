"""Tokens are found in JSON, logs and commands; each is named, and nothing is cut in silence."""

from __future__ import annotations

import json

import pytest

from jose.test_decryption import WRAPPED
from jose.tokens import OTHER, TOKEN, compact
from oidc_workbench.jose.limits import Limits
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import TokenForm, Wrapping


@pytest.mark.parametrize(
    ("text", "wrapping"),
    [
        (json.dumps({"data": {"session": {"jwt": TOKEN}}}), Wrapping.JSON),
        (json.dumps([{"a": 1}, {"t": TOKEN}]), Wrapping.JSON),
        (json.dumps([TOKEN]), Wrapping.JSON),
        (f"2026-01-01T00:00:00Z INFO got a token {TOKEN} from the server", Wrapping.PROSE),
        (f"The header is ({TOKEN}), he said.", Wrapping.PROSE),
        (f"it ends with {TOKEN}.", Wrapping.PROSE),
        (f"Cookie: session={TOKEN}; Path=/", Wrapping.PROSE),
        (f"{TOKEN} is what the server sent", Wrapping.PROSE),
        (f"line one\nline two {TOKEN}\nline three", Wrapping.PROSE),
        (f"curl -b 'sid={TOKEN}' https://api.example/", Wrapping.PROSE),
        (f"curl --oauth2-bearer {TOKEN} https://api.example/", Wrapping.CURL),
        (
            f"curl -d 'grant_type=client_credentials&client_assertion={TOKEN}' https://as.example/",
            Wrapping.CALLBACK_URL,
        ),
        (
            f"curl --data-urlencode 'id_token_hint={TOKEN}' https://as.example/logout",
            Wrapping.CALLBACK_URL,
        ),
    ],
)
def test_a_single_token_is_found_wherever_it_stands(text: str, wrapping: Wrapping) -> None:
    reading = read(text)
    assert (reading.token, reading.form) == (TOKEN, TokenForm.JWS_COMPACT)
    assert reading.wrapping is wrapping
    assert reading.named == ()
    (segment, *_) = reading.segments
    place = text.encode()[segment.span.start : segment.span.end]
    assert place.decode() == segment.raw


def test_tokens_in_json_are_named_by_their_place() -> None:
    text = json.dumps({"access_token": OTHER, "more": {"list": [TOKEN, 7, WRAPPED]}})
    named = {one.name: one.text for one in read(text).named}
    assert named == {"access_token": OTHER, "more.list[0]": TOKEN, "more.list[2]": WRAPPED}


def test_several_tokens_in_a_text_are_listed_and_said() -> None:
    text = f"first {TOKEN}, then {OTHER}, again {TOKEN}, and encrypted {WRAPPED}"
    reading = read(text)
    assert [one.text for one in reading.named] == [TOKEN, OTHER, WRAPPED]
    assert len({one.name for one in reading.named}) == 3
    assert "several-tokens" in {defect.code for defect in reading.defects}
    for one in reading.named:
        assert one.span is not None
        assert text.encode()[one.span.start : one.span.end].decode() == one.text


@pytest.mark.parametrize(
    ("value", "ambiguous"),
    [
        ({"good": TOKEN, "bad": OTHER}, True),
        ([TOKEN, OTHER], True),
        ([{"id_token": TOKEN}, {"id_token": OTHER}], True),
        ({"data": {"id_token": [TOKEN, OTHER]}}, True),
        ({"a.id_token": TOKEN, "b": OTHER}, True),
        ({"session": TOKEN, "data": {"id_token": OTHER}}, True),
        ({"good": TOKEN, "same": TOKEN}, False),
        ({"data": {"id_token": TOKEN, "access_token": OTHER}}, False),
        ({"id_token": TOKEN, "more": OTHER}, False),
    ],
)
def test_a_member_whose_name_no_protocol_knows_decides_nothing(
    value: object, *, ambiguous: bool
) -> None:
    reading = read(json.dumps(value))
    assert reading.token == TOKEN
    assert ("several-tokens" in {defect.code for defect in reading.defects}) is ambiguous


@pytest.mark.parametrize(
    "text", [f"{TOKEN} x", f"{TOKEN}!", f"{TOKEN[:-4]} {TOKEN[-4:]}", f"{TOKEN}\u200b."]
)
def test_what_may_be_one_damaged_token_is_left_whole(text: str) -> None:
    assert read(text).token == text
    assert read(text).defects


def test_no_more_than_the_limit_are_listed() -> None:
    many = " and ".join(f"{TOKEN}{index:03}" for index in range(200))
    assert len(read(f"all: {many}").named) == 64
    assert len(read(f"all: {many}", Limits(tokens=3)).named) == 3
    in_json = json.dumps([f"{TOKEN}{index:03}" for index in range(200)])
    assert len(read(in_json).named) == 64


@pytest.mark.parametrize(
    "text",
    [
        "eyJ" * 300_000,
        "eyJ." * 200_000,
        " eyJ.." * 150_000,
        "eyJa.eyJ" * 120_000,
        '["' + "eyJ" * 300_000 + '"]',
        "[" + '"eyJ..",' * 100_000 + "1]",
        "x " * 500_000,
        "id_token=" * 110_000,
        "~" * 1_000_000,
        "eyJ.a.b" + "~" * 1_000_000,
    ],
)
def test_hostile_texts_are_looked_through(text: str) -> None:
    assert read(text[: 1 << 20]).text


def test_limits_are_a_parameter() -> None:
    small = Limits(token_octets=20, header_octets=10, nesting=1)
    assert "limit-size-depth" in {one.code for one in read(TOKEN, small).defects}
    header = read(TOKEN, Limits(header_octets=10))
    assert {one.code for one in header.defects} == {"limit-size-depth"}
    deep = read(compact({"alg": "RS256", "x": [[1]]}, {}), Limits(nesting=2))
    assert [(one.code, one.segment) for one in deep.defects] == [("limit-size-depth", "header")]
