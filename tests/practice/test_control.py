"""The control page, for persons and for programs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from joserfc.jwk import ECKey

from oidc_workbench.practice.settings import Misbehaviour
from practice.provider_bench import ISSUER, body, signed_by

if TYPE_CHECKING:
    from practice.provider_bench import Bench

ORIGIN = (("Origin", "null"),)


def _form_token(bench: Bench) -> str:
    match = re.search(r'name="token" value="(\w+)"', bench.get("/practice").text())
    assert match
    return match[1]


def test_a_program_needs_no_token(bench: Bench) -> None:
    response = bench.post("/practice/rotate", {})
    assert body(response)["next_rotation_stage"] == "switch"
    assert len(body(response)["kids"]) == 4


@pytest.mark.parametrize("path", ["/practice/rotate", "/practice/misbehave", "/practice/keys"])
@pytest.mark.parametrize("header", [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "none")])
def test_a_browser_needs_the_form_of_our_page(
    bench: Bench, path: str, header: tuple[str, str]
) -> None:
    bench.get("/practice")
    response = bench.post(path, {"token": "guess"}, (header,))
    assert response.status == 403
    assert bench.core.authority.keys.next_stage == "publish"


def test_a_person_rotates_the_keys_from_the_page(bench: Bench) -> None:
    form = {"token": _form_token(bench), "stage": "publish"}
    response = bench.post("/practice/rotate", form, ORIGIN)
    assert response.header("location") == f"{ISSUER}/practice"
    page = bench.get("/practice").text()
    assert "Next step: switch" in page
    assert page.count("signs</li>") == page.count("announced</li>") == 2
    bench.core.rotate()
    assert bench.get("/practice").text().count("on its way out</li>") == 2


def test_a_stage_out_of_turn_is_a_conflict(bench: Bench) -> None:
    response = bench.post("/practice/rotate", {"stage": "retire"})
    assert response.status == 409
    assert "next stage is publish" in body(response)["error_description"]


def test_faults_are_switched_as_a_whole(bench: Bench) -> None:
    form = [("misbehaviour", "alg-none"), ("misbehaviour", "wrong-nonce")]
    assert body(bench.post("/practice/misbehave", form))["misbehaviours"] == [
        "alg-none",
        "wrong-nonce",
    ]
    assert bench.core.authority.misbehaves(Misbehaviour.ALG_NONE)
    assert 'value="alg-none" checked' in bench.get("/practice").text()
    assert body(bench.post("/practice/misbehave", {}))["misbehaviours"] == []


def test_an_unknown_fault_is_refused(bench: Bench) -> None:
    response = bench.post("/practice/misbehave", {"misbehaviour": "explode"})
    assert response.status == 400
    assert "wrong-audience" in body(response)["error_description"]


def test_a_pasted_key_is_registered(bench: Bench) -> None:
    key = ECKey.generate_key("P-256")
    form = {"client_id": "nightly-summarizer", "jwk": json.dumps(key.as_dict(private=False))}
    assert bench.post("/practice/keys", form).status == 200
    assert bench.present(signed_by(key, "ES256", bench.assertion_claims())).status == 200


@pytest.mark.parametrize("jwk", ["", "no json", "[]", '{"kty": "oct", "k": "AAAA"}'])
def test_a_pasted_text_that_is_no_key_is_refused(bench: Bench, jwk: str) -> None:
    response = bench.post("/practice/keys", {"client_id": "nightly-summarizer", "jwk": jwk})
    assert response.status == 400


def test_a_person_reads_a_refusal_as_a_page(bench: Bench) -> None:
    form = {"client_id": "nightly-summarizer", "jwk": "no json", "token": _form_token(bench)}
    response = bench.post("/practice/keys", form, (*ORIGIN, ("Accept", "text/html,*/*;q=0.8")))
    assert response.media_type == "text/html"
    assert "paste a public JWK" in response.text()


def test_refusals_can_be_read(bench: Bench) -> None:
    bench.get("/nowhere")
    notes = body(bench.get("/practice/refusals"))["refusals"]
    assert notes[-1]["path"] == "/nowhere"
    page = bench.get("/practice").text()
    assert "/nowhere" in page


def test_what_was_refused_is_escaped_on_the_page(bench: Bench) -> None:
    bench.authorize(client_id="<b>mallory")
    assert "<b>mallory" not in bench.get("/practice").text()


def test_no_secret_is_on_the_page(bench: Bench) -> None:
    assert bench.secret("legacy-batch") not in bench.get("/practice").text()
