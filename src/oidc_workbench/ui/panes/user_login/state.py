"""What the login pane shows, as values."""

from dataclasses import dataclass, field
from typing import Protocol

from oidc_workbench.ui.kit.flow_run import Problem, RunState
from oidc_workbench.ui.kit.follow_ups import ApiCall
from oidc_workbench.ui.kit.profile_problem import NO_PROVIDER, no_client, wrong_actor
from oidc_workbench.ui.kit.sequence import Sequence, user_sequence
from oidc_workbench.ui.kit.token_actions import ApiAnswer
from oidc_workbench.ui.panes.user_login.options import LoginOptions
from oidc_workbench.workspace.profile import Client, Provider

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
    api_answer: ApiAnswer | None = None
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


def problem_with(
    provider: Provider | None, client: Client | None, clients: tuple[Client, ...]
) -> Problem | None:
    """Why a person can't sign in with this profile, or None."""
    if provider is None:
        return NO_PROVIDER
    if client is None:
        return no_client(provider, "Add the client id that the provider registered for you.")
    if client.actor == "user":
        return None
    message = f"{client.name} is a service; no person signs in with it."
    hint = "Add a client for people, or get a token for the service."
    return wrong_actor(message, "user", clients, hint)
