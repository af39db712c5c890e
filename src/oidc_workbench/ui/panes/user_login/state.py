"""What the login pane shows, as values."""

from dataclasses import dataclass, field

from oidc_workbench.ui.kit.flow_presenter import FlowState, FlowView
from oidc_workbench.ui.kit.flow_run import Problem
from oidc_workbench.ui.kit.profile_problem import NO_PROVIDER, no_client, wrong_actor
from oidc_workbench.ui.kit.sequence import Sequence, user_sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginState(FlowState):
    """A snapshot of the pane."""

    sequence: Sequence = field(default_factory=lambda: user_sequence(()))
    upcoming: tuple[tuple[str, str], ...] = PLANNED
    options: LoginOptions = field(default_factory=LoginOptions)
    notes: tuple[str, ...] = ()
    options_problem: str = ""
    waiting: Waiting | None = None

    @property
    def button(self) -> str:
        """The primary button's text."""
        return "Sign in again" if self.run.steps else "Sign in"

    @property
    def can_start(self) -> bool:
        """Whether it can be pressed."""
        return self.problem is None and not self.run.busy and not self.options_problem


LoginView = FlowView[LoginState]


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
