"""Judge hostile texts of a megabyte, each as a ratio to judging a plain text of the same length.

Processor time is measured, the best of a few rounds, so that other work on the machine counts
little. The goal is a second for any text on an idle machine; a ratio that grows from one run to
the next shows a cost that grew.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.rules.expectation import Expectation
from oidc_workbench.rules.inspection import inspect

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = DEFAULT_LIMITS.text_characters
ROUNDS = 3
GOAL = 1.0
TOKEN = "eyJhbGciOiJSUzI1NiJ9.e30.AAAA"  # noqa: S105 - an empty one, signed by nobody
EXPECTED = Expectation(issuer="https://as.example", client_id="c", audiences=("a",), nonce="n")


def filled(unit: str, before: str = "", after: str = "") -> str:
    """Repeat a unit between two ends until the text has its full length."""
    return before + unit * ((MOST - len(before) - len(after)) // len(unit)) + after


def numbered(pattern: str, between: str, before: str = "", after: str = "") -> str:
    """Repeat a pattern with a number in it."""
    room = MOST - len(before) - len(after)
    count = room // (len(pattern.format(n=99_999)) + len(between))
    return before + between.join(pattern.format(n=n) for n in range(count)) + after


def json_texts() -> Iterator[tuple[str, str]]:
    """Yield what each text that looks like JSON is made of, and the text."""
    yield "one name repeated", filled('"a":1,', "{", '"a":1}')
    yield "names twice each", numbered('"{n}":1,"{n}":1', ",", "{", "}")
    yield "members", numbered('"{n}":1', ",", "{", "}")
    yield "members in escapes", numbered('"{n}":"\\u0041"', ",", "{", "}")
    yield "members with tokens", numbered(f'"{{n}}":"{TOKEN}"', ",", "{", "}")
    yield "a string of escapes", filled("\\n", '"', '"')
    yield "a string of \\u", filled("\\u0041", '"', '"')
    yield "surrogate pairs", filled("\\ud83d\\ude00", '"', '"')
    yield "brackets", filled("[")
    yield "objects in objects", filled('{"a":')
    yield "flat objects", filled('{"b":1},', "[", "1]")
    yield "infinite numbers", filled("1e999,", "[", "1]")
    yield "NaN", filled("NaN,", "[", "1]")
    yield "digits", filled("9", '{"a":', "}")
    yield "signatures", filled('{"signature":"AAAA"},', '{"payload":"e30","signatures":[', "1]}")


def other_texts() -> Iterator[tuple[str, str]]:
    """Yield the same for texts of other shapes."""
    yield "percent-encoding", filled("%41 ")
    yield "half percent-encoding", filled("%41%zz")
    yield "nested percent-encoding", filled("%252525252541")
    yield "Bearer", filled("Bearer ")
    yield "header lines", numbered("Authorization: Bearer {n}", "\n")
    yield "header lines, not ASCII", numbered("Authorization: Bearer {n}é", "\n")
    yield "a curl command", numbered("-H 'Authorization: Bearer {n}'", " ", "curl ")
    yield "parameters", numbered("id_token={n}", "&", "https://a.example/?")
    yield "one parameter", filled("%41", "id_token=")
    yield "tokens", filled(f"{TOKEN} ")
    yield "tokens, not ASCII", filled(f"{TOKEN} ", "é ")
    yield "quotes", filled('"')
    yield "dots", filled(".")
    yield "line ends", filled("a\n")
    yield "blanks", filled(" ", "a", "a")


def cost(text: str) -> float:
    """Return the seconds of processor time that the best round took."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        inspect(text, EXPECTED, now=1767225600.0)
        best = min(best, time.process_time() - begun)
    return best


def main() -> None:
    inspect(TOKEN, EXPECTED)  # what is loaded once is loaded now
    floor = cost(filled("a "))
    print(f"plain text: {floor * 1000:.0f} ms")
    for name, text in (*json_texts(), *other_texts()):
        seconds = cost(text)
        late = "  over the goal" if seconds > GOAL else ""
        print(f"{name:26} {seconds / floor:7.1f} times, {seconds:.2f} s{late}")


if __name__ == "__main__":
    main()
