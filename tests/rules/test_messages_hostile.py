"""Whatever a message holds: no rule on it crashes, and no finding shows a secret."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.outcome import Status
from rules.documents import verdict
from rules.messages import AREQ, ARESP, INTRO, REG, TREQ, TRESP, UI, params, posted
from rules.tokens import ISSUER, NOW, TOKEN_ENDPOINT, compact

KINDS = (AREQ, ARESP, TREQ, TRESP, INTRO, UI, REG)
NAMES = (
    "client_id", "response_type", "redirect_uri", "scope", "state", "nonce", "code_challenge",
    "code_challenge_method", "prompt", "max_age", "response_mode", "request", "request_uri",
    "resource", "audience", "code", "code_verifier", "grant_type", "client_assertion",
    "client_assertion_type", "client_secret", "refresh_token", "access_token", "id_token", "iss",
    "response", "error", "token", "user_code", "post_logout_redirect_uri", "id_token_hint",
    "subject_token", "actor_token", "token_type", "expires_in", "device_code", "verification_uri",
    "active", "aud", "exp", "nbf", "cnf", "act", "sub", "token_introspection", "redirect_uris",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["code", "token id_token", "openid", "S256", "http://[::1", "https://a:99999/x", "a b",
         "-1", "urn:ietf:params:oauth:request_uri:x", "authorization_code", "refresh_token",
         "bearer", "eyJ.eyJ.x", "..",
         compact({"alg": "none"}, {"iss": ["x"], "aud": {}, "exp": "soon"}),
         compact({"alg": 1, "typ": []}, {"client_id": 7, "request": {}, "sub": None})]
    ),
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)
CONTEXTS = (
    DocumentContext(),
    DocumentContext(
        issuer=ISSUER, client_id="x", client_type="public", profile="fapi2", state="s",
        redirect_uris=("http://127.0.0.1/cb",), scopes=("a",), resources=("r",), subject="u",
        metadata={"token_endpoint": 7, "code_challenge_methods_supported": "S256"},
        registration={"redirect_uris": [1]}, earlier_requests=(params(code="x"),),
        request=params(grant_type="refresh_token", code_challenge="c"), issued_at=0.0,
    ),
)  # fmt: skip


def _no_crash(kind: DocumentKind, text: str, now: float) -> None:
    for context in CONTEXTS:
        judged = verdict(kind, text, context, now)
        assert [o.rule for o in judged.outcomes if o.status is Status.CRASHED] == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(KINDS),
    st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=8),
    st.sampled_from(["?", "#", ""]),
    st.sampled_from([NOW, float("nan")]),
)
def test_no_parameters_make_a_rule_crash(
    kind: DocumentKind, pairs: list[tuple[str, str]], part: str, now: float
) -> None:
    form = urlencode(pairs, errors="surrogatepass")
    _no_crash(kind, f"https://as.example/x{part}{form}" if part else form, now)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8))
def test_no_members_make_a_rule_crash(kind: DocumentKind, members: dict[str, Any]) -> None:
    _no_crash(kind, json.dumps(members), NOW)
    _no_crash(kind, compact({"alg": "ES256"}, members), NOW)


SECRETS = (
    "code", "code_verifier", "client_secret", "client_assertion", "refresh_token", "access_token",
    "id_token", "password", "token", "subject_token", "actor_token", "device_code", "user_code",
    "id_token_hint",
)  # fmt: skip


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_finding_shows_a_secret(kind: DocumentKind, name: str) -> None:
    pairs = [("grant_type", "client_credentials"), (name, "hunter2"), (name, "hunter2")]
    form = urlencode([*pairs, ("active", "x"), ("response_type", "code")])
    exchange = posted(f"{TOKEN_ENDPOINT}?{name}=hunter2", form, '{"active":true}')
    texts = [form, f"https://as.example/x?{form}", f"https://as.example/x#{form}"]
    texts.append(f'{{"{name}": "hunter2", "redirect_uris": ["x"], "expires_in": "x"}}')
    for context in (*CONTEXTS, DocumentContext(exchange=exchange)):
        for text in texts:
            judged = verdict(kind, text, context)
            assert "hunter2" not in repr((judged.headline, judged.findings, judged.needed))
