"""Who acts for whom: the subject of an access token, and the actor that stands for it."""

from collections.abc import Mapping

from oidc_workbench.rules.claims import present, text
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Missing, rule
from oidc_workbench.rules.subject import TokenSubject

_ON = (Artefact.ACCESS_TOKEN,)
_OF_TOKENS = ("exp", "nbf", "aud")
_OF_USERS = ("auth_time", "acr", "amr", "sid", "email", "preferred_username")
_USER_GRANTS = (
    "authorization_code",
    "implicit",
    "password",
    "urn:ietf:params:oauth:grant-type:device_code",
)


@rule(
    "tx-act",
    "Delegation chain invalid",
    Severity.ERROR,
    on=_ON,
    cites="RFC 8693 §4.1, §4.4",
    remedy="Let act name the current actor only by what identifies it; nest earlier actors in it.",
)
def tx_act(subject: TokenSubject) -> Answer:
    """``act`` is no object, holds what belongs to a token, or names an actor that may not act.

    ``act`` says who uses the token for its subject; a nested ``act`` says who did so before, and
    must not be used for decisions. It identifies a party, so exp, nbf and aud have no meaning in
    it. Where the exchanged token said in ``may_act`` who may act, only that party may be named.
    """
    if "act" not in subject.claims:
        return NOT_APPLICABLE
    actor, found = subject.claims["act"], actor_problems(subject.claims, "payload.act")
    allowed = subject.context.history.may_act
    if allowed is not None and isinstance(actor, dict) and not _is_within(actor, allowed):
        message = "The actor is not the one that may act for the subject."
        evidence = show_member("act", subject.claims)
        found.append(Found("payload.act", evidence, message))
    if not found and allowed is None:
        return Missing("the may_act of the token that was exchanged", decisive=False)
    return found or None


def actor_problems(members: Mapping[str, object], where: str) -> list[Found]:
    """What is wrong with an ``act`` that is there, and with those nested in it."""
    evidence, found = show_member("act", members), []
    level: object = members["act"]
    while "act" in (level if isinstance(level, dict) else {}):
        found += _misplaced(level, where)
        level, where = level["act"], f"{where}.act"  # type: ignore[index]  # it is a dict here
    if not isinstance(level, dict):
        found.append(Found(where, evidence, "The actor is not a JSON object."))
    return [*found, *_misplaced(level, where)]


def _misplaced(actor: object, where: str) -> list[Found]:
    names = [name for name in _OF_TOKENS if isinstance(actor, dict) and name in actor]
    message = "An actor is no token: this member has no meaning in it."
    return [
        Found(f"{where}.{name}", show_member(name, actor), message, Severity.WARNING)
        for name in names
    ]


def _is_within(actor: Mapping[str, object], allowed: Mapping[str, object]) -> bool:
    """Whether the actor has every identifying member of ``may_act`` with the same value."""
    return bool(allowed) and all(actor.get(name) == value for name, value in allowed.items())


@rule(
    "at-sub-client-collision",
    "The sub can be taken for a user",
    Severity.WARNING,
    on=_ON,
    cites="RFC 9068 §5; RFC 9700 §4.15",
    remedy="Keep the identifiers of clients and of users apart.",
)
def at_sub_client_collision(subject: TokenSubject) -> Answer:
    """``sub`` is the client's own identifier, in a token that speaks about a user.

    A client that acts for itself is the subject of its token, and that is right. But where a user
    granted the token, or where clients choose their identifiers, an API can't tell the client
    from a user of that name, and a client could make itself a user.
    """
    sub, client_id = text(subject.claims, "sub"), text(subject.claims, "client_id")
    if sub is None or client_id is None or sub != client_id:
        return None
    evidence = f"{show_member('sub', subject.claims)}, {show_member('client_id', subject.claims)}"
    message = "The token speaks about a user, and its subject is the client."
    marks = [name for name in _OF_USERS if present(subject.claims, name)]
    if marks:
        return Found("payload.sub", f"{evidence}, {marks[0]} present", message)
    grant = (subject.context.request or {}).get("grant_type", "")
    if grant in _USER_GRANTS:
        return Found("payload.sub", f"{evidence}, grant_type {grant}", message)
    if not grant:
        return Missing("the grant that the token was issued for", decisive=False)
    return None
