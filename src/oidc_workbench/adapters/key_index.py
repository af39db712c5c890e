"""The clear index beside the keyring: what lies there, since a keyring cannot be listed."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from oidc_workbench.adapters.atomic_file import FileCalls, sweep, write_atomically
from oidc_workbench.adapters.file_lock import file_lock, lock_if_free
from oidc_workbench.adapters.kept_file import load_kept, revision_of
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.redaction.secret_names import SECRET_JWK_MEMBERS
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

INDEX_VERSION = 2  # 2 added what a key is for, its certificate and rotation


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """The index as it lies on disk."""

    version: int = INDEX_VERSION
    keys: tuple[KeyRecord, ...] = ()
    secrets: tuple[SecretRecord, ...] = ()

    def key(self, key_id: str) -> KeyRecord | None:
        """Return the record of a key, or None."""
        return next((one for one in self.keys if one.key_id == key_id), None)

    def secret(self, ref: str) -> SecretRecord | None:
        """Return the record of a secret, or None."""
        return next((one for one in self.secrets if one.ref == ref), None)


class KeyIndex:
    """Reads and changes the index; every call touches the disk, so call it in a thread.

    Each change reads the file again under a lock: window and command line share it.

    Args:
        locate: gives the file; asked when first needed.
        calls: the system's file calls; tests let them fail.
    """

    def __init__(self, locate: Callable[[], Path], calls: FileCalls | None = None) -> None:
        self._locate, self._calls = locate, calls
        self._lock = Lock()
        self.notice = ""

    def read(self) -> IndexDocument:
        """Read the index; a missing file is an empty index.

        Raises:
            WorkbenchError: ``settings-unreadable``, ``index-newer``.
        """
        return self._read(is_locked=False)

    def _read(self, *, is_locked: bool) -> IndexDocument:
        path = self._locate()
        kept = load_kept(path, _decode, "index of the key vault", is_locked=is_locked)
        # The first one says what happened; later ones only that the file is missing since.
        self.notice = self.notice or kept.notice
        return kept.value or IndexDocument()

    def revision(self) -> str:
        """Return a mark that is another one after every change, whoever made it."""
        return revision_of(self._locate())

    @contextmanager
    def storing(self) -> Iterator[None]:
        """Let one copy of the program at a time store, replace and delete; waits for the other.

        Raises:
            WorkbenchError: ``settings-not-written``.
        """
        with _told(), file_lock(self._storing_file()):
            yield

    @contextmanager
    def storing_if_free(self) -> Iterator[bool]:
        """As :meth:`storing`, but never waits; tells whether nobody else is about it."""
        with ExitStack() as stack:
            try:
                is_free = stack.enter_context(lock_if_free(self._storing_file()))
            except OSError:
                is_free = False  # where nothing can be written, nothing can be tidied up
            yield is_free

    def _storing_file(self) -> Path:
        return self._locate().with_suffix(".entries")

    def put_key(self, record: KeyRecord) -> None:
        """Add a key's record, or replace the one with its id."""
        if SECRET_JWK_MEMBERS & record.public_jwk.keys():
            raise WorkbenchError(
                "vault-refused",
                "The key's record holds private members, which never go into the clear index.",
                "Report this: it is a fault of the program.",
            )
        with self._changing() as change:
            change.keys = (*(k for k in change.keys if k.key_id != record.key_id), record)

    def change_key(self, key_id: str, changes: Mapping[str, object]) -> None:
        """Replace fields of a key's record; an unknown key is left alone."""
        with self._changing() as change:
            change.keys = tuple(
                replace(k, **changes) if k.key_id == key_id else k  # type: ignore[arg-type]  # fields of KeyRecord
                for k in change.keys
            )

    def remove_key(self, key_id: str) -> None:
        """Forget a key; an unknown one is fine."""
        with self._changing() as change:
            change.keys = tuple(k for k in change.keys if k.key_id != key_id)

    def put_secret(self, record: SecretRecord) -> None:
        """Add what is known of a secret, or replace it."""
        with self._changing() as change:
            others = (line for line in change.secrets if line.ref != record.ref)
            change.secrets = (*others, record)

    def change_secret(self, ref: str, changes: Mapping[str, object]) -> None:
        """Replace fields of a secret's record; an unknown one is left alone."""
        with self._changing() as change:
            change.secrets = tuple(
                replace(s, **changes) if s.ref == ref else s  # type: ignore[arg-type]  # fields of SecretRecord
                for s in change.secrets
            )

    def disown(self, entry_id: str) -> None:
        """Mark what is still being stored as unwanted; the id of a key or reference of a secret."""
        with self._changing() as change:
            change.keys = tuple(
                replace(k, presence="unwanted")
                if (k.key_id, k.presence) == (entry_id, "pending")
                else k
                for k in change.keys
            )
            change.secrets = tuple(
                replace(s, presence="unwanted")
                if (s.ref, s.presence) == (entry_id, "pending")
                else s
                for s in change.secrets
            )

    def note_uses(self, uses: Mapping[str, float]) -> None:
        """Note when keys and secrets were used last; a later time that is there already stays."""
        with self._changing() as change:
            change.keys = tuple(
                replace(k, last_used_at=max(k.last_used_at, uses.get(k.key_id, 0.0)))
                for k in change.keys
            )
            change.secrets = tuple(
                replace(s, last_used_at=max(s.last_used_at, uses.get(s.ref, 0.0)))
                for s in change.secrets
            )

    def remove_secret(self, ref: str) -> None:
        """Forget a secret; an unknown one is fine."""
        with self._changing() as change:
            change.secrets = tuple(line for line in change.secrets if line.ref != ref)

    @contextmanager
    def _changing(self) -> "Iterator[_Change]":
        path = self._locate()
        with _told(), self._lock, file_lock(path):
            before = self._read(is_locked=True)
            change = _Change(before.keys, before.secrets)
            yield change
            after = IndexDocument(INDEX_VERSION, change.keys, change.secrets)
            if after != before:
                sweep(path)
                write_atomically(path, _encode(after), self._calls)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorkbenchError(
            "settings-not-written",
            f"The index of the key vault was not written: {error.strerror or 'disk error'}.",
            "Check the disk's free space and the folder's permissions.",
        ) from None


@dataclass(slots=True)
class _Change:
    keys: tuple[KeyRecord, ...]
    secrets: tuple[SecretRecord, ...]


def _encode(document: IndexDocument) -> bytes:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _decode(data: bytes) -> IndexDocument:
    import msgspec

    try:
        version = msgspec.json.decode(data, type=_Versioned).version
        if version > INDEX_VERSION:
            raise WorkbenchError(
                "index-newer",
                "The index of the key vault was written by a newer version of this program.",
                "Use that version; this one leaves the index untouched.",
            )
        return msgspec.json.decode(data, type=IndexDocument)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from None


@dataclass(frozen=True, slots=True)
class _Versioned:
    version: int
