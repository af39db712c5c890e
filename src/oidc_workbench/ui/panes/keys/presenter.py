"""What the keys pane does."""

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState, VaultStatus
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.pane import Job, PaneContext
from oidc_workbench.ui.panes.keys.public_side import jwk_text, jwks_text, pem_text
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.workspace.key_record import KeyRecord

if TYPE_CHECKING:
    from oidc_workbench.jose.signing_key import SigningKey


class KeysView(Protocol):
    """What the presenter needs of its view."""

    def show_state(self, state: KeysState) -> None:
        """Show a state."""
        ...


class KeysPresenter:
    """Makes, shows and deletes keys; private parts go from the generator into the vault only."""

    def __init__(self, context: PaneContext, view: KeysView) -> None:
        self._context, self._view = context, view
        self._bench = context.bench
        self._job: Job | None = None
        self._chosen = ""
        self.state = KeysState()
        self._bench.watch(lambda _before, after: self._follow(after))
        # An empty bench changes nothing, and has to be shown all the same.
        view.show_state(self.state)
        self._follow(self._bench.state)

    def select(self, key_id: str) -> None:
        """Show the public side of a key."""
        self._chosen = key_id
        self._show(asking=False)
        self._follow(self._bench.state)

    def generate(self, kind: str, label: str, kid: str = "") -> None:
        """Make a key and put it into the vault."""
        self.cancel()
        bits = " of 4,096 bits: this may take some seconds" if kind == "RSA-4096" else ""
        self._begin(f"Making a key ({kind}){bits}")

        def work() -> "SigningKey":
            from oidc_workbench.jose.key_generation import generate_key

            return generate_key(kind, kid.strip())

        def made(key: "SigningKey") -> None:
            self._store(self._record(key, label.strip() or kind), key)

        self._job = self._context.runner.compute(work, made, self._failed)

    def ask(self, asking: bool) -> None:
        """Ask in place whether the selected key is to be deleted, or take that back."""
        self._show(asking=asking and self.state.selected is not None)

    def delete(self) -> None:
        """Delete the selected key for good."""
        key = self.state.selected
        if key is None or not self.state.asking:
            return
        self._show(asking=False)
        self._wait(f"Deleting {key.label}")
        vault = self._context.services.vault

        async def work() -> tuple[KeyRecord, ...]:
            await vault.remove(key.key_id)
            return await vault.records()

        self._job = self._context.runner.run(work, self._changed, self._failed)

    def ask_vault(self) -> None:
        """Look again how the vault stands."""
        self._wait("Asking the vault")
        vault = self._context.services.vault

        async def work() -> tuple[VaultStatus, tuple[KeyRecord, ...]]:
            return await vault.status(), await vault.records()

        def done(found: tuple[VaultStatus, tuple[KeyRecord, ...]]) -> None:
            self._bench.change(vault=found[0])
            self._changed(found[1])

        self._job = self._context.runner.run(work, done, self._failed)

    def cancel(self) -> None:
        """Stop what goes on."""
        if self._job is not None:
            self._job.cancel()
        self._idle()

    def _record(self, key: "SigningKey", label: str) -> KeyRecord:
        from oidc_workbench.jose.jwk import public_jwk

        services, public = self._context.services, key.public
        return KeyRecord(
            services.random.octets(12).hex(),
            label,
            public.kid,
            public.kty,
            key.default_alg,
            public.thumbprint,
            services.clock.now(),
            "generated",
            public_jwk(public),
        )

    def _store(self, record: KeyRecord, key: "SigningKey") -> None:
        self._wait(f"Putting {record.label} into the vault")
        vault = self._context.services.vault

        async def work() -> tuple[KeyRecord, ...]:
            await vault.add(record, key)
            return await vault.records()

        def done(records: tuple[KeyRecord, ...]) -> None:
            self._chosen = record.key_id
            self._changed(records)

        self._job = self._context.runner.run(work, done, self._failed)

    def _changed(self, records: tuple[KeyRecord, ...]) -> None:
        self._idle()
        self._bench.change(keys=records)
        self._follow(self._bench.state)

    def _begin(self, what: str) -> None:
        self._show(busy=what, waits=False, error=None)

    def _wait(self, what: str) -> None:
        """Go on with something during which the system's unlock prompt may come up."""
        vault = self._bench.state.vault
        locked = vault is not None and vault.state is VaultState.LOCKED
        words = f"{what}: waiting for the system's unlock prompt" if locked else what
        self._show(busy=words, waits=locked, error=None)

    def _idle(self) -> None:
        self._job = None
        self._show(busy="", waits=False)

    def _failed(self, error: WorkbenchError) -> None:
        self._idle()
        self._show(error=error)

    def _follow(self, bench: BenchState) -> None:
        keys = bench.keys
        selected = next((k for k in keys if k.key_id == self._chosen), None)
        selected = selected or next(iter(keys), None)
        self._show(vault=bench.vault, keys=keys)
        if selected is None:
            self._show(selected=None, jwk="", jwks="", pem="", used_by=(), asking=False)
            return
        names = tuple(
            c.name
            for c in bench.workspace.clients
            if selected.key_id and c.key_id == selected.key_id
        )
        if selected != self.state.selected:
            self._show(**self._public_side(selected), used_by=names)
        else:
            self._show(used_by=names)

    def _public_side(self, record: KeyRecord) -> dict[str, object]:
        try:
            pem = pem_text(record)
        except WorkbenchError as error:
            pem = str(error)
        return {
            "selected": record,
            "jwk": jwk_text(record),
            "jwks": jwks_text([record]),
            "pem": pem,
        }

    def _show(self, **changes: object) -> None:
        state = replace(self.state, **changes)  # type: ignore[arg-type]  # fields of KeysState
        if state != self.state:
            self.state = state
            self._view.show_state(state)
