from dataclasses import replace

import pytest

from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import EXPECTED, ec_key, flagged, subject, verified

FAPI = replace(EXPECTED, profile="fapi2")
E = Severity.ERROR
ED448 = verified(ec_key(kty="OKP", crv="Ed448"))
ED25519 = verified(ec_key(kty="OKP", crv="Ed25519"))

CASES: list[tuple[TokenSubject, Severity | None]] = [
    (subject(head={"alg": "RS256"}, expected=FAPI), E),
    (subject(head={"alg": "HS256"}, expected=FAPI), E),
    (subject(head={"alg": "ES384"}, expected=FAPI), E),
    (subject(head={"alg": "EdDSA"}, expected=FAPI, check=ED448), E),
    (subject(head={"alg": "EdDSA"}, expected=FAPI, check=ED25519), None),
    (subject(head={"alg": "PS256"}, expected=FAPI), None),
    (subject(expected=FAPI), None),
    (subject(head={"alg": "RS256"}), None),
]


@pytest.mark.parametrize(("about", "severity"), CASES)
def test_fapi_alg(about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, "fapi-alg") is severity
