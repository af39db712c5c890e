"""Providers and clients as the user keeps them."""

from dataclasses import dataclass, field
from typing import Literal

Actor = Literal["user", "service"]
AuthMethod = Literal["none", "client_secret_basic", "client_secret_post", "private_key_jwt"]
AssertionAudience = Literal["issuer", "token_endpoint"]
BasicEncoding = Literal["form", "raw"]
DEFAULT_REDIRECT_URI = "http://127.0.0.1:0/callback"


@dataclass(frozen=True, slots=True)
class Provider:
    """An authorization server the user named.

    Args:
        allow_plain_http: consent to plain http beyond loopback; off by default.
        ca_file: a PEM file that adds to the system's trust store.
        practice: started by this program; not kept between runs.
    """

    provider_id: str
    name: str
    issuer: str
    ca_file: str = ""
    proxy: str = ""
    allow_plain_http: bool = False
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """A client registration at one provider (RFC 7591 names).

    Args:
        secret_ref: names a vault entry; the secret itself is never here.
        key_id: the vault key that ``private_key_jwt`` signs with.
        assertion_audience: RFC 7523bis asks for the issuer; older servers for the token endpoint.
        basic_encoding: RFC 6749 §2.3.1 form-encodes id and secret; some servers want them raw.
        redirect_uri: port 0 means any free port (RFC 8252 §7.3).
        resource: RFC 8707 resource indicator, empty for none.
        registration_uri: where the registration is managed (RFC 7592 §3), as the server named it
            when it registered the client; empty when it was registered by hand.
        registration_token_ref: names the vault entry of the registration access token.
    """

    key: str
    provider_id: str
    name: str
    client_id: str
    actor: Actor = "user"
    auth_method: AuthMethod = "none"
    secret_ref: str = ""
    key_id: str = ""
    signing_alg: str = ""
    assertion_audience: AssertionAudience = "issuer"
    basic_encoding: BasicEncoding = "form"
    redirect_uri: str = DEFAULT_REDIRECT_URI
    scopes: tuple[str, ...] = ("openid",)
    resource: str = ""
    practice: bool = False
    registration_uri: str = ""
    registration_token_ref: str = ""


@dataclass(frozen=True, slots=True)
class SavedExpectation:
    """What a token is judged by, under a name: ``rules.expectation.Expectation`` as it is kept.

    Neither a nonce nor a key is kept: the one belongs to a single run, the others to the vault.

    Args:
        provider_id, client_key: whose it is; chosen anew it is offered for this profile first.
        purpose: empty means: recognise it from the token.
    """

    name: str
    provider_id: str = ""
    client_key: str = ""
    purpose: str = ""
    issuer: str = ""
    client_id: str = ""
    audiences: tuple[str, ...] = ()
    scopes: tuple[str, ...] | None = None
    algorithms: tuple[str, ...] = ()
    typ: str = ""
    max_age: int | None = None
    leeway: int = 60
    profile: Literal["plain", "rfc9068", "fapi2"] = "plain"
    trusted_audiences: tuple[str, ...] = ()
    acr_values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """How much of a stranger's text is looked at; see ``workspace.reading_limits``.

    Args:
        max_token: KiB of one token.
        max_nesting: levels of arrays and objects in JSON.
        max_keys: of a key set.
    """

    max_token: int = 64
    max_nesting: int = 32
    max_keys: int = 500


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of the user about the program itself."""

    theme: Literal["system", "light", "dark"] = "system"
    leeway: int = 60
    prefer_session_vault: bool = False
    reading: ReadingLimits = field(default_factory=ReadingLimits)


@dataclass(frozen=True, slots=True)
class Workspace:
    """All that is kept between runs, as one versioned document."""

    version: int = 3
    providers: tuple[Provider, ...] = ()
    clients: tuple[Client, ...] = ()
    settings: Settings = field(default_factory=Settings)
    selected_provider: str = ""
    selected_client: str = ""
    expectations: tuple[SavedExpectation, ...] = ()
