import json
from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity, Status
from rules.tokens import EXPECTED, flagged, outcome, subject

E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
AT, IDT = Purpose.ACCESS_TOKEN, Purpose.ID_TOKEN
WISHED = {"acr_values": "urn:mfa urn:pop"}


def demanding(**acr: object) -> dict[str, str]:
    return {"claims": json.dumps({"id_token": {"acr": acr}})}


CASES: list[tuple[dict[str, str], object, Severity | None]] = [
    (WISHED, "urn:pop", None),
    (WISHED, "urn:pwd", W),
    (WISHED, None, W),
    (demanding(essential=True, values=["urn:mfa"]), "urn:mfa", None),
    (demanding(essential=True, values=["urn:mfa"]), "urn:pwd", E),
    (demanding(essential=True, value="urn:mfa"), None, E),
    (demanding(essential=True), "anything", None),
    (demanding(essential=True), None, E),
    (demanding(value="urn:mfa"), "urn:pwd", W),
    ({"claims": "{no JSON"}, None, None),
    ({"claims": "[" * 9000}, None, None),
    ({}, None, None),
    ({}, "0", INFO),
    ({}, "1", None),
]


@pytest.mark.parametrize(("request_", "acr", "severity"), CASES)
def test_acr_of_an_id_token(
    request_: dict[str, str], acr: object, severity: Severity | None
) -> None:
    about = subject(claims={"acr": acr}, context=RunContext(request=request_))
    assert flagged(about, "acr-unsatisfied") is severity


@pytest.mark.parametrize(("acr", "severity"), [("urn:mfa", None), ("urn:pwd", E), (None, E)])
def test_what_an_api_demands_must_be_met(acr: object, severity: Severity | None) -> None:
    expected = replace(EXPECTED, acr_values=("urn:mfa",))
    assert flagged(subject(AT, claims={"acr": acr}, expected=expected), "acr-unsatisfied") is (
        severity
    )
    wished = W if severity else None
    assert flagged(subject(IDT, claims={"acr": acr}, expected=expected), "acr-unsatisfied") is (
        wished
    )


def test_without_the_request_it_is_not_checked() -> None:
    said = outcome(judge(subject()), "acr-unsatisfied")
    assert (said.status, said.decisive) == (Status.NOT_CHECKED, False)
