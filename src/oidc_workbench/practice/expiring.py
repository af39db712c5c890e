"""A memory with a limit: what is kept for a while and then forgotten."""

from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Expiring(Generic[_Value]):
    """Values by key, each with a time after which it may be forgotten.

    Args:
        capacity: how many are kept at most; the oldest goes first, so that a client in a loop
            can't fill the memory.
    """

    def __init__(self, capacity: int = 5000) -> None:
        self._capacity = capacity
        self._entries: dict[str, tuple[float, _Value]] = {}

    def put(self, key: str, value: _Value, until: float, now: float) -> None:
        """Keep a value until a time (seconds since the epoch)."""
        if len(self._entries) >= self._capacity:
            self._make_room(now)
        self._entries[key] = (until, value)

    def get(self, key: str) -> _Value | None:
        """Return a value still kept. The value's own expiry is for its reader to judge."""
        entry = self._entries.get(key)
        return entry[1] if entry else None

    def remove(self, key: str) -> None:
        """Forget a value; absent is fine."""
        self._entries.pop(key, None)

    def _make_room(self, now: float) -> None:
        self._entries = {k: e for k, e in self._entries.items() if e[0] > now}
        while len(self._entries) >= self._capacity:
            del self._entries[next(iter(self._entries))]

    def __len__(self) -> int:
        return len(self._entries)
