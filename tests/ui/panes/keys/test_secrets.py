import asyncio
from dataclasses import replace

import pytest

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState
from oidc_workbench.secret import Secret
from oidc_workbench.ui.panes.keys.secret_keeping import SecretDraft
from oidc_workbench.workspace.key_record import SecretRecord
from ui.panes.keys.bed import SERVICE, Bed

GONE = (
    "“x” had been replaced already: the new one is used from now on. "
    "Enter the former one again if it is still needed."
)
VALUE = Secret("s3cret-value")
SHOP = replace(SERVICE, key="shop", name="Shop", auth_method="client_secret_basic")


@pytest.fixture
def bed() -> Bed:
    bed = Bed()
    bed.know(SHOP)
    bed.presenter.show_segment("secrets")
    return bed


def test_a_client_secret_goes_to_the_vault_and_to_its_client(bed: Bed) -> None:
    bed.presenter.secrets.save(SecretDraft("client-secret", "", "shop"), VALUE)
    record = bed.state.secrets.selected
    assert record is not None
    assert (record.label, record.client_key, record.provider_id) == ("Shop", "shop", "p")
    assert bed.vault.kept_secrets[record.ref] == VALUE
    assert bed.bench.state.workspace.clients[0].secret_ref == record.ref
    assert bed.state.secrets.used_by == ("Shop",)
    assert VALUE.reveal() not in repr(bed.screen.states)


def test_it_is_shown_only_while_the_button_is_held(bed: Bed) -> None:
    bed.presenter.secrets.save(SecretDraft("initial-access-token", "token"), VALUE)
    bed.presenter.secrets.reveal(True)
    assert bed.screen.secrets[-1] == VALUE
    bed.presenter.secrets.reveal(False)
    assert bed.screen.secrets[-1] is None


def test_a_button_that_is_let_go_before_the_vault_answered_shows_nothing() -> None:
    bed = Bed(holds=True)
    bed.vault.secret_records["r"] = SecretRecord("r", label="one")
    bed.bench.change(secrets=tuple(bed.vault.secret_records.values()))
    bed.presenter.secrets.reveal(True)
    bed.presenter.secrets.reveal(False)
    bed.around.runner.runs[-1].finish(VALUE)
    assert VALUE not in bed.screen.secrets


def test_it_is_copied_out_of_the_vault(bed: Bed) -> None:
    bed.presenter.secrets.save(SecretDraft("symmetric-key", "k"), VALUE)
    bed.presenter.secrets.copy()
    assert bed.screen.copied == [VALUE]


def test_it_is_replaced_under_the_same_reference(bed: Bed) -> None:
    bed.presenter.secrets.save(SecretDraft("client-secret", "x", "shop"), VALUE)
    record = bed.state.secrets.selected
    assert record is not None
    draft = SecretDraft("client-secret", "x", "shop", record.ref)
    bed.presenter.secrets.save(draft, Secret("another"))
    assert bed.vault.kept_secrets == {record.ref: Secret("another")}
    assert bed.logged() == ["secret stored", "secret replaced"]


def cut_off_once_kept(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cancel the next work on the vault as soon as it has changed it."""

    async def cancelled() -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(bed.vault, "status", cancelled)


@pytest.mark.parametrize(
    "draft",
    [
        SecretDraft("client-secret", "x", "shop"),
        SecretDraft("initial-access-token", "staging"),
        SecretDraft("symmetric-key", "hooks"),
    ],
)
def test_cancelled_just_after_it_was_kept_it_is_not_there(
    bed: Bed, monkeypatch: pytest.MonkeyPatch, draft: SecretDraft
) -> None:
    cut_off_once_kept(bed, monkeypatch)
    with pytest.raises(asyncio.CancelledError):
        bed.presenter.secrets.save(draft, VALUE)
    assert bed.vault.kept_secrets == {}
    assert bed.bench.state.workspace.clients[0].secret_ref == ""


def replacing(bed: Bed) -> SecretDraft:
    """A draft that replaces a secret which was kept a minute ago."""
    bed.presenter.secrets.save(SecretDraft("client-secret", "x", "shop"), VALUE)
    (ref,) = bed.vault.secret_records
    bed.clock.advance(60)
    return SecretDraft("client-secret", "x", "shop", ref)


def test_cancelled_just_after_it_was_replaced_it_is_said_that_the_former_is_gone(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = replacing(bed)
    cut_off_once_kept(bed, monkeypatch)
    with pytest.raises(asyncio.CancelledError):
        bed.presenter.secrets.save(draft, Secret("new"))
    assert bed.vault.kept_secrets == {draft.ref: Secret("new")}
    last = bed.bench.state.events[-1]
    assert (last.kind, last.text) == ("vault not tidied", GONE)
    # The page was not told that its work was cut off, so it still is at it.
    assert bed.bench.state.notice == GONE


def test_what_is_told_late_is_told_in_place_when_nothing_goes_on() -> None:
    bed = Bed(holds=True)
    bed.know(SHOP)
    bed.vault.secret_records["r"] = SecretRecord("r", label="x")
    bed.bench.change(secrets=tuple(bed.vault.secret_records.values()))
    bed.presenter.secrets.save(SecretDraft("client-secret", "x", "shop", "r"), Secret("new"))
    runner = bed.around.runner
    asyncio.run(runner.runs[-1].work())
    bed.presenter.cancel()
    asyncio.run(runner.runs[-1].work())
    assert (bed.code, bed.told) == ("vault-left-over", GONE)


@pytest.mark.parametrize("is_lost", [True, False])
def test_a_refused_replacement_is_told_as_the_vault_tells_it(
    bed: Bed, monkeypatch: pytest.MonkeyPatch, is_lost: bool
) -> None:
    draft = replacing(bed)
    if is_lost:
        del bed.vault.kept_secrets[draft.ref]
    before = dict(bed.vault.kept_secrets)

    async def refuse(*_any: object) -> None:
        raise WorkbenchError("vault-refused", "The keyring refused the call.", "Try again.")

    monkeypatch.setattr(bed.vault, "put_secret", refuse)
    bed.presenter.secrets.save(draft, Secret("new"))
    assert (bed.code, bed.told) == ("vault-refused", "The keyring refused the call. Try again.")
    assert bed.vault.kept_secrets == before


def test_what_failed_after_it_was_replaced_is_told_with_that(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreadable() -> None:
        raise WorkbenchError("settings-unreadable", "The index can't be read.", "Look at it.")

    draft = replacing(bed)
    monkeypatch.setattr(bed.vault, "records", unreadable)
    bed.presenter.secrets.save(draft, Secret("new"))
    assert bed.code == "settings-unreadable"
    assert bed.told == f"The index can't be read. Look at it. {GONE}"


def test_a_lost_secret_is_replaced(bed: Bed) -> None:
    draft = replacing(bed)
    del bed.vault.kept_secrets[draft.ref]
    bed.presenter.secrets.save(draft, Secret("new"))
    assert bed.vault.kept_secrets == {draft.ref: Secret("new")}


def test_nothing_typed_is_said_and_stores_nothing(bed: Bed) -> None:
    bed.presenter.secrets.save(SecretDraft(), None)
    assert bed.code == "secret-empty"
    assert bed.vault.kept_secrets == {}


def test_deleting_asks_first_and_takes_it_off_its_client(bed: Bed) -> None:
    bed.presenter.secrets.save(SecretDraft("client-secret", "x", "shop"), VALUE)
    bed.presenter.secrets.delete()
    assert bed.vault.kept_secrets
    bed.presenter.secrets.ask(True)
    bed.presenter.secrets.delete()
    assert bed.vault.kept_secrets == {}
    assert bed.bench.state.workspace.clients[0].secret_ref == ""
    assert bed.state.secrets.selected is None


def test_secrets_are_searched_too(bed: Bed) -> None:
    bed.presenter.secrets.save(SecretDraft("initial-access-token", "staging"), VALUE)
    bed.presenter.secrets.save(SecretDraft("client-secret", "x", "shop"), VALUE)
    bed.presenter.search("initial")
    assert [line[0].label for line in bed.state.secrets.lines] == ["staging"]
    bed.presenter.search("shop")
    assert [line[0].label for line in bed.state.secrets.lines] == ["x"]


def test_a_locked_vault_is_told_where_the_secret_is(bed: Bed) -> None:
    bed.presenter.secrets.save(SecretDraft("symmetric-key", "k"), VALUE)
    bed.vault.state = VaultState.LOCKED
    bed.presenter.secrets.copy()
    assert (bed.code, bed.state.work.place) == ("vault-locked", "secret")
    assert bed.screen.copied == []
