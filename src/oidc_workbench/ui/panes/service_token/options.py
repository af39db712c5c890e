"""What a person can choose about a service's token request, as typed, and read back."""

from dataclasses import dataclass, replace

from oidc_workbench.ui.kit.flow_run import Problem
from oidc_workbench.ui.kit.profile_problem import NO_PROVIDER, no_client, wrong_actor
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import AssertionAudience, AuthMethod, Client, Provider

PUBLIC: tuple[tuple[AuthMethod, str], ...] = (("none", "nothing: a public client"),)
METHODS: tuple[tuple[AuthMethod, str], ...] = (
    ("private_key_jwt", "private_key_jwt (recommended)"),
    ("client_secret_basic", "client_secret_basic"),
    ("client_secret_post", "client_secret_post"),
)
AUDIENCES: tuple[tuple[AssertionAudience, str], ...] = (
    ("issuer", "issuer (RFC 7523bis)"),
    ("token_endpoint", "token endpoint (older servers)"),
)


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """The fields as typed.

    Args:
        scopes: separated by spaces; empty asks for none, and the audience alone decides.
    """

    method: AuthMethod = "private_key_jwt"
    key_id: str = ""
    audience: AssertionAudience = "issuer"
    scopes: str = ""
    resource: str = ""


def options_for(client: Client | None, keys: tuple[KeyRecord, ...]) -> ServiceOptions:
    """The options as the client's profile has them; with one key in the vault, that one."""
    if client is None:
        return ServiceOptions()
    only = keys[0].key_id if len(keys) == 1 else ""
    return ServiceOptions(
        client.auth_method,
        client.key_id or only,
        client.assertion_audience,
        " ".join(client.scopes),
        client.resource,
    )


def client_with(client: Client, options: ServiceOptions) -> Client:
    """The client as it is used in this run."""
    return replace(
        client,
        auth_method=options.method,
        key_id=options.key_id,
        assertion_audience=options.audience,
        scopes=tuple(dict.fromkeys(options.scopes.split())),
        resource=options.resource.strip(),
    )


def usable_keys(keys: tuple[KeyRecord, ...]) -> tuple[KeyRecord, ...]:
    """The keys that lie in the vault for certain."""
    return tuple(key for key in keys if key.presence == "present")


def problem_with(
    provider: Provider | None,
    client: Client | None,
    clients: tuple[Client, ...],
    options: ServiceOptions,
    keys: tuple[KeyRecord, ...],
) -> Problem | None:
    """Why no token can be asked for with this profile, or None."""
    if provider is None:
        return NO_PROVIDER
    if client is None:
        hint = "Add the client id that the provider registered for the service."
        return no_client(provider, hint)
    if client.actor == "service":
        return _without_credential(client, options, keys)
    message = f"{client.name} is a client for people; a service authenticates by itself."
    hint = "Add a client that is registered for client credentials."
    return wrong_actor(message, "service", clients, hint)


def _without_credential(
    client: Client, options: ServiceOptions, keys: tuple[KeyRecord, ...]
) -> Problem | None:
    if options.method == "none":
        return Problem(
            f"{client.name} is a public client, and a client without a credential gets no token by "
            "itself (RFC 6749 section 4.4).",
            "Choose how it authenticates, if the provider knows it that way; otherwise register a "
            "client with a key.",
            "public-client",
            "keys",
            "Register with a key",
        )
    if options.method == "private_key_jwt":
        return _without_key(client, options, keys)
    if client.secret_ref:
        return None
    return Problem(
        f"{client.name} has no client secret in the vault, but {options.method} needs one.",
        "Enter the secret with the client, or use private_key_jwt.",
        "no-secret",
        "provider",
        "Enter the secret",
    )


def _without_key(
    client: Client, options: ServiceOptions, keys: tuple[KeyRecord, ...]
) -> Problem | None:
    if not keys:
        return Problem(
            "There is no key in the vault, and private_key_jwt signs with one.",
            "Make a key; its public part is then registered at the provider.",
            "no-key",
            "keys",
            "Make a key",
        )
    if any(key.key_id == options.key_id for key in keys):
        return None
    return Problem(
        f"No key is chosen for {client.name}.",
        "Choose the key whose public part is registered at the provider.",
        "no-key-chosen",
    )
