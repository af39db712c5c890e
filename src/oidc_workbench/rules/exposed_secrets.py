"""Secrets that stand in a token itself: a signed token hides nothing."""

from oidc_workbench.redaction.secret_names import PRIVATE_JWK_MEMBERS
from oidc_workbench.rules.claims import text
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import Found
from oidc_workbench.rules.subject import TokenSubject

_SECRET_CLAIMS = ("client_secret", "password", "private_key")


def in_token(subject: TokenSubject) -> list[Found]:
    """Find private keys and secrets in the header and the claims; none is shown."""
    found = []
    # Of a DPoP proof jwks-private-key speaks.
    if subject.purpose is not Purpose.DPOP_PROOF and _is_private(subject.head.get("jwk")):
        found.append(("header.jwk", "a private key", "The header holds a private key."))
    cnf = subject.claims.get("cnf")
    if isinstance(cnf, dict) and _is_private(cnf.get("jwk")):
        found.append(("payload.cnf.jwk", "a private key", "The claims hold a private key."))
    for name in _SECRET_CLAIMS:
        value = text(subject.claims, name)
        if value is not None and value.strip("*•.x…"):
            message = f"The claim {name} can be read by everybody who gets the token."
            found.append((f"payload.{name}", f"{len(value)} characters", message))
    return [Found(*one, Severity.WARNING) for one in found]


def _is_private(jwk: object) -> bool:
    return isinstance(jwk, dict) and not PRIVATE_JWK_MEMBERS.isdisjoint(jwk)
