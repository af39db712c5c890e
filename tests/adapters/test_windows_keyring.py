"""The limits of the Windows Credential Manager, by a double that has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.vault_samples import record_of, sample_key
from fakes.windows_keyring import MOST_OCTETS, CredentialManager, windows_keyring
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.vault_entries import USERNAME
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import ENCRYPTION_KINDS, KINDS, generate_encryption_key
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from pathlib import Path

    from keyring.backend import KeyringBackend

pytestmark = pytest.mark.anyio


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> tuple[KeyringBackend, CredentialManager]:
    return windows_keyring(monkeypatch)


@pytest.fixture
def vault(tmp_path: Path, system: tuple[KeyringBackend, CredentialManager]) -> KeyringVault:
    return KeyringVault(KeyIndex(lambda: tmp_path / "keys.json"), find=lambda: system[0])


def test_the_double_refuses_what_windows_refuses(
    system: tuple[KeyringBackend, CredentialManager],
) -> None:
    backend, manager = system
    backend.set_password("fits", "me", "x" * 1280)
    with pytest.raises(Exception, match="bad data") as caught:
        backend.set_password("long", "me", "x" * 1281)
    assert caught.value.args[0] == 1783
    assert manager.targets == {"fits"}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_signing_key_fits(vault: KeyringVault, kind: str) -> None:
    key = sample_key(kind)
    await vault.add(record_of(key), key)
    assert (await vault.signing_key("k1")).public == key.public


@pytest.mark.parametrize("kind", ENCRYPTION_KINDS)
async def test_every_kind_of_encryption_key_fits(vault: KeyringVault, kind: str) -> None:
    key = generate_encryption_key(kind, "kid-1")
    public = key.public
    record = KeyRecord(
        "k1", "Key", "kid-1", public.kty, public.alg, public.thumbprint, 1.0,
        public_jwk=public_jwk(public), use="enc",
    )  # fmt: skip
    await vault.add(record, key)
    assert (await vault.decryption_key("k1")).public == public


async def test_the_longest_entry_is_refused_before_windows_does(
    vault: KeyringVault, system: tuple[KeyringBackend, CredentialManager]
) -> None:
    await vault.put_secret("fits", Secret("x" * 1280))
    for text in ("x" * 1281, "\U0001f511" * 641):
        with pytest.raises(WorkbenchError, match="1280") as caught:
            await vault.put_secret("long", Secret(text))
        assert caught.value.code == "vault-refused"
    blobs = [one["CredentialBlob"] for one in system[1].credentials.values()]
    assert [len(blob) for blob in blobs] == [MOST_OCTETS]


async def test_entries_are_never_moved_to_compound_names(
    vault: KeyringVault, system: tuple[KeyringBackend, CredentialManager]
) -> None:
    """Writing over an entry makes keyring keep the old one under ``user@service``."""
    for kind in ("P-256", "Ed25519"):
        await vault.add(record_of(sample_key(kind), kind), sample_key(kind))
    for text in ("first", "second", "third"):
        await vault.put_secret("Ref", Secret(text))
    assert [name for name in system[1].targets if name.startswith(f"{USERNAME}@")] == []
    assert len(system[1].targets) == 3
    await vault.remove("P-256")
    await vault.remove("Ed25519")
    await vault.remove_secret("Ref")
    assert system[1].targets == set()


async def test_another_programs_credential_of_the_same_prefix_is_no_orphan(
    vault: KeyringVault, system: tuple[KeyringBackend, CredentialManager]
) -> None:
    system[0].set_password("oidc-workbench/other/thing", "somebody", "x")
    assert (await vault.status()).orphans == ()


async def test_a_manager_that_lists_nothing_names_no_orphans(
    vault: KeyringVault,
    system: tuple[KeyringBackend, CredentialManager],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(CredentialManager, "CredEnumerate")
    system[0].set_password("oidc-workbench/key/k1", USERNAME, "x")
    assert (await vault.status()).orphans == ()
