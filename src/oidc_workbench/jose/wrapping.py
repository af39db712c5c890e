"""Take off what a token was pasted in, and say what was taken off.

Nothing inside the token is ever changed in silence: each layer is named, and what remains is
exactly what is verified.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from oidc_workbench.jose.excerpt import Excerpt
from oidc_workbench.jose.json_scanner import scan
from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reading import Defect, Wrapping
from oidc_workbench.jose.token_search import inside_of, tokens_in_json, tokens_in_text
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oidc_workbench.jose.limits import Limits
    from oidc_workbench.jose.reading import Member

MAX_TEXT = DEFAULT_LIMITS.text_characters
"""Characters up to which a text is looked through for a token; our policy."""
AMBIGUOUS = "several-tokens"
"""The defect of a text in which more than one token could be meant; the first is read."""

# Escapes can hide a token, and these were not taken off.
_UNREAD = Defect(AMBIGUOUS, "The text is too large to be read whole; it may hold another token.")
_LAYERS = 6
_MAX_LINES = 4096
_MAX_ARRAY = 1 << 18  # beyond this an array is looked through as a text, which is quicker
# In the order in which one of several is read first.
_NAMES = (
    "id_token",
    "access_token",
    "refresh_token",
    "logout_token",
    "client_assertion",
    "assertion",
    "subject_token",
    "id_token_hint",
    "response",
    "request",
    "token",
)
_PLAIN = re.compile(r"[A-Za-z0-9._~+/=-]*+", re.ASCII)
_WHOLE_TOKEN = re.compile(r"[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]*+){2}(?:(?:\.[A-Za-z0-9_-]*+){2})?")
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
        rf"(?:^|[?#&'\"\s])(?P<name>{'|'.join(_NAMES)}|(?=[a-z_]{{0,16}}+%)[A-Za-z0-9_%]{{1,48}}+)"
        r"=(?P<token>[^&#\s'\"]*+)"
    )


@dataclass(frozen=True, slots=True)
class Peeled:
    """A text with one layer off.

    Args:
        named: every token found under that layer, the one to read first.
    """

    wrapping: Wrapping
    rest: Excerpt
    named: tuple[tuple[str, Excerpt], ...] = ()
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """A text with every layer off, and what the layers were, from the outside in."""

    token: Excerpt
    wrappings: tuple[Wrapping, ...] = ()
    named: tuple[tuple[str, Excerpt], ...] = ()
    defects: tuple[Defect, ...] = ()


def unwrap(text: str, limits: Limits = DEFAULT_LIMITS) -> Unwrapped:
    """Find the token in a pasted text; a text that holds none gives an empty one."""
    result = Unwrapped(Excerpt(text, text).stripped())
    if len(text) > limits.text_characters:
        return result
    for _ in range(_LAYERS):
        peeled = _peel(result.token, limits)
        if peeled is None:
            break
        result = Unwrapped(
            peeled.rest.stripped(),
            (*result.wrappings, peeled.wrapping),
            result.named or peeled.named,
            (*result.defects, *peeled.defects),
        )
    return result


def is_json_serialisation(value: Mapping[str, object]) -> bool:
    """Whether an object is a JWS or JWE in JSON (RFC 7515 §7.2, RFC 7516 §7.2)."""
    if "ciphertext" in value or isinstance(value.get("signatures"), list):
        return True
    # Without a payload it is detached (RFC 7515 appendix F).
    return "signature" in value and ("payload" in value or "protected" in value)


def _peel(text: Excerpt, limits: Limits) -> Peeled | None:
    if _PLAIN.fullmatch(text.text):
        return _off_parameters(text) if "=" in text.text else None
    found = _off_json(text, limits)
    if found is None:
        found = next((peeled for step in _STEPS if (peeled := step(text))), None)
    return found or _off_prose(text, limits)


def _first_of(found: list[tuple[str, Excerpt]], wrapping: Wrapping) -> Peeled | None:
    """Tell the tokens that were found apart; one that nothing names has the empty name."""
    if not found:
        return None
    named: list[tuple[str, Excerpt]] = []
    texts: dict[str, list[str]] = {}
    for name, one in found:
        same = texts.setdefault(name, [])
        if one.text not in same[: DEFAULT_LIMITS.tokens]:
            same.append(one.text)
            number = f" {len(same)}" if len(same) > 1 or not name else ""
            named.append((f"{name or 'token'}{number}", one))
    named = named[: DEFAULT_LIMITS.tokens]
    defects = tuple(_ambiguous(name) for name, same in texts.items() if len(same) > 1)
    return Peeled(wrapping, named[0][1], tuple(named) if len(named) > 1 else (), defects)


def _ambiguous(name: str) -> Defect:
    """Different tokens of one name: a receiver may take another than the one read here."""
    what = f'more than one "{name}"' if name else "more than one token"
    return Defect(AMBIGUOUS, f"The text holds {what}; the first is read.")


def _off_json(text: Excerpt, limits: Limits) -> Peeled | None:
    """A token response (RFC 6749 §5.1), or any JSON with tokens in it."""
    if not text.text.startswith(("{", "[")):
        return None
    octets = text.text.encode("utf-8", "surrogatepass")
    document, defects = scan(octets, max_depth=limits.nesting)
    value = document.value
    if not isinstance(value, dict | list) or is_json_serialisation(document.mapping):
        return None
    if isinstance(value, list) and len(octets) > _MAX_ARRAY:
        return None
    last = {m.path[0]: m for m in document.members if len(m.path) == 1}
    known = {name: last[name] for name in _NAMES if _is_token(last, name)}
    named = [(name, inside_of(member, text, octets)) for name, member in known.items()]
    is_response = bool(named) or isinstance(value, dict)
    placed: list[tuple[str, str]] = []
    for member, name, token in tokens_in_json(document, text, limits.tokens):
        if name not in known:
            is_response = is_response and bool(known)
            named.append((name, token))
            placed.append((str(member.path[-1]), token.text))
    if isinstance(value, list) and not named:
        return None
    if not document.is_json:
        said = "More follows after the JSON text, which may be another token."
        defects = (*defects, Defect(AMBIGUOUS, said))
    defects = (*defects, *_undecided([] if known else placed))
    wrapping = Wrapping.TOKEN_RESPONSE if is_response else Wrapping.JSON
    found = _first_of(named[: limits.tokens], wrapping)
    rest, names = (found.rest, found.named) if found else (text.cut(0, 0), ())
    return Peeled(wrapping, rest, names, defects)


def _undecided(placed: list[tuple[str, str]]) -> tuple[Defect, ...]:
    """Say where another token could be meant as well as the first; each has its member's name.

    Only a protocol's name says what a token is for; a path or an index says nothing.
    """
    first = placed[0] if placed else ("", "")
    others = [name for name, token in placed if token != first[1]]
    if not others or (first[0] in _NAMES and first[0] not in others):
        return ()
    return (_ambiguous(first[0] if first[0] in others else ""),)


def _is_token(members: Mapping[str | int, Member], name: str) -> bool:
    return name in members and isinstance(members[name].value, str) and bool(members[name].value)


def _off_quotes(text: Excerpt) -> Peeled | None:
    inside = text.text
    if len(inside) < 2 or _QUOTES.get(inside[0]) != inside[-1]:
        return None
    rest = text.cut(1, len(inside) - 1)
    if inside[0] != '"':
        return Peeled(Wrapping.QUOTED, rest)
    plain = rest.json_unescaped()
    unread = plain is rest and "\\" in rest.text
    return Peeled(Wrapping.QUOTED, plain, defects=(_UNREAD,) if unread else ())


def _off_headers(text: Excerpt) -> Peeled | None:
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
    return _first_of(named, Wrapping.CURL if is_curl else Wrapping.HEADER_LINE)


def _without_scheme(text: Excerpt) -> Excerpt:
    scheme = _SCHEME.match(text.text)
    return text.cut(scheme.end(), len(text.text)) if scheme else text


def _off_scheme(text: Excerpt) -> Peeled | None:
    rest = _without_scheme(text)
    return None if rest is text else Peeled(Wrapping.BEARER, rest)


def _off_lines(text: Excerpt) -> Peeled | None:
    """Several lines: one token on each, or one token broken over them."""
    if not 0 < text.text.count("\n") <= _MAX_LINES:
        return None
    lines = _lines(text)
    if all(_WHOLE_TOKEN.fullmatch(line.text) for line in lines):
        return _first_of([("", line) for line in lines], Wrapping.SEVERAL_LINES)
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


def _off_parameters(text: Excerpt) -> Peeled | None:
    """A callback URL, or its query, fragment or form alone (RFC 6749 §4.1.2, §4.2.2)."""
    found: list[tuple[str, Excerpt]] = []
    most = DEFAULT_LIMITS.values
    for match in islice(_parameter().finditer(text.text), most):
        value = text.cut(match.start("token"), match.end("token")).percent_decoded()
        name = unquote(match["name"])
        if value.text and name in _NAMES:
            found.append((name, value))
    if not found and _URL.fullmatch(text.text):
        return Peeled(Wrapping.CALLBACK_URL, text.cut(0, 0))
    found.sort(key=lambda one: _NAMES.index(one[0]))
    peeled = _first_of(found, Wrapping.CALLBACK_URL)
    if peeled is None or text.text.count("=") <= most:
        return peeled
    return replace(peeled, defects=(*peeled.defects, _UNREAD))


def _off_percent(text: Excerpt) -> Peeled | None:
    if not _PERCENT.search(text.text):
        return None
    decoded = text.percent_decoded()
    return None if decoded is text else Peeled(Wrapping.PERCENT_ENCODED, decoded)


def _off_prose(text: Excerpt, limits: Limits) -> Peeled | None:
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
    found = _first_of(tokens_in_text(text, limits.tokens), Wrapping.PROSE)
    if found is None or not unread:
        return found
    return replace(found, defects=(*found.defects, _UNREAD))


_STEPS: tuple[Callable[[Excerpt], Peeled | None], ...] = (
    _off_quotes,
    _off_headers,
    _off_scheme,
    _off_lines,
    _off_parameters,
    _off_percent,
)
