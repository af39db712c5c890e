"""Exchanges without their secrets: by place and by value, over every part."""

import json
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, quote_plus

from oidc_workbench.exchange import Exchange, Headers, HttpRequest, HttpResponse
from oidc_workbench.redaction.exchange_values import exchange_values, request_values
from oidc_workbench.redaction.masking import mask, mask_credentials, signature_of
from oidc_workbench.redaction.secret_names import SECRET_HEADERS
from oidc_workbench.redaction.texts import redact_text


def redacted(exchange: Exchange) -> Exchange:
    """Return the exchange without its secrets, to be shown, kept or exported."""
    cleaner = _Cleaner(exchange_values(exchange))
    response = exchange.response
    return replace(
        exchange,
        request=cleaner.request(exchange.request),
        response=cleaner.response(response) if response else None,
        error=cleaner.text(exchange.error),
    )


def redacted_request(request: HttpRequest) -> HttpRequest:
    """Return the request alone without its secrets."""
    return _Cleaner(request_values(request)).request(request)


class _Cleaner:
    """Both passes over every part of an exchange, with the values that the exchange holds."""

    def __init__(self, values: Iterable[str]) -> None:
        # Short values would take innocent text with them; their own places are masked anyway.
        found = {part for value in values for part in (value, signature_of(value))}
        spellings = {s for value in found if len(value) >= 8 for s in _spellings(value)}
        # The longest first: a secret may contain another one.
        self._values = sorted(spellings, key=len, reverse=True)

    def text(self, text: str) -> str:
        for value in self._values:
            if value in text:
                text = text.replace(value, mask(value))
        return redact_text(text)

    def body(self, body: bytes) -> bytes:
        # surrogateescape keeps octets that are not UTF-8 exactly as they were.
        text = body.decode("utf-8", "surrogateescape")
        return self.text(text).encode("utf-8", "surrogateescape")

    def headers(self, headers: Headers) -> Headers:
        return tuple((name, self._header(name, value)) for name, value in headers)

    def _header(self, name: str, value: str) -> str:
        if name.lower() in SECRET_HEADERS:
            return mask_credentials(value)
        return self.text(value)

    def request(self, request: HttpRequest) -> HttpRequest:
        return replace(
            request,
            url=self.text(request.url),
            headers=self.headers(request.headers),
            body=self.body(request.body),
        )

    def response(self, response: HttpResponse) -> HttpResponse:
        return replace(
            response,
            headers=self.headers(response.headers),
            body=self.body(response.body),
            reason=self.text(response.reason),
        )


def _spellings(value: str) -> set[str]:
    """A value as it may be written in a URL, a form or JSON."""
    return {
        value,
        quote(value, safe="", errors="surrogateescape"),
        quote_plus(value, errors="surrogateescape"),
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
    }
