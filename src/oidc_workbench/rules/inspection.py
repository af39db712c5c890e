"""From a pasted text to a verdict, in one call."""

from dataclasses import dataclass

from oidc_workbench.jose.reading import Reading
from oidc_workbench.jose.signature_check import SignatureCheck
from oidc_workbench.rules.expectation import Expectation
from oidc_workbench.rules.outcome import Verdict


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything known about one token: what it is, who signed it, and whether to accept it."""

    reading: Reading
    signature: SignatureCheck
    verdict: Verdict
    expectation: Expectation
    judged_at: float
