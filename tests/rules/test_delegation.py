from typing import Any

import pytest

from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.history import History
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity, Status
from rules.tokens import CLIENT_ID, outcome, subject

E, W = Severity.ERROR, Severity.WARNING
AT = Purpose.ACCESS_TOKEN
MAY_ACT = {"sub": "https://service.example"}

ACTORS: list[tuple[object, list[Severity]]] = [
    ({"sub": "https://service.example"}, []),
    ({"sub": "https://service.example", "iss": "https://as.example"}, []),
    ({"sub": "https://service.example", "act": {"sub": "earlier"}}, []),
    ("https://service.example", [E]),
    (None, [E]),
    ([{"sub": "https://service.example"}], [E]),
    ({"sub": "https://service.example", "act": "earlier"}, [E]),
    ({"sub": "https://service.example", "exp": 1}, [W]),
    ({"sub": "https://service.example", "act": {"sub": "a", "nbf": 1, "aud": "x"}}, [W, W]),
    ({"sub": "https://other.example"}, [E]),
    ({"act": {"sub": "https://service.example"}}, [E]),
]


@pytest.mark.parametrize(("act", "severities"), ACTORS)
def test_tx_act(act: object, severities: list[Severity]) -> None:
    context = RunContext(history=History(may_act=MAY_ACT))
    said = outcome(judge(subject(AT, claims={"act": act}, context=context)), "tx-act")
    assert [one.severity for one in said.findings] == severities


def test_who_may_act_is_not_checked_where_it_is_not_known() -> None:
    said = outcome(judge(subject(AT, claims={"act": {"sub": "a"}})), "tx-act")
    assert (said.status, said.decisive) == (Status.NOT_CHECKED, False)
    assert outcome(judge(subject(AT)), "tx-act").status is Status.NOT_APPLICABLE


SUBJECTS: list[tuple[dict[str, Any], dict[str, str] | None, Status]] = [
    ({}, None, Status.CLEAR),
    ({"sub": CLIENT_ID, "auth_time": 1767225590}, None, Status.FOUND),
    ({"sub": CLIENT_ID}, {"grant_type": "authorization_code"}, Status.FOUND),
    ({"sub": CLIENT_ID}, {"grant_type": "client_credentials"}, Status.CLEAR),
    ({"sub": CLIENT_ID}, None, Status.NOT_CHECKED),
]


@pytest.mark.parametrize(("claims", "request_", "status"), SUBJECTS)
def test_at_sub_client_collision(
    claims: dict[str, Any], request_: dict[str, str] | None, status: Status
) -> None:
    about = subject(AT, claims=claims, context=RunContext(request=request_))
    assert outcome(judge(about), "at-sub-client-collision").status is status
