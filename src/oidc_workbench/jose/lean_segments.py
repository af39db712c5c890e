"""Segments of a compact token decoded in few steps, where nothing about them is odd.

For those who verify many tokens: what is irregular in the least gives None, and is then read with
care. msgspec decodes both base64 and JSON several times faster than the standard library does.
What it would let pass in silence is excluded beforehand, or by encoding what came out again: when
that gives the very octets that went in, there was no name twice, no blank, no escape, no number in
another spelling, and no octet that is not UTF-8.
"""

from __future__ import annotations

from functools import cache
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any

from oidc_workbench.jose.base64url import CLEAN_ENDS
from oidc_workbench.jose.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable

    # The header as it stands in the token, what the signature covers likewise, the claims, and the
    # signature's octets.
    Parts = tuple[str, str, dict[str, Any], bytes]

# A single character over has no padding that could mend it.
_PADDING = ('"', '==="', '=="', '="')
_SAFE = 2**63 - 1
LEVELS = 4
"""How deep claims may nest here; real ones nest less, and any limit of ours lies above."""


@cache
def parser() -> Callable[[str], Parts | None]:
    """Return what takes a token apart, or gives None for one that is to be read with care.

    It is made once, since msgspec is imported only when it is needed.
    """
    import msgspec

    malformed = (msgspec.DecodeError, UnicodeError)
    most = DEFAULT_LIMITS.values  # each value takes an octet at least
    octets_of = msgspec.json.Decoder(tuple[bytes, bytes]).decode
    object_of = msgspec.json.Decoder(_shallow_object(msgspec.Meta)).decode
    encode, ends, padding = msgspec.json.Encoder().encode, CLEAN_ENDS, _PADDING

    def parse(token: str) -> Parts | None:
        # What the decoder would take for something else than it is: padding, the other alphabet,
        # and what has a meaning in a JSON string.
        if "=" in token or "+" in token or "/" in token or "\\" in token or '"' in token:
            return None
        signed, _, last = token.rpartition(".")
        header, _, middle = signed.partition(".")
        over, left = len(middle) % 4, len(last) % 4
        if (over and middle[-1] not in ends[over]) or (left and last[-1] not in ends[left]):
            return None
        text = f'["{middle}{padding[over]},"{last}{padding[left]}]'
        try:
            octets, signature = octets_of(text.replace("-", "+").replace("_", "/"))
            claims = object_of(octets)
        except malformed:
            return None
        if len(octets) > most or encode(claims) != octets:
            return None
        return header, signed, claims, signature

    return parse


def _shallow_object(meta: Any) -> Any:
    """The type of a JSON object of few levels, without integers of more than 64 bits."""
    integer = Annotated[int, meta(ge=-_SAFE, le=_SAFE)]
    leaf: Any = str | integer | float | bool | None
    value = leaf
    for _ in range(LEVELS - 1):
        value = leaf | GenericAlias(list, (value,)) | GenericAlias(dict, (str, value))
    return GenericAlias(dict, (str, value))
