from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Decision, Severity, Status
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.rules.token_hash import left_half_hash
from oidc_workbench.secret import Secret
from rules.tokens import ec_key, flagged, outcome, subject, verified

# The example of the draft "OIDC Token Hash Algorithms", section 3.
TOKEN = "YmJiZTAwYmYtMzgyOC00NzhkLTkyOTItNjJjNDM3MGYzOWIy9sFhvH8K_x8UIHj1osisS57f5DduL"
HASHES = {
    "RS256": "xsZZrUssMXjL3FBlzoSh2g",
    "ES256": "xsZZrUssMXjL3FBlzoSh2g",
    "ES256K": "xsZZrUssMXjL3FBlzoSh2g",
    "PS384": "adt46pcdiB-l6eTNifgoVM-5AIJAxq84",
    "ES512": "p2LHG4H-8pYDc0hyVOo3iIHvZJUqe9tbj3jESOuXbkY",
    "Ed25519": "p2LHG4H-8pYDc0hyVOo3iIHvZJUqe9tbj3jESOuXbkY",
    "Ed448": "sB_U72jyb0WgtX8TsVoqJnm6CD295W9gfSDRxkilB3LAL7REi9JYutRW_s1yE4lD8cOfMZf83gi4",
    "ML-DSA-44": "sB_U72jyb0WgtX8TsVoqJnm6CD295W9gfSDRxkilB3I",
}
E = Severity.ERROR
HELD = RunContext(access_token=Secret(TOKEN), code=Secret(TOKEN))
RIGHT, WRONG = HASHES["ES256"], HASHES["PS384"]


def asked(response_type: str) -> RunContext:
    return RunContext(request={"response_type": response_type})


CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("at-hash-mismatch", subject(claims={"at_hash": WRONG}, context=HELD), E),
    ("at-hash-mismatch", subject(claims={"at_hash": RIGHT + "="}, context=HELD), E),
    ("at-hash-mismatch", subject(claims={"at_hash": 5}, context=HELD), E),
    ("at-hash-mismatch", subject(claims={"at_hash": RIGHT}, context=HELD), None),
    ("at-hash-mismatch", subject(context=HELD), None),
    ("c-hash-invalid", subject(claims={"c_hash": WRONG}, context=HELD), E),
    ("c-hash-invalid", subject(claims={"c_hash": RIGHT}, context=HELD), None),
    ("c-hash-invalid", subject(context=HELD), None),
    ("at-hash-missing", subject(context=asked("id_token token")), E),
    ("at-hash-missing", subject(context=asked("code")), None),
    ("at-hash-missing", subject(context=asked("code id_token token")), None),
    ("at-hash-missing", subject(), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_binding(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


@pytest.mark.parametrize("alg", HASHES)
def test_the_published_hashes(alg: str) -> None:
    assert left_half_hash(TOKEN, alg) == HASHES[alg]


def test_eddsa_takes_its_hash_from_the_curve() -> None:
    assert left_half_hash(TOKEN, "EdDSA", "Ed25519") == HASHES["Ed25519"]
    assert left_half_hash(TOKEN, "EdDSA", "Ed448") == HASHES["Ed448"]
    assert left_half_hash(TOKEN, "EdDSA") is None
    assert left_half_hash(TOKEN, "none") is None


def test_eddsa_without_its_key_is_not_checked() -> None:
    claims = {"at_hash": RIGHT}
    about = subject(
        head={"alg": "EdDSA"}, claims=claims, context=HELD, check=replace(verified(), key=None)
    )
    assert outcome(judge(about), "at-hash-mismatch").status is Status.NOT_CHECKED
    key = ec_key(kty="OKP", crv="Ed25519")
    about = subject(head={"alg": "EdDSA"}, claims=claims, context=HELD, check=verified(key))
    assert flagged(about, "at-hash-mismatch") is E


def test_an_at_hash_without_the_access_token_may_be_left_unchecked() -> None:
    verdict = judge(subject(claims={"at_hash": RIGHT}))
    assert outcome(verdict, "at-hash-mismatch").status is Status.NOT_CHECKED
    assert verdict.decision is Decision.ACCEPT


def test_a_c_hash_without_the_code_leaves_it_undecided() -> None:
    verdict = judge(subject(claims={"c_hash": RIGHT}))
    assert verdict.decision is Decision.UNDECIDED
    assert verdict.needed == ("the code that came with it",)


def test_no_finding_shows_the_access_token() -> None:
    assert TOKEN not in repr(judge(subject(claims={"at_hash": WRONG}, context=HELD)))
