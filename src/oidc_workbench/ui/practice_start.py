"""Brings the practice provider to the bench; knows no Qt."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState, VaultStatus
from oidc_workbench.ui.bench import Bench
from oidc_workbench.ui.pane import Job, Runner

if TYPE_CHECKING:
    from oidc_workbench.ports import PracticeInfo, Services
    from oidc_workbench.workspace.key_record import KeyRecord

_LOCKED = (
    "The keyring is locked, so the practice clients that use a key or a secret are not ready yet."
)
Failed = Callable[[WorkbenchError], None]
Done = Callable[[], None]


class PracticeStarter:
    """Starts the provider, shows it as a profile, and gets its clients' keys ready."""

    def __init__(self, bench: Bench, runner: Runner, services: "Services") -> None:
        self._bench, self._runner, self._services = bench, runner, services

    def start(self, *, done: Done, failed: Failed, select: bool = True, ask: bool = True) -> Job:
        """Start it, or take the running one.

        Args:
            done: called when its clients are ready to be used.
            failed: called when the provider or its clients' keys are not there.
            select: make it the chosen profile.
            ask: may bring up the system's unlock prompt; without, a locked keyring is left alone.
        """

        async def work() -> "tuple[PracticeInfo, VaultStatus]":
            return await self._services.practice.start(), await self._services.vault.status()

        def started(found: "tuple[PracticeInfo, VaultStatus]") -> None:
            info, vault = found
            self._show(info, vault, select=select)
            if vault.state is VaultState.LOCKED and not ask:
                self._bench.change(notice=_LOCKED)
                done()
            else:
                self._prepare(info, done, failed)

        return self._runner.run(work, started, failed)

    def _show(self, info: "PracticeInfo", vault: VaultStatus, *, select: bool) -> None:
        from oidc_workbench.flows.practice_profile import (
            PROVIDER_ID,
            practice_clients,
            practice_provider,
        )

        bench, before = self._bench, self._bench.state.workspace
        workspace = replace(
            before,
            providers=(
                practice_provider(info),
                *(p for p in before.providers if p.provider_id != PROVIDER_ID),
            ),
            clients=(
                *practice_clients(info),
                *(c for c in before.clients if c.provider_id != PROVIDER_ID),
            ),
        )
        bench.change(practice=info, vault=vault, workspace=workspace)
        if select and bench.state.provider_id != PROVIDER_ID:
            bench.select(PROVIDER_ID)

    def _prepare(self, info: "PracticeInfo", done: Done, failed: Failed) -> None:
        from oidc_workbench.flows.practice_profile import prepare_practice

        async def work() -> "tuple[tuple[KeyRecord, ...], VaultStatus]":
            await prepare_practice(self._services, info)
            return await self._services.vault.records(), await self._services.vault.status()

        def ready(found: "tuple[tuple[KeyRecord, ...], VaultStatus]") -> None:
            notice = "" if self._bench.state.notice == _LOCKED else self._bench.state.notice
            self._bench.change(keys=found[0], vault=found[1], notice=notice)
            done()

        self._runner.run(work, ready, failed)
