"""One registration read again and again: which of its members differ from reading to reading."""

import json
from dataclasses import dataclass

from oidc_workbench.oauth.registration import Registration

_DEEPEST = 8  # levels; a registration has four: jwks, its keys, a key, its certificates


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between a reading and the one before, by the members' names.

    Args:
        new: what differs for the first time.
        again: what differed between earlier readings already.
    """

    new: tuple[str, ...] = ()
    again: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(sorted(self.new + self.again))


class Readings:
    """The readings of one registration, the latest last.

    Some servers state in it when it was last read, or how long something is still valid. Such a
    member differs at every reading, so that no two of them would ever be the same.

    Attributes:
        last: the latest; None before the first one.
    """

    def __init__(self) -> None:
        self.last: Registration | None = None
        self._differed: set[str] = set()

    def add(self, latest: Registration) -> Differences | None:
        """Take a reading, and tell what differs from the one before; None for the first one."""
        before, self.last = self.last, latest
        if before is None:
            return None
        names = _differing(before, latest)
        again = tuple(name for name in names if name in self._differed)
        new = tuple(name for name in names if name not in self._differed)
        self._differed.update(names)
        return Differences(new, again)


def _differing(one: Registration, other: Registration) -> list[str]:
    """Name the members that differ; a member that is null counts as left out (RFC 7592 §2.2)."""
    before, after = one.metadata, other.metadata
    names = sorted(before.keys() | after.keys())
    return [name for name in names if _text(before.get(name)) != _text(after.get(name))]


def _text(value: object) -> str:
    """Write a value so that two that mean the same are the same text."""
    return _json(_ordered(value, _DEEPEST))


def _ordered(value: object, levels: int) -> object:
    """Put the lists of the upper levels in one order, which means nothing in them (RFC 7591 §2).

    Below those they stay as they are, so that no server's answer takes any amount of time.
    """
    if not levels:
        return value
    if isinstance(value, dict):
        return {name: _ordered(member, levels - 1) for name, member in value.items()}
    if isinstance(value, list):
        return sorted((_ordered(member, levels - 1) for member in value), key=_json)
    return value


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True)
