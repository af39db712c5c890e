"""Asking every rule about a token, once, and never falling over one of them."""

from functools import cache

from oidc_workbench.jose.reading import Reading, TokenForm
from oidc_workbench.rules.answers import crashed, outcome_of
from oidc_workbench.rules.decision import decide
from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.index import RULES
from oidc_workbench.rules.layers import with_layers
from oidc_workbench.rules.outcome import Outcome, Status, Verdict
from oidc_workbench.rules.rule import NOT_APPLICABLE, Artefact, Check, Reads, Rule
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.values import dataclass

_KIND = {
    Purpose.ID_TOKEN: Artefact.ID_TOKEN,
    Purpose.ACCESS_TOKEN: Artefact.ACCESS_TOKEN,
    Purpose.CLIENT_ASSERTION: Artefact.CLIENT_ASSERTION,
    Purpose.LOGOUT_TOKEN: Artefact.LOGOUT_TOKEN,
    Purpose.DPOP_PROOF: Artefact.DPOP_PROOF,
}
_FORM = {
    TokenForm.JWS_COMPACT: Artefact.JWS,
    TokenForm.JWS_JSON: Artefact.JWS,
    TokenForm.BROKEN: Artefact.JWS,
    TokenForm.JWE_COMPACT: Artefact.JWE,
    TokenForm.JWE_JSON: Artefact.JWE,
    TokenForm.OPAQUE: Artefact.OPAQUE,
}
_UNREADABLE = {
    TokenForm.JWE_COMPACT: "the decryption key",
    TokenForm.JWE_JSON: "the decryption key",
    TokenForm.OPAQUE: "the introspection endpoint's answer",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A rule as it stands for one kind, form and readability of tokens.

    Args:
        check: None where the rule need not be asked.
        plain: its outcome when it was not asked, or found nothing.
    """

    rule: Rule
    check: Check | None
    plain: Outcome
    not_applicable: Outcome


@cache
def _plan(purpose: Purpose, form: TokenForm, depth: Reads) -> tuple[_Entry, ...]:
    artefacts = {_KIND.get(purpose), _FORM.get(form)} - {None}
    return tuple(
        _entry(rule, applies=not artefacts.isdisjoint(rule.on), form=form, depth=depth)
        for rule in RULES
        if rule.check is not None
    )


def _entry(rule: Rule, *, applies: bool, form: TokenForm, depth: Reads) -> _Entry:
    not_applicable = Outcome(rule.id, rule.title, Status.NOT_APPLICABLE)
    if not applies:
        return _Entry(rule, None, not_applicable, not_applicable)
    if rule.reads > depth:
        return _Entry(rule, None, _unread(rule, form, depth), not_applicable)
    return _Entry(rule, rule.check, Outcome(rule.id, rule.title, Status.CLEAR), not_applicable)


def judge(subject: TokenSubject, *, recognised: str = "") -> Verdict:
    """Ask every rule that is about this kind of token, and decide.

    A rule that crashes becomes an outcome, and the token then can't be accepted where that rule
    could have rejected it.

    Args:
        subject: the token, read and verified.
        recognised: how its purpose was recognised; empty when the purpose was stated.
    """
    reading = subject.reading
    outcomes: list[Outcome] = []
    for entry in _plan(subject.purpose, reading.form, _depth(reading)):
        outcome = entry.plain
        if entry.check is not None:
            try:
                answer = entry.check(subject)
            except Exception as error:  # noqa: BLE001 - a bug in one rule must not hide the others
                outcome = crashed(entry.rule, error)
            else:
                if answer is NOT_APPLICABLE:
                    outcome = entry.not_applicable
                elif answer is not None:
                    outcome = outcome_of(entry.rule, answer)
        outcomes.append(outcome)
    if subject.outer:
        rules = tuple(entry.rule for entry in _plan(subject.purpose, reading.form, _depth(reading)))
        outcomes = with_layers(subject, rules, outcomes)
    return decide(subject, tuple(outcomes), recognised)


def _depth(reading: Reading) -> Reads:
    """How far the token can be read. A claims set is only looked at below a readable header."""
    if reading.header is None or not isinstance(reading.header.value, dict):
        return Reads.TEXT
    if reading.payload is None or not isinstance(reading.payload.value, dict):
        return Reads.HEADER
    return Reads.CLAIMS


def _unread(rule: Rule, form: TokenForm, depth: Reads) -> Outcome:
    part = "header" if depth is Reads.TEXT else "payload"
    needs = _UNREADABLE.get(form, f"a {part} that can be read")
    return Outcome(rule.id, rule.title, Status.NOT_CHECKED, needs=needs, decisive=True)
