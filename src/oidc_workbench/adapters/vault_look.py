"""A look at index and keyring: how they stand, what is left over, what is damaged."""

from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from oidc_workbench.adapters.vault_entries import (
    entry_of,
    key_entry,
    spare_of,
)
from oidc_workbench.adapters.vault_orphans import Errand, Seen, orphans_of
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.adapters.daemon_call import Waiting
    from oidc_workbench.adapters.key_index import KeyIndex
    from oidc_workbench.adapters.key_reading import KeyReading
    from oidc_workbench.adapters.keyring_entries import KeyringEntries, Standing
    from oidc_workbench.ports import Clock, Orphan, Repair

CHECKING = 0.2
"""Seconds that one look may spend on reading keys only to see whether they are whole."""


@dataclass(frozen=True, slots=True)
class Underway:
    """An errand to the keyring that has not come to its end."""

    orphan_id: str
    errand: Errand
    waiting: "Waiting"


class VaultLook:
    """Looks without making anything prompt; cleans up what is certain to be unwanted.

    Args:
        gate: held while the keyring is used; what needs it is left out when a call hangs.
    """

    def __init__(
        self,
        index: "KeyIndex",
        entries: "KeyringEntries",
        reading: "KeyReading",
        clock: "Clock",
        gate: Lock,
    ) -> None:
        self._index, self._entries, self._reading = index, entries, reading
        self._clock, self._gate = clock, gate
        self._underway: list[Underway] = []
        self._checked: set[str] = set()
        self._last: tuple[Orphan, ...] = ()

    def begin(self, errand: Underway) -> None:
        """Know of an errand: what it is about is no orphan, unless it is given up."""
        self._underway = [one for one in self._underway if not one.waiting.is_over]
        self._underway.append(errand)

    def look(self) -> "tuple[Standing, tuple[Orphan, ...]]":
        """Look at both sides.

        Raises:
            WorkbenchError: the keyring does not say how it stands; see :meth:`blind`.
        """
        standing = self._entries.standing()
        with self._index.storing_if_free() as is_free:
            if is_free and standing.is_silent and self._gate.acquire(blocking=False):
                try:
                    self._clean()
                    self._check()
                finally:
                    self._gate.release()
                standing = self._entries.standing()
            if is_free or self._hanging():
                self._last = self._orphans(standing.entries)
        # While something is being stored, here or by another copy, both sides differ for good
        # reason; what was known before is then told again.
        return standing, self._last

    def blind(self) -> "tuple[Orphan, ...]":
        """What the index alone tells, with the keyring locked or absent."""
        with self._index.storing_if_free() as is_free:
            if is_free or self._hanging():
                self._last = self._orphans(None)
        return self._last

    def offered(self, orphan_id: str) -> "tuple[Repair, ...]":
        """The ways in which the last look offered to repair an orphan."""
        return tuple(c.how for one in self._last if one.orphan_id == orphan_id for c in one.choices)

    def _orphans(self, entries: frozenset[str] | None) -> "tuple[Orphan, ...]":
        reading = self._reading
        hanging = self._hanging()
        seen = Seen(self._index.read(), entries, reading.missing, reading.foreign, hanging)
        return orphans_of(seen)

    def _hanging(self) -> dict[str, Errand]:
        return {
            one.orphan_id: one.errand
            for one in self._underway
            if not one.waiting.is_wanted and not one.waiting.is_over
        }

    def _clean(self) -> None:
        """Delete what is unwanted for certain: cancelled entries and replaced secrets."""
        document = self._index.read()
        with suppress(WorkbenchError):  # the next look tries again
            for key in document.keys:
                if key.presence == "unwanted":
                    self._entries.delete(key_entry(key.key_id))
                    self._index.remove_key(key.key_id)
            for secret in document.secrets:
                if secret.spare:
                    self._entries.delete(spare_of(secret))
                    self._index.change_secret(secret.ref, {"spare": ""})
                if secret.presence == "unwanted":
                    self._entries.delete(entry_of(secret))
                    self._index.remove_secret(secret.ref)

    def _check(self) -> None:
        """Read the keys that were not read yet, for as long as may be spent on it."""
        until = self._clock.elapsed() + CHECKING
        for record in self._index.read().keys:
            if self._clock.elapsed() > until:
                return
            # One whose storing was interrupted is the person's to decide about.
            if record.key_id in self._checked or record.presence not in {"present", "torn"}:
                continue
            with suppress(WorkbenchError):  # it is noted, and shown as an orphan
                text = self._entries.get(key_entry(record.key_id))
                if text is not None:
                    self._reading.decoded(record, text)
            self._checked.add(record.key_id)
