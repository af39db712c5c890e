"""An access token as presented: what it is, and whether it can be trusted.

The checks run in the order a resource server runs them (RFC 9068 §4); the first that fails ends
it with a sentence of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oidc_workbench.practice.authority import Authority
from oidc_workbench.practice.compact import UnreadableError, matches_signature, peek
from oidc_workbench.practice.keys import ALGORITHMS
from oidc_workbench.practice.records import AccessRecord
from oidc_workbench.practice.tokens import ACCESS_TOKEN_TYPE


class UntrustedError(Exception):
    """A presented token is not accepted; the message says why, in plain words."""

    def __init__(self, check: str, message: str, passed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.check = check
        self.message = message
        self.passed = passed


@dataclass(slots=True)
class Presented:
    """A token found good, with the checks it passed so far.

    Args:
        record: what the authorization server knows of it; a resource server that validates a
            JWT by itself does not ask for it.
    """

    sub: str
    client_id: str
    scopes: tuple[str, ...]
    audience: tuple[str, ...]
    exp: float
    jti: str
    opaque: bool
    record: AccessRecord | None
    passed: list[str] = field(default_factory=list)


def read_presented(authority: Authority, token: str) -> Presented:
    """Validate a token up to its time; audience and scope are for the caller.

    Raises:
        UntrustedError: it is refused.
    """
    if token.count(".") == 2:
        return _read_jwt(authority, token)
    return _read_opaque(authority, token)


def _read_opaque(authority: Authority, token: str) -> Presented:
    """Look an opaque token up, which is what introspection does (RFC 7662)."""
    record = authority.access_tokens.get(token)
    if record is None:
        raise UntrustedError(
            "introspection",
            "The token is not a JWT, so it was looked up by introspection, and it is not active: "
            "the authorization server does not know it.",
        )
    if record.revoked or authority.is_revoked(record.grant_id):
        raise UntrustedError("introspection", "The opaque token is not active: it was revoked.")
    if record.exp <= authority.now:
        late = authority.now - record.exp
        raise UntrustedError(
            "exp", f"The opaque token is not active: it expired {late} seconds ago."
        )
    presented = _from_record(record)
    presented.passed.append("It is opaque; introspection says that it is active and not expired.")
    return presented


def _from_record(record: AccessRecord) -> Presented:
    return Presented(
        record.sub,
        record.client_id,
        record.scopes,
        record.audience,
        record.exp,
        record.jti,
        opaque=True,
        record=record,
    )


def _read_jwt(authority: Authority, token: str) -> Presented:
    try:
        header, claims = peek(token)
    except UnreadableError as error:
        raise UntrustedError("format", f"The token looks like a JWT but {error}") from None
    passed: list[str] = []
    steps = (
        ("alg", _check_alg(header)),
        ("typ", _check_typ(header, claims)),
        ("signature", _check_signature(authority, header, token)),
        ("iss", _check_issuer(authority, claims)),
        ("exp", _check_expiry(authority, claims)),
    )
    for check, (good, sentence) in steps:
        if not good:
            raise UntrustedError(check, sentence, tuple(passed))
        passed.append(sentence)
    return _from_claims(authority, claims, passed)


Judged = tuple[bool, str]


def _check_alg(header: Mapping[str, object]) -> Judged:
    alg = header.get("alg")
    if alg == "none":
        return False, "The token is not signed (alg none), so anybody could have written it."
    if alg not in ALGORITHMS:
        return False, f"The algorithm {alg!r} is not accepted; expected: {', '.join(ALGORITHMS)}."
    return True, f"The algorithm {alg} is accepted."


def _check_typ(header: Mapping[str, object], claims: Mapping[str, object]) -> Judged:
    typ = str(header.get("typ", "")).lower().removeprefix("application/")
    if typ == ACCESS_TOKEN_TYPE:
        return True, "Its typ is at+jwt: an access token."
    if "at_hash" in claims or "nonce" in claims:
        return False, (
            "This is an ID token. It tells the client who signed in; an API wants the access "
            "token that came with it."
        )
    return False, f"The typ is {header.get('typ')!r}; an access token has at+jwt (RFC 9068)."


def _check_signature(authority: Authority, header: Mapping[str, object], token: str) -> Judged:
    key = authority.keys.find(header.get("kid"))
    if key is None:
        return False, (
            f"The token names the key {header.get('kid')!r}, which the JWKS does not hold (it may "
            "have been retired)."
        )
    if header.get("alg") != key.alg:
        return False, f"The key {key.kid} is for {key.alg}, not for {header.get('alg')!r}."
    if not matches_signature(token, key.key, key.alg):
        return False, (
            "The signature does not match the issuer's key: the token was changed, or somebody "
            "else signed it."
        )
    return True, f"The signature matches the issuer's key {key.kid}."


def _check_issuer(authority: Authority, claims: Mapping[str, object]) -> Judged:
    if claims.get("iss") != authority.issuer:
        return False, f"The issuer is {claims.get('iss')!r}; expected: {authority.issuer}."
    return True, f"The issuer is {authority.issuer}."


def _check_expiry(authority: Authority, claims: Mapping[str, object]) -> Judged:
    exp = claims.get("exp")
    if isinstance(exp, bool) or not isinstance(exp, int | float):
        return False, "The token has no exp that is a number."
    left = exp - authority.now
    if left <= 0:
        return False, f"The token expired {-left:.0f} seconds ago."
    return True, f"It is valid for another {left:.0f} seconds."


def _from_claims(
    authority: Authority, claims: Mapping[str, object], passed: list[str]
) -> Presented:
    audience = claims.get("aud")
    values = audience if isinstance(audience, list) else [audience]
    jti, exp = str(claims.get("jti", "")), claims.get("exp")
    return Presented(
        str(claims.get("sub", "")),
        str(claims.get("client_id", "")),
        tuple(str(claims.get("scope", "")).split()),
        tuple(str(value) for value in values),
        exp if isinstance(exp, int | float) else 0,
        jti,
        opaque=False,
        record=authority.access_tokens.get(jti),
        passed=passed,
    )
