"""The seven complete artefacts, written out in full, each with all that may be said about it."""

import json
from dataclasses import replace

import pytest
from joserfc.jwk import ECKey

from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.document_judging import inspect_document
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.outcome import Decision, Severity, Verdict
from rules.tokens import ids, signed

NOW = 1767225600
ISSUER, CLIENT_ID, API = "https://as.example", "s6BhdRkqt3", "https://api.example/"
ISSUERS = ECKey.generate_key("P-256", {"kid": "2025-11", "use": "sig"})
CLIENTS = ECKey.generate_key("P-256", {"kid": "c1", "use": "sig"})
HEAD_1 = {"alg": "ES256", "kid": "2025-11", "typ": "JWT"}
CLAIMS_1 = {
    "iss": "https://as.example", "sub": "248289761001", "aud": "s6BhdRkqt3", "exp": 1767226200,
    "iat": 1767225590, "nonce": "n-0S6_WzA2MjQ1b8hK3v9Q",
}  # fmt: skip
HEAD_2 = {"alg": "ES256", "kid": "2025-11", "typ": "at+jwt"}
CLAIMS_2 = {
    "iss": "https://as.example", "sub": "248289761001", "aud": "https://api.example/",
    "client_id": "s6BhdRkqt3", "exp": 1767226200, "iat": 1767225590,
    "jti": "6f1c2c1e-6c0e-4b7f-9d4e-0f7a4f5b8a21", "scope": "orders:read",
}  # fmt: skip
HEAD_5 = {"alg": "ES256", "kid": "c1", "typ": "client-authentication+jwt"}
CLAIMS_5 = {
    "iss": "s6BhdRkqt3", "sub": "s6BhdRkqt3", "aud": "https://as.example", "iat": 1767225590,
    "exp": 1767225650, "jti": "n8Q1cV0nJ2m7rT5xYb3kWw",
}  # fmt: skip
ARTEFACT_1 = signed(HEAD_1, CLAIMS_1, ISSUERS)
ARTEFACT_2 = signed(HEAD_2, CLAIMS_2, ISSUERS)
ARTEFACT_5 = signed(HEAD_5, CLAIMS_5, CLIENTS)
ARTEFACT_6 = signed(HEAD_5, {**CLAIMS_5, "aud": "https://as.example/token"}, CLIENTS)
DISCOVERY = {
    "issuer": "https://as.example",
    "authorization_endpoint": "https://as.example/authorize",
    "token_endpoint": "https://as.example/token",
    "jwks_uri": "https://as.example/jwks",
    "response_types_supported": ["code"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["RS256"],
}
AS_RECEIVER = Expectation(
    issuer=ISSUER, client_id=CLIENT_ID, audiences=(API,), scopes=("orders:read",),
    nonce="n-0S6_WzA2MjQ1b8hK3v9Q",
)  # fmt: skip


def judged(text: str, purpose: Purpose, profile: str = "plain") -> Verdict:
    expectation = replace(AS_RECEIVER, purpose=purpose, profile=profile)  # type: ignore[arg-type] # a Literal
    metadata = {"issuer": ISSUER, "token_endpoint": f"{ISSUER}/token"}
    keys = (
        read_key_set(jwks(ISSUERS), KeySource("issuer", f"{ISSUER}/jwks", ISSUER)),
        read_key_set(jwks(CLIENTS), KeySource("supplied", "client.json")),
    )
    context = RunContext(metadata=metadata, request={"response_type": "code"})
    return inspect(text, expectation, keys, context, NOW).verdict


def jwks(key: ECKey) -> str:
    return json.dumps({"keys": [key.as_dict(private=False)]})


def said(verdict: Verdict) -> set[tuple[str, Severity]]:
    return {(finding.rule, finding.severity) for finding in verdict.findings}


def test_1_an_id_token_of_the_code_flow_without_any_finding() -> None:
    verdict = judged(ARTEFACT_1, Purpose.ID_TOKEN)
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()


@pytest.mark.parametrize("profile", ["plain", "rfc9068"])
def test_2_an_access_token_of_rfc_9068_that_is_only_not_bound(profile: str) -> None:
    verdict = judged(ARTEFACT_2, Purpose.ACCESS_TOKEN, profile)
    assert verdict.decision is Decision.ACCEPT
    assert said(verdict) == {("at-unconstrained", Severity.INFO)}


def test_3_the_first_offered_to_the_api() -> None:
    verdict = judged(ARTEFACT_1, Purpose.ACCESS_TOKEN)
    assert verdict.decision is Decision.REJECT
    assert {"idt-as-at", "at-typ", "at-aud-resource", "at-aud-client-id"} <= ids(verdict)
    missing = {f.where for f in verdict.findings if f.rule == "claim-missing"}
    assert missing == {"payload.client_id", "payload.jti"}


def test_4_the_second_offered_as_an_id_token() -> None:
    verdict = judged(ARTEFACT_2, Purpose.ID_TOKEN)
    assert verdict.decision is Decision.REJECT
    assert {"typ-unexpected", "aud-mismatch", "nonce-missing"} <= ids(verdict)


def test_5_a_client_assertion_without_any_finding() -> None:
    verdict = judged(ARTEFACT_5, Purpose.CLIENT_ASSERTION)
    assert verdict.decision is Decision.ACCEPT
    assert verdict.findings == ()


def test_6_the_classic_client_assertion() -> None:
    verdict = judged(ARTEFACT_6, Purpose.CLIENT_ASSERTION)
    assert verdict.decision is Decision.ACCEPT
    assert said(verdict) == {("ca-aud-endpoint", Severity.WARNING)}
    strict = judged(ARTEFACT_6, Purpose.CLIENT_ASSERTION, "fapi2")
    assert strict.decision is Decision.REJECT
    assert said(strict) == {("ca-aud-endpoint", Severity.ERROR)}


def test_7_the_discovery_document_of_a_plain_provider() -> None:
    context = DocumentContext(
        issuer=ISSUER, url="https://as.example/.well-known/openid-configuration"
    )
    verdict = inspect_document(DocumentKind.METADATA, json.dumps(DISCOVERY), context, NOW).verdict
    by_severity = {
        severity: {f.rule for f in verdict.findings if f.severity is severity}
        for severity in Severity
    }
    assert by_severity[Severity.ERROR] == set()
    assert by_severity[Severity.WARNING] == {"meta-pkce", "meta-iss-param", "meta-client-auth-weak"}
    assert {"meta-legacy-grants", "meta-request-uri-open", "at-unconstrained"} <= (
        by_severity[Severity.INFO]
    )
