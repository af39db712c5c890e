"""Tokens and subjects in the fixed context that the worked cases share."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from oidc_workbench.jose.jwk_set import read_key_set
from oidc_workbench.jose.key_set import KeySet, KeySource, PublicKey
from oidc_workbench.jose.reader import read
from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Finding, Outcome, Severity, Verdict
from oidc_workbench.rules.subject import TokenSubject

NOW = 1767225600.0  # 2026-01-01T00:00:00Z
ISSUER = "https://as.example"
TOKEN_ENDPOINT = "https://as.example/token"
CLIENT_ID = "s6BhdRkqt3"
API = "https://api.example/"
NONCE = "n-0S6_WzA2MjQ1b8hK3v9Q"
KID = "2025-11"

ID_HEAD: dict[str, Any] = {"alg": "ES256", "kid": KID, "typ": "JWT"}
ID_CLAIMS: dict[str, Any] = {
    "iss": ISSUER, "sub": "248289761001", "aud": CLIENT_ID,
    "exp": 1767226200, "iat": 1767225590, "nonce": NONCE,
}  # fmt: skip
AT_HEAD: dict[str, Any] = {"alg": "ES256", "kid": KID, "typ": "at+jwt"}
AT_CLAIMS: dict[str, Any] = {
    "iss": ISSUER, "sub": "248289761001", "aud": API, "client_id": CLIENT_ID,
    "exp": 1767226200, "iat": 1767225590, "jti": "6f1c2c1e-6c0e-4b7f-9d4e-0f7a4f5b8a21",
    "scope": "orders:read",
}  # fmt: skip
CA_HEAD: dict[str, Any] = {"alg": "ES256", "kid": "c1", "typ": "client-authentication+jwt"}
CA_CLAIMS: dict[str, Any] = {
    "iss": CLIENT_ID, "sub": CLIENT_ID, "aud": ISSUER,
    "iat": 1767225590, "exp": 1767225650, "jti": "n8Q1cV0nJ2m7rT5xYb3kWw",
}  # fmt: skip
LT_HEAD: dict[str, Any] = {"alg": "ES256", "kid": KID, "typ": "logout+jwt"}
LT_CLAIMS: dict[str, Any] = {
    "iss": ISSUER, "aud": CLIENT_ID, "iat": 1767225590, "exp": 1767225700, "jti": "bWJq",
    "sub": "248289761001", "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
}  # fmt: skip
_DEFAULTS = {
    Purpose.ID_TOKEN: (ID_HEAD, ID_CLAIMS),
    Purpose.ACCESS_TOKEN: (AT_HEAD, AT_CLAIMS),
    Purpose.CLIENT_ASSERTION: (CA_HEAD, CA_CLAIMS),
    Purpose.LOGOUT_TOKEN: (LT_HEAD, LT_CLAIMS),
    Purpose.DPOP_PROOF: ({"alg": "ES256", "typ": "dpop+jwt"}, {"htm": "GET", "htu": API}),
    Purpose.OTHER: (ID_HEAD, ID_CLAIMS),
}

FROM_ISSUER = KeySource(
    "issuer", "https://as.example/jwks", ISSUER, f"{ISSUER}/.well-known/openid-configuration"
)
SUPPLIED = KeySource("supplied", "keys.json")
EXPECTED = Expectation(
    issuer=ISSUER, client_id=CLIENT_ID, audiences=(API,), scopes=("orders:read",), nonce=NONCE
)
METADATA = {"issuer": ISSUER, "token_endpoint": TOKEN_ENDPOINT}


def ec_key(kid: str = KID, **members: Any) -> PublicKey:
    """A P-256 key as the key set's reader would give it, with members changed."""
    key = PublicKey(raw={"kty": "EC"}, kty="EC", kid=kid, crv="P-256", use="sig")
    return replace(key, **members)


def rsa_key(kid: str = KID, *, bits: int = 2048, **members: Any) -> PublicKey:
    """An RSA key with a modulus of so many bits."""
    modulus = b64url((1 << (bits - 1) | 1).to_bytes((bits + 7) // 8, "big"))
    key = PublicKey(raw={"kty": "RSA", "n": modulus, "e": "AQAB"}, kty="RSA", kid=kid)
    return replace(key, **members)


def key_set(*keys: PublicKey, source: KeySource = FROM_ISSUER) -> KeySet:
    return KeySet(keys or (ec_key(),), source)


def verified(key: PublicKey | None = None, source: KeySource = FROM_ISSUER) -> SignatureCheck:
    return SignatureCheck(
        SignatureStatus.VERIFIED, "", alg="ES256", key=key or ec_key(), source=source, tried=1
    )


def unverified(status: SignatureStatus, key: PublicKey | None = None) -> SignatureCheck:
    return SignatureCheck(status, "", key=key)


def b64url(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def compact(
    head: Mapping[str, object], claims: Mapping[str, object], signature: bytes = b"\x01" * 64
) -> str:
    """A compact JWS with any signature whatsoever."""
    parts = (json.dumps(head).encode(), json.dumps(claims).encode(), signature)
    return ".".join(b64url(part) for part in parts)


def without(members: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name not in names}


def subject(
    purpose: Purpose = Purpose.ID_TOKEN,
    *,
    head: Mapping[str, Any] | None = None,
    claims: Mapping[str, Any] | None = None,
    drop: tuple[str, ...] = (),
    octets: bytes = b"\x01" * 64,
    expected: Expectation = EXPECTED,
    context: RunContext | None = None,
    check: SignatureCheck | None = None,
    embedded: SignatureCheck | None = None,
    keys: tuple[KeySet, ...] | None = None,
    now: float = NOW,
    confusion: PublicKey | None = None,
    text: str = "",
) -> TokenSubject:
    """A well-formed token of a kind, with members changed or dropped, and all that is known."""
    default_head, default_claims = _DEFAULTS[purpose]
    full_head = without({**default_head, **(head or {})}, *drop)
    full_claims = without({**default_claims, **(claims or {})}, *drop)
    reading = read(text or compact(full_head, full_claims, octets))
    source = SUPPLIED if purpose is Purpose.CLIENT_ASSERTION else FROM_ISSUER
    kid = "c1" if purpose is Purpose.CLIENT_ASSERTION else KID
    if context is None:
        assertion = purpose is Purpose.CLIENT_ASSERTION
        context = RunContext(metadata=METADATA) if assertion else RunContext()
    return TokenSubject(
        reading=reading,
        purpose=purpose,
        head=reading.head,
        claims=reading.claims,
        expectation=expected,
        context=context,
        signature=check or verified(ec_key(kid), source),
        embedded=embedded,
        keys=(key_set(ec_key(kid), source=source),) if keys is None else keys,
        now=now,
        confusion=confusion,
    )


def outcome(verdict: Verdict, rule_id: str) -> Outcome:
    return next(one for one in verdict.outcomes if one.rule == rule_id)


def found(about: TokenSubject, rule_id: str) -> tuple[Finding, ...]:
    """What one rule found when all were asked."""
    return outcome(judge(about), rule_id).findings


def ids(verdict: Verdict) -> set[str]:
    return {finding.rule for finding in verdict.findings}


def flagged(about: TokenSubject, rule_id: str) -> Severity | None:
    """The severity at which a rule spoke, the first where it spoke more than once; else None."""
    findings = found(about, rule_id)
    return findings[0].severity if findings else None


def signed(head: Mapping[str, Any], claims: Mapping[str, Any], key: RSAKey | ECKey | OKPKey) -> str:
    """A really signed compact JWS."""
    registry = jws.JWSRegistry(algorithms=[head["alg"]], strict_check_header=False)
    return jws.serialize_compact(dict(head), json.dumps(claims), key, registry=registry)


def published(*keys: RSAKey | ECKey | OKPKey, **members: str) -> str:
    """The JWKS of these keys, with members added to each."""
    return json.dumps({"keys": [{**key.as_dict(private=False), **members} for key in keys]})


def key_sets(*keys: RSAKey | ECKey | OKPKey, source: KeySource = FROM_ISSUER) -> tuple[KeySet]:
    """The same as it is read."""
    return (read_key_set(published(*keys), source),)


def maced(head: Mapping[str, Any], claims: Mapping[str, Any], secret: bytes) -> str:
    """A compact JWS with an HS256 code, whatever the secret is."""
    signing_input = compact(head, claims).rpartition(".")[0]
    return f"{signing_input}.{b64url(hmac.digest(secret, signing_input.encode(), 'sha256'))}"
