"""What the service pane shows, as values."""

from dataclasses import dataclass, field

from oidc_workbench.ui.kit.flow_presenter import FlowState, FlowView
from oidc_workbench.ui.kit.sequence import Sequence, service_sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState(FlowState):
    """A snapshot of the pane.

    Args:
        ready: a request is prepared and waits to be sent.
        keys: the vault's keys to choose from.
    """

    sequence: Sequence = field(default_factory=lambda: service_sequence(()))
    upcoming: tuple[tuple[str, str], ...] = PLANNED
    options: ServiceOptions = field(default_factory=ServiceOptions)
    client: Client | None = None
    keys: tuple[KeyRecord, ...] = ()
    ready: bool = False

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


ServiceView = FlowView[ServiceState]
