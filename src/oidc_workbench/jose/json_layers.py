"""The layer of JSON around a token: a token response, or anything else with tokens in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose.json_reader import is_json_serialisation
from oidc_workbench.jose.json_scanner import scan
from oidc_workbench.jose.peeled import AMBIGUOUS, TOKEN_NAMES, Peeled, ambiguous, first_of
from oidc_workbench.jose.reading import Defect, Wrapping
from oidc_workbench.jose.token_search import inside_of, tokens_in_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oidc_workbench.jose.excerpt import Excerpt
    from oidc_workbench.jose.limits import Limits
    from oidc_workbench.jose.reading import Member

_MAX_ARRAY = 1 << 18  # beyond this an array is looked through as a text, which is quicker


def off_json(text: Excerpt, limits: Limits) -> Peeled | None:
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
    known = {name: last[name] for name in TOKEN_NAMES if _is_token(last, name)}
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
    found = first_of(named[: limits.tokens], wrapping)
    rest, names = (found.rest, found.named) if found else (text.cut(0, 0), ())
    return Peeled(wrapping, rest, names, defects)


def _undecided(placed: list[tuple[str, str]]) -> tuple[Defect, ...]:
    """Say where another token could be meant as well as the first; each has its member's name.

    Only a protocol's name says what a token is for; a path or an index says nothing.
    """
    first = placed[0] if placed else ("", "")
    others = [name for name, token in placed if token != first[1]]
    if not others or (first[0] in TOKEN_NAMES and first[0] not in others):
        return ()
    return (ambiguous(first[0] if first[0] in others else ""),)


def _is_token(members: Mapping[str | int, Member], name: str) -> bool:
    return name in members and isinstance(members[name].value, str) and bool(members[name].value)
