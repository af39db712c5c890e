"""What the provider pane does."""

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.secret import Secret
from oidc_workbench.ui.bench import BenchState, Event
from oidc_workbench.ui.client_keeping import put_client
from oidc_workbench.ui.kit.late_undo import LateUndo
from oidc_workbench.ui.pane import Job, PaneContext
from oidc_workbench.ui.panes.provider.client_draft import (
    ClientDraft,
    client_of,
    draft_of,
    problems_of,
)
from oidc_workbench.ui.panes.provider.describe import describe
from oidc_workbench.ui.panes.provider.provider_draft import (
    draft_of_provider,
    provider_of,
)
from oidc_workbench.ui.panes.provider.state import Asking, Description, ProviderDraft, ProviderState
from oidc_workbench.ui.practice_start import PracticeStarter
from oidc_workbench.ui.secret_upkeep import ClientSecret, remove_secrets_of
from oidc_workbench.workspace.changes import with_provider, without
from oidc_workbench.workspace.profile import Client, Provider

if TYPE_CHECKING:
    from oidc_workbench.flows.discovery import Discovered


class ProviderView(Protocol):
    """What the presenter needs of its view."""

    def show_state(self, state: ProviderState) -> None:
        """Show a state."""
        ...


class ProviderPresenter:
    """Keeps providers and clients on the bench, from where they are written to disk."""

    def __init__(self, context: PaneContext, view: ProviderView) -> None:
        self._context, self._view = context, view
        self._bench = context.bench
        self._starter = PracticeStarter(context.bench, context.runner, context.services)
        self._job: Job | None = None
        self._described: dict[str, Description] = {}
        self._tried: set[str] = set()
        self._unread: Provider | None = None
        self.state = ProviderState()
        self._bench.watch(lambda _before, after: self._follow(after))
        # An empty bench changes nothing, and has to be shown all the same.
        view.show_state(self.state)
        self._follow(self._bench.state)

    def select(self, provider_id: str) -> None:
        """Choose a provider for the whole program."""
        self.cancel()
        self._bench.select(provider_id)
        self._show(mode="details", error=None, asking="", problems=())

    def select_client(self, key: str) -> None:
        """Choose a client for the whole program."""
        self._bench.select(self._bench.state.provider_id, key)
        self._show(mode="details", asking="", problems=())

    def use_practice(self) -> None:
        """Start the practice provider and choose it."""
        self._begin("Starting the practice provider")
        self._job = self._starter.start(done=self._idle, failed=self._failed)

    def add_provider(self) -> None:
        """Open the form for a new provider."""
        self._open_provider(ProviderDraft())

    def edit_provider(self) -> None:
        """Open the selected provider in the form."""
        if self.state.selected is not None and not self.state.selected.practice:
            self._open_provider(draft_of_provider(self.state.selected))

    def discover(self, draft: ProviderDraft) -> None:
        """Read the metadata of the provider in the form, and keep it when that works."""
        provider = provider_of(draft, self._new_id(draft.provider_id))
        self._show(provider_draft=draft, problems=())
        self._read(provider, keep=True)

    def keep_unread(self) -> None:
        """Keep a provider that could not be read, as when it is not running now."""
        if self._unread is not None:
            self._keep(self._unread)

    def refresh(self) -> None:
        """Read the selected provider's metadata and keys again."""
        if self.state.selected is not None:
            self._read(self.state.selected, keep=False)

    def add_client(self) -> None:
        """Open the form for a new client of the selected provider."""
        if self.state.selected is not None:
            self._show(mode="client-form", client_draft=ClientDraft(), problems=(), error=None)

    def edit_client(self) -> None:
        """Open the selected client in the form."""
        if self.state.client is not None:
            draft = draft_of(self.state.client)
            self._show(mode="client-form", client_draft=draft, problems=(), error=None)

    def save_client(self, draft: ClientDraft, secret: Secret | None) -> None:
        """Keep a client; its secret goes to the vault first, and only there."""
        problems = problems_of(draft, typed_secret=secret is not None)
        self._show(client_draft=draft, problems=problems, error=None)
        provider = self.state.selected
        if problems or provider is None:
            return
        known = {c.key: c for c in self._bench.state.workspace.clients}
        before = known.get(draft.key)
        client = client_of(draft, provider.provider_id, draft.key or self._new_id(""), before)
        self._begin("Saving the client")
        services = self._context.services
        kept = ClientSecret(services.vault, client, before, secret, services.clock.now())

        def done(_nothing: None) -> None:
            put_client(self._bench, client)
            self._bench.select(client.provider_id, client.key)
            self._idle()
            self._show(mode="details")
            self._tidy(client, kept)

        self._job = LateUndo(
            self._context.runner, kept.keep, kept.undo, done, self._failed, left=self._tell_left
        )

    def _tidy(self, client: Client, kept: ClientSecret) -> None:
        """Delete the secret that a client no longer has; leaving the page does not stop that."""

        def failed(error: WorkbenchError) -> None:
            self._tell_left(
                f"The secret that {client.name} no longer uses is still in the vault: {error}"
            )

        if kept.unused:
            self._context.runner.run(kept.tidy, lambda _nothing: None, failed)

    def _tell_left(self, what: str) -> None:
        """Say what is left in the vault of work that is over, whatever goes on now."""
        now = self._context.services.clock.now()
        self._bench.log(Event(now, "vault not tidied", what))
        self._bench.change(notice=what)

    def ask(self, what: Asking) -> None:
        """Ask in place whether something is to be deleted; empty takes the question back."""
        self._show(asking=what)

    def delete(self) -> None:
        """Delete what was asked about."""
        asking, state = self.state.asking, self.state
        self._show(asking="")
        if asking == "client" and state.client is not None:
            self._forget((state.client,), None)
        elif asking == "provider" and state.selected is not None:
            self._forget(state.clients, state.selected)

    def leave_form(self) -> None:
        """Close the form without keeping anything."""
        self.cancel()
        self._show(mode="details", problems=(), error=None, can_keep=False)

    def cancel(self) -> None:
        """Stop what goes on."""
        if self._job is not None:
            self._job.cancel()
        self._idle()

    def _open_provider(self, draft: ProviderDraft) -> None:
        self.cancel()
        self._show(
            mode="provider-form", provider_draft=draft, problems=(), error=None, can_keep=False
        )

    def _read(self, provider: Provider, *, keep: bool) -> None:
        self.cancel()
        self._begin(f"Reading the metadata of {provider.issuer}")
        self._unread = provider if keep else None
        ports = self._context.services.ports_for(provider)

        async def work() -> "Discovered":
            from oidc_workbench.flows.discovery import load_provider

            return await load_provider(ports, provider.issuer)

        def done(discovered: "Discovered") -> None:
            self._described[provider.issuer] = describe(discovered)
            self._idle()
            if keep:
                self._keep(provider)
            self._follow(self._bench.state)

        self._job = self._context.runner.run(work, done, self._failed)

    def _keep(self, provider: Provider) -> None:
        self._unread = None
        self._show(mode="details", error=None, can_keep=False)
        self._bench.change(workspace=with_provider(self._bench.state.workspace, provider))
        self._bench.select(provider.provider_id)

    def _forget(self, clients: tuple[Client, ...], provider: Provider | None) -> None:
        """Take clients, and a provider with all of them, off the bench and out of the vault."""
        vault = self._context.services.vault

        async def work() -> None:
            await remove_secrets_of(vault, clients, provider)

        def done(_nothing: None) -> None:
            self._idle()
            workspace = without(self._bench.state.workspace, clients, provider)
            kept = workspace.providers
            self._bench.change(workspace=workspace)
            left = next((p.provider_id for p in kept), "") if provider else ""
            self._bench.select(left or self._bench.state.provider_id if kept else "")

        self._begin("Deleting")
        self._job = self._context.runner.run(work, done, self._failed)

    def _begin(self, what: str) -> None:
        self._show(busy=what, error=None, can_keep=False)

    def _idle(self) -> None:
        self._job = None
        self._show(busy="")
        self._read_practice(self._bench.state.provider)

    def _failed(self, error: WorkbenchError) -> None:
        self._idle()
        can_keep = self._unread is not None and error.code != "issuer-invalid"
        self._show(error=error, can_keep=can_keep)

    def _new_id(self, present: str) -> str:
        return present or self._context.services.random.octets(8).hex()

    def _follow(self, bench: BenchState) -> None:
        provider = bench.provider
        self._show(
            providers=bench.workspace.providers,
            selected=provider,
            clients=bench.clients,
            client=bench.client,
            keys=bench.keys,
            practice_runs=bench.practice is not None,
            description=self._described.get(provider.issuer if provider else ""),
        )
        self._read_practice(provider)

    def _read_practice(self, provider: Provider | None) -> None:
        # Our own server on loopback may be read unasked; all others wait for the person.
        if provider is None or not provider.practice or provider.issuer in self._tried:
            return
        if not self.state.busy:
            self._tried.add(provider.issuer)
            self._read(provider, keep=False)

    def _show(self, **changes: object) -> None:
        state = replace(self.state, **changes)  # type: ignore[arg-type]  # fields of ProviderState
        if state != self.state:
            self.state = state
            self._view.show_state(state)
