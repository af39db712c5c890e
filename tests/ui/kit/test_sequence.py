from dataclasses import replace

import pytest

from fakes.steps import ISSUER, access_token, exchange, id_token, step
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.flows.step import StepState
from oidc_workbench.ui.kit.sequence import service_sequence, user_sequence


def callback(query: str) -> Exchange:
    url = f"http://127.0.0.1:1/callback?{query}"
    request = HttpRequest("GET", url, purpose="authorization response")
    return Exchange(request, None, 0.0, 0.0, "front")


def test_nothing_happened_yet() -> None:
    assert user_sequence(()).arrows == ()
    assert user_sequence(()).said == "Nothing has happened yet."


def test_a_request_and_its_answer() -> None:
    one = step("discover", exchanges=(exchange(f"{ISSUER}/.well-known/openid-configuration"),))
    request, answer = service_sequence((one,)).arrows
    assert (request.source, request.target) == ("workbench", "provider")
    assert request.label == "GET …/openid-configuration"
    assert (answer.source, answer.label, answer.answer, answer.tone) == (
        "provider", "200", True, "ok",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "label", "tone"),
    [
        ("code=abc&state=s&iss=i", "code, state, iss", "ok"),
        ("error=access_denied&state=s", "error, state", "error"),
    ],
)
def test_the_answer_travels_through_the_browser(query: str, label: str, tone: str) -> None:
    arrows = user_sequence((step("callback", exchanges=(callback(query),)),)).arrows[1:]
    assert [(a.source, a.target) for a in arrows] == [
        ("provider", "browser"),
        ("browser", "workbench"),
    ]
    assert (arrows[0].label, arrows[0].tone) == (label, tone)
    assert "abc" not in " ".join(arrow.label for arrow in arrows)


def test_tokens_are_named_and_never_shown() -> None:
    gained = step(
        "token",
        tokens=(access_token(), id_token()),
        exchanges=(exchange(f"{ISSUER}/token", "POST"),),
    )
    assert service_sequence((gained,)).arrows[1].label == "tokens"
    alone = replace(gained, tokens=(access_token(),))
    assert service_sequence((alone,)).arrows[1].label == "access token"


def test_an_api_call_goes_to_the_api_and_a_refusal_is_red() -> None:
    refused = exchange("https://api.example/x", status=403)
    called = step("2.call", StepState.FAILED, exchanges=(refused,))
    request, answer = service_sequence((called,)).arrows
    assert (request.target, answer.tone) == ("api", "error")


def test_a_request_without_an_answer_says_so() -> None:
    lost = Exchange(HttpRequest("GET", f"{ISSUER}/jwks"), None, 0.0, 0.0, error="unreachable")
    answer = service_sequence((step("keys", StepState.FAILED, exchanges=(lost,)),)).arrows[1]
    assert (answer.label, answer.tone) == ("no answer", "error")


def test_a_warning_colours_the_answer() -> None:
    warned = step("token", StepState.WARNING, exchanges=(exchange(f"{ISSUER}/token", "POST"),))
    assert service_sequence((warned,)).arrows[1].tone == "warning"
