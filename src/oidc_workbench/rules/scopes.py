"""The scopes of an access token: how they are written, and whether they suffice."""

import re

from oidc_workbench.rules.claims import granted_scopes, present
from oidc_workbench.rules.evidence import shorten, show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    rule,
)
from oidc_workbench.rules.subject import TokenSubject

_ON = (Artefact.ACCESS_TOKEN,)
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*")


def is_well_formed(scope: str) -> bool:
    """Whether a scope is values separated by single spaces (RFC 6749 §3.3), not by commas."""
    return _SCOPE.fullmatch(scope) is not None and "," not in scope


@rule(
    "at-scope-format",
    "scope missing or not a space-separated string",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9068 §2.2.3; RFC 8693; RFC 6749 §3.3",
    remedy='Emit scope as one string, "a b c".',
)
def at_scope_format(subject: TokenSubject) -> Answer:
    """``scope`` is an array, is separated by commas, has forbidden characters, or is absent.

    Scope values stand in one string, separated by single spaces, compared exactly. Some vendors
    write ``scp`` instead, or an array. It is absent wrongly only if scopes were requested:
    access that rests on the audience alone is legal.
    """
    claims = subject.claims
    if not present(claims, "scope"):
        return _absent_scope(subject)
    scope = claims["scope"]
    if isinstance(scope, str) and is_well_formed(scope):
        return None
    message = "The scope is not one string of values separated by single spaces."
    return Found("payload.scope", show_member("scope", claims), message)


def _absent_scope(subject: TokenSubject) -> Answer:
    if present(subject.claims, "scp"):
        message = "The scopes stand in scp, a vendor's form, instead of scope."
        return Found("payload.scp", show_member("scp", subject.claims), message)
    requested = (subject.context.request or {}).get("scope", "")
    if not requested:
        return NOT_APPLICABLE
    message = f"Scopes were requested ({shorten(requested)}), and the token has none."
    return Found("payload", "no scope", message)


@rule(
    "at-scope-insufficient",
    "Required scope not granted",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9700 §2.3; OAuth 2.1; RFC 6750 §3.1",
    remedy="Request the scope, and have it granted; the API answers 403 insufficient_scope.",
)
def at_scope_insufficient(subject: TokenSubject) -> Answer:
    """A scope that the API requires is not among those of the token.

    A right signature and audience say that the token is genuine and meant for this API, not that
    it may do everything there. Scope values are compared exactly, with case. An API that
    requires no scope checks the audience only.
    """
    required = subject.expectation.scopes
    if required is None:
        return Missing("the scopes that the API requires", decisive=False)
    if not required:
        return NOT_APPLICABLE
    granted = granted_scopes(subject.claims)
    lacking = [scope for scope in required if scope not in granted]
    if not lacking:
        return None
    name = "scp" if "scope" not in subject.claims and "scp" in subject.claims else "scope"
    message = f"The token does not grant {shorten(' '.join(lacking))}."
    return Found(f"payload.{name}", show_member(name, subject.claims), message)
