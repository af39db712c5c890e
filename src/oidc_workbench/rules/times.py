"""Time claims of all kinds of tokens: exp, nbf, iat, auth_time."""

import math

from oidc_workbench.rules.claims import number, present
from oidc_workbench.rules.evidence import moment, show_member, span
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing, rule
from oidc_workbench.rules.subject import TokenSubject

_KINDS = (
    Artefact.ID_TOKEN,
    Artefact.ACCESS_TOKEN,
    Artefact.CLIENT_ASSERTION,
    Artefact.LOGOUT_TOKEN,
)
_NOW = Missing("the time of judgement")
TIME_CLAIMS = ("exp", "nbf", "iat", "auth_time", "updated_at")
_YEAR_2000 = 946_684_800
FIFTY_YEARS = 50 * 365.25 * 86_400
_FUTURE_TOLERANCE = 60  # seconds (FAPI 2.0 Security Profile §5.3.2.1 item 13)


@rule(
    "time-type",
    "Time claim is not a number",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="RFC 7519 §4.1.4-4.1.6; OIDC Core §2",
    remedy="Emit times as JSON numbers: seconds since 1970-01-01T00:00:00Z.",
)
def time_type(subject: TokenSubject) -> Answer:
    """A time claim is a string, a boolean, null, a list or a date in letters.

    Times in tokens are numbers of seconds, fractions allowed. A verifier that compares a string
    with a number may find it always later, or skip the check: such a token never expires. Of
    updated_at, which is about the user and decides nothing, it is only a warning: a large vendor
    writes a date in letters there.
    """
    claims = subject.claims
    return [
        Found(
            f"payload.{name}",
            show_member(name, claims),
            f"The claim {name} is not a number.",
            Severity.WARNING if name == "updated_at" else None,
        )
        for name in TIME_CLAIMS
        if name in claims and number(claims, name) is None
    ] or None


@rule(
    "exp-missing",
    "No expiry",
    Severity.ERROR,
    on=_KINDS,
    cites="OIDC Core §2; RFC 9068 §2.2; RFC 7523 §3 item 4; OIDC Back-Channel Logout §2.4",
    remedy="The issuer must set a short exp.",
)
def exp_missing(subject: TokenSubject) -> Answer:
    """The token has no ``exp``, so it would be good for ever.

    Every kind of token must say when it ends; otherwise one that leaks once can be used always.
    For logout tokens ``exp`` became required only later (errata 1), so there it is a warning.
    """
    if present(subject.claims, "exp"):
        return None
    late = subject.purpose is Purpose.LOGOUT_TOKEN
    message = "The token does not say when it expires."
    evidence = show_member("exp", subject.claims)
    return Found("payload", evidence, message, Severity.WARNING if late else None)


@rule(
    "exp-expired",
    "Token expired",
    Severity.ERROR,
    on=(*_KINDS, Artefact.DPOP_PROOF),
    cites="RFC 7519 §4.1.4; OIDC Core §3.1.3.7 step 9; RFC 9068 §4",
    remedy="Get a fresh token, and check the clock if it should still be good.",
)
def exp_expired(subject: TokenSubject) -> Answer:
    """The time of judgement is not before ``exp``, even with the leeway added.

    The issuer vouches for the token only until then. If the token is fresh, one of the two
    clocks is wrong, or the lifetime is too short for the way the token is used.
    """
    exp = number(subject.claims, "exp")
    if exp is None:
        return NOT_APPLICABLE
    if math.isnan(subject.now):
        return _NOW
    if subject.now < exp + subject.expectation.leeway:
        return None
    message = f"The token expired {span(subject.now - exp)} ago, at {moment(exp)}."
    return Found("payload.exp", show_member("exp", subject.claims), message)


@rule(
    "nbf-future",
    "Not yet valid",
    Severity.ERROR,
    on=(*_KINDS, Artefact.DPOP_PROOF),
    cites="RFC 7519 §4.1.5; RFC 7523 §3 item 5",
    remedy="Wait until then, or synchronise the clocks.",
)
def nbf_future(subject: TokenSubject) -> Answer:
    """``nbf`` ("not before") lies in the future, even with the leeway taken off.

    The issuer does not vouch for the token yet. Mostly the clock of the issuer runs ahead of the
    verifier's. A token without ``nbf`` is fine.
    """
    nbf = number(subject.claims, "nbf")
    if nbf is None:
        return NOT_APPLICABLE
    if math.isnan(subject.now):
        return _NOW
    if subject.now + subject.expectation.leeway >= nbf:
        return None
    message = f"The token is not valid before {moment(nbf)}, {span(nbf - subject.now)} from now."
    return Found("payload.nbf", show_member("nbf", subject.claims), message)


@rule(
    "iat-future",
    "Issued in the future",
    Severity.WARNING,
    on=(*_KINDS, Artefact.DPOP_PROOF),
    cites="FAPI 2.0 Security Profile §5.3.2.1 item 13; RFC 9449 §11.1",
    remedy="Synchronise the clocks with NTP; tolerate 10 to 60 seconds.",
)
def iat_future(subject: TokenSubject) -> Answer:
    """``iat`` ("issued at") is more than 60 seconds after the time of judgement.

    A token can't have been issued later than it is judged, so one of the clocks is wrong. A few
    seconds are normal and must be tolerated. Under FAPI 2.0 more than 60 seconds must be
    rejected.
    """
    iat = number(subject.claims, "iat")
    if iat is None:
        return NOT_APPLICABLE
    if math.isnan(subject.now):
        return Missing(_NOW.needs, decisive=False)
    if iat <= subject.now + _FUTURE_TOLERANCE:
        return None
    message = f"The token says it was issued {span(iat - subject.now)} from now."
    severity = Severity.ERROR if subject.expectation.profile == "fapi2" else None
    return Found("payload.iat", show_member("iat", subject.claims), message, severity)


@rule(
    "time-milliseconds",
    "Time claim in milliseconds",
    Severity.WARNING,
    on=(Artefact.JWS,),
    cites="RFC 7519 §2",
    remedy="Divide by 1000: times in tokens are seconds.",
)
def time_milliseconds(subject: TokenSubject) -> Answer:
    """A time lies more than 50 years ahead: it was probably meant in milliseconds.

    Many languages count milliseconds, JWT counts seconds. A token whose ``exp`` is 1000 times
    too large does not expire in anybody's lifetime.
    """
    if math.isnan(subject.now):
        return Missing(_NOW.needs, decisive=False)
    claims, latest = subject.claims, subject.now + FIFTY_YEARS
    return [
        Found(
            f"payload.{name}",
            show_member(name, claims),
            f"The claim {name} is in milliseconds, it seems, so it lies thousands of years ahead.",
        )
        for name in TIME_CLAIMS
        if (number(claims, name) or 0) > latest
    ] or None


@rule(
    "time-implausible",
    "Implausible time",
    Severity.WARNING,
    on=(Artefact.JWS,),
    cites="RFC 7519 §2",
    remedy="Mend the issuer's clock, or the unit.",
)
def time_implausible(subject: TokenSubject) -> Answer:
    """A time is before the year 2000, beyond all calendars, or out of order with the others.

    A token can't expire before it was issued or became valid, and nobody can have signed in
    after the token about it was issued. The limits are a policy of this program.
    """
    claims = subject.claims
    found = [
        Found(f"payload.{name}", show_member(name, claims), f"The claim {name} can't be a time.")
        for name in TIME_CLAIMS
        if (value := number(claims, name)) is not None and not _YEAR_2000 <= value <= 2**53
    ]
    return found or _out_of_order(subject)


def _out_of_order(subject: TokenSubject) -> list[Found] | None:
    claims = subject.claims
    exp, nbf, iat = (number(claims, name) for name in ("exp", "nbf", "iat"))
    signed_in = number(claims, "auth_time")
    found = []
    if exp is not None and iat is not None and exp <= iat:
        found.append(("exp", "The token expires before it was issued."))
    elif exp is not None and nbf is not None and exp <= nbf:
        found.append(("exp", "The token expires before it becomes valid."))
    leeway = subject.expectation.leeway
    if signed_in is not None and iat is not None and signed_in > iat + leeway:
        found.append(("auth_time", "The user signed in after the token about it was issued."))
    return [
        Found(f"payload.{name}", show_member(name, claims), message) for name, message in found
    ] or None
