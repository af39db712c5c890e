import json

import pytest

from fakes.panes import FakePane
from fakes.runner import ImmediateRunner
from oidc_workbench.ports import VaultState, VaultStatus, VaultTier
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.keys.presenter import KeysPresenter
from oidc_workbench.ui.panes.keys.state import KINDS, KeysState
from oidc_workbench.workspace.profile import Client, Workspace

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "k", "priv"}


class Screen:
    def __init__(self) -> None:
        self.states: list[KeysState] = []

    def show_state(self, state: KeysState) -> None:
        self.states.append(state)


class Bed:
    def __init__(self, *, holds: bool = False, state: BenchState | None = None) -> None:
        self.around = FakePane(state)
        self.bench, self.vault = self.around.bench, self.around.world.vault
        context = self.around.context
        if holds:
            self.around.runner.holds = True
        else:
            context = context._replace(runner=ImmediateRunner())
        self.screen = Screen()
        self.presenter = KeysPresenter(context, self.screen)

    @property
    def state(self) -> KeysState:
        return self.presenter.state


@pytest.mark.parametrize("kind", ["P-256", "Ed25519", "RSA-2048"])
def test_a_key_goes_into_the_vault_and_shows_its_public_side(kind: str) -> None:
    bed = Bed()
    bed.presenter.generate(kind, "batch", "k1")
    record = bed.state.selected
    assert record is not None
    assert (record.label, record.kid, record.origin) == ("batch", "k1", "generated")
    assert list(bed.vault.keys) == [record.key_id]
    jwk = json.loads(bed.state.jwk)
    assert jwk["kid"] == "k1"
    assert not PRIVATE & set(jwk)
    assert json.loads(bed.state.jwks) == {"keys": [jwk]}
    assert bed.state.pem.startswith("-----BEGIN PUBLIC KEY-----")
    assert bed.bench.state.keys == (record,)


def test_every_kind_offered_can_be_made() -> None:
    from oidc_workbench.jose import key_generation

    assert sorted(kind for kind, _words in KINDS) == sorted(key_generation.KINDS)


def test_without_a_label_or_kid_it_gets_both() -> None:
    bed = Bed()
    bed.presenter.generate("P-256", "  ")
    record = bed.state.selected
    assert record is not None
    assert record.label == "P-256"
    assert record.kid == record.thumbprint


def test_making_a_key_can_be_cancelled_and_then_stores_nothing() -> None:
    bed = Bed(holds=True)
    bed.presenter.generate("RSA-4096", "big")
    assert "seconds" in bed.state.busy
    bed.presenter.cancel()
    bed.around.runner.finish(bed.around.runner.computes[0])
    assert bed.state.busy == ""
    assert bed.vault.keys == {}


def test_a_locked_vault_is_waited_for_in_so_many_words() -> None:
    locked = VaultStatus(VaultTier.KEYRING, VaultState.LOCKED, "Secret Service")
    bed = Bed(holds=True, state=BenchState(Workspace(), vault=locked))
    bed.presenter.generate("P-256", "x")
    bed.around.runner.finish(bed.around.runner.computes[0])
    assert bed.state.waits
    assert "waiting for the system's unlock prompt" in bed.state.busy
    bed.presenter.cancel()
    assert bed.around.runner.runs[0].is_cancelled
    assert not bed.state.waits


def test_a_refusal_of_the_vault_is_told_and_nothing_is_listed() -> None:
    bed = Bed()
    bed.vault.state = VaultState.LOCKED
    bed.presenter.generate("P-256", "x")
    assert bed.state.error is not None
    assert bed.state.error.code == "vault-locked"
    assert bed.state.keys == ()


def test_deleting_asks_first_and_says_who_loses_it() -> None:
    bed = Bed()
    bed.presenter.generate("P-256", "one")
    record = bed.state.selected
    assert record is not None
    client = Client("c", "p", "Nightly", "nightly", key_id=record.key_id)
    bed.bench.change(workspace=Workspace(clients=(client,)))
    assert bed.state.used_by == ("Nightly",)
    bed.presenter.delete()
    assert bed.vault.keys
    bed.presenter.ask(True)
    assert bed.state.asking
    bed.presenter.delete()
    assert bed.vault.keys == {}
    assert bed.state.selected is None
    assert not bed.state.asking


def test_choosing_another_key_takes_the_question_back() -> None:
    bed = Bed()
    bed.presenter.generate("P-256", "one")
    bed.presenter.generate("P-256", "two")
    first = bed.bench.state.keys[0]
    bed.presenter.ask(True)
    bed.presenter.select(first.key_id)
    assert not bed.state.asking
    assert bed.state.selected == first


def test_the_vault_is_asked_again() -> None:
    bed = Bed()
    bed.presenter.ask_vault()
    assert bed.bench.state.vault == VaultStatus(VaultTier.KEYRING, VaultState.UNLOCKED, "fake")
