"""Whose metadata it is, where it came from, and whether it is complete."""

from dataclasses import replace
from typing import Any

import pytest

from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.outcome import Severity, Status
from rules.documents import MODERN, PLAIN, WELL_KNOWN, answered, changed, fetched, flags, verdict
from rules.tokens import ISSUER, compact

META, PRM, JWKS = DocumentKind.METADATA, DocumentKind.RESOURCE_METADATA, DocumentKind.JWKS
REG = DocumentKind.REGISTRATION
ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
API = "https://api.example/"
API_METADATA = "https://api.example/.well-known/oauth-protected-resource"
RESOURCE: dict[str, Any] = {"resource": API, "authorization_servers": [ISSUER]}


def at(url: str) -> DocumentContext:
    return DocumentContext(url=url)


@pytest.mark.parametrize(
    ("issuer", "context", "flagged"),
    [
        ("https://login.as.example", at(WELL_KNOWN), True),
        (f"{ISSUER}/t1", at(f"{ISSUER}/t1/.well-known/openid-configuration"), False),
        (f"{ISSUER}/t1", at(f"{ISSUER}/.well-known/oauth-authorization-server/t1"), False),
        (f"{ISSUER}/t2", at(f"{ISSUER}/.well-known/oauth-authorization-server/t1"), True),
        (f"{ISSUER}/", at(WELL_KNOWN), False),
        (f"{ISSUER}/", DocumentContext(issuer=ISSUER), True),
        (f"{ISSUER}/", DocumentContext(issuer=f"{ISSUER}/"), False),
        ("https://AS.example", DocumentContext(issuer=ISSUER), True),
        (ISSUER, DocumentContext(exchange=fetched(WELL_KNOWN)), False),
    ],
)
def test_the_issuer_is_the_one_asked_for(
    issuer: str, context: DocumentContext, *, flagged: bool
) -> None:
    found = flags(META, changed(PLAIN, issuer=issuer), context)
    assert ("meta-issuer-mismatch" in found) is flagged


def test_a_document_from_nowhere_is_not_checked_for_its_issuer() -> None:
    judged = verdict(META, PLAIN)
    assert answered(judged, "meta-issuer-mismatch").status is Status.NOT_CHECKED
    assert answered(judged, "meta-transport").status is Status.NOT_CHECKED
    assert answered(judged, "meta-inconsistent").status is Status.NOT_CHECKED
    assert "the issuer that was asked for, or the URL of the document" in judged.needed


@pytest.mark.parametrize(
    ("issuer", "flagged"),
    [
        ("http://as.example", True),
        ("https://as.example?tenant=1", True),
        ("https://as.example#x", True),
        ("https://user@as.example", True),
        ("https://", True),
        ("as.example", True),
        ("https://as.example:99999", True),
        ("https://as.example/tenant/", False),
        ("https://as.example:8443", False),
    ],
)
def test_the_issuer_is_a_plain_https_url(issuer: str, *, flagged: bool) -> None:
    assert ("meta-issuer-format" in flags(META, changed(PLAIN, issuer=issuer))) is flagged


@pytest.mark.parametrize(
    ("members", "flagged"),
    [
        ({"token_endpoint": "http://as.example/token"}, True),
        ({"jwks_uri": "http://as.example/jwks"}, True),
        ({"authorization_endpoint": "https://as.example/authorize#x"}, True),
        ({"end_session_endpoint": "/logout"}, True),
        ({"mtls_endpoint_aliases": {"token_endpoint": "http://mtls.as.example/token"}}, True),
        ({"service_documentation": "http://as.example/help"}, False),
        ({"jwks_uri": "https://as.example:8443/keys?v=1"}, False),
    ],
)
def test_endpoints_have_tls(members: dict[str, Any], *, flagged: bool) -> None:
    found = flags(META, changed(PLAIN, **members))
    assert found.get("meta-endpoint-http") is (ERROR if flagged else None)


def test_the_endpoints_of_a_resource_have_tls_too() -> None:
    document = changed(RESOURCE, jwks_uri="http://api.example/jwks")
    assert flags(PRM, document)["meta-endpoint-http"] is ERROR


@pytest.mark.parametrize(
    ("uri", "issuer", "flagged"),
    [
        ("https://169.254.169.254/keys", "", True),
        ("https://keys.internal/jwks", ISSUER, True),
        ("https://as.example:8443/keys", "", False),
        ("https://login.internal/jwks", "https://login.internal", False),
        ("http://login.internal/jwks", "https://login.internal", True),
    ],
)
def test_keys_are_not_fetched_from_an_inner_network(
    uri: str, issuer: str, *, flagged: bool
) -> None:
    context = DocumentContext(issuer=issuer)
    assert ("hdr-url-ssrf" in flags(META, changed(PLAIN, jwks_uri=uri), context)) is flagged
    assert ("hdr-url-ssrf" in flags(REG, {"sector_identifier_uri": uri}, context)) is flagged


@pytest.mark.parametrize(
    ("kind", "url", "exchange", "flagged"),
    [
        (META, WELL_KNOWN, {}, False),
        (META, WELL_KNOWN, {"status": 404}, True),
        (META, WELL_KNOWN, {"content_type": "text/html"}, True),
        (META, WELL_KNOWN, {"content_type": "Application/JSON; charset=utf-8"}, False),
        (META, WELL_KNOWN, {"status": 302, "location": "https://other.example/x"}, True),
        (META, f"{ISSUER}/.well-known/oauth-authorization-server", {}, False),
        (META, f"{ISSUER}/metadata.json", {}, True),
        (META, "http://as.example/.well-known/openid-configuration", {}, True),
        (JWKS, f"{ISSUER}/jwks", {"content_type": "application/jwk-set+json"}, False),
        (JWKS, f"{ISSUER}/jwks", {"content_type": "text/plain"}, True),
        (PRM, API_METADATA, {}, False),
        (PRM, API_METADATA, {"content_type": "text/plain"}, True),
    ],
)
def test_the_way_it_was_fetched(
    kind: DocumentKind, url: str, exchange: dict[str, Any], *, flagged: bool
) -> None:
    document = {META: PLAIN, PRM: RESOURCE, JWKS: {"keys": []}}[kind]
    context = DocumentContext(exchange=fetched(url, **exchange))
    assert flags(kind, document, context).get("meta-transport") is (ERROR if flagged else None)


def test_openid_appends_and_rfc_8414_inserts() -> None:
    document = changed(PLAIN, issuer=f"{ISSUER}/t1")
    appended = fetched(f"{ISSUER}/t1/.well-known/oauth-authorization-server")
    inserted = fetched(f"{ISSUER}/.well-known/oauth-authorization-server/t1")
    assert "meta-transport" in flags(META, document, DocumentContext(exchange=appended))
    assert "meta-transport" not in flags(META, document, DocumentContext(exchange=inserted))


@pytest.mark.parametrize("name", ["issuer", "jwks_uri", "subject_types_supported"])
def test_openid_metadata_is_complete(name: str) -> None:
    assert flags(META, changed(PLAIN, name))["meta-incomplete"] is ERROR


@pytest.mark.parametrize(
    ("drop", "members", "severity"),
    [
        (("token_endpoint",), {}, ERROR),
        (("token_endpoint",), {"response_types_supported": ["id_token"]}, None),
        ((), {"response_types_supported": "code"}, ERROR),
        ((), {"response_types_supported": []}, ERROR),
        ((), {"scopes_supported": [1]}, ERROR),
        ((), {"request_parameter_supported": "true"}, ERROR),
        ((), {"token_endpoint": 1}, ERROR),
        ((), {"registration_endpoint": None}, WARNING),
        ((), {"request_parameter_supported": False}, None),
        ((), {"x_vendor_supported": "yes", "my_endpoint": "https://as.example/x"}, None),
    ],
)
def test_members_have_their_types(
    drop: tuple[str, ...], members: dict[str, Any], severity: Severity | None
) -> None:
    assert flags(META, changed(PLAIN, *drop, **members)).get("meta-incomplete") is severity


def test_an_authorization_server_without_openid_needs_less() -> None:
    server = {"issuer": ISSUER, "response_types_supported": ["code"]}
    assert "meta-incomplete" not in flags(META, server)
    assert "meta-incomplete" not in flags(
        META, server, at(f"{ISSUER}/.well-known/oauth-authorization-server")
    )
    assert flags(META, server, at(WELL_KNOWN))["meta-incomplete"] is ERROR


def test_an_endpoint_of_another_issuer_is_foreign() -> None:
    other = {"issuer": "https://honest.example", "token_endpoint": f"{ISSUER}/token"}
    knowing = DocumentContext(known_metadata=(other,))
    assert flags(META, MODERN, knowing)["meta-foreign-endpoint"] is ERROR
    same = DocumentContext(known_metadata=(MODERN,))
    assert "meta-foreign-endpoint" not in flags(META, MODERN, same)
    judged = verdict(META, MODERN)
    assert answered(judged, "meta-foreign-endpoint").status is Status.NOT_CHECKED


@pytest.mark.parametrize(
    ("endpoint", "severity"),
    [
        ("https://oauth.elsewhere.example.net/token", INFO),
        ("https://login.as.example/token", None),
    ],
)
def test_a_host_outside_the_site_is_noted(endpoint: str, severity: Severity | None) -> None:
    knowing = DocumentContext(known_metadata=())
    document = changed(MODERN, token_endpoint=endpoint)
    assert flags(META, document, knowing).get("meta-foreign-endpoint") is severity


def test_two_documents_must_agree() -> None:
    differing = DocumentContext(other_metadata={"issuer": ISSUER, "jwks_uri": f"{ISSUER}/old"})
    assert flags(META, MODERN, differing)["meta-inconsistent"] is ERROR
    agreeing = replace(differing, other_metadata={"issuer": ISSUER, "x": 1})
    assert "meta-inconsistent" not in flags(META, MODERN, agreeing)


def test_signed_values_come_before_unsigned_ones() -> None:
    signed = compact({"alg": "ES256"}, {"iss": ISSUER, "jwks_uri": f"{ISSUER}/other"})
    document = changed(MODERN, signed_metadata=signed)
    assert flags(META, document)["meta-inconsistent"] is ERROR


@pytest.mark.parametrize(
    ("members", "context", "flagged"),
    [
        ({}, at(API_METADATA), False),
        ({"resource": "https://other.example/"}, at(API_METADATA), True),
        ({"resource": "https://api.example/v1"}, at(f"{API_METADATA}/v1"), False),
        ({"resource": "https://api.example/v1"}, at(API_METADATA), True),
        ({}, DocumentContext(resources=(API,)), False),
        ({}, DocumentContext(resources=("https://api.example",)), True),
        ({"resource": "http://api.example/"}, DocumentContext(), True),
        ({"resource": "https://api.example/#x"}, DocumentContext(), True),
        ({"resource": None}, DocumentContext(), True),
    ],
)
def test_resource_metadata_is_about_this_resource(
    members: dict[str, Any], context: DocumentContext, *, flagged: bool
) -> None:
    found = flags(PRM, changed(RESOURCE, **members), context)
    assert found.get("prm-resource-mismatch") is (ERROR if flagged else None)


@pytest.mark.parametrize(
    ("members", "severity"),
    [
        ({"bearer_methods_supported": ["header", "query"]}, WARNING),
        ({"bearer_methods_supported": ["header", "body"]}, None),
        ({"authorization_servers": []}, WARNING),
    ],
)
def test_weak_resource_metadata(members: dict[str, Any], severity: Severity | None) -> None:
    assert flags(PRM, changed(RESOURCE, **members)).get("prm-weak") is severity


def test_a_resource_is_listed_in_return() -> None:
    listed = DocumentContext(metadata={"protected_resources": [API]})
    unlisted = DocumentContext(metadata={"protected_resources": ["https://x.example"]})
    assert "prm-weak" not in flags(PRM, RESOURCE, listed)
    assert flags(PRM, RESOURCE, unlisted)["prm-weak"] is INFO
    assert answered(verdict(PRM, RESOURCE), "prm-weak").status is Status.NOT_CHECKED


def test_answers_of_a_resource_must_be_signed() -> None:
    document = changed(RESOURCE, resource_signing_alg_values_supported=["none", "ES256"])
    assert flags(PRM, document)["meta-alg-weak"] is ERROR
