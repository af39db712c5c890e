"""Judging the layers of encryption that a token came out of, beside the token itself."""

from dataclasses import replace

from oidc_workbench.jose.signature_check import SignatureCheck, SignatureStatus
from oidc_workbench.rules.answers import crashed, outcome_of
from oidc_workbench.rules.outcome import Finding, Outcome, Status
from oidc_workbench.rules.rule import Artefact, Reads, Rule
from oidc_workbench.rules.subject import TokenSubject

_UNSIGNED = SignatureCheck(SignatureStatus.NOT_CHECKED, "")
# What two answers of one rule amount to: the first of these that either of them is.
_ORDER = (
    Status.FOUND,
    Status.CRASHED,
    Status.NOT_CHECKED,
    Status.CLEAR,
    Status.NOT_APPLICABLE,
)


def with_layers(
    subject: TokenSubject, rules: tuple[Rule, ...], outcomes: list[Outcome]
) -> list[Outcome]:
    """Add what the rules on encrypted tokens say about every layer around the token.

    Args:
        subject: the token inside.
        rules: those that were asked.
        outcomes: what they said, in the same order.
    """
    done, found = subject.decryption, outcomes
    for layer in subject.outer:
        around = replace(
            subject,
            reading=layer,
            head=layer.head,
            claims={},
            signature=_UNSIGNED,
            embedded=None,
            confusion=None,
            decryption=done,
            outer=(),
        )
        found = [_joined(rule, one, around) for rule, one in zip(rules, found, strict=True)]
        done = done.nested if done is not None else None
    return found


def _joined(rule: Rule, inside: Outcome, around: TokenSubject) -> Outcome:
    if Artefact.JWE not in rule.on or rule.reads is Reads.CLAIMS or rule.check is None:
        return inside
    try:
        outside = outcome_of(rule, rule.check(around))
    except Exception as error:  # noqa: BLE001 - a bug in one rule must not hide the others
        outside = crashed(rule, error)
    findings = (*inside.findings, *(_of_layer(one) for one in outside.findings))
    worse = min((inside, outside), key=lambda one: _ORDER.index(one.status))
    return replace(worse, findings=findings)


def _of_layer(finding: Finding) -> Finding:
    return replace(finding, where=f"encryption.{finding.where}")
