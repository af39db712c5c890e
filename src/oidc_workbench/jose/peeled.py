"""A text with one layer off, and how the tokens found under that layer are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oidc_workbench.jose.limits import DEFAULT_LIMITS
from oidc_workbench.jose.reading import Defect
from oidc_workbench.values import dataclass

if TYPE_CHECKING:
    from oidc_workbench.jose.excerpt import Excerpt
    from oidc_workbench.jose.reading import Wrapping

AMBIGUOUS = "several-tokens"
"""The defect of a text in which more than one token could be meant; the first is read."""
UNREAD = Defect(AMBIGUOUS, "The text is too large to be read whole; it may hold another token.")
"""Escapes can hide a token, and these were not taken off."""
TOKEN_NAMES = (
    "id_token",
    "access_token",
    "refresh_token",
    "logout_token",
    "client_assertion",
    "assertion",
    "subject_token",
    "id_token_hint",
    "response",
    "request",
    "token",
)
"""Parameters and members that hold tokens, in the order in which one of several is read first."""


@dataclass(frozen=True, slots=True)
class Peeled:
    """A text with one layer off.

    Args:
        named: every token found under that layer, the one to read first.
    """

    wrapping: Wrapping
    rest: Excerpt
    named: tuple[tuple[str, Excerpt], ...] = ()
    defects: tuple[Defect, ...] = ()


def first_of(found: list[tuple[str, Excerpt]], wrapping: Wrapping) -> Peeled | None:
    """Tell the tokens that were found apart; one that nothing names has the empty name."""
    if not found:
        return None
    named: list[tuple[str, Excerpt]] = []
    texts: dict[str, list[str]] = {}
    for name, one in found:
        same = texts.setdefault(name, [])
        if one.text not in same[: DEFAULT_LIMITS.tokens]:
            same.append(one.text)
            number = f" {len(same)}" if len(same) > 1 or not name else ""
            named.append((f"{name or 'token'}{number}", one))
    named = named[: DEFAULT_LIMITS.tokens]
    defects = tuple(ambiguous(name) for name, same in texts.items() if len(same) > 1)
    return Peeled(wrapping, named[0][1], tuple(named) if len(named) > 1 else (), defects)


def ambiguous(name: str) -> Defect:
    """Say that a receiver may take another token of this name, or of none, than is read here."""
    what = f'more than one "{name}"' if name else "more than one token"
    return Defect(AMBIGUOUS, f"The text holds {what}; the first is read.")
