"""The login pane's presenter: runs the flow and tells what the view shows."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.flows.manual_callback import ManualCallback
from oidc_workbench.flows.step import Step
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.flow_run import FlowRun, Problem, RunState
from oidc_workbench.ui.kit.follow_ups import ApiCall, FollowUpFlows, Profile
from oidc_workbench.ui.kit.sequence import Sequence, user_sequence
from oidc_workbench.ui.kit.token_actions import Action, TokenActions
from oidc_workbench.ui.kit.token_card import TokenCard
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.panes.user_login.options import (
    LoginOptions,
    client_with,
    max_age_of,
    notes_on,
    options_for,
)
from oidc_workbench.workspace.profile import Client, Provider

if TYPE_CHECKING:
    from oidc_workbench.ports import FlowPorts

PLANNED: tuple[tuple[str, str], ...] = (
    ("Discover the provider", "Read where its endpoints are, from the issuer itself."),
    ("Fetch the provider's keys", "Tokens are verified with these keys and with no others."),
    ("Prepare the request", "Fresh state, nonce and code verifier; open the listener."),
    ("Open the browser", "You sign in at the provider; this program never sees the password."),
    ("Wait for the answer", "Only an answer with our state from the right issuer counts."),
    ("Redeem the code", "The code alone is worth nothing without the code verifier."),
    ("Judge the tokens", "Signature, issuer, audience, times and the nonce of this run."),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a person can do while the flow waits for the browser.

    Args:
        address: the page to open again or to copy; empty while it is not known.
        problem: what is wrong with the callback URL that was pasted.
    """

    address: str = field(repr=False, default="")
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LoginState:
    """A snapshot of the pane.

    Args:
        problem: why nothing can be started, with what to do.
        upcoming: the steps that have not begun, as title and reason.
        selected: the step that stepper and diagram have in common.
    """

    run: RunState = field(default_factory=RunState)
    sequence: Sequence = field(default_factory=lambda: user_sequence(()))
    options: LoginOptions = field(default_factory=LoginOptions)
    notes: tuple[str, ...] = ()
    options_problem: str = ""
    problem: Problem | None = None
    waiting: Waiting | None = None
    upcoming: tuple[tuple[str, str], ...] = PLANNED
    selected: str = ""
    calls: tuple[ApiCall, ...] = ()
    api_problem: str = ""
    now: float = 0.0

    @property
    def button(self) -> str:
        """The primary button's text."""
        return "Sign in again" if self.run.steps else "Sign in"

    @property
    def can_start(self) -> bool:
        """Whether it can be pressed."""
        return self.problem is None and not self.run.busy and not self.options_problem


class LoginView(Protocol):
    """What the presenter needs of its view."""

    def show_state(self, state: LoginState) -> None:
        """Show a state."""
        ...


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


class LoginPresenter:
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
        self._context = context
        self._view = view
        self._sign_in = sign_in
        self._manual = ManualCallback()
        self._run = FlowRun(context.runner, context.bench, self._run_changed)
        self._actions = TokenActions(context, self._run, follow_ups)
        self._state = LoginState(options=options_for(context.bench.state.client))
        self._stop = (context.bench.watch(self._bench_changed), context.ticks(self._tick))
        self._refresh()

    @property
    def state(self) -> LoginState:
        """The current state."""
        return self._state

    def close(self) -> None:
        """Stop watching and working."""
        for stop in self._stop:
            stop()
        self._run.cancel()

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

    def cancel(self) -> None:
        """Stop; sockets and listener close with the flow."""
        self._run.cancel()

    def choose(self, options: LoginOptions) -> None:
        """Use other options in the next run."""
        self._state = replace(self._state, options=options)
        self._refresh()

    def act_on_problem(self) -> None:
        """Do what the problem's button says."""
        problem = self._state.problem
        if problem is None:
            return
        if problem.goto:
            self._context.show_pane(problem.goto)
            return
        bench = self._context.bench
        user = next((c for c in bench.state.clients if c.actor == "user"), None)
        if user is not None:
            bench.select(user.provider_id, user.key)

    def select(self, step_id: str) -> None:
        """Select a step, from the stepper or from an arrow of the diagram."""
        self._put(selected="" if step_id == self._state.selected else step_id)

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

    def act(self, card: TokenCard, action: Action) -> None:
        """Do what a button of a token card says."""
        self._actions.act(card, action)

    def call(self, call: ApiCall) -> None:
        """Call an API with the access token."""
        self._put(api_problem=self._actions.call(call))

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

    def _tick(self) -> None:
        if self._state.run.waiting is not None or self._state.run.cards:
            self._put(now=self._context.services.clock.now())

    def _not_opened(self, error: WorkbenchError) -> None:
        waiting = self._state.waiting or Waiting()
        self._put(waiting=replace(waiting, problem=str(error)))

    # How a state comes about

    def _run_changed(self, run: RunState) -> None:
        waiting = None
        if run.waiting is not None:
            waiting = replace(self._state.waiting or Waiting(), address=self._address(run))
        self._put(
            run=run,
            sequence=user_sequence(run.steps),
            waiting=waiting,
            upcoming=self._upcoming(run),
            calls=self._actions.calls() if run.token("access_token") else (),
            now=self._context.services.clock.now(),
        )

    def _upcoming(self, run: RunState) -> tuple[tuple[str, str], ...]:
        if run.steps and not run.busy:
            return ()
        return PLANNED[len(run.steps) :]

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

    def _put(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]  # names and types are those of LoginState, checked by this class's tests
        self._view.show_state(self._state)


def problem_with(
    provider: Provider | None, client: Client | None, clients: tuple[Client, ...]
) -> Problem | None:
    """Why a person can't sign in with this profile, or None."""
    if provider is None:
        return Problem(
            "No provider is selected, so there is nobody to sign in at.",
            "Start the practice provider, or add your own.",
            "no-provider",
            "provider",
            "Choose a provider",
        )
    if client is None:
        return Problem(
            f"{provider.name} has no client yet.",
            "Add the client id that the provider registered for you.",
            "no-client",
            "provider",
            "Add a client",
        )
    if client.actor == "user":
        return None
    user = next((c for c in clients if c.actor == "user"), None)
    if user is None:
        return Problem(
            f"{client.name} is a service; no person signs in with it.",
            "Add a client for people, or get a token for the service.",
            "not-a-user-client",
            "provider",
            "Add a client",
        )
    return Problem(
        f"{client.name} is a service; no person signs in with it.",
        f"{user.name} is a client for people at the same provider.",
        "not-a-user-client",
        action=f"Use {user.name}",
    )
