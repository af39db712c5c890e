"""The secret values that an exchange holds, so that they can be found elsewhere in it as well."""

import json
from base64 import b64decode
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from oidc_workbench.exchange import Exchange, Headers, HttpRequest
from oidc_workbench.redaction.secret_names import (
    OTHER_PRIME_MEMBERS,
    SECRET_MEMBERS,
    SECRET_PARAMETERS,
)


def exchange_values(exchange: Exchange) -> Iterator[str]:
    """Yield what stands in the secret places of request and response."""
    yield from request_values(exchange.request)
    if exchange.response:
        yield from _header_values(exchange.response.headers)
        yield from _body_values(exchange.response.body)


def request_values(request: HttpRequest) -> Iterator[str]:
    """Yield what stands in the secret places of a request."""
    yield from _url_values(request.url)
    yield from _header_values(request.headers)
    yield from _body_values(request.body)


def _url_values(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    yield from _form_values(parts.query)
    yield from _form_values(parts.fragment)
    if parts.password:
        yield parts.password


def _form_values(text: str) -> Iterator[str]:
    for name, value in parse_qsl(text, errors="surrogateescape"):
        if name.lower() in SECRET_PARAMETERS:
            yield value


def _header_values(headers: Headers) -> Iterator[str]:
    for name, value in headers:
        if name.lower() in {"authorization", "proxy-authorization"}:
            credentials = value.rpartition(" ")[2]
            yield credentials
            yield from _basic_password(credentials)
        elif name.lower() == "location":
            yield from _url_values(value)


def _basic_password(credentials: str) -> Iterator[str]:
    """The password in Basic credentials (RFC 7617 §2), as sent and decoded as a form."""
    try:
        password = b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return  # another scheme
    yield password
    yield unquote_plus(password)


def _body_values(body: bytes) -> Iterator[str]:
    text = body.decode("utf-8", "surrogateescape")
    try:
        # A body of numbers only may exceed the interpreter's limits; it holds no member anyway.
        document = json.loads(text)
    except (ValueError, RecursionError):
        yield from _form_values(text)
        return
    yield from _json_values(document)


def _json_values(document: object) -> Iterator[str]:
    pending: list[object] = [document]
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, dict):
            pending.extend(value.values())
            secret = SECRET_MEMBERS
            if value.keys() >= OTHER_PRIME_MEMBERS:
                secret = SECRET_MEMBERS | OTHER_PRIME_MEMBERS
            for name, member in value.items():
                if isinstance(member, str) and name.lower() in secret:
                    yield member
