"""What the FAPI 2.0 Security Profile adds for tokens."""

from oidc_workbench.rules import algorithms
from oidc_workbench.rules.evidence import show_member
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.rule import NOT_APPLICABLE, Answer, Artefact, Found, Reads, rule
from oidc_workbench.rules.subject import TokenSubject

_ALLOWED = ("PS256", "ES256", "Ed25519", "EdDSA")


@rule(
    "fapi-alg",
    "Algorithm outside FAPI 2.0",
    Severity.ERROR,
    on=(Artefact.JWS,),
    cites="FAPI 2.0 Security Profile §5.4.1 item 1",
    remedy="Sign with PS256, ES256 or Ed25519.",
    reads=Reads.HEADER,
)
def fapi_alg(subject: TokenSubject) -> Answer:
    """The profile is FAPI 2.0, and the token is signed with an algorithm outside it.

    FAPI 2.0 allows PS256, ES256 and EdDSA on Ed25519, and nothing else; RS256 in particular is
    not among them. Without the profile this rule says nothing.
    """
    if subject.expectation.profile != "fapi2" or subject.alg not in algorithms.SIGNATURE:
        return NOT_APPLICABLE
    key = subject.signature.key
    other_curve = subject.alg == "EdDSA" and key is not None and key.crv == "Ed448"
    if subject.alg in _ALLOWED and not other_curve:
        return None
    message = f"FAPI 2.0 does not allow {'Ed448' if other_curve else subject.alg}."
    return Found("header.alg", show_member("alg", subject.head), message)
