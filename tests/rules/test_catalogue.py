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
# The table marks the clauses of some rules as not looked up. These were looked up since; any other
# is printed without its section.
LOOKED_UP = {
    "jwt-segments": {"RFC 7515 §7.1", "RFC 7516 §9", "RFC 7519 §7.2"},
    "b64url-invalid": {"RFC 7515 §2", "RFC 7517 §1.1"},
    "json-not-object": {"RFC 7515 §5.2", "RFC 7519 §7.2"},
    "json-number-nonfinite": {"RFC 8259 §6", "RFC 7519 §2"},
    "limit-size-depth": {"RFC 8259 §9"},
    "jwk-published-example": {"RFC 8725 §3.5"},
    "rsa-weak": {"FIPS 186-5 §5.1", "RFC 8725 §3.5"},
    "okp-invalid": {"RFC 8037 §2, §3"},
    "time-implausible": {"RFC 7519 §2"},
    "secret-in-url": {"RFC 6749 §2.3.1", "RFC 9700 §4.3"},
    "flow-grant-mismatch": {"RFC 6749 §4.4.3", "RFC 9700 §4.15"},
    "tx-act": {"RFC 8693 §4.1, §4.4"},
    "device-response": {"RFC 8628 §3.2, §3.5"},
}
_ROW = re.compile(r"\| `(?P<id>[a-z0-9_-]+)` \| (?P<rest>.*)")


@dataclass(frozen=True)
class Row:
    """A row of the table: severity, the artefacts it is about, whether its clauses were read."""

    severity: str
    on: frozenset[str]
    looked_up: bool


@cache
def rows() -> dict[str, Row]:
    found = {}
    for line in CATALOGUE.read_text(encoding="utf-8").splitlines():
        match = _ROW.fullmatch(line)
        cells = match["rest"].split(" | ") if match else []
        if match and len(cells) >= 7:
            found[match["id"]] = Row(
                cells[1], frozenset(cells[2].split()), cells[-1].strip(" |") != "U"
            )
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


def test_no_section_is_printed_that_nobody_looked_up() -> None:
    unread = {name for name, row in rows().items() if not row.looked_up}
    assert unread == set(LOOKED_UP)
    for rule in RULES:
        if rule.id in unread:
            cited = {f"{one.document} §{one.section}" for one in rule.clauses if one.section}
            assert cited == LOOKED_UP[rule.id]
