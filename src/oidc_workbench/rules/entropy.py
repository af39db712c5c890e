"""How hard a value is to guess, estimated from its characters alone."""

import math
import re
import string
from collections import Counter
from functools import cache

LEAST_BITS = 96  # below it a value of 128 random bits is not believable
_ALPHABETS = tuple(
    frozenset(chars)
    for chars in (
        string.digits,
        string.digits + "abcdef",
        string.digits + "ABCDEF",
        string.ascii_uppercase,
        string.ascii_lowercase,
        string.digits + string.ascii_uppercase,
        string.digits + string.ascii_lowercase,
        string.digits + string.ascii_letters + "-_",
    )
)
_PRINTABLE = 94
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_LONG = 200  # characters; beyond it the text itself shows how varied it is
_AS_VARIED = 0.9  # of what a random text shows: chance alone takes away as much


def shannon_bits(text: str) -> float:
    """Shannon's entropy of the characters as they occur, times the length.

    It never exceeds ``n·log2 n``, so it belittles short texts: 22 random base64url characters
    hold 132 bits and show about 91.
    """
    size = len(text)
    return sum(count * math.log2(size / count) for count in Counter(text).values())


def capacity_bits(text: str) -> float:
    """The most entropy that a text of this length and alphabet can hold."""
    return len(text) * math.log2(_alphabet_size(text)) if text else 0.0


def estimated_bits(text: str) -> float:
    """Estimate how many random bits a value holds.

    That is what its length and alphabet can hold, lessened by as much as its characters are less
    varied than those of a random text of the same length. It can't see that a varied text is a
    known one, so a large estimate proves nothing, and a small one says much.
    """
    value = text.replace("-", "") if _UUID.fullmatch(text) else text
    if len(value) > _LONG:
        return shannon_bits(value)
    if len(value) < 2:
        return 0.0
    expected = _shown_by_random(len(value), _alphabet_size(value))
    return capacity_bits(value) * min(1.0, shannon_bits(value) / (_AS_VARIED * expected))


def _alphabet_size(text: str) -> int:
    chars = set(text)
    fitting = (len(alphabet) for alphabet in _ALPHABETS if chars <= alphabet)
    return next(fitting, max(_PRINTABLE, len(chars)))


@cache
def _shown_by_random(length: int, alphabet: int) -> float:
    """The mean of :func:`shannon_bits` over random texts: each count is binomial."""
    chance = 1 / alphabet
    repeats = sum(
        math.comb(length, count)
        * chance**count
        * (1 - chance) ** (length - count)
        * count
        * math.log2(count)
        for count in range(2, length + 1)
    )
    return length * math.log2(length) - alphabet * repeats
