"""What rules on access tokens and times say of a token that is known by introspection."""

import math

from oidc_workbench.rules import access_token, delegation, dpop_binding, scopes, times
from oidc_workbench.rules.claims import audiences, granted_scopes, number, present
from oidc_workbench.rules.document import DocumentKind, DocumentSubject
from oidc_workbench.rules.evidence import shorten, show, show_member
from oidc_workbench.rules.introspection import is_active, told
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing

_INTRO, _TRESP = Artefact.INTRO, Artefact.TRESP
_LONGEST_EXPIRES_IN = 31_536_000  # seconds: a year


@access_token.at_aud_resource.on_document(_INTRO)
def at_aud_resource(subject: DocumentSubject) -> Answer:
    """The same holds for the ``aud`` that introspection tells."""
    members, own = told(subject), subject.context.resources
    if not is_active(subject) or not audiences(members):
        return NOT_APPLICABLE
    if not own:
        return Missing("the identifier of the resource that asks")
    if any(value in own for value in audiences(members)):
        return None
    message = f"This token is for another API than {shorten(' or '.join(own))}."
    return Found("aud", show_member("aud", members), message)


@access_token.at_aud_broad.on_document(_INTRO)
def at_aud_broad(subject: DocumentSubject) -> Answer:
    """The same holds for the ``aud`` that introspection tells."""
    members = told(subject)
    if not is_active(subject):
        return NOT_APPLICABLE
    clients = (members.get("client_id"), subject.context.client_id)
    resources = {value for value in audiences(members) if value not in clients}
    issuers = {str(members.get("iss", "")), subject.context.issuer} - {""}
    catch_all = resources & {"*", "api", *issuers}
    if len(resources) < 2 and not catch_all:
        return None
    reason = f"for {show(min(catch_all))}" if catch_all else f"for {len(resources)} resources"
    return Found("aud", show_member("aud", members), f"The access token is {reason}.")


@scopes.at_scope_insufficient.on_document(_INTRO)
def at_scope_insufficient(subject: DocumentSubject) -> Answer:
    """The same holds for the ``scope`` that introspection tells."""
    if not is_active(subject):
        return NOT_APPLICABLE
    required = subject.context.scopes
    if required is None:
        return Missing("the scopes that the resource requires", decisive=False)
    members = told(subject)
    lacking = [scope for scope in required if scope not in granted_scopes(members)]
    if not lacking:
        return None
    message = f"The token does not grant {shorten(' '.join(lacking))}."
    return Found("scope", show_member("scope", members), message)


@scopes.at_scope_format.on_document(_INTRO, _TRESP)
def at_scope_format(subject: DocumentSubject) -> Answer:
    """Of an answer: how it writes the scope; none means "as requested"."""
    members = told(subject) if subject.kind is DocumentKind.INTROSPECTION else subject.members
    if not present(members, "scope"):
        return NOT_APPLICABLE
    scope = members["scope"]
    if isinstance(scope, str) and (not scope or scopes.is_well_formed(scope)):
        return None
    message = "The scope is not one string of values separated by single spaces."
    return Found("scope", show_member("scope", members), message)


@times.time_type.on_document(_INTRO)
def time_type(subject: DocumentSubject) -> Answer:
    """The same holds for the times that introspection tells."""
    members = told(subject)
    return [
        Found(name, show_member(name, members), f"The member {name} is not a number.")
        for name in times.TIME_CLAIMS
        if name in members and number(members, name) is None
    ]


@times.time_milliseconds.on_document(_INTRO, _TRESP)
def time_milliseconds(subject: DocumentSubject) -> Answer:
    """Of an answer: the same, and an ``expires_in`` above a year."""
    if subject.kind is DocumentKind.TOKEN_RESPONSE:
        seconds = number(subject.members, "expires_in")
        if seconds is None:
            return NOT_APPLICABLE
        if seconds <= _LONGEST_EXPIRES_IN:
            return None
        message = "The expires_in is above a year: it seems to be in milliseconds."
        return Found("expires_in", show_member("expires_in", subject.members), message)
    members = told(subject)
    given = [name for name in times.TIME_CLAIMS if number(members, name) is not None]
    if not given:
        return NOT_APPLICABLE
    if math.isnan(subject.now):
        return Missing("the time of judgement", decisive=False)
    message = "It lies thousands of years ahead: it seems to be in milliseconds."
    return [
        Found(name, show_member(name, members), message)
        for name in given
        if (number(members, name) or 0) > subject.now + times.FIFTY_YEARS
    ]


@delegation.tx_act.on_document(_INTRO)
def tx_act(subject: DocumentSubject) -> Answer:
    """The same holds for the ``act`` that introspection tells."""
    members = told(subject)
    if "act" not in members:
        return NOT_APPLICABLE
    found = delegation.actor_problems(members, "act")
    return found or Missing("the may_act of the token that was exchanged", decisive=False)


@dpop_binding.dpop_jkt.on_document(_INTRO)
def dpop_jkt(subject: DocumentSubject) -> Answer:
    """The same holds for the ``cnf`` that introspection tells."""
    if not is_active(subject) or not dpop_binding.bound_key(told(subject)):
        return NOT_APPLICABLE
    return Missing("the DPoP proof that came with the token")
