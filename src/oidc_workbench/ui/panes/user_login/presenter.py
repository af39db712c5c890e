"""The login pane's presenter: runs the flow and tells what the view shows."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.manual_callback import ManualCallback
from oidc_workbench.flows.step import Step
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.flow_presenter import FlowKind, FlowPresenter
from oidc_workbench.ui.kit.flow_run import RunState
from oidc_workbench.ui.kit.follow_ups import FollowUpFlows, Profile
from oidc_workbench.ui.kit.sequence import user_sequence
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.user_login.options import (
    LoginOptions,
    client_with,
    max_age_of,
    notes_on,
    options_for,
)
from oidc_workbench.ui.panes.user_login.state import (
    PLANNED,
    LoginState,
    LoginView,
    Waiting,
    problem_with,
)
from oidc_workbench.workspace.profile import Client, Provider

if TYPE_CHECKING:
    from oidc_workbench.ports import FlowPorts

SignIn = Callable[
    [Provider, Client, LoginOptions, ManualCallback, "FlowPorts"], AsyncIterator[Step]
]


def real_sign_in(
    provider: Provider,
    client: Client,
    options: LoginOptions,
    manual: ManualCallback,
    ports: "FlowPorts",
) -> AsyncIterator[Step]:
    """The authorization code flow itself; imported when first used."""
    from oidc_workbench.flows.authorization_code import AuthorizationCodePlan, authorization_code

    plan = AuthorizationCodePlan(
        provider,
        client,
        prompt=options.prompt,
        max_age=max_age_of(options)[0],
        use_nonce=options.use_nonce,
        response_mode="form_post" if options.form_post else "",
        manual=manual,
    )
    return authorization_code(plan, ports)


class LoginPresenter(FlowPresenter[LoginState]):
    """Runs sign-ins with the selected profile.

    Args:
        sign_in: the flow; a test gives its own, and its own follow-ups.
    """

    def __init__(
        self,
        context: PaneContext,
        view: LoginView,
        sign_in: SignIn = real_sign_in,
        follow_ups: FollowUpFlows | None = None,
    ) -> None:
        self._sign_in = sign_in
        self._manual = ManualCallback()
        state = LoginState(options=options_for(context.bench.state.client))
        kind = FlowKind("user", PLANNED, user_sequence)
        super().__init__(context, view, kind, state, follow_ups)

    # What the person does

    def start(self) -> None:
        """Sign in, with a fresh run."""
        provider, client = self._profile()
        if provider is None or client is None or not self._state.can_start:
            return
        used = client_with(client, self._state.options)
        self._actions.who = Profile(provider, used)
        self._manual = ManualCallback()
        ports = self._context.services.ports_for(provider)
        options, manual = self._state.options, self._manual
        self._state = replace(self._state, selected="", waiting=None, api_problem="")
        self._run.start(lambda: self._sign_in(provider, used, options, manual, ports))

    def choose(self, options: LoginOptions) -> None:
        """Use other options in the next run."""
        self._state = replace(self._state, options=options)
        self._refresh()

    def open_again(self) -> None:
        """Open the provider's page once more."""
        provider, address = self._actions.who, self._address()
        if provider is None or not address:
            return
        browser = self._context.services.ports_for(provider.provider).browser
        self._context.runner.run(lambda: browser.open(address), lambda _: None, self._not_opened)

    def paste_callback(self, url: str) -> None:
        """Hand in the callback URL that the browser ended at."""
        text = url.strip()
        waiting = self._state.waiting or Waiting()
        if "?" not in text or "://" not in text:
            problem = "Paste the whole address the browser ended at; it has code= and state= in it."
            self._put(waiting=replace(waiting, problem=problem))
        elif not self._manual.submit(text):
            self._put(waiting=replace(waiting, problem="No sign-in is waiting for it any more."))

    # What happens elsewhere

    def _profile(self) -> tuple[Provider | None, Client | None]:
        state = self._context.bench.state
        return state.provider, state.client

    def _bench_changed(self, before: BenchState, after: BenchState) -> None:
        if before.client != after.client:
            self._state = replace(self._state, options=options_for(after.client))
        if (before.provider, before.client, before.practice, before.clients) != (
            after.provider,
            after.client,
            after.practice,
            after.clients,
        ):
            self._refresh()

    def _not_opened(self, error: WorkbenchError) -> None:
        waiting = self._state.waiting or Waiting()
        self._put(waiting=replace(waiting, problem=str(error)))

    # How a state comes about

    def _more(self, run: RunState) -> dict[str, Any]:
        if run.waiting is None:
            return {"waiting": None}
        return {"waiting": replace(self._state.waiting or Waiting(), address=self._address(run))}

    def _address(self, run: RunState | None = None) -> str:
        """The authorization request that the browser was sent to."""
        fronts = [
            exchange.request.url
            for step in (run or self._state.run).steps
            for exchange in step.exchanges
            if exchange.channel == "front"
        ]
        return fronts[0] if fronts else ""

    def _refresh(self) -> None:
        provider, client = self._profile()
        self._put(
            problem=problem_with(provider, client, self._context.bench.state.clients),
            notes=notes_on(self._state.options),
            options_problem=max_age_of(self._state.options)[1],
            now=self._context.services.clock.now(),
        )
