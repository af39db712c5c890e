"""The layers around a token that are no JSON: quotes, headers, lines, parameters, prose.

Each function takes its layer off, or gives None where the text has no such layer.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from oidc_workbench.jose.json_reader import is_json_serialisation
from oidc_workbench.jose.json_scanner import scan
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.peeled import TOKEN_NAMES, UNREAD, Peeled, first_of
from oidc_workbench.jose.reading import Wrapping
from oidc_workbench.jose.token_search import WHOLE_TOKEN, tokens_in_text

if TYPE_CHECKING:
    from oidc_workbench.jose.excerpt import Excerpt
    from oidc_workbench.jose.limits import Limits

_MAX_LINES = 4096
_QUOTES = {'"': '"', "'": "'", "`": "`", "\u201c": "\u201d", "\u2018": "\u2019"}
_SCHEME = re.compile(r"(?:bearer|dpop)[ \t\r\n]++", re.IGNORECASE)
_HEADER = re.compile(r"(?:proxy-)?authorization[ \t]*+:[ \t]*+(?=bearer\b|dpop\b)", re.IGNORECASE)
_NEXT_HEADER = re.compile(r"\n[ \t>]*+[A-Za-z][A-Za-z0-9-]*+[ \t]*+:")
_URL = re.compile(r"[a-z][a-z0-9+.-]*+://\S*+", re.IGNORECASE)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")


# Compiled when a text is first looked through with them: a bare token is not.
@cache
def _in_header() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?<![\w-])(?:authorization[ \t]*+:[ \t]*+(?:bearer|dpop)[ \t]++|dpop[ \t]*+:[ \t]*+)"
        r"|--oauth2-bearer[ \t=]++['\"]?)"
        r"(?P<token>[^\s'\"]++)",
        re.IGNORECASE,
    )


@cache
def _parameter() -> re.Pattern[str]:
    # Also in a command's or a log's quotes, where a space or a quote stands before the name.
    # A name may be coded like a value (RFC 6749 appendix B); the longest has 16 characters.
    return re.compile(
        rf"(?:^|[?#&'\"\s])(?P<name>{'|'.join(TOKEN_NAMES)}|(?=[a-z_]{{0,16}}+%)[A-Za-z0-9_%]{{1,48}}+)"
        r"=(?P<token>[^&#\s'\"]*+)"
    )


def off_quotes(text: Excerpt) -> Peeled | None:
    """Quotes of any kind around the whole text; double ones may be those of a JSON string."""
    inside = text.text
    if len(inside) < 2 or _QUOTES.get(inside[0]) != inside[-1]:
        return None
    rest = text.cut(1, len(inside) - 1)
    if inside[0] != '"':
        return Peeled(Wrapping.QUOTED, rest)
    plain = rest.json_unescaped()
    unread = plain is rest and "\\" in rest.text
    return Peeled(Wrapping.QUOTED, plain, defects=(UNREAD,) if unread else ())


def off_headers(text: Excerpt) -> Peeled | None:
    """Header lines as a client or a log shows them, or a curl command with them (RFC 6750 §2.1)."""
    is_curl = text.text.startswith("curl")
    line = _HEADER.match(text.text)
    if line and not is_curl and not _NEXT_HEADER.search(text.text):
        return Peeled(Wrapping.HEADER_LINE, _without_scheme(text.cut(line.end(), len(text.text))))
    named: list[tuple[str, Excerpt]] = []
    for match in _in_header().finditer(text.text):
        is_proof = match[0][:4].lower() == "dpop"
        name = "dpop_proof" if is_proof else "access_token"
        named.append((name, text.cut(match.start("token"), match.end("token"))))
    named.sort(key=lambda one: one[0] == "dpop_proof")
    return first_of(named, Wrapping.CURL if is_curl else Wrapping.HEADER_LINE)


def _without_scheme(text: Excerpt) -> Excerpt:
    scheme = _SCHEME.match(text.text)
    return text.cut(scheme.end(), len(text.text)) if scheme else text


def off_scheme(text: Excerpt) -> Peeled | None:
    """The scheme of an authorization header alone (RFC 6750 §2.1, RFC 9449 §7.1)."""
    rest = _without_scheme(text)
    return None if rest is text else Peeled(Wrapping.BEARER, rest)


def off_lines(text: Excerpt) -> Peeled | None:
    """Several lines: one token on each, or one token broken over them."""
    if not 0 < text.text.count("\n") <= _MAX_LINES:
        return None
    lines = _lines(text)
    if all(WHOLE_TOKEN.fullmatch(line.text) for line in lines):
        return first_of([("", line) for line in lines], Wrapping.SEVERAL_LINES)
    joined = text.joined()
    if any(character.isspace() for character in joined.text):
        return None
    return Peeled(Wrapping.SEVERAL_LINES, joined)


def _lines(text: Excerpt) -> list[Excerpt]:
    cuts: list[Excerpt] = []
    start = 0
    for line in text.text.split("\n"):
        if line.strip():
            cuts.append(text.cut(start, start + len(line)).stripped())
        start += len(line) + 1
    return cuts


def off_parameters(text: Excerpt) -> Peeled | None:
    """A callback URL, or its query, fragment or form alone (RFC 6749 §4.1.2, §4.2.2)."""
    found: list[tuple[str, Excerpt]] = []
    most = DEFAULT_LIMITS.values
    for match in islice(_parameter().finditer(text.text), most):
        value = text.cut(match.start("token"), match.end("token")).percent_decoded()
        name = unquote(match["name"])
        if value.text and name in TOKEN_NAMES:
            found.append((name, value))
    if not found and _URL.fullmatch(text.text):
        return Peeled(Wrapping.CALLBACK_URL, text.cut(0, 0))
    found.sort(key=lambda one: TOKEN_NAMES.index(one[0]))
    peeled = first_of(found, Wrapping.CALLBACK_URL)
    if peeled is None or text.text.count("=") <= most:
        return peeled
    return replace(peeled, defects=(*peeled.defects, UNREAD))


def off_percent(text: Excerpt) -> Peeled | None:
    """Percent-encoding over the whole text (RFC 3986 §2.1)."""
    if not _PERCENT.search(text.text):
        return None
    decoded = text.percent_decoded()
    return None if decoded is text else Peeled(Wrapping.PERCENT_ENCODED, decoded)


def off_prose(text: Excerpt, limits: Limits) -> Peeled | None:
    """Anything else with tokens in it: a log, a mail, a command.

    A JWS or JWE in JSON is a token itself; what else its object holds must not pass for it.
    """
    unread = len(text.text) > limits.coded_characters and bool(_PERCENT.search(text.text))
    if text.text.startswith("{"):
        octets = text.text.encode("utf-8", "surrogatepass")
        document, defects = scan(octets, max_depth=limits.nesting)
        if is_json_serialisation(document.mapping):
            return None
        unread = unread or any(defect.code == "limit-size-depth" for defect in defects)
    found = first_of(tokens_in_text(text, limits.tokens), Wrapping.PROSE)
    if found is None or not unread:
        return found
    return replace(found, defects=(*found.defects, UNREAD))
