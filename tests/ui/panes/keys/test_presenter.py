import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from oidc_workbench.ports import VaultState, VaultStatus, VaultTier
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.keys.kinds import ENCRYPTION, SECRETS, SIGNING
from oidc_workbench.ui.panes.keys.making import KeyDraft
from oidc_workbench.workspace.key_record import SecretRecord
from oidc_workbench.workspace.profile import Workspace
from ui.panes.keys.bed import SERVICE, Bed

if TYPE_CHECKING:
    from fakes.panes import FakeJob

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "k", "priv"}


def finish_compute(bed: Bed, number: int = -1) -> None:
    bed.around.runner.finish(bed.around.runner.computes[number])


@pytest.mark.parametrize("kind", ["P-256", "Ed25519", "RSA-2048", "secp256k1", "ML-DSA-44"])
def test_a_key_goes_into_the_vault_and_shows_its_public_side(kind: str) -> None:
    bed = Bed()
    bed.presenter.making.make(KeyDraft(kind=kind, label="batch", kid="k1"))
    record = bed.state.selected
    assert record is not None
    assert (record.label, record.kid, record.origin) == ("batch", "k1", "generated")
    assert list(bed.vault.keys) == [record.key_id]
    jwk = json.loads(bed.state.public.jwk)
    assert jwk["kid"] == "k1"
    assert not PRIVATE & set(jwk)
    assert json.loads(bed.state.public.jwks) == {"keys": [jwk]}
    assert bed.state.public.pem.startswith("-----BEGIN PUBLIC KEY-----")
    assert bed.bench.state.keys == (record,)
    assert bed.logged() == ["key made"]
    assert bed.state.page == "key"


def test_every_kind_that_can_be_made_is_offered() -> None:
    from oidc_workbench.jose import key_generation

    assert sorted(kind for kind, _words in SIGNING) == sorted(key_generation.KINDS)
    assert sorted(kind for kind, _words in ENCRYPTION) == sorted(key_generation.ENCRYPTION_KINDS)
    least, most = key_generation.SECRET_BITS
    assert all(least <= int(bits) <= most for bits, _words in SECRETS)


def test_the_algorithm_is_stated_in_the_key_and_for_whom_it_was_made() -> None:
    bed = Bed()
    bed.know(SERVICE)
    bed.presenter.making.make(KeyDraft(kind="RSA-2048", alg="RS256", owner="c"))
    record = bed.state.selected
    assert record is not None
    assert record.public_jwk["alg"] == record.alg == "RS256"
    assert (record.client_key, record.provider_id) == ("c", "p")


def test_a_key_to_decrypt_with_is_for_that_and_nothing_else() -> None:
    bed = Bed()
    bed.presenter.making.make(KeyDraft(use="enc", kind="X25519", alg="ECDH-ES"))
    record = bed.state.selected
    assert record is not None
    assert (record.use, record.public_jwk["use"]) == ("enc", "enc")


def test_a_shared_secret_goes_into_the_vault_with_its_strength() -> None:
    bed = Bed()
    bed.presenter.making.make(KeyDraft(use="secret", kind="512", alg="HS512", label="hooks"))
    record = bed.state.secrets.selected
    assert record is not None
    assert (record.kind, record.bits, record.alg) == ("symmetric-key", 512, "HS512")
    assert len(bed.vault.kept_secrets[record.ref].reveal()) == 86
    assert (bed.state.segment, bed.state.page) == ("secrets", "secret")


def test_without_a_label_or_kid_it_gets_both() -> None:
    bed = Bed()
    bed.presenter.making.make(KeyDraft(label="  "))
    record = bed.state.selected
    assert record is not None
    assert record.label == "P-256"
    assert record.kid == record.thumbprint


def test_a_kid_that_another_key_has_is_refused_and_nothing_is_made() -> None:
    bed = Bed()
    bed.keep("first", kid="k1")
    bed.presenter.making.make(KeyDraft(kid=" k1 "))
    assert bed.code == "key-kid-duplicate"
    assert "first" in bed.told
    assert list(bed.vault.keys) == ["first"]


def test_making_a_key_can_be_cancelled_and_then_stores_nothing() -> None:
    bed = Bed(holds=True)
    bed.presenter.making.make(KeyDraft(kind="RSA-4096", label="big"))
    assert "seconds" in bed.state.work.busy
    bed.presenter.cancel()
    finish_compute(bed)
    assert bed.state.work.busy == ""
    assert bed.vault.keys == {}


@pytest.mark.parametrize(
    "draft", [KeyDraft(), KeyDraft(use="secret", kind="256")], ids=["key", "secret"]
)
def test_what_is_made_and_cancelled_just_after_it_was_kept_is_not_there(
    monkeypatch: pytest.MonkeyPatch, draft: KeyDraft
) -> None:
    async def cancelled() -> None:
        raise asyncio.CancelledError

    bed = Bed()
    monkeypatch.setattr(bed.vault, "status", cancelled)
    with pytest.raises(asyncio.CancelledError):
        bed.presenter.making.make(draft)
    assert bed.vault.keys == {}
    assert bed.vault.kept_secrets == {}


@pytest.mark.parametrize("use", ["sig", "secret"])
def test_cancelled_when_it_was_kept_but_not_told_yet_it_is_taken_out_again(use: str) -> None:
    bed = Bed(holds=True)
    runner = bed.around.runner
    bed.presenter.making.make(KeyDraft(use=use, kind="256" if use == "secret" else "P-256"))
    if use == "sig":
        finish_compute(bed)
    asyncio.run(runner.runs[-1].work())
    assert len(bed.vault.keys) + len(bed.vault.kept_secrets) == 1
    bed.presenter.cancel()
    asyncio.run(runner.runs[-1].work())
    assert len(bed.vault.keys) + len(bed.vault.kept_secrets) == 0
    assert bed.logged() == []


def test_a_locked_vault_is_waited_for_in_so_many_words() -> None:
    locked = VaultStatus(VaultTier.KEYRING, VaultState.LOCKED, "Secret Service")
    bed = Bed(holds=True, state=BenchState(Workspace(), vault=locked))
    bed.presenter.making.make(KeyDraft())
    finish_compute(bed)
    assert bed.state.work.waits
    assert "waiting for the system's unlock prompt" in bed.state.work.busy
    bed.presenter.cancel()
    run: FakeJob = bed.around.runner.runs[0]
    assert run.is_cancelled
    assert not bed.state.work.waits


def test_a_refusal_of_the_vault_is_told_and_nothing_is_listed() -> None:
    bed = Bed()
    bed.vault.state = VaultState.LOCKED
    bed.presenter.making.make(KeyDraft())
    assert bed.code == "vault-locked"
    assert bed.state.inventory.total == 0


def test_deleting_asks_first_and_says_who_loses_it() -> None:
    bed = Bed()
    bed.keep("one")
    bed.know(SERVICE)
    bed.presenter.use_for_client()
    assert bed.state.used_by == ("Nightly",)
    assert bed.bench.state.workspace.clients[0].key_id == "one"
    bed.presenter.delete()
    assert bed.vault.keys
    bed.presenter.ask(True)
    asked = bed.state
    assert asked.asking
    bed.presenter.delete()
    assert bed.vault.keys == {}
    assert bed.state.selected is None
    assert not bed.state.asking
    assert bed.logged() == ["key deleted"]


def test_choosing_another_key_takes_the_question_and_the_passwords_back() -> None:
    bed = Bed()
    bed.keep("one")
    bed.keep("two")
    bed.presenter.ask(True)
    before = bed.screen.forgotten
    bed.presenter.select("one")
    assert not bed.state.asking
    assert bed.state.selected is not None
    assert bed.state.selected.key_id == "one"
    assert bed.screen.forgotten > before


def test_leaving_a_page_ends_what_went_on_there() -> None:
    bed = Bed(holds=True)
    bed.presenter.show_page("make")
    bed.presenter.making.make(KeyDraft())
    bed.presenter.leave_page()
    assert bed.state.page == "key"
    assert bed.around.runner.computes[-1].is_cancelled


def test_a_key_that_was_made_is_shown_once_with_all_that_belongs_to_it() -> None:
    bed = Bed(holds=True)
    bed.presenter.show_page("make")
    bed.presenter.making.make(KeyDraft(label="one"))
    finish_compute(bed)
    run = bed.around.runner.runs[-1]
    land = asyncio.run(run.work())
    before = len(bed.screen.states)
    run.finish(land)
    (shown,) = bed.screen.states[before:]
    assert shown.selected is not None
    assert (shown.page, shown.work.busy) == ("key", "")
    assert shown.work.told is not None


def test_a_mistake_on_the_way_leaves_no_pane_that_looks_busy() -> None:
    class MistakeError(Exception):
        pass

    def stumble(_before: BenchState, _after: BenchState) -> None:
        raise MistakeError

    bed = Bed(holds=True)
    bed.presenter.making.make(KeyDraft(label="one"))
    finish_compute(bed)
    run = bed.around.runner.runs[-1]
    land = asyncio.run(run.work())
    bed.bench.watch(stumble)
    with pytest.raises(MistakeError):
        run.finish(land)
    assert bed.screen.states[-1].work.busy == ""


def test_a_public_key_is_saved_as_it_is_shown() -> None:
    bed = Bed()
    bed.keep("one")
    bed.presenter.saving.save_public("pem", "/chosen/one.pem")
    assert bed.files.kept["/chosen/one.pem"].decode() == bed.state.public.pem
    assert "/chosen/one.pem" in bed.told


def test_closed_it_watches_nothing_any_more() -> None:
    bed = Bed()
    bed.presenter.close()
    seen = len(bed.screen.states)
    bed.keep("one")
    assert len(bed.screen.states) == seen


def test_what_other_windows_changed_is_there_when_the_pane_comes_to_the_front() -> None:
    bed = Bed()
    other = Bed()
    other.keep("elsewhere")
    bed.vault.key_records |= other.vault.key_records
    bed.vault.secret_records["s"] = SecretRecord("s", label="Token")
    bed.presenter.arrive()
    assert bed.state.inventory.total == 1
    assert bed.state.secrets.total == 1


def test_reading_the_index_anew_ends_nothing_that_goes_on() -> None:
    bed = Bed(holds=True)
    bed.presenter.making.make(KeyDraft(label="big"))
    bed.presenter.arrive()
    assert bed.state.work.busy
    assert not bed.around.runner.computes[-1].is_cancelled


def test_a_key_is_for_the_client_that_uses_it_whatever_is_selected() -> None:
    bed = Bed()
    bed.keep("one")
    other = replace(SERVICE, key="d", client_id="other")
    bed.know(other, replace(SERVICE, key_id="one"))
    assert bed.state.client == other
    assert bed.state.subject is not None
    assert bed.state.subject.client_id == SERVICE.client_id
