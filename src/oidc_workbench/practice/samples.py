"""The clients, resources and people that the provider knows when it starts."""

from collections.abc import Callable

from oidc_workbench.practice.registry import (
    OIDC_SCOPES,
    PROTECTED_SCOPES,
    ProtectedResource,
    RegisteredClient,
    User,
)
from oidc_workbench.secret import Secret

AUDIENCE_ONLY = "urn:practice:ping"
OPAQUE = "urn:practice:opaque"
LOOPBACK_REDIRECTS = ("http://127.0.0.1/callback", "http://[::1]/callback")
ES256 = "ES256"
CODE_AND_REFRESH = ("authorization_code", "refresh_token")


def sample_users() -> tuple[User, ...]:
    """Return the people who can sign in."""
    return (
        User("alice", "usr-4f1c2a", "Alice Adler", "alice@example.com", email_verified=True),
        User("bob", "usr-93b7d0", "Bob Brandt", "bob@example.com", email_verified=False),
    )


def api_uri(issuer: str) -> str:
    """Return the resource indicator of the protected API."""
    return f"{issuer}/api"


def sample_resources(issuer: str) -> tuple[ProtectedResource, ...]:
    """Return the protected resources: with scopes, by audience only, with opaque tokens."""
    return (
        ProtectedResource(api_uri(issuer), "the practice API", PROTECTED_SCOPES),
        ProtectedResource(AUDIENCE_ONLY, "the ping service, which checks the audience only"),
        ProtectedResource(
            OPAQUE, "the practice API with opaque tokens", PROTECTED_SCOPES, "opaque"
        ),
    )


def sample_clients(issuer: str, new_secret: Callable[[], Secret]) -> tuple[RegisteredClient, ...]:
    """Return the clients ready for the first minute; their secrets are new at every start."""
    api = api_uri(issuer)
    machine = ("client_credentials",)
    return (
        RegisteredClient(
            "desktop-app", "Desktop app", "user", "none", CODE_AND_REFRESH,
            (*OIDC_SCOPES, *PROTECTED_SCOPES), (api, AUDIENCE_ONLY, OPAQUE), LOOPBACK_REDIRECTS,
        ),
        RegisteredClient(
            "web-app", "Web app", "user", "client_secret_basic", CODE_AND_REFRESH,
            (*OIDC_SCOPES, "summarize:write"), (api,), LOOPBACK_REDIRECTS,
            secret=new_secret(), id_token_signed_response_alg=ES256,
        ),
        RegisteredClient(
            "nightly-summarizer", "Nightly summarizer", "service", "private_key_jwt", machine,
            ("summarize:write",), (api, AUDIENCE_ONLY, OPAQUE),
            registration_token=new_secret(),  # so that its key can be rotated at once
        ),
        RegisteredClient(
            "legacy-batch", "Legacy batch job", "service", "client_secret_basic", machine,
            PROTECTED_SCOPES, (api, AUDIENCE_ONLY, OPAQUE), secret=new_secret(),
        ),
        RegisteredClient(
            "post-batch", "Audience-only batch job", "service", "client_secret_post", machine,
            (), (AUDIENCE_ONLY,), secret=new_secret(),
        ),
        RegisteredClient(
            "summary-api", "Summary API (introspects)", "service", "client_secret_basic", (),
            secret=new_secret(), introspects=(api, AUDIENCE_ONLY, OPAQUE),
        ),
    )  # fmt: skip
