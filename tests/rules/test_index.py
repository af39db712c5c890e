"""The catalogue as a whole: identity, help pages, citations, and unmet needs."""

import re
from dataclasses import replace

import pytest

from oidc_workbench.jose.algorithms import ALGORITHMS
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules import algorithms
from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.index import RULES
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity, Status
from oidc_workbench.rules.rule import Rule
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import EXPECTED, compact, ec_key, outcome, subject, unverified, verified

AT, CA = Purpose.ACCESS_TOKEN, Purpose.CLIENT_ASSERTION
LT, DPOP = Purpose.LOGOUT_TOKEN, Purpose.DPOP_PROOF
REQUIRED = {
    "alg-none": "error",
    "alg-none-variant": "error",
    "alg-not-allowed": "error",
    "hdr-key-material": "warning",
    "hdr-key-self-signed": "error",
    "typ-unexpected": "error",
    "sig-invalid": "error",
    "kid-unknown": "error",
    "hmac-public-key-confusion": "error",
    "exp-missing": "error",
    "exp-expired": "error",
    "nbf-future": "error",
    "lifetime-long": "warning",
    "iss-mismatch": "error",
    "aud-missing": "error",
    "aud-mismatch": "error",
    "nonce-missing": "error",
    "nonce-mismatch": "error",
    "at-aud-resource": "error",
    "at-scope-insufficient": "error",
}
# Numbers that nobody has looked up: the document is cited without a section.
UNVERIFIED = (
    "RFC 7797",
    "RFC 7662",
    "RFC 7521",
    "RFC 7516 §11",
    "RFC 7518 §4.6.1.1",
    "RFC 7518 §4.8.1.1",
    "OAuth 2.1",
    "RFC 9964",
    "RFC 7523bis",
)


def test_ids_are_unique_and_stable_in_form() -> None:
    names = [rule.id for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", name) for name in names)


def test_the_required_rules_are_there_with_their_severities() -> None:
    assert {rule.id: rule.severity.value for rule in RULES if rule.id in REQUIRED} == REQUIRED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_help_page_a_citation_and_a_remedy(rule: Rule) -> None:
    lines = rule.help.splitlines()
    assert 4 <= len(lines) <= 10
    assert lines[0].endswith(".")
    assert lines[1] == ""
    assert rule.clauses
    assert rule.remedy.endswith(".")
    assert rule.title[-1] != "."
    assert "!" not in rule.help + rule.remedy


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_unverified_section_is_printed(rule: Rule) -> None:
    for clause in rule.clauses:
        for entry in UNVERIFIED:
            document, _, section = entry.partition(" §")
            if clause.document == document and not section:
                assert clause.section == ""
            assert not (section and str(clause).startswith(entry))


def test_every_algorithm_that_can_be_verified_is_a_known_one() -> None:
    assert set(ALGORITHMS) == algorithms.SIGNATURE


NOTHING = Expectation()
UNCHECKED = unverified(SignatureStatus.NOT_CHECKED)
NAN = float("nan")
HS = {"alg": "HS256"}
PINNED = {"nbf": 1767225590, "auth_time": 1767225590, "azp": "s6BhdRkqt3", "at_hash": "a"}


def bare(purpose: Purpose = Purpose.ID_TOKEN, alg: str = "ES256") -> TokenSubject:
    """A token about which nothing is known."""
    return subject(
        purpose,
        head={"alg": alg, "jwk": {}},
        claims={**PINNED, "c_hash": "b"},
        octets=b"\x01" * (256 if alg == "RS256" else 64),
        expected=NOTHING,
        context=RunContext(),
        check=UNCHECKED,
        embedded=replace(UNCHECKED, status=SignatureStatus.VERIFIED),
        keys=(),
        now=NAN,
    )


NEEDING = [
    ("alg-not-allowed", bare(alg="HS256")),
    ("kid-unknown", bare()),
    ("kid-missing-multikey", subject(drop=("kid",), check=UNCHECKED, keys=())),
    ("key-type-mismatch", bare()),
    ("key-alg-mismatch", bare()),
    ("key-use-mismatch", bare()),
    ("rsa-short", bare(alg="RS256")),
    ("sig-length", bare(alg="RS256")),
    ("hdr-key-self-signed", bare()),
    ("hmac-public-key-confusion", bare(alg="HS256")),
    ("hmac-secret-short", bare(alg="HS256")),
    ("sig-invalid", bare()),
    ("sig-foreign-issuer-key", bare()),
    ("iss-mismatch", bare()),
    ("aud-mismatch", bare()),
    ("aud-untrusted", bare()),
    ("azp-mismatch", bare()),
    ("exp-expired", bare()),
    ("nbf-future", bare()),
    ("iat-future", bare()),
    ("time-milliseconds", bare()),
    ("lifetime-long", subject(drop=("iat",), now=NAN)),
    ("nonce-missing", subject(drop=("nonce",), expected=NOTHING)),
    ("nonce-mismatch", bare()),
    ("at-hash-mismatch", bare()),
    ("c-hash-invalid", bare()),
    ("auth-time-missing", subject()),
    ("auth-time-stale", bare()),
    ("at-aud-resource", bare(AT)),
    ("at-aud-client-id", subject(AT, drop=("client_id",), expected=NOTHING)),
    ("at-scope-insufficient", bare(AT)),
    ("at-sender-unproven", subject(AT, claims={"cnf": {"jkt": "a"}})),
    ("ca-iss-sub", bare(CA)),
    ("ca-aud-endpoint", bare(CA)),
    ("ca-aud-not-sole-issuer", bare(CA)),
    ("ca-jti", bare(CA)),
    ("lt-invalid", bare(LT)),
    ("jwk-published-example", bare()),
    ("rsa-roca", bare(alg="RS256")),
    ("sig-ecdsa-nonce-reuse", bare()),
    ("nonce-replayed", bare()),
    ("iat-stale", bare()),
    ("acr-unsatisfied", bare()),
    ("hmac-multi-party", bare(alg="HS256")),
    ("dpop-htm-htu", bare(DPOP)),
    ("dpop-nonce", bare(DPOP)),
    ("dpop-ath", bare(DPOP)),
    ("dpop-freshness", subject(DPOP, claims={"iat": 1767225590}, now=NAN)),
    ("dpop-jkt", subject(AT, claims={"cnf": {"jkt": "a"}})),
    ("dpop-downgrade", subject(AT, claims={"cnf": {"jkt": "a"}})),
    ("tx-act", subject(AT, claims={"act": {"sub": "a"}})),
    ("at-sub-client-collision", subject(AT, claims={"sub": "s6BhdRkqt3"})),
    ("ca-shared-key", subject(CA, check=verified(ec_key(thumbprint="t")))),
]


@pytest.mark.parametrize(("rule", "about"), NEEDING, ids=[rule for rule, _ in NEEDING])
def test_a_rule_whose_need_is_not_met_says_so(rule: str, about: TokenSubject) -> None:
    said = outcome(judge(about), rule)
    assert said.status is Status.NOT_CHECKED
    assert said.needs


# What these looked at in the token was enough: a default allow-list, a claim that is there.
SATISFIED = {"alg-not-allowed", "at-aud-client-id", "sig-length", "lifetime-long"}
SATISFIED |= {"auth-time-missing", "hmac-multi-party", "at-sub-client-collision"}


@pytest.mark.parametrize("purpose", list(Purpose))
def test_with_nothing_known_no_rule_that_needs_something_passes(purpose: Purpose) -> None:
    clear = {one.rule for one in judge(bare(purpose)).with_status(Status.CLEAR)}
    assert not clear & {rule for rule, _ in NEEDING} - SATISFIED


def test_a_part_that_can_not_be_read_is_not_checked() -> None:
    verdict = judge(
        subject(AT, text=".".join((compact({"alg": "ES256"}, {}).split(".")[0], "W10", "AA")))
    )
    for rule in ("exp-expired", "iss-mismatch", "at-aud-resource", "time-type"):
        said = outcome(verdict, rule)
        assert (said.status, said.decisive) == (Status.NOT_CHECKED, True)


def test_findings_are_ordered_worst_first() -> None:
    verdict = judge(subject(AT, head={"typ": "JWT"}, claims={"aud": "x"}, expected=EXPECTED))
    order = list(Severity)
    ranks = [order.index(finding.severity) for finding in verdict.findings]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 3
