"""Reads private keys out of their entries, and remembers which entries were found wanting."""

from typing import TYPE_CHECKING

from oidc_workbench.adapters.vault_entries import entry_of, key_entry
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from oidc_workbench.adapters.key_index import KeyIndex
    from oidc_workbench.adapters.keyring_entries import KeyringEntries
    from oidc_workbench.jose.compact_key import PrivateKey
    from oidc_workbench.secret import Secret
    from oidc_workbench.workspace.key_record import KeyPresence, KeyRecord


class KeyReading:
    """Used in worker threads, one call at a time.

    A damaged entry is marked as torn in the index, so that it is known at the next start too.

    Attributes:
        missing: names of entries that were not there when they were to be read.
        foreign: ids of keys whose entry holds another key, which is whole.
    """

    def __init__(self, index: "KeyIndex", entries: "KeyringEntries") -> None:
        self._index, self._entries = index, entries
        self.missing: frozenset[str] = frozenset()
        self.foreign: frozenset[str] = frozenset()

    def key(self, key_id: str) -> "PrivateKey":
        """Read a key; a line that was pending or torn is right again when that works.

        Raises:
            WorkbenchError: ``key-not-found``, ``key-damaged``, and what the keyring refuses.
        """
        record = self._index.read().key(key_id)
        if record is None or record.presence == "unwanted":
            raise not_found("key")
        text = self._text(key_entry(key_id))
        if text is None:
            raise not_found("key")
        return self.decoded(record, text)

    def secret(self, ref: str) -> "Secret":
        """Read a secret.

        Raises:
            WorkbenchError: ``key-not-found``, and what the keyring refuses.
        """
        record = self._index.read().secret(ref)
        if record is None or record.presence == "unwanted":
            raise not_found("secret")
        text = self._text(entry_of(record))
        if text is None:
            raise not_found("secret")
        return text

    def decoded(self, record: "KeyRecord", text: "Secret") -> "PrivateKey":
        """Make the key of its entry, and note how that went.

        Raises:
            WorkbenchError: ``key-damaged``.
        """
        from oidc_workbench.jose.compact_key import key_from_compact
        from oidc_workbench.jose.public_keys import public_key

        self.foreign -= {record.key_id}
        try:
            key = key_from_compact(text, public_key(record.public_jwk))
        except WorkbenchError:
            if _is_whole(text):
                self.foreign |= {record.key_id}
            self._note(record, "torn")
            raise
        self._note(record, "present")
        return key

    def _note(self, record: "KeyRecord", presence: "KeyPresence") -> None:
        if record.presence != presence:
            self._index.change_key(record.key_id, {"presence": presence})

    def _text(self, entry: str) -> "Secret | None":
        self._entries.unlock()
        text = self._entries.get(entry)
        if text is None:
            self.missing |= {entry}
        else:
            self.missing -= {entry}
        return text


def not_found(what: str) -> WorkbenchError:
    """Say that the vault lacks something."""
    return WorkbenchError(
        "key-not-found",
        f"The vault has no such {what}.",
        f"It may have been removed outside this program: enter or import the {what} again.",
    )


def _is_whole(text: "Secret") -> bool:
    from oidc_workbench.jose.compact_key import adopt_compact

    try:
        adopt_compact(text)
    except WorkbenchError:
        return False
    return True
