"""The rules against the table that they were written from."""

import re
from dataclasses import dataclass
from functools import cache

import pytest

from oidc_workbench.rules.index import RULES
from oidc_workbench.rules.rule import Rule
from peers.parts import CATALOGUE

pytestmark = pytest.mark.needs("catalogue")

# Ids of the catalogue without a rule. This list only ever shrinks.
WITHOUT_A_RULE: frozenset[str] = frozenset()
# rule → its severity here, where the condition gives two levels and the milder is the usual one.
OTHER_SEVERITY = {
    "at-typ": "warning",  # an error only where the RFC 9068 profile is chosen
}
# rule → the artefacts that another rule, or another name of the same thing, speaks about.
COVERED_OTHERWISE = {
    "at-opaque": {"AT"},  # OPAQUE stands for an access token that is no JWT
    "hmac-secret-guessable": {"CA"},  # every client assertion with a MAC is a JWS
    "ec-invalid": {"JWE"},  # jwe-epk-invalid judges the one EC key that a JWE brings along
}
_ROW = re.compile(r"\| `(?P<id>[a-z0-9_-]+)` \| (?P<rest>.*)")


@dataclass(frozen=True)
class Row:
    """A row of the table: the severity, and the artefacts the rule is about."""

    severity: str
    on: frozenset[str]


@cache
def rows() -> dict[str, Row]:
    found = {}
    for line in CATALOGUE.read_text(encoding="utf-8").splitlines():
        match = _ROW.fullmatch(line)
        cells = match["rest"].split(" | ") if match else []
        if match and len(cells) >= 7:
            found[match["id"]] = Row(cells[1], frozenset(cells[2].split()))
    return found


def test_the_table_was_read_whole() -> None:
    assert len(rows()) == 180


def test_every_entry_of_the_catalogue_has_a_rule() -> None:
    assert set(rows()) - {rule.id for rule in RULES} == WITHOUT_A_RULE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_the_one_that_the_catalogue_describes(rule: Rule) -> None:
    assert rule.id in rows(), "the catalogue does not know this id"
    row = rows()[rule.id]
    assert rule.severity.value == OTHER_SEVERITY.get(rule.id, row.severity)
    covered = {artefact.value for artefact in rule.on} | COVERED_OTHERWISE.get(rule.id, set())
    assert row.on <= covered


@pytest.mark.parametrize("rule", sorted({*OTHER_SEVERITY, *COVERED_OTHERWISE}))
def test_no_exception_outlives_its_reason(rule: str) -> None:
    made = next(one for one in RULES if one.id == rule)
    row = rows()[rule]
    if rule in OTHER_SEVERITY:
        assert made.severity.value != row.severity
    if rule in COVERED_OTHERWISE:
        assert COVERED_OTHERWISE[rule] <= row.on - {artefact.value for artefact in made.on}
