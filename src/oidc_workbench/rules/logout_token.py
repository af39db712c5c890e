"""The logout token of OIDC Back-Channel Logout."""

from oidc_workbench.rules.claims import present, text, typ
from oidc_workbench.rules.evidence import show_member, show_nonce
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import Answer, Artefact, Found, Missing, rule
from oidc_workbench.rules.subject import TokenSubject

EVENT = "http://schemas.openid.net/event/backchannel-logout"
_ON = (Artefact.LOGOUT_TOKEN,)


@rule(
    "lt-invalid",
    "Logout token malformed",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Back-Channel Logout §2.4, §2.6",
    remedy="Answer HTTP 400; the issuer must mend the token.",
)
def lt_invalid(subject: TokenSubject) -> Answer:
    """The token lacks the logout event, or does not say whose session ends.

    ``events`` must hold the member for back-channel logout, with an object as its value, and
    there must be a ``sub``, a ``sid`` or both. Without them any token of the issuer could end
    sessions. A ``typ`` other than logout+jwt is only noted, and a ``jti`` that came before is a
    warning.
    """
    claims, found = subject.claims, []
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        message = "The token does not carry the back-channel logout event."
        found.append(Found("payload.events", show_member("events", claims), message))
    named = [claims[name] for name in ("sub", "sid") if present(claims, name)]
    if not named or not all(isinstance(value, str) and value for value in named):
        message = "The token does not say whose session ends: it has neither sub nor sid."
        evidence = f"{show_member('sub', claims)}, {show_member('sid', claims)}"
        found.append(Found("payload", evidence, message))
    if typ(subject.head) != "logout+jwt":
        message = "The header does not say that this is a logout token."
        evidence = show_member("typ", subject.head)
        found.append(Found("header.typ", evidence, message, Severity.INFO))
    seen = subject.context.history.jtis
    if text(claims, "jti") in (seen or ()):
        message = "A logout token with this jti was accepted before."
        found.append(Found("payload.jti", show_member("jti", claims), message, Severity.WARNING))
    if not found and seen is None:
        return Missing("the jti values of earlier logout tokens", decisive=False)
    return found or None


@rule(
    "lt-nonce",
    "Logout token with a nonce",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Back-Channel Logout §2.4, §2.6",
    remedy="Reject it: it could be an ID token.",
)
def lt_nonce(subject: TokenSubject) -> Answer:
    """The logout token has a ``nonce``, which is forbidden.

    The prohibition keeps ID tokens and logout tokens apart: an ID token that the issuer made for
    a sign-in can't be used to end a session, nor the other way round.
    """
    if "nonce" not in subject.claims:
        return None
    evidence = f'"nonce":{show_nonce(subject.claims["nonce"])}'
    return Found("payload.nonce", evidence, "A logout token must not have a nonce.")
