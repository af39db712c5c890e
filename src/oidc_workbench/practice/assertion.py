"""The client assertion of ``private_key_jwt`` (RFC 7523 §3, OpenID Connect Core §9)."""

import json
from typing import TYPE_CHECKING

from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.compact import UnreadableError, matches_signature, peek
from oidc_workbench.practice.key_fetch import NotFetchedError
from oidc_workbench.practice.refusal import Refusal
from oidc_workbench.practice.registry import RegisteredClient

if TYPE_CHECKING:
    from joserfc.jwk import Key

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
    "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
)  # fmt: skip
TYPES = ("", "jwt", "client-authentication+jwt", "application/client-authentication+jwt")
MAX_AHEAD = 300
SKEW = 10


def _refuse(description: str) -> Refusal:
    return Refusal("invalid_client", description, 401)


def claimed_client_id(assertion_type: str, assertion: str) -> str:
    """Return the client an assertion speaks of, before anything is proven.

    Raises:
        Refusal: ``invalid_client`` when it can't be read.
    """
    if assertion_type != ASSERTION_TYPE:
        raise _refuse(f"client_assertion_type must be {ASSERTION_TYPE}.")
    if not assertion:
        raise _refuse("client_assertion is missing.")
    claims = _peek(assertion)[1]
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str) or issuer != subject:
        raise _refuse("In a client assertion iss and sub must both be the client id.")
    return issuer


def check_assertion(authority: Authority, client: RegisteredClient, assertion: str) -> None:
    """Verify an assertion with the client's registered keys, then its claims.

    Raises:
        Refusal: ``invalid_client``, saying what was expected.
    """
    header, claims = _peek(assertion)
    _check_header(client, header)
    _check_signature(authority, client, header, assertion)
    _check_audience(authority, claims)
    expires_at = _check_times(authority, claims)
    _check_replay(authority, client, claims, expires_at)


def _peek(assertion: str) -> tuple[dict[str, object], dict[str, object]]:
    try:
        return peek(assertion)
    except UnreadableError as error:
        raise _refuse(f"The client assertion can't be read: {error}") from None


def _check_header(client: RegisteredClient, header: dict[str, object]) -> None:
    alg, typ = header.get("alg"), header.get("typ", "")
    if client.signing_alg and alg != client.signing_alg:
        raise _refuse(
            f"The client assertion is signed with {alg!r}; {client.client_id} is registered to "
            f"sign with {client.signing_alg}."
        )
    if alg not in ALGORITHMS:
        raise _refuse(
            f"The client assertion is signed with {alg!r}; accepted are {', '.join(ALGORITHMS)}."
        )
    if not isinstance(typ, str) or typ.lower() not in TYPES:
        raise _refuse(f"The client assertion's typ is {typ!r}; JWT was expected.")
    if "crit" in header:
        raise _refuse("The client assertion has a crit header, which is not understood here.")


def _check_signature(
    authority: Authority, client: RegisteredClient, header: dict[str, object], assertion: str
) -> None:
    registered = _fetched(authority, client) if client.jwks_uri else client.jwks
    if not registered:
        raise _refuse(f"No public key is registered for {client.client_id}; register one first.")
    kid = header.get("kid")
    candidates = [jwk for jwk in registered if kid is None or jwk.get("kid") == kid]
    if not candidates:
        known = ", ".join(str(jwk.get("kid")) for jwk in registered)
        raise _refuse(
            f"The client assertion names the key {kid!r}; "
            f"registered for {client.client_id}: {known}."
        )
    alg = str(header["alg"])
    if not any(matches_signature(assertion, import_public(jwk), alg) for jwk in candidates):
        raise _refuse(
            f"The client assertion's signature ({alg}) does not match "
            f"a registered key of {client.client_id}."
        )


def _fetched(authority: Authority, client: RegisteredClient) -> list[dict[str, object]]:
    """Fetch the client's keys; every time, so that a rotation is seen at once.

    Other requests may be answered meanwhile, so the client is looked at again after it.
    """
    address = client.jwks_uri
    try:
        document = json.loads(authority.fetch(address))
        listed = document["keys"] if isinstance(document, dict) else None
    except NotFetchedError as error:
        raise _refuse(f"The keys at {address} can't be had: {error}.") from None
    except (ValueError, KeyError, RecursionError):
        listed = None
    if authority.clients.get(client.client_id) is not client or client.jwks_uri != address:
        raise _refuse(f"The registration of {client.client_id} changed while its keys were read.")
    if not isinstance(listed, list):
        raise _refuse(f"What stands at {address} is no JWK Set (RFC 7517 section 5).")
    return [jwk for jwk in listed if isinstance(jwk, dict)]


def import_public(jwk: dict[str, object]) -> "Key":
    """Make a key of the public members of a JWK."""
    from joserfc.jwk import import_key

    members: dict[str, str | list[str]]
    members = {name: str(value) for name, value in jwk.items() if name in PUBLIC_MEMBERS}
    return import_key(members)


# use, alg and key_ops are left out: joserfc's objections to them would hide our own sentence.
PUBLIC_MEMBERS = ("kty", "n", "e", "crv", "x", "y", "kid")


def _check_audience(authority: Authority, claims: dict[str, object]) -> None:
    accepted = (authority.issuer, authority.token_endpoint)
    audience = claims.get("aud")
    values = audience if isinstance(audience, list) else [audience]
    if not values or any(value not in accepted for value in values):
        raise _refuse(
            f"The client assertion's aud is {audience!r}; expected was {accepted[0]} (the issuer) "
            f"or {accepted[1]} (the token endpoint), and nothing beside it."
        )


def _number(claims: dict[str, object], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse(f"The client assertion's {name} is not a number of seconds.")
    return value


def _check_times(authority: Authority, claims: dict[str, object]) -> float:
    now, exp = authority.now, _number(claims, "exp")
    if exp is None:
        raise _refuse("The client assertion has no exp; it is required.")
    if exp <= now:
        raise _refuse(f"The client assertion expired {now - exp:.0f} seconds ago.")
    if exp > now + MAX_AHEAD + SKEW:
        raise _refuse(
            f"The client assertion expires {exp - now:.0f} seconds from now; "
            f"at most {MAX_AHEAD} are accepted."
        )
    for name in ("nbf", "iat"):
        moment = _number(claims, name)
        if moment is not None and moment > now + SKEW:
            raise _refuse(f"The client assertion's {name} lies {moment - now:.0f} seconds ahead.")
    return exp


def _check_replay(
    authority: Authority, client: RegisteredClient, claims: dict[str, object], until: float
) -> None:
    """Accept a jti once per client while the assertion lives (RFC 7523 §3 item 7)."""
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        raise _refuse("The client assertion has no jti; it is required, and new each time.")
    key = f"{client.client_id} {jti}"
    if authority.assertion_ids.get(key):
        raise _refuse("The client assertion was used before (same jti); make a new one each time.")
    authority.assertion_ids.put(key, value=True, until=until + SKEW, now=authority.now)
