from __future__ import annotations

import asyncio
from dataclasses import replace

from fakes.panes import FakeRunner
from fakes.vault import FakeVault
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import Orphan, OrphanSide, VaultTier
from oidc_workbench.ui.bench import Bench, BenchState
from oidc_workbench.ui.vault_follower import VaultFollower
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Settings, Workspace

KEY = KeyRecord("k1", "Key", "kid", "EC", "ES256", "thumb", 1.0)


class Bed:
    def __init__(self) -> None:
        self.bench, self.runner = Bench(BenchState(Workspace())), FakeRunner()
        self.vault, self.errors = FakeVault(), list[WorkbenchError]()
        self.follower = VaultFollower(self.bench, self.runner, self.vault, self.errors.append)

    def work(self) -> None:
        """Let the run that was begun last come to its end."""
        run = self.runner.runs[-1]
        run.finish(asyncio.run(run.work()))


def test_a_look_brings_status_and_keys_to_the_bench() -> None:
    bed = Bed()
    bed.vault.key_records["k1"] = KEY
    bed.follower.look()
    bed.work()
    assert bed.bench.state.keys == (KEY,)
    assert bed.bench.state.vault is not None


def test_keys_are_read_again_only_when_somebody_changed_them() -> None:
    bed = Bed()
    bed.follower.look()
    bed.work()
    shown = (replace(KEY, label="As the window has it"),)
    bed.bench.change(keys=shown)
    bed.vault.orphans = (Orphan("k9", "key", OrphanSide.KEYRING, "k9", "Not listed."),)
    bed.follower.look()
    bed.work()
    assert bed.bench.state.keys == shown
    assert bed.bench.state.vault is not None
    assert bed.bench.state.vault.orphans == bed.vault.orphans
    bed.vault.key_records["k1"] = KEY
    bed.follower.look()
    bed.work()
    assert bed.bench.state.keys == (KEY,)


def test_the_setting_chooses_the_tier_while_the_program_runs() -> None:
    bed = Bed()
    for session, tier in ((True, VaultTier.SESSION), (False, VaultTier.KEYRING)):
        settings = Settings(prefer_session_vault=session)
        bed.bench.change(workspace=replace(bed.bench.state.workspace, settings=settings))
        bed.work()
        assert bed.vault.tier is tier
        assert bed.bench.state.vault is not None
        assert bed.bench.state.vault.tier is tier


def test_a_choice_made_during_a_look_is_followed_after_it() -> None:
    bed = Bed()
    bed.follower.look()
    bed.bench.change(workspace=Workspace(settings=Settings(prefer_session_vault=True)))
    assert len(bed.runner.runs) == 1
    bed.work()
    assert len(bed.runner.runs) == 2
    bed.work()
    assert bed.vault.tier is VaultTier.SESSION
    assert len(bed.runner.runs) == 2


def test_a_look_that_fails_is_told_and_does_not_stop_the_next() -> None:
    bed = Bed()
    bed.follower.look()
    bed.runner.runs[0].fail(WorkbenchError("index-newer", "Newer.", "Update."))
    assert [one.code for one in bed.errors] == ["index-newer"]
    bed.follower.look()
    bed.work()
    assert bed.bench.state.vault is not None
