"""The provider's whole state, and the few questions every endpoint asks of it."""

from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from oidc_workbench.ports import Clock, Randomness
from oidc_workbench.practice.expiring import Expiring
from oidc_workbench.practice.key_fetch import NotFetchedError
from oidc_workbench.practice.keys import KeyRing
from oidc_workbench.practice.records import (
    AccessRecord,
    AuthorizationCode,
    Grant,
    Interaction,
    RefreshToken,
    Session,
)
from oidc_workbench.practice.refusal import RefusalNote
from oidc_workbench.practice.registry import ProtectedResource, RegisteredClient, User
from oidc_workbench.practice.samples import sample_clients, sample_resources, sample_users
from oidc_workbench.practice.settings import Misbehaviour, PracticeSettings
from oidc_workbench.secret import Secret

# What has expired is remembered a little longer, so that the refusal can say "expired".
GRACE = 3600
REFUSALS_KEPT = 100
FetchKeys = Callable[[str], bytes]


@dataclass(slots=True)
class Authority:
    """One running provider.

    Args:
        fetch: returns the octets at a client's ``jwks_uri``, or raises NotFetchedError.
    """

    issuer: str
    clock: Clock
    random: Randomness
    settings: PracticeSettings
    keys: KeyRing
    clients: dict[str, RegisteredClient]
    resources: dict[str, ProtectedResource]
    users: dict[str, User]
    initial_access_token: Secret
    fetch: FetchKeys
    sessions: Expiring[Session] = field(default_factory=Expiring)
    interactions: Expiring[Interaction] = field(default_factory=Expiring)
    consents: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    grants: Expiring[Grant] = field(default_factory=Expiring)
    codes: Expiring[AuthorizationCode] = field(default_factory=Expiring)
    refresh_tokens: Expiring[RefreshToken] = field(default_factory=Expiring)
    access_tokens: Expiring[AccessRecord] = field(default_factory=Expiring)
    assertion_ids: Expiring[bool] = field(default_factory=Expiring)
    refusals: deque[RefusalNote] = field(default_factory=lambda: deque(maxlen=REFUSALS_KEPT))

    @property
    def now(self) -> int:
        """The time in whole seconds since the epoch."""
        return int(self.clock.now())

    @property
    def token_endpoint(self) -> str:
        """The URL of the token endpoint."""
        return f"{self.issuer}/token"

    @property
    def userinfo_endpoint(self) -> str:
        """The URL of the userinfo endpoint."""
        return f"{self.issuer}/userinfo"

    def unguessable(self) -> str:
        """Return 256 random bits as URL-safe text."""
        return urlsafe_b64encode(self.random.octets(32)).rstrip(b"=").decode()

    def misbehaves(self, how: Misbehaviour) -> bool:
        """Whether this fault is switched on."""
        return how in self.settings.misbehaviours

    def revoke_grant(self, grant_id: str) -> None:
        """Revoke a grant: every code, refresh token and access token of it is dead."""
        grant = self.grants.get(grant_id)
        if grant is not None:
            grant.revoked = True

    def is_revoked(self, grant_id: str) -> bool:
        """Whether a grant was revoked; machine tokens have no grant."""
        grant = self.grants.get(grant_id) if grant_id else None
        return grant is not None and grant.revoked


def no_fetch(_url: str) -> bytes:
    """Fetch nothing: a provider in memory alone reaches nobody.

    Raises:
        NotFetchedError: always.
    """
    raise NotFetchedError("this provider fetches nothing")


def new_authority(
    issuer: str,
    clock: Clock,
    random: Randomness,
    settings: PracticeSettings | None = None,
    keys: KeyRing | None = None,
    *,
    fetch: FetchKeys = no_fetch,
) -> Authority:
    """Set up a provider with its sample clients, resources and people."""

    def new_secret() -> Secret:
        return Secret(urlsafe_b64encode(random.octets(24)).decode())

    return Authority(
        issuer,
        clock,
        random,
        settings or PracticeSettings(),
        keys or KeyRing(),
        {client.client_id: client for client in sample_clients(issuer, new_secret)},
        {resource.uri: resource for resource in sample_resources(issuer)},
        {user.username: user for user in sample_users()},
        new_secret(),
        fetch,
    )
