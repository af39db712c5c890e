"""How long tokens are good, and how much clock difference is tolerated."""

import math

from oidc_workbench.rules.claims import number
from oidc_workbench.rules.evidence import span
from oidc_workbench.rules.expectation import Purpose
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

_ON = (Artefact.ID_TOKEN, Artefact.ACCESS_TOKEN, Artefact.CLIENT_ASSERTION)
_LONGEST_LEEWAY = 300  # seconds: "no more than a few minutes" (RFC 7519 §4.1.4)
_LONGEST_LEEWAY_FAPI = 60
# kind → the longest lifetime in seconds, and the source of the number.
_LIFETIMES = {
    Purpose.ACCESS_TOKEN: (3600, "an hour, as RFC 6750 advises"),
    Purpose.CLIENT_ASSERTION: (300, "five minutes, as is common policy"),
    Purpose.ID_TOKEN: (86_400, "a day, as is common policy"),
}
_ID_TOKEN_NOTE = 3600


@rule(
    "lifetime-long",
    "Lifetime longer than best practice",
    Severity.WARNING,
    on=_ON,
    cites="RFC 6750 §5.3; RFC 7523 §3 item 4; OIDC Core §16.18",
    remedy="Shorten the lifetime, and use refresh tokens where access must go on.",
)
def lifetime_long(subject: TokenSubject) -> Answer:
    """The token is good for longer than it should be.

    A token that leaks is useful until it expires. RFC 6750 advises an hour or less for access
    tokens. For client assertions (5 minutes) and ID tokens (a day; above an hour it is noted)
    the standards name no number: that is common policy.
    """
    exp = number(subject.claims, "exp")
    issued = number(subject.claims, "iat")
    if exp is None:
        return NOT_APPLICABLE
    if issued is None:
        # Without iat what remains is the least the lifetime can have been.
        issued = subject.now
    if math.isnan(issued):
        return Missing("the time of judgement", decisive=False)
    lifetime, (longest, reason) = exp - issued, _LIFETIMES[subject.purpose]
    evidence = f"exp - iat = {lifetime:.0f} s"
    if lifetime > longest:
        message = f"The token is good for {span(lifetime)}; it should not be above {reason}."
        return Found("payload.exp", evidence, message)
    if subject.purpose is Purpose.ID_TOKEN and lifetime > _ID_TOKEN_NOTE:
        message = f"The ID token is good for {span(lifetime)}, though it is used once, at sign-in."
        return Found("payload.exp", evidence, message, Severity.INFO)
    return None


@rule(
    "skew-excessive",
    "Leeway too large",
    Severity.WARNING,
    on=_ON,
    cites="RFC 7519 §4.1.4; RFC 9068 §4; FAPI 2.0 Security Profile §5.3.2.1",
    remedy="Set the leeway to 60 seconds or less, and synchronise clocks instead.",
)
def skew_excessive(subject: TokenSubject) -> Answer:
    """The leeway that this token is judged with is larger than a few minutes.

    Leeway is there for clocks that differ a little. A large one makes every token live longer
    than its issuer wants. Under FAPI 2.0 more than 60 seconds are too much.
    """
    limit = _LONGEST_LEEWAY_FAPI if subject.expectation.profile == "fapi2" else _LONGEST_LEEWAY
    leeway = subject.expectation.leeway
    if leeway <= limit:
        return None
    message = f"The leeway is {leeway} seconds; more than {limit} is too much."
    return Found("expectation.leeway", f"leeway = {leeway} s", message)
