"""What some octets in DER are, seen from their outermost elements (X.690 §8.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "pkcs8",
    "encrypted",
    "pkcs1",
    "sec1",
    "dsa",
    "public",
    "rsa-public",
    "certificate",
    "pkcs12",
    "",
]
_INTEGER, _BITS, _OCTETS, _SEQUENCE = 0x02, 0x03, 0x04, 0x30
_INDEFINITE = 0x80  # a length that BER has and DER has not
_MOST_CHILDREN = 10


@dataclass(frozen=True, slots=True)
class Shape:
    """What was seen.

    Args:
        kind: the structure; empty when it is none of those that hold a key.
        octets: exactly the element, without what follows it.
        missing: how many octets the element says it has and are not there.
    """

    kind: Kind
    octets: bytes = field(repr=False)
    missing: int = 0


def shape_of(octets: bytes) -> Shape:
    """Look at one element; never raises."""
    head = _header(octets, 0)
    if head is None or head[0] != _SEQUENCE:
        return Shape("", octets)
    _tag, start, length = head
    end = start + length
    missing = max(0, end - len(octets))
    children = _children(octets[:end], start)
    return Shape(_kind(octets, children), octets[:end], missing)


def _kind(octets: bytes, children: list[tuple[int, int, int]]) -> Kind:
    tags = [tag for tag, _, _ in children]
    if tags[:1] == [_SEQUENCE]:
        return _of_sequence(tags)
    if tags[:1] != [_INTEGER]:
        return ""
    _, start, length = children[0]
    return _of_integer(octets[start : start + length], tags)


def _of_sequence(tags: list[int]) -> Kind:
    if tags == [_SEQUENCE, _OCTETS]:
        return "encrypted"
    if tags == [_SEQUENCE, _BITS]:
        return "public"
    # A certificate and a request for one look the same from here.
    return "certificate" if tags == [_SEQUENCE, _SEQUENCE, _BITS] else ""


def _of_integer(first: bytes, tags: list[int]) -> Kind:
    second = tags[1] if len(tags) > 1 else 0
    if second == _SEQUENCE:
        return "pkcs12" if first == b"\x03" else "pkcs8"
    if second == _OCTETS:
        return "sec1"
    if second != _INTEGER:
        return ""
    if len(tags) == 2:
        return "rsa-public"
    return "dsa" if len(tags) == 6 else "pkcs1"


def _children(octets: bytes, start: int) -> list[tuple[int, int, int]]:
    """The elements inside: tag, where its content starts, and how long it is."""
    found: list[tuple[int, int, int]] = []
    while start < len(octets) and len(found) < _MOST_CHILDREN:
        head = _header(octets, start)
        if head is None:
            break
        found.append(head)
        start = head[1] + head[2]
    return found


def _header(octets: bytes, at: int) -> tuple[int, int, int] | None:
    if len(octets) < at + 2:
        return None
    tag, first = octets[at], octets[at + 1]
    if first < _INDEFINITE:
        return tag, at + 2, first
    count = first & 0x7F
    if first == _INDEFINITE:
        return tag, at + 2, len(octets) - at - 2
    if count > 4 or len(octets) < at + 2 + count:
        return None
    return tag, at + 2 + count, int.from_bytes(octets[at + 2 : at + 2 + count], "big")
