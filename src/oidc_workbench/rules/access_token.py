"""The access token, as the protected resource must check it (RFC 9068 §4)."""

import re

from oidc_workbench.rules.claims import audiences, granted_scopes, present, typ
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
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*")


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
    own = subject.expectation.audiences
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
    if isinstance(scope, str) and _SCOPE.fullmatch(scope) and "," not in scope:
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


@rule(
    "at-unconstrained",
    "Not bound to its sender",
    Severity.INFO,
    on=_ON,
    cites="RFC 9700 §2.2.1; FAPI 2.0 Security Profile §5.3.2.1 items 4-5",
    remedy="Adopt DPoP or mutual TLS.",
)
def at_unconstrained(subject: TokenSubject) -> Answer:
    """The access token has no ``cnf``: whoever holds it can use it.

    A token bound to a key (DPoP, RFC 9449) or certificate (mutual TLS, RFC 8705) is useless to a
    thief. It is advised for all, and demanded by FAPI 2.0, where its absence is an error.
    """
    cnf = subject.claims.get("cnf")
    if isinstance(cnf, dict) and cnf:
        return None
    severity = Severity.ERROR if subject.expectation.profile == "fapi2" else None
    message = "Whoever holds this access token can use it: it is bound to no key."
    return Found("payload", show_member("cnf", subject.claims), message, severity)


@rule(
    "at-sender-unproven",
    "Bound token used without proof",
    Severity.ERROR,
    on=_ON,
    cites="RFC 9449 §7.1-7.2; RFC 8705 §3",
    remedy="Send it with the DPoP scheme and a proof, or over the certificate's connection.",
)
def at_sender_unproven(subject: TokenSubject) -> Answer:
    """The token is bound to a key, and was sent without a proof of that key.

    ``cnf`` says which key or certificate the sender must prove. An API that takes such a token as
    a plain Bearer token gives the protection away. A token pasted alone shows no proof, so
    nothing is known then.
    """
    cnf = subject.claims.get("cnf")
    if not isinstance(cnf, dict) or not cnf:
        return NOT_APPLICABLE
    reading = subject.reading
    before = reading.text.partition(reading.token)[0].lower() if reading.token else ""
    if "jkt" in cnf and "bearer" in before.split():
        message = "The token is bound to a DPoP key, and was sent as a Bearer token."
        return Found("payload.cnf", show_member("cnf", subject.claims), message)
    return Missing("the proof of possession that was sent with it")
