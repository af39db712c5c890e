"""A part of a pasted text that still knows where it came from."""

from __future__ import annotations

import re
from array import array
from dataclasses import field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reading import Span
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# What a copy from a terminal, a browser or a file brings along at the ends.
_OUTER = " \t\r\n\f\v\u00a0\u2028\u2029\u200b\ufeff"
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})++|[^%]++|%")
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\.|[^\\]++",
    re.DOTALL,
)
_SHORT = {
    r"\"": '"', r"\\": "\\", r"\/": "/", r"\b": "\b", r"\f": "\f", r"\n": "\n", r"\r": "\r",
    r"\t": "\t",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A text cut or decoded out of a pasted one.

    Args:
        pasted: the whole text.
        text: the excerpt.
        starts: where each character came from, and one more for the end: a number when the
            excerpt is a plain cut beginning there.
    """

    pasted: str = field(repr=False)
    text: str = field(repr=False)
    starts: int | array[int] = 0

    def cut(self, start: int, end: int) -> Excerpt:
        """Return a part of it."""
        if isinstance(self.starts, int):
            return Excerpt(self.pasted, self.text[start:end], self.starts + start)
        return Excerpt(self.pasted, self.text[start:end], self.starts[start : end + 1])

    def stripped(self) -> Excerpt:
        """Return it without the white space around it."""
        start = len(self.text) - len(self.text.lstrip(_OUTER))
        return self.cut(start, max(start, len(self.text.rstrip(_OUTER))))

    def span(self, start: int, end: int) -> Span:
        """Return the place of a part, in octets of the pasted text."""
        return Span(self._octets_before(start), self._octets_before(end))

    def joined(self) -> Excerpt:
        """Return it with its lines stripped and joined."""
        text: list[str] = []
        starts = array("L")
        position = 0
        for line in self.text.split("\n"):
            part = line.strip(_OUTER)
            begin = position + line.find(part) if part else position
            text.append(part)
            starts.extend(self._origins(begin, begin + len(part)))
            position += len(line) + 1
        starts.append(self._origin(len(self.text)))
        return Excerpt(self.pasted, "".join(text), starts)

    def percent_decoded(self) -> Excerpt:
        """Return it with percent-encoding taken off (RFC 3986 §2.1); beyond the cap as it is."""
        return self._rewritten(_PERCENT, "%", lambda run: unquote(run, errors="replace"))

    def json_unescaped(self) -> Excerpt:
        """Return a JSON string's inside without its escapes (RFC 8259 §7); beyond the cap as is."""
        return self._rewritten(_ESCAPE, "\\", _unescaped)

    def _rewritten(
        self, pattern: re.Pattern[str], mark: str, decode: Callable[[str], str]
    ) -> Excerpt:
        if mark not in self.text or len(self.text) > DEFAULT_LIMITS.coded_characters:
            return self
        text: list[str] = []
        starts = array("L")
        for match in pattern.finditer(self.text):
            run = match[0]
            if not run.startswith(mark):
                starts.extend(self._origins(match.start(), match.end()))
                text.append(run)
                continue
            decoded = decode(run)
            text.append(decoded)
            starts.extend([self._origin(match.start())] * len(decoded))
        starts.append(self._origin(len(self.text)))
        return Excerpt(self.pasted, "".join(text), starts)

    def _origins(self, start: int, end: int) -> Iterable[int]:
        if isinstance(self.starts, int):
            return range(self.starts + start, self.starts + end)
        return self.starts[start:end]

    def _origin(self, index: int) -> int:
        return self.starts + index if isinstance(self.starts, int) else self.starts[index]

    def _octets_before(self, index: int) -> int:
        origin = self._origin(index)
        if self.pasted.isascii():
            return origin
        return len(self.pasted[:origin].encode("utf-8", "surrogatepass"))


def _unescaped(escape: str) -> str:
    """Read one match of ``_ESCAPE``; what JSON does not know stays as it is."""
    if len(escape) == 2:
        return _SHORT.get(escape, escape)
    code = int(escape[2:6], 16)
    if len(escape) == 6:
        return chr(code)
    # A pair of surrogates stands for one character (RFC 8259 §7).
    return chr(0x10000 + ((code & 0x3FF) << 10) + (int(escape[8:12], 16) & 0x3FF))
