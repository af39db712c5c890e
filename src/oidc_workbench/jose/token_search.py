"""Find the tokens in a text that is about something else: JSON, logs, mails, commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oidc_workbench.jose.excerpt import Excerpt
    from oidc_workbench.jose.reading import JsonDocument, Member

WHOLE_TOKEN = re.compile(r"[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]*+){2}(?:(?:\.[A-Za-z0-9_-]*+){2})?")
"""A text that is nothing but one token in compact form (RFC 7515 §7.1, RFC 7516 §7.1)."""

# A token in compact form whose header begins like a JSON object, with the disclosures of an
# SD-JWT. Each part is taken whole or not at all, so that the search is linear in the text.
_COMPACT = (
    r"eyJ[A-Za-z0-9_-]++\.[A-Za-z0-9_-]*+\.[A-Za-z0-9_-]*+"
    r"(?:\.[A-Za-z0-9_-]*+\.[A-Za-z0-9_-]++)?(?:~[A-Za-z0-9_.~-]*+)?"
)
_ANYWHERE = re.compile(rf"(?<![A-Za-z0-9_.~-]){_COMPACT}")
_WHOLE = re.compile(_COMPACT)


def tokens_in_text(text: Excerpt, most: int) -> list[tuple[str, Excerpt]]:
    """Return the tokens that stand in a text, each once, without a name; at most ``most``.

    Empty for a text that may itself be one damaged token: nothing is cut off that in silence.
    """
    found: dict[str, Excerpt] = {}
    for match in _ANYWHERE.finditer(text.text):
        found.setdefault(match[0], text.cut(match.start(), match.end()))
        if len(found) == most:
            break
    if text.text.startswith("eyJ") and len(found) < 2 and len(text.text.split(None, 2)) < 3:
        return []
    return [("", one) for one in found.values()]


def tokens_in_json(
    document: JsonDocument, text: Excerpt, most: int
) -> Iterator[tuple[Member, str, Excerpt]]:
    """Yield every member whose value is a token, its path (``data.tokens[1]``) and the token."""
    count = 0
    for member in document.members:
        if isinstance(member.value, str) and _WHOLE.fullmatch(member.value):
            yield member, _path_name(member.path), inside_of(member, text, document.octets)
            count += 1
            if count == most:
                return


def inside_of(member: Member, text: Excerpt, octets: bytes) -> Excerpt:
    """Cut a string member's inside out of the text its object was parsed from."""
    start, end = member.span.start + 1, member.span.end - 1
    if not text.text.isascii():
        start, end = (len(octets[:at].decode("utf-8", "surrogatepass")) for at in (start, end))
    return text.cut(start, end).json_unescaped()


def _path_name(path: tuple[str | int, ...]) -> str:
    name = ""
    for step in path:
        shown = str(step)[:40].encode("ascii", "backslashreplace").decode("ascii")
        name += f"[{step}]" if isinstance(step, int) else f".{shown}" if name else shown
    return name[:120]
