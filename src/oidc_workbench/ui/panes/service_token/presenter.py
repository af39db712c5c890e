"""The service pane's presenter: prepares a request, lets it be looked at, sends it."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.step import Step
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.flow_run import FlowRun, Problem, RunState
from oidc_workbench.ui.kit.follow_ups import ApiCall, FollowUpFlows, Profile
from oidc_workbench.ui.kit.profile_problem import PRACTICE, ProfileHelp
from oidc_workbench.ui.kit.sequence import service_sequence
from oidc_workbench.ui.kit.token_actions import Action, TokenActions, api_answer
from oidc_workbench.ui.kit.token_card import TokenCard
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.service_token.gate import SendGate
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


class ServicePresenter:
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
        self._context = context
        self._view = view
        self._flow = flow
        self._gate = SendGate()
        self._run = FlowRun(context.runner, context.bench, self._run_changed)
        self._actions = TokenActions(context, self._run, follow_ups)
        self._help = ProfileHelp(context, "service", self._not_helped)
        self._state = ServiceState(options=self._profile_options())
        self._stop = (context.bench.watch(self._bench_changed), context.ticks(self._tick))
        self._refresh()

    @property
    def state(self) -> ServiceState:
        """The current state."""
        return self._state

    def close(self) -> None:
        """Stop watching and working."""
        for stop in self._stop:
            stop()
        self._run.stop()

    # What the person does

    def press(self) -> None:
        """Do what the primary button says: prepare, or send what is prepared."""
        if self._state.ready:
            self._put(ready=False)
            self._gate.open()
        elif self._state.can_press:
            self._prepare()

    def cancel(self) -> None:
        """Stop; nothing that was not sent is sent."""
        self._run.cancel()

    def choose(self, options: ServiceOptions) -> None:
        """Use other options in the next run."""
        self._state = replace(self._state, options=options)
        self._refresh()

    def act_on_problem(self) -> None:
        """Do what the problem's button says."""
        if self._state.problem is not None:
            self._help.act(self._state.problem)

    def select(self, step_id: str) -> None:
        """Select a step, from the stepper or from an arrow of the diagram."""
        self._put(selected="" if step_id == self._state.selected else step_id)

    def act(self, card: TokenCard, action: Action) -> None:
        """Do what a button of a token card says."""
        self._actions.act(card, action)

    def call(self, call: ApiCall) -> None:
        """Call an API with the access token."""
        self._put(api_problem=self._actions.call(call))

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

    def _tick(self) -> None:
        if self._state.run.cards:
            self._put(now=self._context.services.clock.now())

    def _not_helped(self, error: WorkbenchError) -> None:
        self._put(problem=Problem(error.message, error.hint, error.code, PRACTICE, "Try again"))

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

    def _run_changed(self, run: RunState) -> None:
        self._put(
            run=run,
            sequence=service_sequence(run.steps),
            ready=run.waiting is not None,
            upcoming=() if run.steps and not run.busy else PLANNED[len(run.steps) :],
            calls=self._actions.calls() if run.token("access_token") else (),
            api_answer=api_answer(run.steps),
            now=self._context.services.clock.now(),
        )

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

    def _put(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]  # names and types are those of ServiceState, checked by this class's tests
        self._view.show_state(self._state)
