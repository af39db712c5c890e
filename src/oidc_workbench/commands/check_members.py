"""The members of ``check``'s context file: how each is read, and what it must be."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from oidc_workbench.commands.check import PROFILES
from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.rules.document import NO_DOCUMENT_CONTEXT, DocumentKind, Parameter
from oidc_workbench.rules.document_reading import read_document
from oidc_workbench.secret import Secret


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the context file.

    Args:
        read: makes the field's value of it; raises ValueError or TypeError when it can't.
        meaning: what it must be, as it stands after "must be".
        field: the field of DocumentContext; empty when it has the member's name.
    """

    read: Callable[[Any], Any]
    meaning: str
    field: str = ""


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
        return float(value)
    raise TypeError


def _leeway(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return value
    raise TypeError


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(_text(item) for item in value)
    raise TypeError


def _words(value: object) -> tuple[str, ...]:
    return tuple(value.split()) if isinstance(value, str) else _texts(value)


def _object(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise TypeError


def _list(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    raise TypeError


def _one_of(*values: str) -> Callable[[Any], str]:
    def read(value: object) -> str:
        if isinstance(value, str) and value in values:
            return value
        raise ValueError

    return read


def _key_set(value: object, issuer: str = "") -> KeySet:
    source = KeySource("supplied", "the context file", issuer)
    found = read_key_set(json.dumps(_object(value)), source)
    if not found.keys:
        raise ValueError
    return found


def _known_keys(value: object) -> tuple[KeySet, ...]:
    return tuple(_key_set(keys, issuer) for issuer, keys in _object(value).items())


def _params(value: object) -> tuple[Parameter, ...]:
    text = value if isinstance(value, str) else json.dumps(_object(value))
    kind = DocumentKind.AUTHORIZATION_REQUEST
    return read_document(kind, text, NO_DOCUMENT_CONTEXT, math.nan).params


def _exchange(value: object) -> Exchange:
    told = _object(value)
    if not told.keys() <= {"method", "url", "request_headers", "body", "status", "headers"}:
        raise ValueError
    headers, body = _headers(told.get("request_headers", {})), _text(told.get("body", ""))
    request = HttpRequest(
        _text(told.get("method", "GET")), _text(told.get("url", "")), headers, body.encode()
    )
    status = told.get("status")
    if status is None:
        return Exchange(request, None, 0.0, 0.0)
    if not isinstance(status, int) or not 100 <= status <= 599:
        raise ValueError
    response = HttpResponse(status, _headers(told.get("headers", {})))
    return Exchange(request, response, 0.0, 0.0)


def _headers(value: object) -> tuple[tuple[str, str], ...]:
    return tuple((name, item) for name, told in _object(value).items() for item in _texts(told))


_TEXT, _LIST = "a string", "a string or an array of strings"
_JWKS = "a JWK Set with a key in it"
_CLIENTS = ("public", "confidential")
_APPLICATIONS = ("web", "native", "browser")
MEMBERS: dict[str, Member] = {
    "issuer": Member(_text, _TEXT),
    "url": Member(_text, _TEXT),
    "client_id": Member(_text, _TEXT),
    "client_type": Member(_one_of(*_CLIENTS), " or ".join(_CLIENTS)),
    "application_type": Member(_one_of(*_APPLICATIONS), f"one of {', '.join(_APPLICATIONS)}"),
    "redirect_uris": Member(_texts, _LIST),
    "post_logout_redirect_uris": Member(_texts, _LIST),
    "scope": Member(_words, _LIST, "scopes"),
    "state": Member(_text, _TEXT),
    "nonce": Member(_text, _TEXT),
    "code_challenge": Member(_text, _TEXT),
    "resource": Member(_texts, _LIST, "resources"),
    "sub": Member(_text, _TEXT, "subject"),
    "profile": Member(_one_of(*PROFILES), f"one of {', '.join(PROFILES)}"),
    "metadata": Member(_object, "an object"),
    "other_metadata": Member(_object, "an object"),
    "known_metadata": Member(
        lambda value: tuple(_object(item) for item in _list(value)), "an array of objects"
    ),
    "jwks": Member(lambda value: (_key_set(value),), _JWKS, "keys"),
    "earlier_jwks": Member(
        lambda value: tuple(_key_set(item) for item in _list(value)),
        "an array of JWK Sets",
        "earlier_keys",
    ),
    "known_jwks": Member(_known_keys, "an object of JWK Sets by issuer", "known_keys"),
    "registration": Member(_object, "an object"),
    "request": Member(_params, "a query or an object of parameters"),
    "earlier_requests": Member(
        lambda value: tuple(_params(item) for item in _list(value)),
        "an array of queries or objects of parameters",
    ),
    "exchange": Member(
        _exchange, "an object of method, url, request_headers, body, status and headers"
    ),
    "client_secret": Member(lambda value: Secret(_text(value)), _TEXT, "secret"),
    "leeway": Member(_leeway, "a whole number of seconds"),
    "issued_at": Member(_number, "a number of seconds since 1970"),
    "several_servers": Member(_flag, "true or false"),
    "at": Member(_number, "a number of seconds since 1970"),
}
