"""The usual case in few steps: a bare, compact JWS that nothing at all is wrong with.

Whatever is irregular in the least is left to the careful reader, whose answer this one's always
equals; it only spends no time on looking for defects that are not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose.base64url import decode_clean
from oidc_workbench.jose.json_scanner import decode_plain
from oidc_workbench.jose.reading import JsonDocument, Reading, Segment, Span, TokenForm

if TYPE_CHECKING:
    from oidc_workbench.jose.limits import Limits


def read_flawless(text: str, token: str, start: int, limits: Limits) -> Reading | None:
    """Read a token that stands bare in a text; None when it is to be read carefully.

    Args:
        text: what was pasted, in ASCII.
        token: characters of base64url and two dots.
        start: where it stands in the text.
        limits: beyond which it is left to the careful reader, which says so.
    """
    if len(token) > limits.token_octets:
        return None
    first, second, third = token.split(".")
    head, body, tail = decode_clean(first), decode_clean(second), decode_clean(third)
    if head is None or body is None or tail is None or len(head) > limits.header_octets:
        return None
    header, claims = decode_plain(head, limits.nesting), decode_plain(body, limits.nesting)
    if header is None or claims is None:
        return None
    middle = start + len(first) + 1
    last = middle + len(second) + 1
    segments = (
        Segment("header", first, Span(start, middle - 1), head),
        Segment("payload", second, Span(middle, last - 1), body),
        Segment("signature", third, Span(last, last + len(third)), tail),
    )
    return Reading(
        text,
        token,
        TokenForm.JWS_COMPACT,
        segments=segments,
        header=JsonDocument(header, head),
        payload=JsonDocument(claims, body),
    )
