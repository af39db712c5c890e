"""The access token, as the protected resource must check it (RFC 9068 §4)."""

from oidc_workbench.rules.claims import audiences, present, typ
from oidc_workbench.rules.evidence import shorten, show, show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import (
    NOT_APPLICABLE,
    Answer,
    Artefact,
    Found,
    Missing,
    Reads,
    rule,
)
from oidc_workbench.rules.subject import TokenSubject

_ON = (Artefact.ACCESS_TOKEN,)
_BINDINGS = ("nonce", "at_hash", "c_hash")  # of an ID token to its request; of nothing else
_CATCH_ALL = ("*", "api")


@rule(
    "at-opaque",
    "Opaque access token",
    Severity.INFO,
    on=(Artefact.OPAQUE,),
    cites="RFC 7662; RFC 9068 §6; OAuth 2.1",
    remedy="Ask the introspection endpoint about it.",
    reads=Reads.TEXT,
)
def at_opaque(subject: TokenSubject) -> Answer:
    """The access token is not a JWT: only its issuer knows what it stands for.

    That is legitimate. The API asks the authorization server's introspection endpoint whether
    the token is active, and for whom and what. A client must not look into an access token of
    either kind.
    """
    if subject.purpose.value not in ("access-token", "other"):
        return NOT_APPLICABLE
    return Found("token", f"{len(subject.reading.token)} characters", "The token is opaque.")


@rule(
    "idt-as-at",
    "ID token presented as access token",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9068 §4-5; RFC 8725 §3.12",
    remedy="Call APIs with the access token; the ID token is for the client alone.",
)
def idt_as_at(subject: TokenSubject) -> Answer:
    """The token offered to the API is an ID token.

    It has a nonce or a hash, its audience is the client, and it has neither scope nor client_id.
    An ID token says who signed in at a client; it gives no right to call anything. An API that
    accepts it lets every client use every user's rights.
    """
    claims, client_id = subject.claims, subject.expectation.client_id
    if typ(subject.head) == "at+jwt":
        return None
    if any(present(claims, name) for name in ("scope", "scp", "client_id")):
        return None
    aud = audiences(claims)
    marks = [name for name in _BINDINGS if present(claims, name)]
    if client_id and client_id in aud and present(claims, "auth_time"):
        marks.append("auth_time")
    for_api = any(value in subject.expectation.audiences for value in aud)
    if not marks or for_api or (client_id and client_id not in aud):
        return None
    evidence = f"{', '.join(marks)} present, {show_member('aud', claims)}, no scope, no client_id"
    return Found("payload", shorten(evidence), "This is an ID token, not an access token.")


@rule(
    "at-typ",
    "typ is not at+jwt",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9068 §2.1, §4",
    remedy='Let the issuer set "typ":"at+jwt".',
    reads=Reads.HEADER,
)
def at_typ(subject: TokenSubject) -> Answer:
    """The header does not say that this is an access token.

    RFC 9068 demands ``typ`` at+jwt, in any case and with or without "application/", so that no
    other token of the same issuer passes for an access token. Several large vendors send "JWT":
    it is an error only where the RFC 9068 profile is chosen, and a warning otherwise.
    """
    if typ(subject.head) == "at+jwt":
        return None
    severity = Severity.ERROR if subject.expectation.profile == "rfc9068" else None
    message = "The header does not say that this is an access token."
    return Found("header.typ", show_member("typ", subject.head), message, severity)


@rule(
    "at-aud-resource",
    "Not for this API",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9068 §4; RFC 9700 §2.3, §4.10.2",
    remedy="Request the token for this API (resource=…, or the server's own way of naming it).",
)
def at_aud_resource(subject: TokenSubject) -> Answer:
    """None of the token's audiences is an identifier of this API.

    An API must accept only tokens that were issued for it. Otherwise another API that received
    the same token, or one that was broken into, can use it here. The comparison is exact.
    """
    aud = audiences(subject.claims)
    if not aud:
        return NOT_APPLICABLE  # aud-missing rejects it
    own = tuple(value for value in subject.expectation.audiences if value)
    if not own:
        return Missing("the audience that stands for this API")
    if any(value in own for value in aud):
        return None
    message = f"This token is for another API than {shorten(' or '.join(own))}."
    return Found("payload.aud", show_member("aud", subject.claims), message)


@rule(
    "at-aud-client-id",
    "The audience is the client itself",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9068 §3, §5",
    remedy="Give the API an identifier of its own, and have the token issued for that.",
)
def at_aud_client_id(subject: TokenSubject) -> Answer:
    """The access token's only audience is the client that obtained it.

    ID tokens have the client as their audience. Where access tokens have it too, the two kinds
    can be taken for each other, and no API can tell whether the token is for it.
    """
    claimed = subject.claims.get("client_id")
    own = {value for value in (claimed, subject.expectation.client_id) if isinstance(value, str)}
    own.discard("")
    aud = audiences(subject.claims)
    if not aud:
        return NOT_APPLICABLE
    if not own:
        return Missing("the client_id", decisive=False)
    if not all(value in own for value in aud) or subject.expectation.audiences == aud:
        return None
    message = "The access token is for the client that obtained it, not for an API."
    return Found("payload.aud", show_member("aud", subject.claims), message)


@rule(
    "at-aud-broad",
    "Over-broad audience",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9700 §2.3; RFC 8707 §3",
    remedy="Request one token for each API.",
)
def at_aud_broad(subject: TokenSubject) -> Answer:
    """The access token is for several resources, or for "everything".

    Each audience can use the token at all the others. The fewer there are, the less one broken
    API endangers the rest. A catch-all such as "*", "api" or the issuer itself names no API.
    """
    aud = audiences(subject.claims)
    clients = (subject.claims.get("client_id"), subject.expectation.client_id)
    resources = {value for value in aud if value not in clients}
    catch_all = resources & {*_CATCH_ALL, str(subject.claims.get("iss"))}
    if len(resources) < 2 and not catch_all:
        return None
    reason = f"for {show(min(catch_all))}" if catch_all else f"for {len(resources)} resources"
    message = f"The access token is {reason}, not for one API."
    return Found("payload.aud", show_member("aud", subject.claims), message)
