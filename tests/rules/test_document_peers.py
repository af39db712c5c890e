"""Documents of a certified server: nothing is wrong with them but that it runs without TLS."""

import json

import httpx
import pytest

from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySource
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.document_judging import inspect_document
from oidc_workbench.rules.outcome import Severity, Status
from peers.oidc_provider import OidcProvider
from rules.tokens import NOW

WITHOUT_TLS = {"hdr-url-ssrf", "meta-transport", "meta-issuer-format", "meta-endpoint-http"}


def fetched(url: str) -> Exchange:
    answer = httpx.get(url, trust_env=False)
    headers = tuple(answer.headers.items())
    response = HttpResponse(answer.status_code, headers, answer.content)
    return Exchange(HttpRequest("GET", url), response, NOW, 0.1)


def errors(kind: DocumentKind, exchange: Exchange, context: DocumentContext) -> set[str]:
    assert exchange.response is not None
    judged = inspect_document(kind, exchange.response.text(), context, NOW).verdict
    assert judged.with_status(Status.CRASHED) == ()
    return {one.rule for one in judged.findings if one.severity is Severity.ERROR}


@pytest.mark.needs("oidc-provider")
def test_a_certified_server_publishes_good_documents(oidc_provider: OidcProvider) -> None:
    issuer = oidc_provider.issuer
    document = fetched(f"{issuer}/.well-known/openid-configuration")
    assert document.response is not None
    metadata = json.loads(document.response.text())
    published = fetched(metadata["jwks_uri"])
    assert published.response is not None
    keys = read_key_set(published.response.body, KeySource("supplied", metadata["jwks_uri"]))
    about = DocumentContext(issuer=issuer, exchange=document, keys=(keys,))
    assert errors(DocumentKind.METADATA, document, about) <= WITHOUT_TLS
    about = DocumentContext(issuer=issuer, exchange=published, metadata=metadata)
    assert errors(DocumentKind.JWKS, published, about) <= WITHOUT_TLS
