"""The single place where secrets are taken out of what is shown, kept, logged or exported.

Two passes work together. The first knows the *places* where secrets stand: parameters, JSON
members, headers, anything shaped like a token. The second, over a whole exchange, knows the
*values* found in those places and takes them out wherever else they stand, so that a token
echoed in an error message does not survive.

A signed token keeps its header and payload, which is what a reader wants to see, and loses its
signature, without which nobody accepts it.
"""

import json
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from urllib.parse import parse_qsl, quote, quote_plus, unquote_plus, urlsplit

from oidc_workbench.exchange import Exchange, Headers, HttpRequest, HttpResponse

MARK = "••••"

SECRET_PARAMETERS = (
    "access_token",
    "actor_token",
    "api_key",
    "assertion",
    "client_assertion",
    "client_secret",
    "code",
    "code_verifier",
    "device_code",
    "id_token",
    "id_token_hint",
    "initial_access_token",
    "logout_token",
    "passphrase",
    "password",
    "refresh_token",
    "registration_access_token",
    "subject_token",
    "token",
    "user_code",
)
_PRIVATE_JWK_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "k", "priv", "seed")
_SECRET_MEMBERS = frozenset((*SECRET_PARAMETERS, *_PRIVATE_JWK_MEMBERS))
_SECRET_HEADERS = ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key")

# What a challenge may say after its scheme (RFC 6750 §3, RFC 9449 §7.1, RFC 9728 §5.1) …
_CHALLENGE = (
    "realm|scope|error|error_description|error_uri|resource_metadata|algs|charset|acr_values"
    "|max_age|nonce|title"
)
# … and what prose may say after the word Bearer.
_PROSE = (
    "tokens?|authentication|authori[sz]ation|scheme|challenge|header|method|request"
    "|auth|encoding|credentials|clients?|proofs?|or|and"
)

_QUOTES = "\"'"


class _Places:
    """Places where secrets stand, as a pattern that is compiled when a text first may hold one.

    Compiling takes far longer than searching the few short texts that most calls clean.

    Args:
        marks: sets of characters; whatever the pattern matches holds one character of each.
    """

    def __init__(self, marks: tuple[str, ...], pattern: str) -> None:
        self._marks = marks
        self._pattern = pattern

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    def sub(self, with_: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return the text with every such place replaced."""
        for mark in self._marks:
            if not any(character in text for character in mark):
                return text
        return self._compiled.sub(with_, text)


_B64 = r"[A-Za-z0-9_-]"
_PARAMETER = "|".join(sorted(SECRET_PARAMETERS, key=len, reverse=True))
_MEMBER = "|".join(sorted((*SECRET_PARAMETERS, *_SECRET_HEADERS), key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?<![A-Za-z0-9_-])(e[wy]{_B64}{{3,}})(\.{_B64}*)\.{_B64}+((?:\.{_B64}*){{2}})?"
)
_CLEANED = re.compile(rf"{_B64}+(?:\.{_B64}*)?\.{MARK}")
_HEADER_LINE = _Places(
    (":",), rf"(?im)^([ \t>*]*(?:{'|'.join(_SECRET_HEADERS)})[ \t]*:[ \t]*)([^\r\n]+)"
)
_SCHEME = _Places(
    (" \t%+",),
    r"(?i)\b(Bearer|Basic|DPoP|Digest|Negotiate)([ \t]+|%20|\+)"
    rf"(?!(?:{_CHALLENGE})\s*=\s*[\"\w])(?!(?:{_PROSE})[.,;:)\"']*(?:\s|$))([A-Za-z0-9._~+/\-%•]+=*)",
)
_USERINFO = _Places((":", "/", "@"), r"(://[^/\s@:?#]*:)[^/\s@?#]+(@)")
_PAIR = _Places(
    ("=",), rf"(?im)((?:^|[?&#;\s\"'(,{{|]|%3F|%26|%23|\\n)(?:{_PARAMETER})=)([^&\s\"'<>#]+)"
)
_ENCODED_PAIR = _Places(
    ("%",), rf"(?i)((?:%3F|%26|%23|[?&])(?:{_PARAMETER})%3D)((?:(?!%26|%23)[^&\s\"'<>#])+)"
)
_STRING = r"\"(?:\\.|[^\"\\])*(?:\"|\Z)|'(?:\\.|[^'\\])*(?:'|\Z)"
_QUOTED = _Places(
    (_QUOTES, ":"), rf"(?is)([\"'](?:{_MEMBER})[\"']\s*:\s*)({_STRING}|-?[0-9][0-9.eE+-]*)"
)
_TUPLE = _Places(("(", _QUOTES), rf"(?is)(\(\s*[\"'](?:{_MEMBER})[\"']\s*,\s*b?)({_STRING})")
_ESCAPED = _Places(
    ("\\", '"'), rf"(?is)((?<!\\)(\\{{1,7}})\"(?:{_MEMBER})\2\"\s*:\s*\2\")(.*?)((?<!\\)\2\"|\Z)"
)


# Short member names mean a private key (RFC 7517 §9.2) only where key material stands.
_JWK_PRIVATE = _Places(
    (_QUOTES, ":"),
    rf"([\"'](?:{'|'.join(_PRIVATE_JWK_MEMBERS)})\\*[\"']\s*:\s*\\*[\"']){_B64}{{8,}}",
)
_PEM_PRIVATE = _Places(
    ("-", "B", "G"),
    r"(?s)(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)",
)


def mask(secret_text: str) -> str:
    """Return what may be shown of a secret.

    Of a signed token its header and payload (RFC 7515 §7.1), of an encrypted one its header
    (RFC 7516 §7.1), of anything else nothing, not even its length.
    """
    if _CLEANED.fullmatch(secret_text):
        return secret_text
    match = _TOKEN.fullmatch(secret_text)
    return _without_signature(match) if match and _opens_object(match[1]) else MARK


def redact_text(text: str) -> str:
    """Take every recognisable secret out of a text: a URL, a log line, a header, JSON, a form."""
    text = _HEADER_LINE.sub(lambda m: m[1] + _mask_credentials(m[2]), text)
    text = _SCHEME.sub(lambda m: m[1] + m[2] + mask(m[3]), text)
    text = _USERINFO.sub(rf"\g<1>{MARK}\g<2>", text)
    text = _ESCAPED.sub(lambda m: m[1] + mask(m[3]) + m[4], text)
    text = _QUOTED.sub(lambda m: m[1] + _mask_literal(m[2]), text)
    text = _JWK_PRIVATE.sub(rf"\g<1>{MARK}", text)
    text = _PEM_PRIVATE.sub(rf"\g<1>{MARK}\g<2>", text)
    text = _TUPLE.sub(lambda m: m[1] + _mask_literal(m[2]), text)
    text = _PAIR.sub(lambda m: m[1] + mask(m[2]), text)
    text = _ENCODED_PAIR.sub(lambda m: m[1] + mask(m[2]), text)
    return _TOKEN.sub(lambda m: _without_signature(m) if _opens_object(m[1]) else m[0], text)


def redacted(exchange: Exchange) -> Exchange:
    """Return the exchange without its secrets, to be shown, kept or exported."""
    cleaner = _Cleaner(_values(exchange))
    response = exchange.response
    return replace(
        exchange,
        request=cleaner.request(exchange.request),
        response=cleaner.response(response) if response else None,
        error=cleaner.text(exchange.error),
    )


def redacted_request(request: HttpRequest) -> HttpRequest:
    """Return the request alone without its secrets."""
    return _Cleaner(_request_values(request)).request(request)


class _Cleaner:
    """Both passes over every part of an exchange, with the values that the exchange holds."""

    def __init__(self, values: Iterable[str]) -> None:
        # Short values would take innocent text with them; their own places are masked anyway.
        found = {part for value in values for part in (value, _signature(value))}
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
        if name.lower() in _SECRET_HEADERS:
            return _mask_credentials(value)
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


def _signature(value: str) -> str:
    """The last part of a token, which may stand alone in a shortened echo of it."""
    return value.rpartition(".")[2] if _TOKEN.fullmatch(value) else ""


def _spellings(value: str) -> set[str]:
    """A value as it may be written in a URL, a form or JSON."""
    return {
        value,
        quote(value, safe="", errors="surrogateescape"),
        quote_plus(value, errors="surrogateescape"),
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
    }


def _values(exchange: Exchange) -> Iterator[str]:
    yield from _request_values(exchange.request)
    if exchange.response:
        yield from _header_values(exchange.response.headers)
        yield from _body_values(exchange.response.body)


def _request_values(request: HttpRequest) -> Iterator[str]:
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
            for name, member in value.items():
                if isinstance(member, str) and name.lower() in _SECRET_MEMBERS:
                    yield member


def _mask_literal(literal: str) -> str:
    """Mask a quoted string or a number, keeping the quotes."""
    if literal[0] not in "\"'":
        return f'"{MARK}"'
    closing = literal[0] if len(literal) > 1 and literal.endswith(literal[0]) else ""
    inner = literal[1 : len(literal) - len(closing)]
    if not inner:
        return literal
    return literal[0] + _mask_credentials(inner) + closing


def _mask_credentials(value: str) -> str:
    """Mask a header's credentials, keeping the scheme (RFC 9110 §11.4)."""
    scheme, space, rest = value.partition(" ")
    if space and scheme.lower() in {"bearer", "basic", "dpop", "digest", "negotiate"}:
        return f"{scheme} {mask(rest.strip())}"
    return mask(value)


def _without_signature(match: re.Match[str]) -> str:
    if match[3] is not None:
        return f"{match[1]}.{MARK}"
    return f"{match[1]}{match[2]}.{MARK}"


def _opens_object(segment: str) -> bool:
    """Whether the first octets of a base64url segment open a JSON object."""
    first = urlsafe_b64decode(segment[:4])[:2]
    return first[:1] == b"{" and first[1:] in {b'"', b" ", b"\n", b"\r", b"\t", b"}"}
