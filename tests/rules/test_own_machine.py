"""A provider on this machine without TLS is noted; everywhere else it is an error."""

import pytest

from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.outcome import Severity
from rules.documents import MODERN, fetched, flags
from rules.tokens import ISSUER

META, JWKS = DocumentKind.METADATA, DocumentKind.JWKS
LOCAL = "http://127.0.0.1:9400"
RULES = ("meta-issuer-format", "meta-endpoint-http", "hdr-url-ssrf", "meta-transport")


def at(base: str) -> dict[str, object]:
    """Metadata of the same server, elsewhere."""
    return {
        name: value.replace(ISSUER, base) if isinstance(value, str) else value
        for name, value in MODERN.items()
    }


def asked(issuer: str, place: str = "") -> DocumentContext:
    url = f"{place or issuer}/.well-known/openid-configuration"
    return DocumentContext(issuer=issuer, exchange=fetched(url))


@pytest.mark.parametrize("base", [LOCAL, "http://localhost:9400", "http://[::1]:9400"])
def test_a_provider_that_was_asked_for_on_this_machine_is_noted(base: str) -> None:
    found = flags(META, at(base), asked(base))
    assert {rule: found.get(rule) for rule in RULES} == dict.fromkeys(RULES, Severity.INFO)
    assert Severity.ERROR not in found.values()


@pytest.mark.parametrize("base", ["http://as.example", "http://127.0.0.1.as.example"])
def test_elsewhere_http_is_an_error(base: str) -> None:
    found = flags(META, at(base), asked(base))
    assert {rule: found.get(rule) for rule in RULES} == dict.fromkeys(RULES, Severity.ERROR)


def test_a_remote_server_may_not_lead_to_this_machine() -> None:
    document = {**at(ISSUER), "jwks_uri": f"{LOCAL}/jwks", "token_endpoint": f"{LOCAL}/token"}
    found = flags(META, document, asked(ISSUER))
    assert found["meta-endpoint-http"] is Severity.ERROR
    assert found["hdr-url-ssrf"] is Severity.ERROR


def test_a_local_server_may_not_lead_elsewhere_in_the_clear() -> None:
    document = {**at(LOCAL), "token_endpoint": "http://as.example/token"}
    assert flags(META, document, asked(LOCAL))["meta-endpoint-http"] is Severity.ERROR


def test_what_would_be_wrong_over_https_too_stays_an_error() -> None:
    fragment = {**at(LOCAL), "token_endpoint": f"{LOCAL}/token#x"}
    assert flags(META, fragment, asked(LOCAL))["meta-endpoint-http"] is Severity.ERROR
    query = {**at(LOCAL), "issuer": f"{LOCAL}?tenant=1"}
    assert flags(META, query, asked(LOCAL))["meta-issuer-format"] is Severity.ERROR


def test_metadata_from_nowhere_is_held_to_https() -> None:
    assert flags(META, at(LOCAL))["meta-issuer-format"] is Severity.ERROR


def test_keys_of_a_provider_on_this_machine() -> None:
    context = DocumentContext(issuer=LOCAL, exchange=fetched(f"{LOCAL}/jwks"))
    assert flags(JWKS, {"keys": []}, context)["meta-transport"] is Severity.INFO
