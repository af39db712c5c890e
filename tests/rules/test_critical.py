import pytest

from oidc_workbench.rules.outcome import Severity
from oidc_workbench.rules.subject import TokenSubject
from rules.tokens import ISSUER, flagged, subject

E, W = Severity.ERROR, Severity.WARNING
THUMBPRINT = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"

CASES: list[tuple[str, TokenSubject, Severity | None]] = [
    ("crit-unsupported", subject(head={"crit": ["exp"], "exp": 1767229200}), E),
    ("crit-unsupported", subject(head={"crit": "exp", "exp": 1767229200}), E),
    ("crit-unsupported", subject(head={"crit": [5]}), E),
    ("crit-unsupported", subject(head={"crit": {"exp": True}}), E),
    ("crit-unsupported", subject(head={"crit": None}), E),
    ("crit-unsupported", subject(head={"exp": 1767229200}), None),
    ("crit-unsupported", subject(head={"crit": ["alg"]}), None),
    ("crit-unsupported", subject(head={"crit": ["b64"], "b64": True}), None),
    ("crit-malformed", subject(head={"crit": []}), W),
    ("crit-malformed", subject(head={"crit": ["alg"]}), W),
    ("crit-malformed", subject(head={"crit": ["b64", "b64"], "b64": True}), W),
    ("crit-malformed", subject(head={"crit": ["b64"]}), W),
    ("crit-malformed", subject(head={"crit": "b64"}), W),
    ("crit-malformed", subject(head={"crit": ["b64"], "b64": True}), None),
    ("crit-malformed", subject(), None),
    ("b64-invalid", subject(head={"b64": False, "crit": ["b64"]}), E),
    ("b64-invalid", subject(head={"b64": "true", "crit": ["b64"]}), E),
    ("b64-invalid", subject(head={"b64": True}), E),
    ("b64-invalid", subject(head={"b64": True, "crit": ["b64"]}), None),
    ("b64-invalid", subject(), None),
    *[
        ("kid-injection", subject(head={"kid": kid}), W)
        for kid in (
            "../../dev/null",
            "..\\keys\\a",
            "key\x00.pem",
            "x' UNION SELECT 'secret' --",
            '1" OR "1"="1',
            "/etc/passwd",
            "C:\\keys\\a.pem",
            "key|whoami ",
            "$(id)",
            "`id`",
            "*)(uid=*",
            "https://evil.example/keys/1",
            "https://as.example.evil.example/keys/1",
        )
    ],
    *[
        ("kid-injection", subject(head={"kid": kid}), None)
        for kid in (
            "2025-11",
            THUMBPRINT,
            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            "tenants/3f2504e0-4f89-11d3-9a0c-0305e82c3301/keys/1",
            "key.v1.2025",
            "o'brien-key",
            "android and ios",
            f"{ISSUER}/keys/1",
            "did:example:123#keys-1",
            "CN=Signer (2025), O=Example",
            "/keys/2025",
        )
    ],
    ("kid-injection", subject(head={"kid": 5}), E),
    ("kid-injection", subject(head={"kid": None}), E),
    ("kid-injection", subject(drop=("kid",)), None),
]


@pytest.mark.parametrize(("rule", "about", "severity"), CASES)
def test_critical(rule: str, about: TokenSubject, severity: Severity | None) -> None:
    assert flagged(about, rule) is severity


def test_a_hostile_kid_costs_no_time() -> None:
    assert flagged(subject(head={"kid": "'" * 6000}), "kid-injection") is None
