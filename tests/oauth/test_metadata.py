"""Metadata is found where the standards put it, and held to the issuer that was named."""

import pytest

from fakes.sender import json_response, text_response
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpResponse
from oidc_workbench.oauth.metadata import metadata_request, read_metadata, well_known_urls

_ISSUER = "https://as.example"
_URL = f"{_ISSUER}/.well-known/openid-configuration"


def _answer(response: HttpResponse | None) -> Exchange:
    return Exchange(metadata_request(_URL), response, 0.0, 0.0)


@pytest.mark.parametrize(
    ("issuer", "oidc", "oauth"),
    [
        (
            "https://as.example",
            "https://as.example/.well-known/openid-configuration",
            "https://as.example/.well-known/oauth-authorization-server",
        ),
        (
            "https://as.example/",
            "https://as.example/.well-known/openid-configuration",
            "https://as.example/.well-known/oauth-authorization-server",
        ),
        (
            "https://as.example:8443/tenant/one",
            "https://as.example:8443/tenant/one/.well-known/openid-configuration",
            "https://as.example:8443/.well-known/oauth-authorization-server/tenant/one",
        ),
        (
            "http://[::1]:8080/t/",
            "http://[::1]:8080/t/.well-known/openid-configuration",
            "http://[::1]:8080/.well-known/oauth-authorization-server/t",
        ),
    ],
)
def test_the_well_known_places(issuer: str, oidc: str, oauth: str) -> None:
    assert well_known_urls(issuer) == (oidc, oauth)


@pytest.mark.parametrize(
    ("issuer", "because"),
    [
        ("", "empty"),
        ("as.example", "not an http or https address"),
        ("ftp://as.example", "not an http or https address"),
        ("https://", "not an http or https address"),
        ("https://[::1", "not an http or https address"),
        ("https://as.example:99999", "not an http or https address"),
        ("https://as.example?tenant=1", "query or a fragment"),
        ("https://as.example#x", "query or a fragment"),
        (" https://as.example", "blanks"),
        ("https://as.exa\u200bmple", "blanks or control"),
        ("https://u:p@as.example", "user name"),
        (_URL, "metadata document"),
    ],
)
def test_what_is_no_issuer(issuer: str, because: str) -> None:
    with pytest.raises(WorkbenchError, match=because) as caught:
        well_known_urls(issuer)
    assert caught.value.code == "issuer-invalid"
    assert "https://login.example.com" in caught.value.hint


def test_a_full_document() -> None:
    document = {
        "issuer": _ISSUER,
        "token_endpoint": f"{_ISSUER}/token",
        "scopes_supported": ["openid", 5, "email"],
        "grant_types_supported": "authorization_code",
        "authorization_response_iss_parameter_supported": True,
        "odd": {"kept": [1]},
    }
    metadata = read_metadata(_answer(json_response(document)), _ISSUER)
    assert metadata.issuer == _ISSUER
    assert metadata.url == _URL
    assert metadata.endpoint("token_endpoint") == f"{_ISSUER}/token"
    assert metadata.scopes_supported == ("openid", "email")
    assert metadata.grant_types_supported == ()
    assert metadata.iss_in_response
    assert metadata.raw["odd"] == {"kept": [1]}


@pytest.mark.parametrize("flag", ["true", 1, None, False])
def test_only_true_promises_iss(flag: object) -> None:
    document = {"issuer": _ISSUER, "authorization_response_iss_parameter_supported": flag}
    assert not read_metadata(_answer(json_response(document)), _ISSUER).iss_in_response


@pytest.mark.parametrize(
    ("published", "hint"),
    [
        ("https://as.example/", "slash at the end"),
        ("https://AS.example", "upper and lower case"),
        ("https://as.example:8443", "port"),
        ("http://as.example", "scheme"),
        ("https://evil.example", "another provider's metadata must never be used"),
        ("https://as.example/other", "exactly as published"),
        ("https://[broken", "mend its metadata"),
    ],
)
def test_another_issuer_is_refused_with_the_difference(published: str, hint: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_metadata(_answer(json_response({"issuer": published})), _ISSUER)
    assert caught.value.code == "metadata-issuer-mismatch"
    assert published in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("response", "code"),
    [
        (None, "no-answer"),
        (text_response("<!DOCTYPE html><title>Login</title>"), "html-answer"),
        (HttpResponse(200, (), b"\xef\xbb\xbf\n<HTML>"), "html-answer"),
        (text_response("nothing here", 404), "not-found"),
        (text_response("", 410), "not-found"),
        (text_response("<html>", 500), "server-error"),
        (HttpResponse(599), "server-error"),
        (
            HttpResponse(302, (("Location", "https://x.example/?code=s3cretcode"),)),
            "redirect-not-followed",
        ),
        (HttpResponse(304), "redirect-not-followed"),
        (HttpResponse(401), "request-refused"),
        (HttpResponse(200, (), b" \r\n"), "empty-answer"),
        (HttpResponse(200, (), b"issuer: x"), "not-json"),
        (HttpResponse(200, (), b"\xff\xfe{"), "not-json"),
        (HttpResponse(200, (), b"[" * 100_000), "not-json"),
        (HttpResponse(200, (), b"9" * 10_000), "not-json"),
        (json_response(["issuer"]), "not-json"),
        (json_response(None), "not-json"),
        (HttpResponse(200, (), b'{"issuer":', truncated=True), "answer-too-large"),
        (json_response({}), "metadata-issuer-missing"),
        (json_response({"issuer": ["https://as.example"]}), "metadata-issuer-missing"),
    ],
)
def test_every_other_answer_gets_a_sentence(response: HttpResponse | None, code: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        read_metadata(_answer(response), _ISSUER)
    assert caught.value.code == code
    assert "as.example" in caught.value.message
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    assert "s3cretcode" not in str(caught.value)


def test_a_redirect_names_its_target() -> None:
    response = HttpResponse(301, (("location", "https://user@new.example/x?code=1#f"),))
    with pytest.raises(WorkbenchError, match=r"to https://new\.example/x;"):
        read_metadata(_answer(response), _ISSUER)


def test_a_redirect_to_no_address_is_still_a_sentence() -> None:
    response = HttpResponse(301, (("location", "https://[broken"),))
    with pytest.raises(WorkbenchError, match=r"redirect \(301\); it was not followed"):
        read_metadata(_answer(response), _ISSUER)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "endpoint-missing"),
        ("", "endpoint-missing"),
        (7, "endpoint-invalid"),
        ("/token", "endpoint-invalid"),
        ("javascript:alert(1)", "endpoint-invalid"),
        ("https://as.example:0/token", "endpoint-invalid"),
    ],
)
def test_an_endpoint_that_can_not_be_used(value: object, code: str) -> None:
    document = {"issuer": _ISSUER, "token_endpoint": value}
    metadata = read_metadata(_answer(json_response(document)), _ISSUER)
    with pytest.raises(WorkbenchError, match=r"token endpoint|token_endpoint") as caught:
        metadata.endpoint("token_endpoint")
    assert caught.value.code == code
