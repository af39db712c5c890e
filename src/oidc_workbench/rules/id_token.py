"""The ID token, as the client must check it (OIDC Core §3.1.3.7)."""

import math

from oidc_workbench.rules.claims import audiences, number, present
from oidc_workbench.rules.evidence import moment, show, show_member, show_nonce
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing, rule
from oidc_workbench.rules.subject import TokenSubject

_ON = (Artefact.ID_TOKEN,)


@rule(
    "aud-untrusted",
    "Additional untrusted audience",
    Severity.ERROR,
    on=(*_ON, Artefact.LOGOUT_TOKEN),
    cites="OIDC Core §3.1.3.7 step 3; OIDC Back-Channel Logout §2.6",
    remedy="Configure the audiences you trust, or request a token for this client alone.",
)
def aud_untrusted(subject: TokenSubject) -> Answer:
    """The token is also for others, and the client did not say that it trusts them.

    Each audience may use an ID token. One that the client does not trust could present it as its
    own user's sign-in, so the client must reject it unless it knows the other audiences. The
    audience of a logout token is checked in the same way.
    """
    client_id = subject.expectation.client_id
    if not audiences(subject.claims):
        return NOT_APPLICABLE
    if not client_id:
        return Missing("the client_id")
    known = (client_id, *subject.expectation.trusted_audiences)
    others = [value for value in audiences(subject.claims) if value not in known]
    # Without the client itself among them, aud-mismatch has said all there is to say.
    if not others or client_id not in audiences(subject.claims):
        return None
    message = f"The token is also for {show(others[0])}, which is not a trusted audience."
    return Found("payload.aud", show_member("aud", subject.claims), message)


@rule(
    "azp-mismatch",
    "Issued to another party",
    Severity.WARNING,
    on=_ON,
    cites="OIDC Core §2, §3.1.3.7 steps 4-5",
    remedy="Find out what the issuer uses azp for, and whether this client should accept it.",
)
def azp_mismatch(subject: TokenSubject) -> Answer:
    """``azp`` ("authorized party") is there and is not this client.

    The claim belongs to extensions of OpenID Connect; without one a client should check that it
    is its own ``client_id``. Another value shows that the token was issued to another client. A
    token without ``azp`` is fine.
    """
    if not present(subject.claims, "azp"):
        return NOT_APPLICABLE
    client_id = subject.expectation.client_id
    if not client_id:
        return Missing("the client_id", decisive=False)
    if subject.claims["azp"] == client_id:
        return None
    evidence = show_member("azp", subject.claims)
    return Found("payload.azp", evidence, "The ID token was issued to another client.")


@rule(
    "nonce-missing",
    "The nonce was sent but not returned",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Core §2, §3.1.3.7 step 11, §12.2",
    remedy="Reject it: nothing ties this ID token to your request.",
)
def nonce_missing(subject: TokenSubject) -> Answer:
    """The authentication request had a nonce, and the ID token has none.

    The nonce ties the ID token to the browser session that asked for it. The issuer must return
    it; a token without it may be another session's, replayed. After a refresh it may be absent.
    """
    sent = subject.expectation.nonce
    if present(subject.claims, "nonce") or subject.context.refreshed or sent == "":
        return NOT_APPLICABLE
    if sent is None:
        return Missing("the nonce that was sent (or that none was sent)")
    return Found("payload", "no nonce", "A nonce was sent, and the ID token does not return it.")


@rule(
    "nonce-mismatch",
    "Wrong or unexpected nonce",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Core §2, §3.1.3.7 step 11; RFC 9700 §4.5.3.2",
    remedy="Reject it and discard all tokens of this response; sign in again.",
)
def nonce_mismatch(subject: TokenSubject) -> Answer:
    """The nonce is not the one that was sent, or there is one although none was sent.

    The ID token then belongs to another request: it was replayed or injected, or the client
    mixed up two sign-ins. The comparison is exact, with case.
    """
    sent = subject.expectation.nonce
    if not present(subject.claims, "nonce"):
        return NOT_APPLICABLE
    if sent is None:
        return Missing("the nonce that was sent (or that none was sent)")
    received = subject.claims["nonce"]
    if sent and received == sent:
        return None
    what = "another nonce than the one sent" if sent else "a nonce, although none was sent"
    message = f"This ID token answers another request: it has {what}."
    return Found("payload.nonce", f'"nonce":{show_nonce(received)}', message)


@rule(
    "auth-time-missing",
    "auth_time absent though requested",
    Severity.ERROR,
    on=_ON,
    cites="OIDC Core §2, §3.1.2.1",
    remedy="Reject it: it does not say when the user signed in.",
)
def auth_time_missing(subject: TokenSubject) -> Answer:
    """The request set a ``max_age``, and the ID token does not say when the user signed in.

    A client that asks for a recent sign-in can only check it by ``auth_time``, so the issuer
    must send it then. Without the request nothing is held against a token without it.
    """
    if present(subject.claims, "auth_time"):
        return None
    if _max_age(subject) is None:
        if subject.context.request is not None:
            return NOT_APPLICABLE
        return Missing("the max_age of the request", decisive=False)
    message = "A max_age was sent, and the ID token does not say when the user signed in."
    return Found("payload", "no auth_time", message)


def _max_age(subject: TokenSubject) -> float | None:
    if subject.expectation.max_age is not None:
        return subject.expectation.max_age
    sent = (subject.context.request or {}).get("max_age", "")
    return int(sent) if sent.isdecimal() and len(sent) < 16 else None


@rule(
    "auth-time-stale",
    "Signed in longer ago than max_age",
    Severity.WARNING,
    on=_ON,
    cites="OIDC Core §3.1.3.7 step 13",
    remedy="Let the user sign in again (prompt=login).",
)
def auth_time_stale(subject: TokenSubject) -> Answer:
    """The user signed in longer ago than the request's ``max_age`` allows.

    The client asked for a recent sign-in, and the issuer answered with an older session. The
    client should ask the user to sign in again before it does what it wanted to protect.
    """
    signed_in, max_age = number(subject.claims, "auth_time"), _max_age(subject)
    if signed_in is None:
        return NOT_APPLICABLE
    if max_age is None:
        if subject.context.request is not None:
            return NOT_APPLICABLE
        return Missing("the max_age of the request", decisive=False)
    if math.isnan(subject.now):
        return Missing("the time of judgement", decisive=False)
    if subject.now - signed_in <= max_age + subject.expectation.leeway:
        return None
    message = f"The user signed in at {moment(signed_in)}, more than {max_age:.0f} s ago."
    return Found("payload.auth_time", show_member("auth_time", subject.claims), message)
