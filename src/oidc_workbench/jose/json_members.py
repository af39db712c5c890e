"""Where each member of a JSON text stands: a scan over the octets, without recursion."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from oidc_workbench.jose.reading import Member, Span

if TYPE_CHECKING:
    from collections.abc import Callable

_BOM = b"\xef\xbb\xbf"
# JSON's structure is ASCII, so it can be found in octets that are not valid UTF-8 as well.
_TOKEN = re.compile(
    rb"""[ \t\n\r]*+(?:
        (?P<string>"(?:[^"\\]++|\\.)*+")
      | (?P<open>[\[{])
      | (?P<close>[\]}])
      | (?P<comma>,)
      | (?P<colon>:)
      | (?P<atom>[^\s",:\[\]{}]++)
    )""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class _Container:
    """An object or array that is not closed yet."""

    path: tuple[str | int, ...]
    start: int
    slot: int
    items: dict[str, object] | list[object]
    name: str | None = None
    index: int = 0
    expects_name: bool = False


@dataclass(slots=True)
class _Scan:
    """What has been found so far; a container's slot is filled when it closes."""

    found: list[Member | None] = field(default_factory=list)
    stack: list[_Container] = field(default_factory=list)

    def place(self) -> tuple[str | int, ...]:
        """Return the path of the value that comes next."""
        if not self.stack:
            return ()
        top = self.stack[-1]
        return (*top.path, top.index if top.name is None else top.name)

    def add(self, value: object) -> None:
        """Put a finished value into the container it stands in."""
        if not self.stack:
            return
        top = self.stack[-1]
        if isinstance(top.items, list):
            top.items.append(value)
        elif top.name is not None:
            top.items[top.name] = value


def members_of(octets: bytes, *, in_arrays: bool = True) -> tuple[Member, ...]:
    """Return every member with its path, value and place, in the order they are written.

    Of duplicate names each one is there. Octets that are not JSON give what was read before the
    mistake. The root value itself is no member. Cost grows linearly; nesting is limited by the
    caller (``json_scanner.MAX_DEPTH``) but never exhausts the stack here.

    Args:
        octets: the JSON text.
        in_arrays: also what stands in arrays; without it a long array costs next to nothing.
    """
    scan = _Scan()
    position = len(_BOM) if octets.startswith(_BOM) else 0
    skip = None if in_arrays else _skipping(octets)
    while token := _TOKEN.match(octets, position):
        position = token.end()
        if skip and token["open"] == b"[" and (end := skip(scan, token.start("open"))):
            position = end
        elif not _take(scan, token) or not scan.stack:
            break
    return tuple(member for member in scan.found if member is not None)


def _skipping(octets: bytes) -> Callable[[_Scan, int], int]:
    """How to take a whole array at once: gives where it ends, 0 when that can't be done."""
    # One character for each octet keeps the offsets, and JSON's structure is ASCII.
    text, plain = octets.decode("latin-1"), octets.isascii()

    def skip(scan: _Scan, start: int) -> int:
        if not scan.stack:  # the root is no member
            return 0
        try:
            value, end = _decoder().raw_decode(text, start)
            if not plain:
                value = _decoder().decode(octets[start:end].decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return 0
        if path := scan.place():
            scan.found.append(Member(path, value, Span(start, end)))
        scan.add(value)
        return end

    return skip


def _take(scan: _Scan, token: re.Match[bytes]) -> bool:
    """Take one lexical token; False at a mistake."""
    kind = token.lastgroup or ""
    if kind == "open":
        return _open(scan, token)
    if kind == "close":
        return _close(scan, token)
    if kind == "comma":
        return _next(scan)
    if kind == "colon":
        return True
    return _value(scan, token, kind)


def _open(scan: _Scan, token: re.Match[bytes]) -> bool:
    is_object = token["open"] == b"{"
    path, slot = scan.place(), len(scan.found)
    if path:
        scan.found.append(None)
    items: dict[str, object] | list[object] = {} if is_object else []
    start = token.start("open")
    scan.stack.append(_Container(path, start, slot, items, expects_name=is_object))
    return True


def _close(scan: _Scan, token: re.Match[bytes]) -> bool:
    if not scan.stack:
        return False
    closed = scan.stack.pop()
    if closed.path:
        span = Span(closed.start, token.end())
        scan.found[closed.slot] = Member(closed.path, closed.items, span)
    scan.add(closed.items)
    return True


def _next(scan: _Scan) -> bool:
    if not scan.stack:
        return False
    top = scan.stack[-1]
    top.index += 1
    top.expects_name = isinstance(top.items, dict)
    return True


def _value(scan: _Scan, token: re.Match[bytes], kind: str) -> bool:
    try:
        value = _parsed(token[kind])
    except ValueError:
        return False
    top = scan.stack[-1] if scan.stack else None
    if top is not None and top.expects_name:
        top.name, top.expects_name = str(value), False
        return True
    if path := scan.place():
        span = Span(token.start(kind), token.end(kind))
        scan.found.append(Member(path, value, span))
    scan.add(value)
    return True


def _parsed(octets: bytes) -> object:
    text = octets.decode("utf-8", "replace")
    if octets.startswith(b'"') and b"\\" not in octets:
        return text[1:-1]  # what the decoder would make of it, many times faster
    return _decoder().decode(text)


@cache
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(strict=False, parse_int=_number)


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= 308 else float(digits)
