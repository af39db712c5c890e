from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from oidc_workbench.jose.algorithms import ALGORITHMS
from oidc_workbench.jose.key_set import KeySource, PublicKey
from oidc_workbench.jose.signature_check import SignatureStatus
from oidc_workbench.rules import algorithms, signature
from oidc_workbench.rules.expectation import Purpose, RunContext
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Decision, Severity, Status
from oidc_workbench.rules.subject import TokenSubject
from oidc_workbench.secret import Secret
from rules.tokens import (
    EXPECTED,
    ID_CLAIMS,
    ID_HEAD,
    NOW,
    compact,
    ec_key,
    flagged,
    found,
    key_set,
    outcome,
    rsa_key,
    subject,
    unverified,
    verified,
)

E, W = Severity.ERROR, Severity.WARNING
AT = Purpose.ACCESS_TOKEN
FAILED = unverified(SignatureStatus.FAILED, ec_key())
NO_KEY = unverified(SignatureStatus.NO_MATCHING_KEY)
UNCHECKED = unverified(SignatureStatus.NOT_CHECKED)
LONG = RunContext(shared_secret=Secret("x" * 43))
SHORT = RunContext(shared_secret=Secret("x" * 31))
HS = {"alg": "HS256"}
EMBEDDED = verified(source=KeySource("token-header", "jwk"))
ORDER = signature._ORDERS["ES256"]
OCT = PublicKey(raw={}, kty="oct", kid="s")


def rs(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("sig-invalid", subject(check=FAILED), E),
    ("sig-invalid", subject(AT, check=FAILED), E),
    ("sig-invalid", subject(drop=("kid",), check=NO_KEY, keys=(key_set(rsa_key()),)), E),
    ("sig-invalid", subject(check=NO_KEY), E),
    ("sig-invalid", subject(), None),
    ("sig-length", subject(octets=b""), E),
    ("sig-length", subject(octets=b"\x01" * 63), E),
    ("sig-length", subject(octets=b"\x30" + b"\x01" * 69), E),
    ("sig-length", subject(head={"alg": "ES512"}, octets=b"\x01" * 128), E),
    ("sig-length", subject(head={"alg": "ES512"}, octets=b"\x01" * 132), None),
    ("sig-length", subject(head={"alg": "EdDSA"}, octets=b"\x01" * 114), None),
    ("sig-length", subject(head={"alg": "EdDSA"}, octets=b"\x01" * 65), E),
    ("sig-length", subject(head=HS, octets=b"\x01" * 20), E),
    ("sig-length", subject(head={"alg": "ML-DSA-44"}, octets=b"\x01" * 2420), None),
    (
        "sig-length",
        subject(head={"alg": "RS256"}, octets=b"\x01" * 255, check=verified(rsa_key())),
        E,
    ),
    (
        "sig-length",
        subject(head={"alg": "RS256"}, octets=b"\x01" * 256, check=verified(rsa_key())),
        None,
    ),
    ("sig-length", subject(head={"alg": "none"}, octets=b""), None),
    ("sig-length", subject(), None),
    ("sig-ecdsa-range", subject(octets=rs(0, 0)), E),
    ("sig-ecdsa-range", subject(octets=rs(0, 1)), E),
    ("sig-ecdsa-range", subject(octets=rs(1, 0)), E),
    ("sig-ecdsa-range", subject(octets=rs(ORDER, 1)), E),
    ("sig-ecdsa-range", subject(octets=rs(1, ORDER)), E),
    ("sig-ecdsa-range", subject(octets=rs(ORDER - 1, 1)), None),
    ("sig-ecdsa-range", subject(head={"alg": "EdDSA"}, octets=rs(0, 0)), None),
    ("hdr-key-self-signed", subject(head={"jwk": {}}, embedded=EMBEDDED, check=FAILED), E),
    ("hdr-key-self-signed", subject(AT, head={"x5c": []}, embedded=EMBEDDED, check=NO_KEY), E),
    ("hdr-key-self-signed", subject(head={"jwk": {}}, embedded=EMBEDDED), None),
    ("hdr-key-self-signed", subject(head={"jwk": {}}, embedded=FAILED, check=FAILED), None),
    (
        "hdr-key-self-signed",
        subject(Purpose.DPOP_PROOF, head={"jwk": {}}, embedded=EMBEDDED, check=NO_KEY),
        None,
    ),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_signature(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


@pytest.mark.parametrize(
    ("alg", "octets", "decision"),
    [
        ("RS256", 3, Decision.REJECT),
        ("PS512", 255, Decision.REJECT),
        ("RS256", 256, Decision.ACCEPT),
        ("ES256", 63, Decision.REJECT),
        ("ES512", 132, Decision.ACCEPT),
        ("EdDSA", 113, Decision.REJECT),
        ("EdDSA", 64, Decision.ACCEPT),
        ("HS256", 31, Decision.REJECT),
        ("ML-DSA-44", 2419, Decision.REJECT),
    ],
)
def test_what_no_key_makes_is_refused_without_a_key(
    alg: str, octets: int, decision: Decision
) -> None:
    """TLS may stand for a signature (OIDC Core §3.1.3.7 step 6), not for what can't be one."""
    text = compact({**ID_HEAD, "alg": alg}, ID_CLAIMS, b"\x01" * octets)
    wanted = replace(EXPECTED, algorithms=(alg,))
    judged = inspect(text, wanted, (), RunContext(from_token_endpoint=True), NOW).verdict
    assert judged.decision is decision
    failing = judged.first_failing.rule if judged.first_failing else ""
    assert failing == ("sig-length" if decision is Decision.REJECT else "")


def test_der_is_hinted_at() -> None:
    (finding,) = found(subject(octets=b"\x30" + b"\x01" * 69), "sig-length")
    assert "DER" in finding.message


def test_the_orders_are_those_of_the_curves() -> None:
    curves: dict[str, ec.EllipticCurve] = {
        "ES256": ec.SECP256R1(),
        "ES384": ec.SECP384R1(),
        "ES512": ec.SECP521R1(),
        "ES256K": ec.SECP256K1(),
    }
    for alg, curve in curves.items():
        assert signature._ORDERS[alg] == curve.group_order


def test_every_algorithm_that_a_rule_names_can_be_verified() -> None:
    assert set(algorithms.SIGNATURE) == set(ALGORITHMS)


def test_a_forgery_with_an_enclosed_key_is_named_before_the_wrong_signature() -> None:
    verdict = judge(subject(head={"jwk": {}}, embedded=EMBEDDED, check=FAILED))
    assert verdict.first_failing is not None
    assert verdict.first_failing.rule == "hdr-key-self-signed"


@pytest.mark.parametrize(
    ("about", "needs"),
    [
        (subject(check=UNCHECKED, keys=()), "the issuer's keys"),
        (subject(check=unverified(SignatureStatus.UNSUPPORTED)), "a header that can be processed"),
        (subject(head=HS, check=UNCHECKED, keys=()), "the shared secret"),
    ],
)
def test_a_signature_that_was_not_tried_is_not_checked(about: TokenSubject, needs: str) -> None:
    said = outcome(judge(about), "sig-invalid")
    assert said.status is Status.NOT_CHECKED
    assert said.decisive
    assert needs in said.needs
