"""The parts of the keys pane, and how they follow the bench."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.keys.certifying import Certifying
from oidc_workbench.ui.panes.keys.desk import Desk, Work
from oidc_workbench.ui.panes.keys.enrolling import Enrolling
from oidc_workbench.ui.panes.keys.exporting import Exporting
from oidc_workbench.ui.panes.keys.importing import Importing
from oidc_workbench.ui.panes.keys.inventory import take_stock
from oidc_workbench.ui.panes.keys.judging import Judging
from oidc_workbench.ui.panes.keys.making import Making
from oidc_workbench.ui.panes.keys.owners import owners
from oidc_workbench.ui.panes.keys.public_side import PublicShowing, PublicSide
from oidc_workbench.ui.panes.keys.registering import Registering, client_for
from oidc_workbench.ui.panes.keys.rotating import Rotating
from oidc_workbench.ui.panes.keys.saving import Saving
from oidc_workbench.ui.panes.keys.secret_keeping import SecretKeeping, SecretScreen
from oidc_workbench.ui.panes.keys.serving import Serving, ServingState
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.vault_care import VaultCare
from oidc_workbench.ui.practice_start import PracticeStarter
from oidc_workbench.workspace.key_record import KeyRecord, SecretRecord

_FOLLOWED = ("workspace", "keys", "secrets", "vault", "provider_id", "client_key")


class KeysView(SecretScreen, Protocol):
    """What the presenter needs of its view."""

    def show_state(self, state: KeysState) -> None:
        """Show a state."""
        ...

    def forget_passwords(self) -> None:
        """Empty every field that holds a password."""
        ...


class KeysParts:
    """Makes the parts, each of which does one thing, and brings them up to date together."""

    def __init__(self, context: PaneContext, view: KeysView) -> None:
        self._bench, self._view = context.bench, view
        self._clock = context.services.clock
        self._chosen = ""
        self._is_closed = False
        self._is_gathering = False
        self._followed: object = None
        self._stop_watching: Callable[[], None] = lambda: None
        self.state = KeysState(now=self._clock.now())
        self.desk = desk = Desk(context, self._work_changed, self._together)
        self.judging = Judging(context, self._judged)
        self.public = PublicShowing(context, self._shower("public"))
        self.making = Making(desk, self._arrived)
        self.importing = Importing(desk, self._shower("importing"), self._imported)
        self.exporting = Exporting(desk, self._selected, view.forget_passwords)
        self.certifying = Certifying(desk, self._selected, self._shower("certificate"))
        self.serving = Serving(desk, self._selected, self._serving_changed)
        self.registering = Registering(desk, self._selected, self._served, self._shower("pack"))
        self.enrolling = Enrolling(desk, self._selected, self._shower("enrolling"), self.arrive)
        self.rotating = Rotating(desk, self._shower("rotating"), self.arrive)
        self.secrets = SecretKeeping(desk, view, self._shower("secrets"), self._secret_kept)
        self.vault, self.saving = VaultCare(desk), Saving(desk, self._public_side)
        self._starter = PracticeStarter(self._bench, context.runner, context.services)

    def begin(self) -> None:
        """Show the bench, and follow it from now on."""
        self._stop_watching = self._bench.watch(self._changed)
        self._follow(self._bench.state)
        # An empty bench changes nothing, and has to be shown all the same.
        self._view.show_state(self.state)

    def arrive(self, then: Callable[[], None] = lambda: None) -> None:
        """Read the vault's index, which other panes and other windows may have changed.

        Args:
            then: called when it is read and shown, or can't be read.
        """
        vault, bench = self.desk.services.vault, self._bench

        async def read() -> tuple[tuple[KeyRecord, ...], tuple[SecretRecord, ...]]:
            return await vault.records(), await vault.secrets()

        def done(found: tuple[tuple[KeyRecord, ...], tuple[SecretRecord, ...]]) -> None:
            if not self._is_closed:
                bench.change(keys=found[0], secrets=found[1])
                self._follow(bench.state)  # the day may be another one, though the keys are not
                then()

        def failed(error: WorkbenchError) -> None:
            self.desk.fail("vault", error)
            then()

        self.desk.context.runner.run(read, done, failed)

    # What the parts ask for

    def _selected(self) -> KeyRecord | None:
        return self.state.selected

    def _served(self) -> str:
        return self.serving.state.url

    def _serving_changed(self, serving: ServingState) -> None:
        self._show(serving=serving)
        self._follow_tab()

    def _follow_tab(self) -> None:
        """Make what takes a while only for the page that is looked at."""
        self.registering.follow(shown=self.state.tab == "register")
        self.rotating.follow(shown=self.state.tab == "rotate")

    def _public_side(self) -> PublicSide:
        return self.state.public

    def _arrived(self, entry: str) -> None:
        if any(secret.ref == entry for secret in self._bench.state.secrets):
            self._secret_kept(entry)
        else:
            self._chosen = entry
            self._show(segment="keys", page="key")
            self._follow(self._bench.state)

    def _imported(self, entries: tuple[str, ...]) -> None:
        many = f"{len(entries)} keys are" if len(entries) > 1 else "The key is"
        self._arrived(entries[0])
        self.desk.tell("keys", f"{many} in the vault.")

    def _secret_kept(self, ref: str) -> None:
        self._show(segment="secrets", page="secret")
        self.secrets.select(ref)

    def _work_changed(self, work: Work) -> None:
        self._show(work=work)
        if work.place == "import" and not work.busy:
            self.importing.follow(work.code)

    def _judged(self) -> None:
        if not self._is_closed:
            self._together(self._gather_selected)  # in an order by findings it may be another one

    # Following the bench

    def _changed(self, before: BenchState, after: BenchState) -> None:
        if any(getattr(before, name) is not getattr(after, name) for name in _FOLLOWED):
            self._follow(after)

    def _follow(self, bench: BenchState) -> None:
        self._together(lambda: self._gather(bench))

    def _together(self, gather: Callable[[], None]) -> None:
        """Let several parts change, and show the whole once."""
        if self._is_gathering:
            gather()
            return
        before, self._is_gathering = self.state, True
        try:
            gather()
        finally:
            # Also what went on before a mistake is shown: a busy pane would stay busy.
            self._is_gathering = False
            if self.state != before:
                self._view.show_state(self.state)

    def _gather(self, bench: BenchState) -> None:
        """Bring every part up to date."""
        self.judging.judge(bench)
        self._show(
            vault=bench.vault,
            session=bench.workspace.settings.prefer_session_vault,
            client=bench.client,
            owners=owners(bench),
            now=self._clock.now(),
        )
        self._gather_lines()

    def _gather_lines(self) -> None:
        """Bring up to date what follows from the search."""
        self.secrets.follow(self._bench.state, self.state.inventory.wanted)
        self._gather_selected()

    def _gather_selected(self) -> None:
        """Bring up to date what follows from the selected key."""
        self._take_stock(self._bench.state)
        record = self.state.selected
        self._show(subject=client_for(self.desk, record) if record else None)
        self.serving.follow()
        self.enrolling.follow()
        self._follow_tab()

    def _take_stock(self, bench: BenchState) -> None:
        notes, table = self.judging.notes, self.state.inventory
        inventory = take_stock(bench, notes, table.wanted, table.order)
        lines = inventory.lines
        chosen = next((one for one in lines if one.record.key_id == self._chosen), None)
        chosen = chosen or next(iter(lines), None)
        self._turn_away(chosen.record if chosen else None)
        if chosen is None:
            self._show(inventory=inventory, selected=None, used_by=(), notes=None, asking=False)
        else:
            self._show(
                inventory=inventory,
                selected=chosen.record,
                used_by=chosen.used_by,
                notes=chosen.notes,
            )
        self._follow_selected(chosen.record if chosen else None)

    def _turn_away(self, record: KeyRecord | None) -> None:
        """Leave nothing of the key before on the pages of another one, however it comes there."""
        before = self.state.selected
        if before is None or (record and record.key_id == before.key_id):
            return
        self.desk.turn_away(before.label)
        self._show(asking=False)
        if self.state.page == "key":
            self._view.forget_passwords()

    def _follow_selected(self, record: KeyRecord | None) -> None:
        """Make anew what is made of the selected key alone, when that is another one."""
        fresh = (record.key_id, record.public_jwk, record.certificate) if record else None
        if fresh != self._followed:
            self._followed = fresh
            self.public.follow(record)
            self.certifying.follow(record)

    def _shower(self, name: str) -> Callable[[object], None]:
        return lambda part: self._show(**{name: part})

    def _show(self, **changes: object) -> None:
        state = replace(self.state, **changes)  # type: ignore[arg-type]  # fields of KeysState
        if state != self.state and not self._is_closed:
            if state.page != self.state.page:
                self._view.forget_passwords()
            self.state = state
            if not self._is_gathering:
                self._view.show_state(state)
