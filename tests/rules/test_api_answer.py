from dataclasses import replace

import pytest

from fakes.steps import API, ISSUER, KEYS, NOW, access_token
from jose.encrypting import encrypted, oct_jwk
from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.jose.decryption_keys import decryption_key_from_jwk
from oidc_workbench.oauth.protected_resource import read_resource_answer
from oidc_workbench.rules.api_answer import ApiAnswer, answer_for
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.inspection import inspect

WANTED = Expectation(Purpose.ACCESS_TOKEN, ISSUER, audiences=(API,), scopes=("orders:read",))


def answered(wanted: Expectation = WANTED, at: float = NOW, **claims: object) -> ApiAnswer | None:
    text = access_token(**claims).text
    return answer_for(inspect(text, wanted, (KEYS,), RunContext(), at))


def test_a_good_token_is_served_without_a_challenge() -> None:
    answer = answered()
    assert answer is not None
    assert (answer.status, answer.challenge, answer.body) == (200, "", "")


@pytest.mark.parametrize(
    ("claims", "wanted", "status", "error", "extra"),
    [
        ({"exp": int(NOW) - 900}, {}, 401, "invalid_token", {}),
        ({"aud": "https://billing.example/"}, {}, 401, "invalid_token", {}),
        ({"scope": "email"}, {}, 403, "insufficient_scope", {"scope": "orders:read"}),
        # A scope is not worth a hint while the token itself is not valid.
        ({"scope": "email", "aud": "x"}, {}, 401, "invalid_token", {}),
        (
            {"acr": "urn:weak"},
            {"acr_values": ("urn:strong",)},
            401,
            "insufficient_user_authentication",
            {"acr_values": "urn:strong"},
        ),
    ],
)
def test_a_refusal_says_what_the_standards_name(
    claims: dict[str, object],
    wanted: dict[str, object],
    status: int,
    error: str,
    extra: dict[str, str],
) -> None:
    answer = answered(replace(WANTED, **wanted), **claims)  # type: ignore[arg-type]  # the fields of an expectation, by name
    assert answer is not None
    response = HttpResponse(answer.status, headers=(("WWW-Authenticate", answer.challenge),))
    read = read_resource_answer(Exchange(HttpRequest("GET", API), response, NOW, 0.0))
    # Our own reader of such answers understands it.
    assert (read.status, read.error) == (status, error)
    params = dict(read.challenges[0].params)
    assert {name: params.get(name) for name in extra} == extra


def test_a_bound_token_without_its_proof_is_asked_for_one() -> None:
    from oidc_workbench.rules.presentation import Presentation

    text = access_token(cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}).text
    context = RunContext(presentation=Presentation(scheme="Bearer", proofs=()))
    answer = answer_for(inspect(text, WANTED, (KEYS,), context, NOW))
    assert answer is not None
    assert answer.status == 401
    assert answer.challenge.startswith("DPoP ")
    assert "algs=" in answer.challenge


def test_what_a_token_is_bound_to_may_stand_inside_its_encryption() -> None:
    from oidc_workbench.rules.presentation import Presentation

    inside = access_token(cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}).text
    jwk = oct_jwk(b"k" * 16)
    keys = (decryption_key_from_jwk(jwk, "shared"),)
    seen = inspect(
        encrypted(inside, jwk, "dir", cty="JWT"), WANTED, (KEYS,),
        RunContext(presentation=Presentation(scheme="Bearer", proofs=())), NOW,
        decryption_keys=keys,
    )  # fmt: skip
    answer = answer_for(seen)
    assert answer is not None
    assert answer.challenge.startswith("DPoP ")


def test_nothing_is_promised_where_nothing_is_decided() -> None:
    assert answer_for(inspect(access_token().text, WANTED, (), RunContext(), NOW)) is None


def test_a_hostile_token_writes_no_header() -> None:
    answer = answered(aud='x"\r\nSet-Cookie: a=b')
    assert answer is not None
    assert not set("\r\n\\") & set(answer.challenge)
    assert answer.challenge.count('"') == 4
