from typing import Any

import pytest

from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity
from rules.tokens import ID_CLAIMS, ID_HEAD, compact, outcome, subject

D = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
PRIVATE = {"kty": "EC", "crv": "P-256", "d": D}
TOKEN = compact(ID_HEAD, ID_CLAIMS)
IN_TOKEN: list[tuple[dict[str, Any], str]] = [
    ({"head": {"jwk": PRIVATE}}, "header.jwk"),
    ({"head": {"jwk": {"kty": "EC"}}}, ""),
    ({"claims": {"cnf": {"jwk": PRIVATE}}}, "payload.cnf.jwk"),
    ({"claims": {"cnf": {"jwk": {"kty": "EC"}}}}, ""),
    ({"claims": {"client_secret": D}}, "payload.client_secret"),
    ({"claims": {"password": "hunter2"}}, "payload.password"),
    ({"claims": {"password": "****"}}, ""),
    ({"claims": {"password": True, "private_key": ""}}, ""),
    ({}, ""),
]


@pytest.mark.parametrize(("changed", "where"), IN_TOKEN)
def test_secrets_in_a_token_are_found_and_not_shown(changed: dict[str, Any], where: str) -> None:
    said = outcome(judge(subject(**changed)), "secret-exposed")
    assert [one.where for one in said.findings] == ([where] if where else [])
    assert {one.severity for one in said.findings} <= {Severity.WARNING}
    assert D not in repr(said)
    assert "hunter2" not in repr(said)


def test_of_the_key_in_a_dpop_proof_another_rule_speaks() -> None:
    said = judge(subject(Purpose.DPOP_PROOF, head={"jwk": PRIVATE}))
    assert outcome(said, "secret-exposed").findings == ()
    assert outcome(said, "jwks-private-key").findings


BESIDE = [
    (f"{TOKEN}\n-----BEGIN PRIVATE KEY-----\nMIGH", True),
    (f"curl -H 'Authorization: Bearer {TOKEN}' -d client_secret={D}", True),
    (f"curl -H 'Authorization: Bearer {TOKEN}' -d client_secret=$SECRET", False),
    (f"curl -H 'Authorization: Bearer {TOKEN}' https://api.example/", False),
]


@pytest.mark.parametrize(("text", "expected"), BESIDE)
def test_secrets_beside_a_token_are_found_and_not_shown(text: str, expected: bool) -> None:
    said = outcome(judge(subject(text=text)), "secret-exposed")
    assert bool(said.findings) is expected
    assert D not in repr(said)
