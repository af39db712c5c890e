"""Storing and deleting in two places that share no transaction: the keyring and the index.

Every operation runs as a whole in a worker thread and in an order in which it can be cut off
between any two steps: what is left is the old state, the new one, or a line that says what was
going on.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.adapters.vault_entries import (
    entry_of,
    fresh_name,
    key_entry,
    secret_entry,
    spare_of,
)
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.adapters.daemon_call import Waiting
    from oidc_workbench.adapters.key_index import KeyIndex
    from oidc_workbench.adapters.keyring_entries import KeyringEntries


class VaultWriting:
    """The operations; one at a time in all copies of the program."""

    def __init__(self, index: "KeyIndex", entries: "KeyringEntries") -> None:
        self._index, self._entries = index, entries

    def add_key(self, record: KeyRecord, compact: Secret, waiting: "Waiting") -> None:
        """Write the line as *pending*, then the entry, then the line as *present*."""
        self._entries.unlock()
        with self._index.storing():
            if not waiting.is_wanted:
                return
            if self._index.read().key(record.key_id) is not None:
                raise WorkbenchError(
                    "key-exists", "The vault has a key with this id already.", "Remove it first."
                )
            waiting.has_begun = True
            self._index.put_key(replace(record, presence="pending"))
            self._store_key(record, compact, waiting)

    def _store_key(self, record: KeyRecord, compact: Secret, waiting: "Waiting") -> None:
        entry = key_entry(record.key_id)
        self._put(entry, compact, lambda: self._index.remove_key(record.key_id))
        if waiting.keep():
            self._index.change_key(record.key_id, {"presence": "present"})
        else:
            self._entries.delete(entry)
            self._index.remove_key(record.key_id)

    def remove_key(self, key_id: str, waiting: "Waiting") -> None:
        """Delete the entry, then the line."""
        self._entries.unlock()
        with self._index.storing():
            if waiting.is_wanted:
                self._entries.delete(key_entry(key_id))
                # Without its entry the line is of no use, also to one who gave up meanwhile.
                self._index.remove_key(key_id)

    def put_secret(
        self, ref: str, secret: Secret, record: SecretRecord | None, waiting: "Waiting"
    ) -> None:
        """Write a secret under an entry's name that was never used, then let the line name it.

        So the old secret stays in use until the new one lies safely in the keyring.
        """
        self._entries.unlock()
        with self._index.storing():
            if not waiting.is_wanted:
                return
            before = self._index.read().secret(ref)
            if before is None:
                self._first_secret(ref, secret, record, waiting)
            else:
                self._next_secret(before, secret, record, waiting)

    def _first_secret(
        self, ref: str, secret: Secret, record: SecretRecord | None, waiting: "Waiting"
    ) -> None:
        line = record or SecretRecord(ref)
        line = replace(line, ref=ref, presence="pending", entry="", spare="")
        waiting.has_begun = True
        self._index.put_secret(line)
        self._put(entry_of(line), secret, lambda: self._index.remove_secret(ref))
        if waiting.keep():
            self._index.change_secret(ref, {"presence": "present"})
        else:
            self._entries.delete(entry_of(line))
            self._index.remove_secret(ref)

    def _next_secret(
        self,
        before: SecretRecord,
        secret: Secret,
        record: SecretRecord | None,
        waiting: "Waiting",
    ) -> None:
        if before.spare:
            self._entries.delete(spare_of(before))
        name = fresh_name(before.ref)
        self._index.change_secret(before.ref, {"spare": name})
        # A refused one stays as the spare: it is deleted at the next look, if it is there at all.
        self._put(secret_entry(name), secret, lambda: None)
        if not waiting.keep():
            self._drop_spare(replace(before, spare=name))
            return
        old = before.entry or before.ref
        line = record or self._index.read().secret(before.ref) or before
        line = replace(line, ref=before.ref, presence="present", entry=name, spare=old)
        self._index.put_secret(line)
        with suppress(WorkbenchError):  # the new one is in use; the next look deletes the old one
            self._drop_spare(line)

    def _drop_spare(self, line: SecretRecord) -> None:
        self._entries.delete(spare_of(line))
        self._index.change_secret(line.ref, {"spare": ""})

    def remove_secret(self, ref: str, waiting: "Waiting") -> None:
        """Delete the entry, then the line; an unknown one does not ask the keyring."""
        if self._index.read().secret(ref) is None:
            return
        self._entries.unlock()
        with self._index.storing():
            line = self._index.read().secret(ref)
            if not waiting.is_wanted or line is None:
                return
            self._entries.delete(entry_of(line))
            if line.spare:
                self._entries.delete(spare_of(line))
            self._index.remove_secret(ref)

    def _put(self, entry: str, text: Secret, undo: Callable[[], None]) -> None:
        """Write an entry and see that it is there.

        Args:
            entry: the entry's name.
            text: what to store.
            undo: takes back the index's line when nothing was stored. When the keyring took it
                and then cannot be asked any more, the line stays as *pending*.
        """
        try:
            self._entries.put(entry, text)
        except WorkbenchError:
            undo()
            raise
        if self._entries.get(entry) != text:
            self._entries.delete(entry)
            undo()
            raise WorkbenchError(
                "vault-refused",
                "The system's keyring did not give back what was stored.",
                "Keep keys for this session only, and report which keyring this is.",
            )
