"""What the service pane shows, as values."""

from dataclasses import dataclass, field
from typing import Protocol

from oidc_workbench.ui.kit.flow_run import Problem, RunState
from oidc_workbench.ui.kit.follow_ups import ApiCall
from oidc_workbench.ui.kit.sequence import Sequence, service_sequence
from oidc_workbench.ui.kit.token_actions import ApiAnswer
from oidc_workbench.ui.panes.service_token.options import ServiceOptions
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client

PLANNED: tuple[tuple[str, str], ...] = (
    ("Discover the provider", "Read where its token endpoint is, from the issuer itself."),
    ("Fetch the provider's keys", "The access token is verified with these and no others."),
    ("Prepare client authentication", "Sign the assertion, and look at it before it is sent."),
    ("Ask for the token", "The provider checks the client and issues an access token."),
    ("Judge the access token", "Signature, issuer, audience, expiry and scopes."),
)


@dataclass(frozen=True, slots=True)
class ServiceState:
    """A snapshot of the pane.

    Args:
        ready: a request is prepared and waits to be sent.
        keys: the vault's keys to choose from.
        problem: why nothing can be started, with what to do.
    """

    run: RunState = field(default_factory=RunState)
    sequence: Sequence = field(default_factory=lambda: service_sequence(()))
    options: ServiceOptions = field(default_factory=ServiceOptions)
    client: Client | None = None
    keys: tuple[KeyRecord, ...] = ()
    problem: Problem | None = None
    ready: bool = False
    upcoming: tuple[tuple[str, str], ...] = PLANNED
    selected: str = ""
    calls: tuple[ApiCall, ...] = ()
    api_problem: str = ""
    api_answer: ApiAnswer | None = None
    now: float = 0.0

    @property
    def button(self) -> str:
        """The primary button's text."""
        if self.ready:
            return "Send"
        return "Prepare again" if self.run.steps else "Prepare"

    @property
    def can_press(self) -> bool:
        """Whether the primary button can be pressed."""
        return self.ready or (self.problem is None and not self.run.busy)


class ServiceView(Protocol):
    """What the presenter needs of its view."""

    def show_state(self, state: ServiceState) -> None:
        """Show a state."""
        ...
