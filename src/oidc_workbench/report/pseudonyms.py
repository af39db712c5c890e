"""Consistent stand-ins for whom a token is about: ``sub-1``, ``email-2``.

A value found under one name is replaced wherever else it stands: in another claim, another
token, a message, a URL. Equal values keep equal stand-ins, so that a reader still sees what
belongs together, and no verdict reads differently.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import takewhile
from urllib.parse import quote, quote_plus

from oidc_workbench.report.personal_claims import emails, label_of
from oidc_workbench.rules.evidence import visible
from oidc_workbench.rules.index import RULES

LEAST = 4
"""Shorter ASCII values are replaced in their own place only: they would take other text along."""

_LEAST_ELSEWHERE = 2  # one name in a script without spaces
_CUT = "…"
_WINDOW = 140  # evidence is cut at 120 characters (rules.evidence)
_LEAST_UNMARKED = 32  # a shorter beginning without a mark may be that of another value
_HEADLINE = "accepted rejected undecided give right signature key which supplied jwks verified"


class Pseudonyms:
    """The stand-ins of one report; learn everything first, then replace.

    Args:
        kept: values that are never replaced, such as the issuer that the person expects.
    """

    def __init__(self, kept: frozenset[str] = frozenset()) -> None:
        self._kept = kept
        self._by_value: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._places: dict[str, str] = {}
        self._finder: _Finder | None = None

    def learn(self, value: object, group: str = "", name: str = "") -> None:
        """Note every personal value in a JSON value, at any depth."""
        if isinstance(value, Mapping):
            for key, member in value.items():
                self._learn_emails(key)
                label = label_of(str(key), group)
                self.learn(member, label if isinstance(member, dict | list) else group, str(key))
        elif isinstance(value, list):
            for item in value:
                self.learn(item, group or label_of(name, ""), name)
        elif label := label_of(name, group):
            self.stand_in(label, value, name)
        else:
            self._learn_emails(value)

    def _learn_emails(self, text: object) -> None:
        if isinstance(text, str):
            for email in emails(text):
                self._note("email", email)

    def stand_in(self, label: str, value: object, name: str = "") -> object:
        """Return what stands for a personal value; what is no text or number stays as it is."""
        if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
            return value
        text = _text_of(value)
        if text in self._kept:
            return value
        found = self._note(label, text)
        if len(text) < LEAST and text.isascii():
            shown = json.dumps(value, ensure_ascii=False)
            self._places[f'"{name or label}":{shown}'] = f'"{name or label}":"{found}"'
        return found

    def replace(self, text: str, *, prose: bool = False) -> str:
        """Return a text with the stand-ins in it.

        Args:
            text: a value of a token, or a text that may quote one.
            prose: it is a sentence of ours. A word of our own is left in it even when it also is
                somebody's name: it tells nothing there.
        """
        if self._finder is None:
            self._finder = _Finder({**dict(self._spelled()), **{k: k for k in self._kept}})
        for place, shown in self._places.items():
            text = text.replace(place, shown)
        return self._finder.replace(text, _vocabulary() if prose else frozenset())

    def _note(self, label: str, text: str) -> str:
        if text in self._kept:
            return text
        if text not in self._by_value:
            self._counts[label] = self._counts.get(label, 0) + 1
            self._by_value[text] = f"{label}-{self._counts[label]}"
            self._finder = None
        return self._by_value[text]

    def _spelled(self) -> Iterator[tuple[str, str]]:
        for value, shown in self._by_value.items():
            if len(value) >= (LEAST if value.isascii() else _LEAST_ELSEWHERE):
                yield from ((spelling, shown) for spelling in _spellings(value))


class _Finder:
    """Finds any of many values in a text in one pass, the longest first."""

    def __init__(self, shown: Mapping[str, str]) -> None:
        self._shown = shown
        self._sorted = sorted(shown)
        self._lengths: dict[str, list[int]] = {}
        for value in shown:
            self._lengths.setdefault(value[:_LEAST_ELSEWHERE], []).append(len(value))
        for start, lengths in self._lengths.items():
            self._lengths[start] = sorted(set(lengths), reverse=True)

    def replace(self, text: str, own_words: frozenset[str]) -> str:
        if not self._shown:
            return text
        parts: list[str] = []
        done = at = 0
        while at < len(text):
            found, shown = self._at(text, at, own_words)
            if not found:
                at += 1
                continue
            parts += (text[done:at], shown)
            at += found
            done = at
        return "".join((*parts, text[done:]))

    def _at(self, text: str, at: int, own_words: frozenset[str]) -> tuple[int, str]:
        """How much of the text here is a value, and what stands for it."""
        lengths = self._lengths.get(text[at : at + _LEAST_ELSEWHERE])
        if lengths is None:
            return 0, ""
        for length in lengths:
            value = text[at : at + length]
            if value in self._shown and _stands_alone(text, at, value, own_words):
                return length, self._shown[value]
        return self._beginning(text, at)

    def _beginning(self, text: str, at: int) -> tuple[int, str]:
        """The beginning of a value that was cut off, as evidence and reasons show long ones."""
        window = text[at : at + _WINDOW]
        index = bisect_left(self._sorted, window)
        near = self._sorted[max(index - 1, 0) : index + 1]
        length, value = max((_common(window, one), one) for one in near)
        marked = window[length : length + 1] == _CUT and length >= LEAST
        if length < len(value) and (marked or length >= _LEAST_UNMARKED):
            return length, self._shown[value]
        return 0, ""


def _common(text: str, value: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = zip(text, value, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _stands_alone(text: str, at: int, value: str, own_words: frozenset[str]) -> bool:
    """Whether a value that is a plain word stands as a word, and not as one of our own."""
    if not (value.isascii() and value.isalpha()):
        return True
    end = at + len(value)
    inside = text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()
    return not inside and value.lower() not in own_words


@cache
def _vocabulary() -> frozenset[str]:
    """The words of the catalogue's own sentences."""
    pages = " ".join(f"{rule.title} {rule.help} {rule.remedy}" for rule in RULES)
    return frozenset(re.findall(r"[a-z]{4,}", f"{pages} {_HEADLINE}".lower()))


def _text_of(value: str | float) -> str:
    try:
        return str(value)
    except ValueError:  # an integer of thousands of digits
        return "number"


def _spellings(value: str) -> set[str]:
    """A value as evidence, JSON, a URL or a form write it."""
    printable = value.encode("utf-8", "backslashreplace").decode()
    seen = visible(value)
    return {
        value,
        value.lower(),
        printable,
        seen,
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        visible(json.dumps(value, ensure_ascii=False)[1:-1]),
        json.dumps(seen, ensure_ascii=False)[1:-1],
        value.encode("ascii", "backslashreplace").decode(),
        quote(printable, safe=""),
        quote(printable),
        quote_plus(printable),
    }
