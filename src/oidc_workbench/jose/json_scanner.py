"""Strict JSON: duplicate names, non-finite numbers, encodings and nesting are seen and said.

The value comes from the standard library's decoder, so that it is the value every other Python
program sees; what that decoder forgives in silence is found here.
"""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import field
from json.scanner import make_scanner
from math import isinf
from typing import TYPE_CHECKING, Any, NoReturn

from oidc_workbench.jose.limits import DEFAULT_LIMITS, NESTING
from oidc_workbench.jose.reading import Defect, JsonDocument
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from oidc_workbench.jose.reading import Span

MAX_DEPTH = DEFAULT_LIMITS.nesting
"""How deep arrays and objects may nest before we refuse to parse (RFC 8259 §9; our policy)."""
MAX_VALUES = DEFAULT_LIMITS.values
"""How many values a text may hold before we refuse to parse (RFC 8259 §9; our policy)."""

_BOM = b"\xef\xbb\xbf"
_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[{]|[\]}]', re.DOTALL)
_NONFINITE_CODE = "json-number-nonfinite"
# Python and IEEE 754 doubles part ways here: an integer of more digits is no finite double.
_SAFE_DIGITS = 308
_LONG = re.compile(rb"[0-9]{309}")


class _IrregularError(Exception):
    """The quick decoder met something to look at closely."""


@dataclasses.dataclass(slots=True)
class _Notes:
    """What the careful decoder met, as codes and sentences."""

    items: dict[tuple[str, str], None] = field(default_factory=dict)

    def add(self, code: str, message: str) -> None:
        # Thousands of names may stand twice, so that looking through a list would take minutes.
        self.items[code, message] = None


def scan(
    octets: bytes, segment: str = "", span: Span | None = None, max_depth: int = MAX_DEPTH
) -> tuple[JsonDocument, tuple[Defect, ...]]:
    """Parse octets as JSON; total, lenient, never deeper than ``max_depth``.

    The defects carry ``segment``, the name of the segment the octets came from, and its ``span``.

    Returns:
        The document, and defects with the codes ``json-not-utf8``, ``json-duplicate-member``,
        ``json-number-nonfinite``, ``limit-size-depth``. Octets that are no JSON text give a
        document with ``is_json`` false and no defect of their own: the caller knows what it needs.
    """
    if not (_has_too_many(octets) or _is_too_deep(octets, max_depth)):
        try:
            return JsonDocument(_QUICK.decode(octets.decode("utf-8")), octets), ()
        except (_IrregularError, ValueError):
            pass  # the careful decoder says what it is
    notes = _Notes()
    document = _scan_closely(octets, notes, max_depth)
    return document, tuple(Defect(code, said, segment, span) for code, said in notes.items)


def scan_object(
    octets: bytes, segment: str = "", span: Span | None = None, max_depth: int = MAX_DEPTH
) -> tuple[JsonDocument, tuple[Defect, ...]]:
    """Parse octets that must be one JSON object (RFC 7519 §7.2): adds ``json-not-object``."""
    document, defects = scan(octets, segment, span, max_depth)
    if document.is_json and isinstance(document.value, dict):
        return document, defects
    refused = any(defect.code == "limit-size-depth" for defect in defects)
    if refused:
        return document, defects
    message = _not_an_object(document)
    return document, (*defects, Defect("json-not-object", message, segment, span))


def decode_plain(octets: bytes, max_depth: int) -> dict[str, object] | None:
    """Decode one JSON object without anything irregular in or around it; None for all else."""
    if len(octets) > _SAFE_DIGITS and (_has_too_many(octets) or _LONG.search(octets)):
        return None
    if _is_too_deep(octets, max_depth):
        return None
    try:
        text = octets.decode("utf-8")
        value, end = _scan_plain(text, 0)
    except (_IrregularError, StopIteration, ValueError):
        return None
    return value if end == len(text) and isinstance(value, dict) else None


def _has_too_many(octets: bytes) -> bool:
    """Whether there may be more values than the cap; in strings a divider counts as well.

    Each costs far more than its octets do, so that a megabyte of nothing but them takes seconds.
    """
    if len(octets) <= MAX_VALUES:
        return False
    return sum(map(octets.count, (b",", b"{", b"["))) > MAX_VALUES


def _is_too_deep(octets: bytes, max_depth: int) -> bool:
    """Whether arrays and objects nest beyond the cap, brackets in strings left out."""
    if octets.count(b"{") + octets.count(b"[") <= max_depth:
        return False
    depth = 0
    for match in _BRACKET.finditer(octets):
        bracket = match[0]
        if bracket in {b"[", b"{"}:
            depth += 1
            if depth > max_depth:
                return True
        elif bracket in {b"]", b"}"}:
            depth -= 1
    return False


def _not_an_object(document: JsonDocument) -> str:
    if document.is_json:
        kinds = {list: "an array", str: "a string", bool: "true or false", type(None): "null"}
        kind = kinds.get(type(document.value), "a number")
        return f"It is {kind}, not a JSON object."
    if isinstance(document.value, dict):
        return "More follows after the JSON object."
    return "It is not JSON."


def _scan_closely(octets: bytes, notes: _Notes, max_depth: int) -> JsonDocument:
    if _has_too_many(octets):
        notes.add("limit-size-depth", f"It holds more than {MAX_VALUES} values; not parsed.")
        return JsonDocument(None, is_json=False)
    if _is_too_deep(octets, max_depth):
        notes.add(
            "limit-size-depth",
            f"It nests deeper than {max_depth} levels (limit {NESTING}); not parsed.",
        )
        return JsonDocument(None, is_json=False)
    text, countable = _text_of(octets, notes)
    kept = octets if countable else b""
    decoder = _careful_decoder(notes)
    start = len(text) - len(text.lstrip(" \t\n\r"))
    try:
        value, end = decoder.raw_decode(text, start)
    except json.JSONDecodeError as mistake:
        _note_odd_number(text, mistake.pos, notes)
        return JsonDocument(None, kept, is_json=False)
    rest = text[end:].strip(" \t\n\r")
    if rest:
        _note_odd_number(text, end, notes)
    return JsonDocument(value, kept, is_json=not rest)


def _text_of(octets: bytes, notes: _Notes) -> tuple[str, bool]:
    """Return the text, and whether places in it can be counted in the octets."""
    encoding = json.detect_encoding(octets)
    if encoding == "utf-8-sig":
        notes.add("json-not-utf8", "It begins with a byte order mark (RFC 8259 §8.1).")
        octets = octets.removeprefix(_BOM)
    elif encoding != "utf-8":
        notes.add("json-not-utf8", f"It looks like {encoding.upper()}, not UTF-8.")
        return octets.decode(encoding, "replace"), False
    try:
        return octets.decode("utf-8"), True
    except UnicodeDecodeError as mistake:
        notes.add("json-not-utf8", f"Octet {mistake.start} is not valid UTF-8.")
        return octets.decode("utf-8", "replace"), True


def _note_odd_number(text: str, position: int, notes: _Notes) -> None:
    """Tell a leading zero or a hexadecimal number from other mistakes: the parser stops after 0."""
    before, at = text[max(position - 1, 0) : position], text[position : position + 1]
    if before == "0" and at and (at in "xX" or at.isdigit()):
        notes.add(_NONFINITE_CODE, "A number is written with a leading zero or in hexadecimal.")


# -- decoders ------------------------------------------------------------------------------


def _stop(_: object) -> NoReturn:
    raise _IrregularError


def _quick_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _IrregularError
    return members


def _quick_float(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise _IrregularError
    return number


def _quick_int(text: str) -> int:
    if len(text) > _SAFE_DIGITS:
        raise _IrregularError
    return int(text)


_QUICK = json.JSONDecoder(
    object_pairs_hook=_quick_pairs,
    parse_constant=_stop,
    parse_float=_quick_float,
    parse_int=_quick_int,
)


# For octets without a number of that many digits, which leaves nothing to look at in integers.
_PLAIN: Any = json.JSONDecoder(
    object_pairs_hook=_quick_pairs, parse_constant=_stop, parse_float=_quick_float
)
_scan_plain: Callable[[str, int], tuple[object, int]] = make_scanner(_PLAIN)


@dataclass(frozen=True, slots=True)
class _Careful:
    """The decoder's hooks that note what they meet."""

    notes: _Notes

    def pairs(self, found: list[tuple[str, object]]) -> dict[str, object]:
        members: dict[str, object] = {}
        for name, value in found:
            if name in members:
                said = f"The member name {name[:40]!a} stands more than once in one object."
                self.notes.add("json-duplicate-member", said)
            members[name] = value
        return members

    def constant(self, name: str) -> float:
        self.notes.add(_NONFINITE_CODE, f"{name} is not a JSON number.")
        return float(name)

    def number(self, text: str) -> float:
        value = float(text)
        if isinf(value):
            self.notes.add(_NONFINITE_CODE, "A number is too large for any finite value.")
        return value

    def integer(self, text: str) -> int | float:
        if len(text) > _SAFE_DIGITS and isinf(value := self.number(text)):
            return value
        return int(text)


def _careful_decoder(notes: _Notes) -> json.JSONDecoder:
    hooks = _Careful(notes)
    return json.JSONDecoder(
        object_pairs_hook=hooks.pairs,
        parse_constant=hooks.constant,
        parse_float=hooks.number,
        parse_int=hooks.integer,
    )
