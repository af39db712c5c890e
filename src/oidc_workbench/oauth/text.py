"""Texts that another party sent, made fit to be shown."""

import unicodedata

_LONGEST = 500


def clean(value: object, longest: int = _LONGEST) -> str:
    """Return a text without control, formatting and surrogate characters, on one line.

    An error description may hold line breaks, terminal sequences or marks that turn the reading
    direction; none of them reaches a screen or a terminal. What is no text becomes empty.
    """
    if not isinstance(value, str):
        return ""
    shown = "".join(
        " " if unicodedata.category(c) in _UNWANTED else c for c in value[: 4 * longest]
    )
    shown = " ".join(shown.split())
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
