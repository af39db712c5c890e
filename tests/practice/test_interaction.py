"""The sign-in pages and their forms."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from oidc_workbench.practice.style import STYLE
from practice.provider_bench import ISSUER, REDIRECT_URI, Form, answer_of, body

if TYPE_CHECKING:
    from practice.provider_bench import Bench


def _begin(bench: Bench, **changes: str) -> str:
    return bench.authorize(**changes).header("location") or ""


def test_the_login_page_offers_each_person_and_a_way_out(bench: Bench) -> None:
    page = bench.get(_begin(bench)).text()
    assert Form(page).choices == ["alice", "bob", "deny"]
    assert "Desktop app" in page


def test_the_hinted_person_comes_first(bench: Bench) -> None:
    page = bench.get(_begin(bench, login_hint="Bob")).text()
    assert Form(page).choices[0] == "bob"


def test_the_consent_page_says_in_words_what_is_asked(bench: Bench) -> None:
    url = _begin(bench)
    bench.choose(url, "bob")
    page = bench.get(url).text()
    assert "Bob Brandt" in page
    for words in ("Read your name", "Write summaries for you", "while you are away"):
        assert words in page
    assert f"{ISSUER}/api" in page
    assert Form(page).choices == ["allow", "deny"]


@pytest.mark.parametrize("stage", ["login", "consent"])
def test_refusing_is_told_to_the_client(bench: Bench, stage: str) -> None:
    url = _begin(bench)
    if stage == "consent":
        bench.choose(url, "alice")
    answer = answer_of(bench.choose(url, "deny"))
    assert answer["error"] == "access_denied"
    assert answer["state"] == "a state"
    assert answer["iss"] == ISSUER


def test_pages_carry_no_script_and_can_not_be_framed_or_kept(bench: Bench) -> None:
    response = bench.get(_begin(bench))
    policy = response.header("content-security-policy") or ""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"style-src 'sha256-{digest}'" in policy
    assert "frame-ancestors 'none'" in policy
    assert policy.endswith("form-action 'self' http://127.0.0.1:50505")
    assert f"<style>{STYLE}</style>" in response.text()
    assert "<script" not in response.text()
    assert '<html lang="en">' in response.text()
    assert response.header("cache-control") == "no-store"
    assert response.header("referrer-policy") == "no-referrer"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(bench: Bench) -> None:
    cookie = bench.authorize().header("set-cookie") or ""
    assert cookie.startswith("practice_4711=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_in_begins_a_new_session(bench: Bench) -> None:
    url = _begin(bench)
    planted = dict(bench.cookies)
    bench.choose(url, "alice")
    assert bench.cookies != planted
    bench.cookies = planted
    assert "error" in answer_of(bench.authorize(prompt="none"))


def test_another_browser_can_not_go_on_with_a_sign_in(bench: Bench) -> None:
    url = _begin(bench)
    bench.cookies.clear()
    response = bench.get(url)
    assert response.status == 403
    assert "another browser session" in response.text()


def test_a_form_that_is_not_ours_is_refused(bench: Bench) -> None:
    url = _begin(bench)
    fields = Form(bench.get(url).text()).fields
    response = bench.post("/interaction", {**fields, "token": "guess", "choice": "alice"})
    assert response.status == 403
    assert "not made by this provider" in response.text()


@pytest.mark.parametrize("choice", ["mallory", "allow", ""])
def test_nobody_else_can_sign_in(bench: Bench, choice: str) -> None:
    fields = Form(bench.get(_begin(bench)).text()).fields
    response = bench.post("/interaction", {**fields, "choice": choice})
    assert response.status == 400
    assert "nobody who is known" in response.text()


def test_a_consent_form_needs_one_of_its_buttons(bench: Bench) -> None:
    url = _begin(bench)
    bench.choose(url, "alice")
    fields = Form(bench.get(url).text()).fields
    response = bench.post("/interaction", {**fields, "choice": "alice"})
    assert response.status == 400


def test_a_sign_in_ends_once(bench: Bench) -> None:
    url = _begin(bench)
    bench.choose(url, "alice")
    fields = Form(bench.get(url).text()).fields
    assert "code" in answer_of(bench.post("/interaction", {**fields, "choice": "allow"}))
    response = bench.post("/interaction", {**fields, "choice": "allow"})
    assert response.status == 400
    assert "This sign-in is over" in response.text()


def test_a_sign_in_has_ten_minutes(bench: Bench) -> None:
    url = _begin(bench)
    bench.clock.advance(600)
    assert "This sign-in is over" in bench.get(url).text()


def test_two_tabs_can_sign_in_side_by_side(bench: Bench) -> None:
    first = _begin(bench)
    second = _begin(bench, state="second")
    bench.choose(first, "alice")
    assert "code" in answer_of(bench.choose(first, "allow"))
    answer = answer_of(bench.choose(second, "alice"))
    assert answer["state"] == "second"
    assert "code" in answer


def test_no_consent_page_for_what_was_agreed_to_before(bench: Bench) -> None:
    bench.sign_in()
    bench.cookies.clear()
    answer = answer_of(bench.choose(_begin(bench), "alice"))
    assert "code" in answer


def test_what_comes_from_outside_is_escaped(bench: Bench) -> None:
    page = bench.authorize(client_id="<script>alert(1)</script>").text()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_a_redirect_uri_keeps_its_own_query(bench: Bench) -> None:
    client = bench.core.authority.clients["desktop-app"]
    client.redirect_uris = (f"{REDIRECT_URI}?tab=1",)
    answer = bench.sign_in(redirect_uri=f"{REDIRECT_URI}?tab=1")
    assert answer["tab"] == "1"
    response = bench.redeem(answer["code"], redirect_uri=f"{REDIRECT_URI}?tab=1")
    assert "access_token" in body(response)
