"""Routing, and what every answer has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oidc_workbench.practice.core import ROUTES
from practice.provider_bench import ISSUER, body

if TYPE_CHECKING:
    from practice.provider_bench import Bench


def test_the_root_leads_to_the_control_page(bench: Bench) -> None:
    assert bench.get("/").header("location") == f"{ISSUER}/practice"


@pytest.mark.parametrize("path", ["/nowhere", "/token/", "/.well-known/", "//token", "/TOKEN"])
def test_an_unknown_path_is_not_found(bench: Bench, path: str) -> None:
    response = bench.get(path)
    assert (response.status, body(response)["error"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/token", "POST"),
        ("DELETE", "/jwks", "GET, HEAD"),
        ("PUT", "/authorize", "GET, POST, HEAD"),
        ("HEAD", "/revoke", "POST"),
        ("GET", "/practice/rotate", "POST"),
        ("POST", "/api/ping", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(
    bench: Bench, method: str, path: str, allowed: str
) -> None:
    response = bench.send(method, path)
    assert response.status == 405
    assert response.header("allow") == allowed


@pytest.mark.parametrize(
    "host", ["localhost:4711", "127.0.0.1", "evil.example", "evil.example:4711"]
)
def test_it_answers_under_its_own_name_only(bench: Bench, host: str) -> None:
    response = bench.send("GET", f"http://{host}/jwks")
    assert response.status == 421
    assert ISSUER in body(response)["error_description"]


def test_a_url_that_can_not_be_read_is_refused(bench: Bench) -> None:
    assert bench.send("GET", "http://[/jwks").status == 400


def test_head_is_answered_like_get(bench: Bench) -> None:
    assert bench.send("HEAD", "/jwks").status == 200


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_an_error_description_keeps_to_its_characters(bench: Bench, path: str) -> None:
    headers = (("Authorization", 'Bearer "é\\'),)
    for method in ROUTES[path]:
        bench.send(method, f"{path}?client_id=%22%C3%A9%5C&x=1", headers, b"x")
    for note in bench.core.refusals:
        assert not set(note.description) & set('"\\é')


def test_the_log_of_refusals_is_short(bench: Bench) -> None:
    for number in range(150):
        bench.get(f"/nowhere/{number}")
    assert len(bench.core.refusals) == 100
    assert bench.core.refusals[-1].path == "/nowhere/149"
