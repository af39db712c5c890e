"""What claims and header parameters are called and mean, in plain words, each with its source.

The registered names are those of the IANA registries *JSON Web Token Claims*, *JSON Web Signature
and Encryption Header Parameters* and *JWT Confirmation Methods*; the vendors' names are those met
in the tokens of widely used authorization servers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class ValueKind(StrEnum):
    """How a value is shown to a person."""

    PLAIN = "plain"
    TIME = "time"  # seconds since the epoch (RFC 7519 §2, NumericDate)
    DURATION = "duration"  # seconds
    SCOPES = "scopes"  # a space-separated list (RFC 6749 §3.3), or an array of the same
    LIST = "list"  # one string, or an array of strings
    HASH = "hash"  # base64url of a digest
    KEY = "key"  # a JWK, or the name of one


@dataclass(frozen=True, slots=True)
class ClaimName:
    """One name and its meaning.

    Args:
        meaning: a phrase in plain words, without a full stop.
        source: where the name is defined (``RFC 7519 §4.1.1``), or whose it is.
    """

    name: str
    meaning: str
    source: str
    kind: ValueKind = ValueKind.PLAIN


_TIME, _LIST, _SCOPES = ValueKind.TIME, ValueKind.LIST, ValueKind.SCOPES
_HASH, _KEY, _DURATION = ValueKind.HASH, ValueKind.KEY, ValueKind.DURATION

_JWT = (
    ClaimName("iss", "issuer: who made it", "RFC 7519 §4.1.1"),
    ClaimName("sub", "subject: whom it is about", "RFC 7519 §4.1.2"),
    ClaimName("aud", "audience: whom it is for", "RFC 7519 §4.1.3", _LIST),
    ClaimName("exp", "expiry: not valid from then on", "RFC 7519 §4.1.4", _TIME),
    ClaimName("nbf", "not before: not valid until then", "RFC 7519 §4.1.5", _TIME),
    ClaimName("iat", "issued at", "RFC 7519 §4.1.6", _TIME),
    ClaimName("jti", "its own identifier, never used twice", "RFC 7519 §4.1.7"),
)

_ID_TOKEN = (
    ClaimName("nonce", "ties it to the request that was sent", "OIDC Core §2"),
    ClaimName("auth_time", "when the person last signed in", "OIDC Core §2", _TIME),
    ClaimName("acr", "how strongly the person was authenticated", "OIDC Core §2"),
    ClaimName("amr", "by which methods the person was authenticated", "RFC 8176 §1", _LIST),
    ClaimName("azp", "authorized party: the client it was issued to", "OIDC Core §2"),
    ClaimName("at_hash", "ties it to the access token", "OIDC Core §3.1.3.6", _HASH),
    ClaimName("c_hash", "ties it to the authorization code", "OIDC Core §3.3.2.11", _HASH),
    ClaimName("s_hash", "ties it to the state that was sent", "FAPI 1.0 Advanced §5.1.1", _HASH),
    ClaimName("sid", "the session at the authorization server", "OIDC Front-Channel Logout §3"),
    ClaimName("events", "what happened: the event a logout token tells", "RFC 8417 §2.2"),
    ClaimName("sub_jwk", "the key of a self-issued ID token", "OIDC Core §7.4", _KEY),
    ClaimName("_claim_names", "claims that another source holds", "OIDC Core §5.6.2"),
    ClaimName("_claim_sources", "where those other claims lie", "OIDC Core §5.6.2"),
)

_PERSON = (
    ClaimName("name", "full name, as shown", "OIDC Core §5.1"),
    ClaimName("given_name", "given name or names", "OIDC Core §5.1"),
    ClaimName("family_name", "family name or names", "OIDC Core §5.1"),
    ClaimName("middle_name", "middle name or names", "OIDC Core §5.1"),
    ClaimName("nickname", "casual name", "OIDC Core §5.1"),
    ClaimName("preferred_username", "user name; may change, so no key", "OIDC Core §5.1"),
    ClaimName("profile", "address of the person's profile page", "OIDC Core §5.1"),
    ClaimName("picture", "address of the person's picture", "OIDC Core §5.1"),
    ClaimName("website", "address of the person's web page", "OIDC Core §5.1"),
    ClaimName("email", "preferred e-mail address; may change, so no key", "OIDC Core §5.1"),
    ClaimName("email_verified", "whether the address was proven", "OIDC Core §5.1"),
    ClaimName("gender", "gender", "OIDC Core §5.1"),
    ClaimName("birthdate", "date of birth", "OIDC Core §5.1"),
    ClaimName("zoneinfo", "time zone", "OIDC Core §5.1"),
    ClaimName("locale", "language and region", "OIDC Core §5.1"),
    ClaimName("phone_number", "preferred telephone number", "OIDC Core §5.1"),
    ClaimName("phone_number_verified", "whether the number was proven", "OIDC Core §5.1"),
    ClaimName("address", "postal address", "OIDC Core §5.1.1"),
    ClaimName("updated_at", "when the person's data last changed", "OIDC Core §5.1", _TIME),
)

_ACCESS = (
    ClaimName("client_id", "the client it was issued to", "RFC 8693 §4.3"),
    ClaimName("scope", "what it allows", "RFC 8693 §4.2", _SCOPES),
    ClaimName("cnf", "confirmation: the key its holder must prove", "RFC 7800 §3.1"),
    ClaimName("act", "actor: who acts for the subject", "RFC 8693 §4.1"),
    ClaimName("may_act", "who may act for the subject", "RFC 8693 §4.4"),
    ClaimName("groups", "groups of the subject", "RFC 9068 §2.2.3.1", _LIST),
    ClaimName("roles", "roles of the subject", "RFC 9068 §2.2.3.1", _LIST),
    ClaimName("entitlements", "entitlements of the subject", "RFC 9068 §2.2.3.1", _LIST),
    ClaimName("authorization_details", "what it allows, in detail", "RFC 9396 §9.1"),
    ClaimName("active", "whether the token is valid now", "RFC 7662 §2.2"),
    ClaimName("username", "user name of who authorised it", "RFC 7662 §2.2"),
    ClaimName("token_type", "how the token is to be used", "RFC 7662 §2.2"),
    ClaimName("token_introspection", "the introspection answer itself", "RFC 9701 §5"),
    ClaimName("vc", "a verifiable credential", "W3C VC Data Model 1.1 §6.3.1"),
    ClaimName("vct", "the type of a verifiable credential", "SD-JWT VC §3.2.2.1"),
    ClaimName("status", "where its revocation can be looked up", "Token Status List §6.1"),
    ClaimName("_sd", "digests of the claims that can be disclosed", "RFC 9901 §4.2.4", _LIST),
    ClaimName("_sd_alg", "the hash of those digests", "RFC 9901 §4.1.1"),
)

_PROOF = (
    ClaimName("htm", "HTTP method of the request it proves", "RFC 9449 §4.2"),
    ClaimName("htu", "HTTP address of the request it proves", "RFC 9449 §4.2"),
    ClaimName("ath", "ties it to the access token", "RFC 9449 §4.2", _HASH),
)

_REQUEST = (
    ClaimName("response_type", "what the authorization endpoint returns", "RFC 6749 §3.1.1"),
    ClaimName("response_mode", "how the answer is returned", "OAuth 2.0 Multiple Response Types"),
    ClaimName("redirect_uri", "where the answer goes", "RFC 6749 §3.1.2"),
    ClaimName("state", "ties the answer to the request", "RFC 6749 §4.1.1"),
    ClaimName("code_challenge", "what the code verifier must hash to", "RFC 7636 §4.3", _HASH),
    ClaimName("code_challenge_method", "how it is hashed", "RFC 7636 §4.3"),
    ClaimName("max_age", "how old the sign-in may be", "OIDC Core §3.1.2.1", _DURATION),
    ClaimName("resource", "the API the token is wanted for", "RFC 8707 §2", _LIST),
    ClaimName("prompt", "what to ask the person again", "OIDC Core §3.1.2.1"),
    ClaimName("code", "the authorization code", "RFC 6749 §4.1.2"),
)

_VENDORS = (
    ClaimName("scp", "what it allows; another name for scope", "Entra ID, Okta", _SCOPES),
    ClaimName("oid", "the person's object in the directory", "Microsoft Entra ID"),
    ClaimName("tid", "the tenant", "Microsoft Entra ID"),
    ClaimName("upn", "user principal name; may change, so no key", "Microsoft Entra ID"),
    ClaimName("unique_name", "a name to show; not unique", "Microsoft Entra ID"),
    ClaimName("appid", "the client it was issued to", "Microsoft Entra ID"),
    ClaimName("appidacr", "how the client authenticated: 0, 1 or 2", "Microsoft Entra ID"),
    ClaimName("azpacr", "how the client authenticated: 0, 1 or 2", "Microsoft Entra ID"),
    ClaimName("idp", "the identity provider of the person", "Microsoft Entra ID"),
    ClaimName("idtyp", "what kind of actor it is about", "Microsoft Entra ID"),
    ClaimName("ver", "version of the token's format", "Microsoft Entra ID, Okta"),
    ClaimName("wids", "directory roles", "Microsoft Entra ID", _LIST),
    ClaimName("xms_cc", "what the client can handle", "Microsoft Entra ID", _LIST),
    ClaimName("rh", "for the server's own use", "Microsoft Entra ID"),
    ClaimName("uti", "its own identifier", "Microsoft Entra ID"),
    ClaimName("aio", "for the server's own use", "Microsoft Entra ID"),
    ClaimName("ipaddr", "address the person signed in from", "Microsoft Entra ID"),
    ClaimName("hd", "the organisation's domain", "Google"),
    ClaimName("cid", "the client it was issued to", "Okta"),
    ClaimName("uid", "the person's identifier", "Okta"),
    ClaimName("typ", "what kind of token it is", "Keycloak"),
    ClaimName("session_state", "the session at the server", "Keycloak"),
    ClaimName("allowed-origins", "web origins that may use it", "Keycloak", _LIST),
    ClaimName("realm_access", "roles in the realm", "Keycloak"),
    ClaimName("resource_access", "roles at each client", "Keycloak"),
    ClaimName("permissions", "what it allows", "Auth0", _LIST),
    ClaimName("gty", "the grant it came from", "Auth0"),
    ClaimName("org_id", "the organisation", "Auth0"),
    ClaimName("org_name", "the organisation's name", "Auth0"),
    ClaimName("token_use", "access or id", "Amazon Cognito"),
    ClaimName("cognito:username", "user name", "Amazon Cognito"),
    ClaimName("cognito:groups", "groups of the person", "Amazon Cognito", _LIST),
    ClaimName("origin_jti", "the sign-in it descends from", "Amazon Cognito"),
    ClaimName("event_id", "the sign-in event", "Amazon Cognito"),
)

_HEADER = (
    ClaimName("alg", "algorithm that signed or encrypted it", "RFC 7515 §4.1.1"),
    ClaimName("kid", "names the key that was used", "RFC 7515 §4.1.4", _KEY),
    ClaimName("typ", "what kind of token it is", "RFC 7515 §4.1.9"),
    ClaimName("cty", "what lies inside", "RFC 7515 §4.1.10"),
    ClaimName("crit", "parameters that must be understood", "RFC 7515 §4.1.11", _LIST),
    ClaimName("jku", "address of a key set; never fetched from here", "RFC 7515 §4.1.2"),
    ClaimName("jwk", "a public key; never trusted from here", "RFC 7515 §4.1.3", _KEY),
    ClaimName("x5u", "address of a certificate; never fetched from here", "RFC 7515 §4.1.5"),
    ClaimName("x5c", "certificate chain; never trusted from here", "RFC 7515 §4.1.6", _LIST),
    ClaimName("x5t", "SHA-1 thumbprint of the certificate", "RFC 7515 §4.1.7", _HASH),
    ClaimName("x5t#S256", "SHA-256 thumbprint of the certificate", "RFC 7515 §4.1.8", _HASH),
    ClaimName("b64", "whether the payload is encoded", "RFC 7797 §3"),
    ClaimName("enc", "algorithm that encrypted the content", "RFC 7516 §4.1.2"),
    ClaimName("zip", "the content was compressed", "RFC 7516 §4.1.3"),
    ClaimName("epk", "ephemeral public key of the sender", "RFC 7518 §4.6.1.1", _KEY),
    ClaimName("apu", "who sent it, for the key agreement", "RFC 7518 §4.6.1.2"),
    ClaimName("apv", "who receives it, for the key agreement", "RFC 7518 §4.6.1.3"),
    ClaimName("iv", "initialisation vector of the key wrapping", "RFC 7518 §4.7.1.1"),
    ClaimName("tag", "authentication tag of the key wrapping", "RFC 7518 §4.7.1.2"),
    ClaimName("p2s", "salt of the password derivation", "RFC 7518 §4.8.1.1"),
    ClaimName("p2c", "rounds of the password derivation", "RFC 7518 §4.8.1.2"),
    ClaimName("iss", "issuer, repeated for routing", "RFC 7519 §5.3"),
    ClaimName("sub", "subject, repeated for routing", "RFC 7519 §5.3"),
    ClaimName("aud", "audience, repeated for routing", "RFC 7519 §5.3", _LIST),
    ClaimName("url", "address the request goes to", "RFC 8555 §6.4.1"),
    ClaimName("nonce", "a value that is used once", "RFC 8555 §6.5.2"),
)

_NESTED = (
    ClaimName("cnf.jkt", "thumbprint of the DPoP key", "RFC 9449 §6.1", _HASH),
    ClaimName("cnf.x5t#S256", "thumbprint of the client certificate", "RFC 8705 §3.1", _HASH),
    ClaimName("cnf.jwk", "the holder's public key", "RFC 7800 §3.2", _KEY),
    ClaimName("cnf.kid", "names the holder's key", "RFC 7800 §3.4", _KEY),
    ClaimName("act.sub", "who acts", "RFC 8693 §4.1"),
    ClaimName("may_act.sub", "who may act", "RFC 8693 §4.4"),
    ClaimName("address.formatted", "the address as on an envelope", "OIDC Core §5.1.1"),
    ClaimName("address.street_address", "street and number", "OIDC Core §5.1.1"),
    ClaimName("address.locality", "town", "OIDC Core §5.1.1"),
    ClaimName("address.region", "region", "OIDC Core §5.1.1"),
    ClaimName("address.postal_code", "postal code", "OIDC Core §5.1.1"),
    ClaimName("address.country", "country", "OIDC Core §5.1.1"),
)


def _index(*groups: tuple[ClaimName, ...]) -> Mapping[str, ClaimName]:
    return MappingProxyType({entry.name: entry for group in groups for entry in group})


# A registered name wins over a vendor's, so those come last in the index.
CLAIMS = _index(_VENDORS, _REQUEST, _PROOF, _ACCESS, _PERSON, _ID_TOKEN, _JWT, _NESTED)
"""Every claim known here, by name; nested ones by dotted path (``cnf.jkt``)."""

HEADER_PARAMETERS = _index(_HEADER)
"""Every JOSE header parameter known here, by name."""


def claim(path: str) -> ClaimName | None:
    """What a claim means; None for a private name (RFC 7519 §4.3)."""
    return CLAIMS.get(path)


def header_parameter(path: str) -> ClaimName | None:
    """What a header parameter means; None for a private name (RFC 7515 §4.3)."""
    return HEADER_PARAMETERS.get(path)
