"""The service pane's presenter: prepares a request, lets it be looked at, sends it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from oidc_workbench.flows.step import Step
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.flow_presenter import FlowKind, FlowPresenter
from oidc_workbench.ui.kit.flow_run import RunState
from oidc_workbench.ui.kit.follow_ups import FollowUpFlows, Profile
from oidc_workbench.ui.kit.send_gate import SendGate
from oidc_workbench.ui.kit.sequence import service_sequence
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.service_token.options import (
    ServiceOptions,
    client_with,
    options_for,
    problem_with,
    usable_keys,
)
from oidc_workbench.ui.panes.service_token.state import PLANNED, ServiceState, ServiceView
from oidc_workbench.workspace.profile import Client, Provider

if TYPE_CHECKING:
    from oidc_workbench.ports import FlowPorts

AskForToken = Callable[[Provider, Client, SendGate, "FlowPorts"], AsyncIterator[Step]]


def real_flow(
    provider: Provider, client: Client, gate: SendGate, ports: "FlowPorts"
) -> AsyncIterator[Step]:
    """The client credentials flow itself; imported when first used."""
    from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials

    return client_credentials(ClientCredentialsPlan(provider, client, gate=gate.wait), ports)


class ServicePresenter(FlowPresenter[ServiceState]):
    """Gets tokens for the selected service.

    Args:
        flow: the flow; a test gives its own, and its own follow-ups.
    """

    def __init__(
        self,
        context: PaneContext,
        view: ServiceView,
        flow: AskForToken = real_flow,
        follow_ups: FollowUpFlows | None = None,
    ) -> None:
        self._flow = flow
        self._gate = SendGate()
        state = context.bench.state
        options = options_for(state.client, usable_keys(state.keys))
        kind = FlowKind("service", PLANNED, service_sequence)
        super().__init__(context, view, kind, ServiceState(options=options), follow_ups)

    # What the person does

    def press(self) -> None:
        """Do what the primary button says: prepare, or send what is prepared."""
        if self._state.ready:
            self._put(ready=False)
            self._gate.open()
        elif self._state.can_press:
            self._prepare()

    def choose(self, options: ServiceOptions) -> None:
        """Use other options in the next run."""
        self._state = replace(self._state, options=options)
        self._refresh()

    # What happens elsewhere

    def _bench_changed(self, before: BenchState, after: BenchState) -> None:
        if before.client != after.client:
            self._state = replace(self._state, options=self._profile_options())
        elif not self._state.options.key_id and before.keys != after.keys:
            key_id = self._profile_options().key_id
            self._state = replace(self._state, options=replace(self._state.options, key_id=key_id))
        told = ("provider", "client", "clients", "keys", "practice")
        if any(getattr(before, name) != getattr(after, name) for name in told):
            self._refresh()

    # How a state comes about

    def _prepare(self) -> None:
        state = self._context.bench.state
        provider, client = state.provider, state.client
        if provider is None or client is None:
            return
        used = client_with(client, self._state.options)
        self._actions.who = Profile(provider, used)
        gate = self._gate = SendGate()
        ports = self._context.services.ports_for(provider)
        self._state = replace(self._state, selected="", api_problem="")
        self._run.start(lambda: self._flow(provider, used, gate, ports))

    def _profile_options(self) -> ServiceOptions:
        state = self._context.bench.state
        return options_for(state.client, usable_keys(state.keys))

    def _more(self, run: RunState) -> dict[str, Any]:
        return {"ready": run.waiting is not None}

    def _refresh(self) -> None:
        state = self._context.bench.state
        keys = usable_keys(state.keys)
        options = self._state.options
        self._put(
            client=state.client,
            keys=keys,
            problem=problem_with(state.provider, state.client, state.clients, options, keys),
            now=self._context.services.clock.now(),
        )
