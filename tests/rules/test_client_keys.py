from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.history import History
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity, Status
from rules.tokens import (
    EXPECTED,
    ISSUER,
    METADATA,
    SUPPLIED,
    TOKEN_ENDPOINT,
    ec_key,
    outcome,
    subject,
    verified,
)

HERE, THERE = {ISSUER: frozenset("t")}, {"https://other.example": frozenset("t")}
CHECK = verified(ec_key("c1", thumbprint="t"), SUPPLIED)
CASES: list[tuple[dict[str, frozenset[str]] | None, str, Status]] = [
    (THERE, TOKEN_ENDPOINT, Status.FOUND),
    (THERE, ISSUER, Status.CLEAR),
    (HERE, TOKEN_ENDPOINT, Status.CLEAR),
    ({"https://other.example": frozenset("u")}, TOKEN_ENDPOINT, Status.CLEAR),
    (None, TOKEN_ENDPOINT, Status.NOT_CHECKED),
]


@pytest.mark.parametrize(("elsewhere", "aud", "status"), CASES)
def test_ca_shared_key(
    elsewhere: dict[str, frozenset[str]] | None, aud: str, status: Status
) -> None:
    context = RunContext(metadata=METADATA, history=History(client_keys=elsewhere))
    about = subject(Purpose.CLIENT_ASSERTION, claims={"aud": aud}, context=context, check=CHECK)
    said = outcome(judge(about), "ca-shared-key")
    assert said.status is status
    assert {one.severity for one in said.findings} <= {Severity.WARNING}
    unknown = replace(about, expectation=replace(EXPECTED, issuer=""))
    if status is Status.FOUND:
        assert outcome(judge(unknown), "ca-shared-key").status is Status.NOT_CHECKED
