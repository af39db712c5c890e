"""What a finding shows of an artefact: short, free of secrets, with nothing hidden in it."""

import json
import math
import unicodedata
from datetime import UTC, datetime, timedelta

_LIMIT = 120
_SECRET_LIMIT = 6
_LATEST_SHOWN = 253_402_300_799  # 9999-12-31T23:59:59Z, the last moment a calendar date can name
_LONGEST_SHOWN = 315_569_520_000  # 10,000 years
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def visible(text: str) -> str:
    r"""Replace characters that a screen hides (controls, bidi marks, zero-width) by ``\uXXXX``."""
    if text.isprintable():
        return text
    return "".join(
        char if char == " " or unicodedata.category(char)[0] not in "CZ" else _escape(char)
        for char in text
    )


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def shorten(text: str, limit: int = _LIMIT) -> str:
    """Make a text visible and cut it to ``limit`` characters."""
    cut = text if len(text) <= limit else f"{text[:limit]}…"
    return visible(cut)


def show(value: object) -> str:
    """Show a member's value as the JSON it stands for, shortened."""
    if isinstance(value, str):
        return f'"{shorten(value)}"'
    if isinstance(value, list | dict):
        return shorten(_json(value))
    return shorten(str(value) if isinstance(value, float) else _json(value))


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):  # an integer of thousands of digits, absurd nesting
        return f"<{type(value).__name__}>"


def show_member(name: str, members: dict[str, object] | object) -> str:
    """Show ``"name":value``, or say that it is absent."""
    if isinstance(members, dict) and name in members:
        return f'"{name}":{show(members[name])}'
    return f"no {name}"


def show_nonce(value: object) -> str:
    """Show only the beginning of a value that binds a token to one session."""
    if not isinstance(value, str):
        return show(value)
    if len(value) <= _SECRET_LIMIT:
        return f'"{visible(value)}"'
    return f'"{visible(value[:_SECRET_LIMIT])}…" ({len(value)} characters)'


def moment(seconds: float) -> str:
    """Write a NumericDate for a person, in UTC; the bare number when no calendar has it."""
    if not math.isfinite(seconds) or abs(seconds) > _LATEST_SHOWN:
        return str(seconds)
    try:
        when = _EPOCH + timedelta(seconds=int(seconds))
    except OverflowError:
        return str(seconds)
    return when.strftime("%Y-%m-%d %H:%M:%S UTC")


def span(seconds: float) -> str:
    """Write a number of seconds for a person: ``90 s``, ``5 min``, ``3 h``, ``12 days``."""
    size = abs(seconds)
    if size < 120:
        return f"{size:.0f} s"
    if size < 7200:
        return f"{size / 60:.0f} min"
    if size < 172_800:
        return f"{size / 3600:.0f} h"
    if size > _LONGEST_SHOWN:
        return "more than 10,000 years"
    return f"{size / 86_400:,.0f} days"
