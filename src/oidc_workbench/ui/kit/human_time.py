"""Times and durations as a person says them, always in a stated zone. No Qt in here."""

from datetime import UTC, datetime

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_UNITS = ((365 * _DAY, "year"), (30 * _DAY, "month"), (_DAY, "day"), (_HOUR, "hour"))


def moment(at: float) -> datetime | None:
    """The moment in UTC; None when no calendar holds it (year 10000, infinity)."""
    try:
        return datetime.fromtimestamp(at, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def absolute(at: float, now: float) -> str:
    """Date and time in UTC, the day by name when it is yesterday, today or tomorrow."""
    when, today = moment(at), moment(now)
    if when is None or today is None:
        return "no date in any calendar"
    names = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    day = names.get((when.date() - today.date()).days, when.date().isoformat())
    return f"{day} {when:%H:%M:%S} UTC"


def clock(at: float) -> str:
    """Hours and minutes in UTC."""
    when = moment(at)
    return f"{when:%H:%M}" if when else "?"


def date_and_clock(at: float) -> str:
    """Date, hours and minutes in UTC."""
    when = moment(at)
    return f"{when:%Y-%m-%d %H:%M}" if when else "?"


def duration(seconds: float) -> str:
    """A length of time in its largest fitting unit ("8 minutes", "24 hours", "92 days")."""
    length = abs(seconds)
    for size, name in _UNITS:
        if length >= 2 * size or (size == _HOUR and length >= size):
            return _count(int(length // size), name)
    if length >= _MINUTE:
        return _count(int(length // _MINUTE), "minute")
    return _count(int(length), "second")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def relative(at: float, now: float) -> str:
    """How far a moment lies from now ("in 8 minutes", "2 minutes ago")."""
    ahead = at - now
    if moment(at) is None:
        return "beyond all dates"
    if abs(ahead) < 1:
        return "now"
    return f"in {duration(ahead)}" if ahead > 0 else f"{duration(ahead)} ago"


def countdown(seconds: float) -> str:
    """What is left, as minutes and seconds, or hours, or days when there is more ("4:58")."""
    left = max(0, int(seconds))
    if left >= 2 * _DAY:
        return duration(left)
    if left >= _HOUR:
        return f"{left // _HOUR}:{left % _HOUR // _MINUTE:02}:{left % _MINUTE:02}"
    return f"{left // _MINUTE}:{left % _MINUTE:02}"


def elapsed(seconds: float) -> str:
    """A measured time ("0.3 ms", "14 ms", "6.2 s")."""
    milliseconds = seconds * 1000
    if milliseconds < 1:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    return f"{seconds:.1f} s" if seconds < _MINUTE else duration(seconds)
