from dataclasses import replace

import pytest

from oidc_workbench.rules.expectation import ClientKind, Purpose, RunContext
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Severity, Status
from rules.tokens import EXPECTED, flagged, outcome, subject

FAPI = replace(EXPECTED, profile="fapi2")
AT, CA, IDT = Purpose.ACCESS_TOKEN, Purpose.CLIENT_ASSERTION, Purpose.ID_TOKEN
KINDS: list[tuple[ClientKind, Status]] = [
    ("public", Status.FOUND),
    ("confidential", Status.CLEAR),
    ("", Status.NOT_CHECKED),
]


@pytest.mark.parametrize(("kind", "status"), KINDS)
def test_fapi_knows_no_public_clients(kind: ClientKind, status: Status) -> None:
    context = RunContext(client_type=kind)
    said = outcome(judge(subject(AT, expected=FAPI, context=context)), "fapi-client")
    assert said.status is status
    plain = outcome(judge(subject(AT, context=context)), "fapi-client")
    assert plain.status is Status.NOT_APPLICABLE


def test_fapi_knows_no_shared_secrets() -> None:
    assert flagged(subject(CA, head={"alg": "HS256"}, expected=FAPI), "fapi-client") is (
        Severity.ERROR
    )
    assert flagged(subject(CA, expected=FAPI), "fapi-client") is None
    assert flagged(subject(CA, head={"alg": "HS256"}), "fapi-client") is None


SHARED: list[tuple[Purpose, ClientKind, str, Severity | None]] = [
    (AT, "", "HS256", Severity.WARNING),
    (IDT, "public", "HS256", Severity.ERROR),
    (IDT, "confidential", "HS256", None),
    (IDT, "public", "ES256", None),
]


@pytest.mark.parametrize(("purpose", "kind", "alg", "severity"), SHARED)
def test_hmac_multi_party(
    purpose: Purpose, kind: ClientKind, alg: str, severity: Severity | None
) -> None:
    about = subject(purpose, head={"alg": alg}, context=RunContext(client_type=kind))
    assert flagged(about, "hmac-multi-party") is severity


def test_an_id_tokens_mac_is_not_judged_where_the_client_is_not_known() -> None:
    said = outcome(judge(subject(head={"alg": "HS256"})), "hmac-multi-party")
    assert (said.status, said.decisive) == (Status.NOT_CHECKED, False)
