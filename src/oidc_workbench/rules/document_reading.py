"""Reading a document leniently: JSON, a form, a URL, a JWT, or any of these as raw HTTP."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus

from oidc_workbench.exchange import Headers, HttpRequest, HttpResponse
from oidc_workbench.jose.json_scanner import scan
from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySet, KeySource
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.reading import Defect, JsonDocument, Reading
from oidc_workbench.rules.document import (
    DocumentContext,
    DocumentKind,
    DocumentSubject,
    Parameter,
    Part,
)
from oidc_workbench.rules.document_marks import with_foreign_noted

MOST_OCTETS = 1 << 20
_PARAMETERS = (
    DocumentKind.AUTHORIZATION_REQUEST,
    DocumentKind.AUTHORIZATION_RESPONSE,
    DocumentKind.TOKEN_REQUEST,
)
_MAY_BE_JWT = (DocumentKind.INTROSPECTION, DocumentKind.USERINFO)
# The parameter that carries the others signed (RFC 9101 §5; JARM §2.3).
_CARRIERS = {
    DocumentKind.AUTHORIZATION_REQUEST: "request",
    DocumentKind.AUTHORIZATION_RESPONSE: "response",
}
_ANSWERS = (DocumentKind.TOKEN_RESPONSE, DocumentKind.INTROSPECTION)
_STATUS_LINE = re.compile(r"HTTP/[0-9.]+ (?P<status>[1-9][0-9]{2})(?: (?P<reason>[^\r\n]*))?")
_REQUEST_LINE = re.compile(r"(?P<method>[A-Z]{3,10}) (?P<target>[^\s]+) HTTP/[0-9.]+")
_COMPACT = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){2,4}")
_LIKE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/?#]")


@dataclass(frozen=True, slots=True)
class _Http:
    """What came before the document, when it was pasted as raw HTTP."""

    body: str = field(repr=False)
    request: HttpRequest | None = None
    response: HttpResponse | None = None


def read_document(
    kind: DocumentKind, text: str, context: DocumentContext, now: float
) -> DocumentSubject:
    """Read a document of a kind. Never raises; what could not be read is said in ``problem``.

    Args:
        kind: what it is meant to be.
        context: what is known besides; its exchange stands where the text has no HTTP head.
        now: seconds since the epoch; NaN when not known.
        text: the document, with or without its HTTP head; a request may also be a URL, a query
            or form, or a JSON object of its parameters.
    """
    octets = text.encode("utf-8", "surrogatepass")
    http = _http(text) if len(octets) <= MOST_OCTETS else _Http(text)
    seen = context.exchange
    bare = DocumentSubject(
        kind,
        http.body,
        request=http.request or (seen.request if seen else None),
        response=http.response or (seen.response if seen else None),
        context=_with_asked(kind, context),
        now=now,
    )
    if len(octets) > MOST_OCTETS:
        said = "It is larger than 1 MiB, so it was not read."
        return replace(bare, problem=said, defects=(Defect("limit-size-depth", said),))
    if kind in _PARAMETERS:
        return with_foreign_noted(_with_carried(_with_params(bare, http)))
    if not http.body.strip():
        return replace(bare, problem="There is nothing in it.")
    if kind in _MAY_BE_JWT and _COMPACT.fullmatch(http.body.strip()):
        return _with_token(bare)
    return with_foreign_noted(_with_json(bare))


def _with_asked(kind: DocumentKind, context: DocumentContext) -> DocumentContext:
    """Add the form that was answered, where the exchange shows it."""
    seen = context.exchange
    if kind not in _ANSWERS or seen is None or context.request is not None:
        return context
    asked = _pairs(seen.request.body.decode("utf-8", "replace"), "body")
    return replace(context, request=asked) if asked else context


# -- JSON ----------------------------------------------------------------------------------


def _with_json(bare: DocumentSubject) -> DocumentSubject:
    document, defects = scan(bare.text.strip().encode("utf-8", "surrogatepass"))
    keys = _keys(bare, document)
    found = replace(bare, defects=defects, key_set=keys)
    problem = _json_problem(document)
    if isinstance(document.value, dict):
        return replace(found, document=document, problem=problem)
    return replace(found, problem=problem)


def _json_problem(document: JsonDocument) -> str:
    if not document.is_json and isinstance(document.value, dict):
        return "More follows after the JSON object."
    if not document.is_json:
        return "It is not JSON."
    return "" if isinstance(document.value, dict) else "It is JSON, but not an object."


def _keys(bare: DocumentSubject, document: JsonDocument) -> KeySet | None:
    source = KeySource("supplied", bare.url or "the document")
    if bare.kind is DocumentKind.JWKS:
        return read_key_set(bare.text, source)
    inner = document.mapping.get("jwks")
    if not isinstance(inner, dict):
        return None
    return read_key_set(_json(inner), source)


def _json(value: object) -> str:
    try:
        return json.dumps(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits
        return ""


def _with_token(bare: DocumentSubject) -> DocumentSubject:
    token: Reading = read(bare.text.strip())
    problem = "" if token.claims else "The claims of this JWT can't be read."
    return replace(bare, token=token, defects=token.defects, problem=problem)


# -- parameters ----------------------------------------------------------------------------


def _with_params(bare: DocumentSubject, http: _Http) -> DocumentSubject:
    target = http.request.url if http.request is not None else ""
    params = _url_params(target or _sent_to(bare))
    body = http.body.strip()
    if http.response is not None:
        params = (*params, *_url_params(http.response.header("location") or ""))
    if body.startswith("{"):
        return _with_members(bare, params)
    if body and not target and http.response is None and _is_url(body):
        request = HttpRequest("GET", body)
        found = replace(bare, request=bare.request or request, params=_url_params(body))
    else:
        found = replace(bare, params=(*params, *_pairs(body, "body")))
    return found if found.params else replace(found, problem="There are no parameters in it.")


def _sent_to(bare: DocumentSubject) -> str:
    """The URL that a token request of which only the form was given went to."""
    sent = bare.request if bare.kind is DocumentKind.TOKEN_REQUEST else None
    return sent.url if sent is not None else ""


def _with_members(bare: DocumentSubject, params: tuple[Parameter, ...]) -> DocumentSubject:
    found = _with_json(bare)
    members = _from_members(found.members, "members")
    return replace(found, params=(*params, *members), document=None)


def _from_members(members: Mapping[str, object], part: Part) -> tuple[Parameter, ...]:
    """Members as parameters; of a list every item is a value of its own."""
    return tuple(
        Parameter(name, item if isinstance(item, str) else _json(item), part)
        for name, value in members.items()
        for item in (value if isinstance(value, list) else [value])
    )


def _with_carried(found: DocumentSubject) -> DocumentSubject:
    """Read the request object or JARM response in the message, or that the text itself is."""
    name = _CARRIERS.get(found.kind, "")
    carried = found.param(name) or ("" if found.params else found.text.strip())
    if not name or not _COMPACT.fullmatch(carried):
        return found
    token = read(carried)
    params = (*_from_members(token.claims, "object"), *found.params)
    problem = "" if params else "The claims of this JWT can't be read."
    return replace(found, token=token, params=params, problem=problem)


def _is_url(text: str) -> bool:
    return "\n" not in text and _LIKE_URL.match(text) is not None


def _url_params(url: str) -> tuple[Parameter, ...]:
    before, _, fragment = url.partition("#")
    query = before.partition("?")[2]
    return (*_pairs(query, "query"), *_pairs(fragment, "fragment"))


def _pairs(text: str, part: Part) -> tuple[Parameter, ...]:
    """Read name=value pairs as a form decoder does; blanks at line ends come from pasting."""
    joined = "".join(line.strip() for line in text.splitlines())
    pairs = [one.partition("=") for one in joined.split("&") if "=" in one]
    return tuple(
        Parameter(unquote_plus(name), unquote_plus(value), part) for name, _, value in pairs
    )


# -- raw HTTP ------------------------------------------------------------------------------


def _http(text: str) -> _Http:
    stripped = text.lstrip()
    first = stripped.partition("\n")[0].strip()
    status = _STATUS_LINE.fullmatch(first)
    asked = _REQUEST_LINE.fullmatch(first)
    if status is None and asked is None:
        return _Http(text)
    head, body = _divided(stripped)
    headers = _headers(head)
    octets = body.encode("utf-8", "surrogatepass")
    if status is not None:
        number, reason = int(status["status"]), status["reason"] or ""
        return _Http(body, response=HttpResponse(number, headers, octets, reason))
    if asked is None:
        return _Http(text)
    url = _target(asked["target"], headers)
    return _Http(body, request=HttpRequest(asked["method"], url, headers, octets))


def _divided(text: str) -> tuple[str, str]:
    parts = re.split(r"\r?\n[ \t]*\r?\n", text, maxsplit=1)
    return parts[0], parts[1] if len(parts) == 2 else ""


def _headers(head: str) -> Headers:
    lines = (line.partition(":") for line in head.splitlines()[1:])
    return tuple((name.strip(), value.strip()) for name, colon, value in lines if colon)


def _target(target: str, headers: Headers) -> str:
    """The URL of a request line; its scheme is not written there, so https is supposed."""
    host = next((value for name, value in headers if name.lower() == "host"), "")
    return f"https://{host}{target}" if target.startswith("/") and host else target
