"""Secrets that are stored and taken back in real vaults, over keyrings that are absent or refuse.

Also with a second copy of the program on the same index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fakes.keyring_backend import FakeKeyring
from oidc_workbench.adapters.key_index import KeyIndex
from oidc_workbench.adapters.keyring_vault import KeyringVault
from oidc_workbench.adapters.session_vault import SessionVault
from oidc_workbench.adapters.vault import TieredVault
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.secret_storing import SecretStoring
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.key_record import SecretRecord

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from keyring.backend import KeyringBackend

pytestmark = pytest.mark.anyio
REF = "client:shop"
FORMER, OURS, THEIRS = (SecretRecord(REF, label="Shop", created_at=at) for at in (1.0, 2.0, 3.0))


class Copies:
    """Vaults as several copies of the program have them: one index, one keyring."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "keys.json"
        self.ring = FakeKeyring()

    def vault(self, find: Callable[[], KeyringBackend] | None = None) -> TieredVault:
        index = KeyIndex(lambda: self._path)
        return TieredVault(KeyringVault(index, find=find or (lambda: self.ring)), SessionVault())

    def refuse(self, *calls: str) -> None:
        def before(call: str) -> None:
            if call in calls:
                raise RuntimeError("access denied")

        self.ring.before = before


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    return Copies(tmp_path)


async def test_without_the_keyring_one_that_it_had_is_entered_for_the_session(
    copies: Copies,
) -> None:
    def absent() -> KeyringBackend:
        raise WorkbenchError("vault-absent", "No system keyring was found.", "")

    await copies.vault().put_secret(REF, Secret("former"), FORMER)
    vault = copies.vault(absent)
    await SecretStoring(vault, OURS, Secret("ours")).store()
    assert await vault.secret(REF) == Secret("ours")
    assert (await vault.status()).in_memory == {REF}


async def test_one_that_the_keyring_no_longer_gives_out_is_replaced(copies: Copies) -> None:
    vault = copies.vault()
    await vault.put_secret(REF, Secret("former"), FORMER)
    copies.ring.calls.clear()

    def before(call: str) -> None:
        if call == "get" and "set" not in copies.ring.calls:
            raise RuntimeError("access denied")

    copies.ring.before = before
    await SecretStoring(vault, OURS, Secret("ours")).store()
    assert await vault.secret(REF) == Secret("ours")


async def test_a_refused_replacement_leaves_the_former_one_in_use_and_says_nothing(
    copies: Copies,
) -> None:
    vault = copies.vault()
    await vault.put_secret(REF, Secret("former"), FORMER)
    copies.refuse("set")
    storing = SecretStoring(vault, OURS, Secret("ours"))
    with pytest.raises(WorkbenchError) as caught:
        await storing.store()
    assert caught.value.code == "vault-refused"
    await storing.undo()
    assert await vault.secret(REF) == Secret("former")
    assert await vault.secrets() != ()


async def test_a_refused_first_one_leaves_nothing(copies: Copies) -> None:
    vault = copies.vault()
    copies.refuse("set")
    storing = SecretStoring(vault, OURS, Secret("ours"))
    with pytest.raises(WorkbenchError):
        await storing.store()
    await storing.undo()
    assert await vault.secrets() == ()


async def test_one_that_was_stored_and_could_not_be_looked_at_is_taken_out(copies: Copies) -> None:
    vault = copies.vault()
    copies.refuse("get")
    storing = SecretStoring(vault, OURS, Secret("ours"))
    with pytest.raises(WorkbenchError):
        await storing.store()
    (line,) = await vault.secrets()
    assert line.presence == "pending"
    copies.refuse()
    await storing.undo()
    assert await vault.secrets() == ()
    assert copies.ring.entries == {}


async def test_a_replacement_is_told_and_stays_also_where_it_came_out_of_memory(
    copies: Copies,
) -> None:
    vault = copies.vault()
    await vault.prefer(session=True)
    await vault.put_secret(REF, Secret("former"), FORMER)
    await vault.prefer(session=False)
    storing = SecretStoring(vault, OURS, Secret("ours"))
    await storing.store()
    with pytest.raises(WorkbenchError) as caught:
        await storing.undo()
    assert caught.value.code == "secret-replaced"
    assert await vault.secret(REF) == Secret("ours")
    assert list(copies.ring.entries.values()) == ["ours"]


async def test_what_another_copy_stored_after_ours_was_refused_stays(copies: Copies) -> None:
    here, there = copies.vault(), copies.vault()
    storing = SecretStoring(here, OURS, Secret("ours"))
    copies.refuse("set")
    with pytest.raises(WorkbenchError):
        await storing.store()
    copies.refuse()
    await there.put_secret(REF, Secret("theirs"), THEIRS)
    await storing.undo()
    assert await here.secret(REF) == Secret("theirs")


@pytest.mark.parametrize("is_new", [True, False])
async def test_what_another_copy_did_after_us_stays(copies: Copies, is_new: bool) -> None:
    here, there = copies.vault(), copies.vault()
    if not is_new:
        await here.put_secret(REF, Secret("former"), FORMER)
    storing = SecretStoring(here, OURS, Secret("ours"))
    await storing.store()
    await there.put_secret(REF, Secret("theirs"), THEIRS)
    await storing.undo()
    assert await here.secret(REF) == Secret("theirs")
    await there.remove_secret(REF)
    await storing.undo()
    assert await here.secrets() == ()
