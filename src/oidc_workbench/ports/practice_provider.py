"""The practice provider, as window and command line see it."""

from dataclasses import dataclass
from typing import Protocol

from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Actor, AuthMethod


@dataclass(frozen=True, slots=True)
class PracticeClient:
    """A client that the practice provider knows, ready for the person's first run.

    Args:
        secret: for the methods that need one; of a throw-away server on loopback.
        actor: who acts: a person through this client, or the service itself.
        redirect_uri: for a person's sign-in; port 0 means any free one. Empty for services.
        registration_uri: where its registration is managed (RFC 7592), with the token for it.
    """

    name: str
    client_id: str
    auth_method: AuthMethod
    scopes: tuple[str, ...]
    resource: str
    secret: Secret | None = None
    actor: Actor = "user"
    redirect_uri: str = ""
    registration_uri: str = ""
    registration_token: Secret | None = None


@dataclass(frozen=True, slots=True)
class PracticeInfo:
    """The running practice provider.

    Args:
        initial_access_token: what registering a client takes; None when anybody may.
    """

    issuer: str
    api_url: str
    resource: str
    clients: tuple[PracticeClient, ...]
    registration_endpoint: str = ""
    initial_access_token: Secret | None = None


class PracticeProvider(Protocol):
    """The practice provider as seen by window and command line."""

    async def start(self) -> PracticeInfo:
        """Start it on a free loopback port (or return the running one)."""
        ...

    async def register_key(self, client_id: str, public_jwk: dict[str, object]) -> None:
        """Register a public key with one of its clients, as a person would at a real server."""
        ...

    async def stop(self) -> None:
        """Stop it; every socket is closed when this returns."""
        ...
