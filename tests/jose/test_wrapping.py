"""What a token was pasted in is taken off, and each layer is named."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest

from jose.tokens import OTHER, TOKEN
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import TokenForm, Wrapping

W = Wrapping
BROKEN_UP = "\n  ".join(TOKEN[i : i + 20] for i in range(0, len(TOKEN), 20))
ESCAPED = TOKEN.replace(".", "\\u002e", 1)


@pytest.mark.parametrize(
    ("text", "wrappings"),
    [
        (TOKEN, ()),
        (f"\n  {TOKEN} \r\n", ()),
        (f"\ufeff{TOKEN}\u200b", ()),
        (f'"{TOKEN}"', (W.QUOTED,)),
        (f"'{TOKEN}'", (W.QUOTED,)),
        (f"\u201c{TOKEN}\u201d", (W.QUOTED,)),
        (f'"{ESCAPED}"', (W.QUOTED,)),
        (f"Bearer {TOKEN}", (W.BEARER,)),
        (f"bearer\t{TOKEN}", (W.BEARER,)),
        (f"DPoP {TOKEN}", (W.BEARER,)),
        (f'"Bearer {TOKEN}"', (W.QUOTED, W.BEARER)),
        (f"Authorization: Bearer {TOKEN}", (W.HEADER_LINE,)),
        (f"authorization:DPoP {TOKEN}", (W.HEADER_LINE,)),
        (f"'Authorization: Bearer {TOKEN}'", (W.QUOTED, W.HEADER_LINE)),
        (f"Authorization: Bearer {BROKEN_UP}", (W.HEADER_LINE, W.SEVERAL_LINES)),
        (f"> GET / HTTP/1.1\n> Authorization: Bearer {TOKEN}\n> Accept: */*", (W.HEADER_LINE,)),
        (f"curl -H 'Authorization: Bearer {TOKEN}' https://api.example/", (W.CURL,)),
        (f'curl https://api.example/ \\\n  -H "authorization: bearer {TOKEN}"', (W.CURL,)),
        (f"https://app.example/cb?id_token={TOKEN}&state=x", (W.CALLBACK_URL,)),
        (f"https://app.example/cb#state=x&id_token={TOKEN}", (W.CALLBACK_URL,)),
        (f"id_token={TOKEN}&state=x", (W.CALLBACK_URL,)),
        (f"id_token={TOKEN}", (W.CALLBACK_URL,)),
        (f"https://app.example/cb?id_token={quote(TOKEN).replace('.', '%2E')}", (W.CALLBACK_URL,)),
        (json.dumps({"access_token": TOKEN, "token_type": "Bearer"}), (W.TOKEN_RESPONSE,)),
        (f'{{"access_token":"{ESCAPED}"}}', (W.TOKEN_RESPONSE,)),
        (json.dumps(json.dumps({"access_token": TOKEN})), (W.QUOTED, W.TOKEN_RESPONSE)),
        (json.dumps({"x": "\u20ac", "id_token": TOKEN}, ensure_ascii=False), (W.TOKEN_RESPONSE,)),
        (BROKEN_UP, (W.SEVERAL_LINES,)),
        (TOKEN.replace(".", "%2E"), (W.PERCENT_ENCODED,)),
        (quote(f"Bearer {TOKEN}"), (W.PERCENT_ENCODED, W.BEARER)),
    ],
)
def test_the_token_is_found_and_each_layer_named(
    text: str, wrappings: tuple[Wrapping, ...]
) -> None:
    reading = read(text)
    assert reading.token == TOKEN
    assert reading.form is TokenForm.JWS_COMPACT
    assert reading.wrappings == wrappings
    assert reading.wrapping is (wrappings[0] if wrappings else W.BARE)
    assert reading.named == ()
    assert reading.defects == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (json.dumps({"access_token": OTHER, "id_token": TOKEN}), ("id_token", "access_token")),
        (
            json.dumps({"refresh_token": "r1", "access_token": OTHER, "id_token": TOKEN}),
            ("id_token", "access_token", "refresh_token"),
        ),
        (
            "https://app.example/cb#" + urlencode({"access_token": OTHER, "id_token": TOKEN}),
            ("id_token", "access_token"),
        ),
        (f"{TOKEN}\n\n{OTHER}\n", ("token 1", "token 2")),
        (
            f"curl -H 'DPoP: {OTHER}' -H 'Authorization: DPoP {TOKEN}' https://api.example/",
            ("access_token", "dpop_proof"),
        ),
    ],
)
def test_of_several_tokens_all_are_named_and_the_first_is_read(
    text: str, names: tuple[str, ...]
) -> None:
    reading = read(text)
    assert tuple(token.name for token in reading.named) == names
    assert reading.token == TOKEN == reading.named[0].text
    for token in reading.named:
        assert token.span is not None
        assert text.encode()[token.span.start : token.span.end].decode() == token.text


@pytest.mark.parametrize(
    ("text", "wrapping"),
    [
        ("https://app.example/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=x", W.CALLBACK_URL),
        ("https://app.example/cb?error=access_denied", W.CALLBACK_URL),
        ('{"error":"invalid_grant"}', W.TOKEN_RESPONSE),
        ('{"access_token":17}', W.TOKEN_RESPONSE),
    ],
)
def test_a_message_without_a_token_is_not_taken_for_one(text: str, wrapping: Wrapping) -> None:
    reading = read(text)
    assert (reading.form, reading.token, reading.wrapping) == (TokenForm.EMPTY, "", wrapping)


@pytest.mark.parametrize("coded", ["id%5Ftoken", "%69d_token", "id_toke%6E", "id_token"])
@pytest.mark.parametrize("before", ["", "https://app.example/cb?", "https://app.example/cb#s=1&"])
def test_a_parameter_whose_name_is_coded_is_no_less_there(coded: str, before: str) -> None:
    alone = read(f"{before}{coded}={TOKEN}&access_token={OTHER}")
    assert [token.name for token in alone.named] == ["id_token", "access_token"]
    assert (alone.token, alone.defects) == (TOKEN, ())
    for texts in ((OTHER, TOKEN), (TOKEN, OTHER)):
        twice = read(f"{before}{coded}={texts[0]}&id_token={texts[1]}")
        assert [token.text for token in twice.named] == list(texts)
        assert [defect.code for defect in twice.defects] == ["several-tokens"]


def test_a_response_that_names_a_token_twice_says_so() -> None:
    reading = read(f'{{"id_token":"{OTHER}","id_token":"{TOKEN}"}}')
    assert reading.token == TOKEN
    assert [(d.code, d.segment) for d in reading.defects] == [("json-duplicate-member", "")]


@pytest.mark.parametrize("inside", [" ", "\t", "%", "\u200b", "\x00"])
def test_what_stands_inside_a_token_stays_there(inside: str) -> None:
    text = TOKEN[:30] + inside + TOKEN[30:]
    reading = read(text)
    assert reading.token == text
    assert "jwt-charset" in {defect.code for defect in reading.defects}


def test_a_header_with_another_scheme_is_no_bearer_token() -> None:
    assert read("Authorization: Basic czZCaGRSa3F0Mzo3RmpmcDA").wrappings == ()
