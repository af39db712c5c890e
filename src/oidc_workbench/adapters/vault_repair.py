"""Repairs an orphan as the person chose, so that both sides agree, or changes nothing."""

from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.adapters.key_reading import not_found
from oidc_workbench.adapters.vault_entries import (
    SECRET_ORPHAN,
    entry_of,
    key_entry,
    ref_of,
    secret_entry,
    spare_of,
)
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import Repair
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

if TYPE_CHECKING:
    from oidc_workbench.adapters.daemon_call import Waiting
    from oidc_workbench.adapters.key_index import KeyIndex
    from oidc_workbench.adapters.key_reading import KeyReading
    from oidc_workbench.adapters.keyring_entries import KeyringEntries
    from oidc_workbench.jose.compact_key import PrivateKey
    from oidc_workbench.secret import Secret
    from oidc_workbench.workspace.key_record import SecretKind

_FOUND = "Found in the keyring"


class VaultRepair:
    """The repairs; one at a time in all copies of the program."""

    def __init__(self, index: "KeyIndex", entries: "KeyringEntries", reading: "KeyReading") -> None:
        self._index, self._entries, self._reading = index, entries, reading

    def repair(self, orphan_id: str, how: Repair, waiting: "Waiting") -> None:
        """Repair an orphan.

        Raises:
            WorkbenchError: ``key-not-found``, ``key-damaged``, ``key-curve-lost`` or what the
                keyring refuses.
        """
        is_secret = orphan_id.startswith(SECRET_ORPHAN)
        own = orphan_id.removeprefix(SECRET_ORPHAN)
        if how is not Repair.FORGET_LINE:
            self._entries.unlock()
        with self._index.storing():
            if not waiting.is_wanted:
                return
            if how is Repair.ADOPT:
                (self._adopt_secret if is_secret else self._adopt_key)(own, waiting)
            elif how is Repair.DELETE_ENTRY:
                (self._delete_secret if is_secret else self._delete_key)(own)
            elif is_secret:
                self._index.remove_secret(own)
            else:
                self._index.remove_key(own)

    def _adopt_key(self, key_id: str, waiting: "Waiting") -> None:
        record = self._index.read().key(key_id)
        if record is not None and record.presence != "torn":
            self._reading.key(key_id)  # which sets the line right
            return
        text = self._entries.get(key_entry(key_id))
        if text is None:
            raise not_found("key")
        adopted = _record_of(text, key_id, record)
        if waiting.keep():
            self._index.put_key(adopted)

    def _delete_key(self, key_id: str) -> None:
        self._entries.delete(key_entry(key_id))
        self._index.remove_key(key_id)

    def _adopt_secret(self, ref: str, waiting: "Waiting") -> None:
        record = self._index.read().secret(ref) or self._found_secret(ref)
        if self._entries.get(entry_of(record)) is None:
            raise not_found("secret")
        if waiting.keep():
            self._index.put_secret(replace(record, presence="present"))

    def _found_secret(self, name: str) -> SecretRecord:
        """Make the line of an entry that has none, under the reference that clients know it by."""
        ref = ref_of(name)
        is_free = self._index.read().secret(ref) is None
        if ref == name or not is_free or self._entries.get(secret_entry(ref)) is not None:
            return SecretRecord(name, kind=_kind_of(name), label=_FOUND)
        return SecretRecord(ref, kind=_kind_of(ref), label=_FOUND, entry=name)

    def _delete_secret(self, ref: str) -> None:
        record = self._index.read().secret(ref)
        self._entries.delete(entry_of(record) if record else secret_entry(ref))
        if record is not None and record.spare:
            self._entries.delete(spare_of(record))
        self._index.remove_secret(ref)


def refuse_repair(orphan_id: str) -> WorkbenchError:
    """Say that something is no orphan, or none that can be repaired so."""
    return WorkbenchError(
        "repair-not-offered",
        f"{orphan_id.removeprefix(SECRET_ORPHAN)} is no orphan that can be repaired in this way.",
        "Look at the vault again: it may have been repaired already.",
    )


def _record_of(text: "Secret", key_id: str, before: KeyRecord | None) -> KeyRecord:
    """Make the line of a key from its entry; only what a person wrote on it before is kept."""
    from oidc_workbench.jose.compact_key import adopt_compact
    from oidc_workbench.jose.jwk import public_jwk

    key = adopt_compact(text)
    public = key.public
    return KeyRecord(
        key_id,
        before.label if before else _FOUND,
        public.kid or public.thumbprint,
        public.kty,
        _algorithm(key),
        public.thumbprint,
        created_at=0.0,
        origin="imported",
        public_jwk=public_jwk(public),
        use="sig" if _signs(key) else "enc",
        provider_id=before.provider_id if before else "",
        client_key=before.client_key if before else "",
    )


def _signs(key: "PrivateKey") -> bool:
    from oidc_workbench.jose.signing_key import SigningKey

    return isinstance(key, SigningKey)


def _algorithm(key: "PrivateKey") -> str:
    from oidc_workbench.jose.signing_key import SigningKey

    return key.default_alg if isinstance(key, SigningKey) else key.public.alg


def _kind_of(ref: str) -> "SecretKind":
    if "registration" in ref:
        return "registration-access-token"
    return "initial-access-token" if "initial" in ref else "client-secret"
