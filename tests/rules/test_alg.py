import pytest

from oidc_workbench.rules.expectation import Expectation, Purpose, RunContext
from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import flagged, found, subject

AT = Purpose.ACCESS_TOKEN
E, W, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
ONLY_RS256 = Expectation(algorithms=("RS256",))
LISTING = RunContext(metadata={"id_token_signing_alg_values_supported": ["RS256"]})
FULL_LISTING = RunContext(metadata={"id_token_signing_alg_values_supported": ["RS256", "ES256"]})
OTHERS_LISTING = RunContext(
    metadata={"issuer": "https://b.example", "id_token_signing_alg_values_supported": ["RS256"]}
)
ODD_LISTING = RunContext(metadata={"id_token_signing_alg_values_supported": "RS256"})

CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    *[
        ("alg-none-variant", subject(head={"alg": alg}), E)
        for alg in ("noNE", "NONE", "none ", " none", "no\u200bne", "none\x00", "\uff4eone")
    ],
    ("alg-none", subject(head={"alg": "none"}, octets=b""), E),
    ("alg-none", subject(AT, head={"alg": "none"}, octets=b""), E),
    ("alg-none", subject(claims={"alg": "none"}), None),
    ("alg-none", subject(head={"alg": "None"}), None),
    ("alg-none-variant", subject(head={"alg": "none"}), None),
    ("alg-none-variant", subject(head={"alg": "nonesuch"}), None),
    ("alg-none-variant", subject(), None),
    ("alg-unknown", subject(drop=("alg",)), E),
    ("alg-unknown", subject(head={"alg": 5}), E),
    ("alg-unknown", subject(head={"alg": None}), E),
    ("alg-unknown", subject(head={"alg": ""}), E),
    ("alg-unknown", subject(head={"alg": "rs256"}), E),
    ("alg-unknown", subject(head={"alg": "RSA-OAEP"}), E),
    ("alg-unknown", subject(head={"alg": "ML-DSA-44"}), None),
    ("alg-unknown", subject(head={"alg": "ES256K"}), None),
    ("alg-unknown", subject(head={"enc": "A256GCM"}), None),
    ("alg-not-allowed", subject(expected=ONLY_RS256), E),
    ("alg-not-allowed", subject(expected=Expectation(algorithms=("RS256", "ES256"))), None),
    ("alg-not-allowed", subject(), None),
    ("alg-not-allowed", subject(context=LISTING), W),
    ("alg-not-allowed", subject(context=FULL_LISTING), None),
    ("alg-not-allowed", subject(context=ODD_LISTING), None),
    ("alg-not-allowed", subject(context=OTHERS_LISTING), None),
    ("alg-not-allowed", subject(AT, context=LISTING), None),  # the ID token's list is not the API's
    ("alg-eddsa-polymorphic", subject(head={"alg": "EdDSA"}), INFO),
    ("alg-eddsa-polymorphic", subject(head={"alg": "Ed25519"}), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_alg(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_another_case_of_the_algorithm_is_hinted_at() -> None:
    (finding,) = found(subject(head={"alg": "rs256"}), "alg-unknown")
    assert "RS256" in finding.message


def test_an_encrypted_tokens_algorithms_are_read_as_such() -> None:
    good = "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0"  # RSA-OAEP-256, A256GCM
    bad = "eyJhbGciOiJSUzI1NiIsImVuYyI6IkEyNTZHQ00ifQ"  # RS256, A256GCM
    assert flagged(subject(AT, text=f"{good}.AAAA.AAAA.AAAA.AAAA"), "alg-unknown") is None
    assert flagged(subject(AT, text=f"{bad}.AAAA.AAAA.AAAA.AAAA"), "alg-unknown") is E


def test_what_hides_in_a_header_is_made_visible() -> None:
    (finding,) = found(subject(head={"alg": "no\u200bne"}), "alg-none-variant")
    assert "\\u200b" in finding.evidence
