"""Notes when keys and secrets were used last, without anyone waiting for it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.ports import Clock

SELDOM = 60.0
"""Seconds between two notes on the same entry."""


class VaultUses:
    """Gathers uses and hands them on from a thread that ends when there is nothing more.

    Args:
        write: writes the times, by id; may wait for the disk.
    """

    def __init__(self, clock: "Clock", write: Callable[[Mapping[str, float]], None]) -> None:
        self._clock, self._write = clock, write
        self._lock = Lock()
        self._noted: dict[str, float] = {}
        self._waiting: dict[str, float] = {}
        self._thread: Thread | None = None

    def note(self, entry_id: str) -> None:
        """Note a use just now; returns at once."""
        now = self._clock.now()
        with self._lock:
            if abs(now - self._noted.get(entry_id, -SELDOM)) < SELDOM:
                return
            self._noted[entry_id] = self._waiting[entry_id] = now
            if self._thread is None:
                # No daemon: a command that ends right after its flow still gets it written.
                self._thread = Thread(target=self._run, name="vault-uses")
                self._thread.start()

    def _run(self) -> None:
        while True:
            with self._lock:
                uses, self._waiting = self._waiting, {}
                if not uses:
                    self._thread = None
                    return
            try:
                with suppress(WorkbenchError):  # a time that is not noted hurts nobody
                    self._write(uses)
            except BaseException:
                # A bug is reported as every one is, and the next use begins a thread anew.
                with self._lock:
                    self._thread = None
                raise
