import json

import pytest

from oidc_workbench.rules.expectation import Purpose
from oidc_workbench.rules.judging import judge
from oidc_workbench.rules.outcome import Decision, Severity
from rules.tokens import AT_CLAIMS, AT_HEAD, b64url, compact, flagged, found, subject

E, W = Severity.ERROR, Severity.WARNING
HEAD, PAYLOAD, SIGNATURE = compact(AT_HEAD, AT_CLAIMS).split(".")
CLAIMS = json.dumps(AT_CLAIMS)


def token(payload: str | bytes, head: str = HEAD) -> str:
    octets = payload.encode() if isinstance(payload, str) else payload
    return f"{head}.{b64url(octets)}.{SIGNATURE}"


def nested(depth: int) -> str:
    return CLAIMS[:-1] + ',"deep":' + "[" * depth + "]" * depth + "}"


CASES: list[tuple[str, str, Severity | None]] = [
    ("jwt-segments", f"{HEAD}.{PAYLOAD}", E),
    ("jwt-segments", f"{HEAD}.{PAYLOAD}.{SIGNATURE}.", E),
    ("jwt-segments", f"{HEAD}.{PAYLOAD}.{SIGNATURE}", None),
    ("jwt-charset", f"{HEAD}.{PAYLOAD}.{SIGNATURE[:-1]}*", E),
    ("jwt-charset", f"  {HEAD}.{PAYLOAD}.{SIGNATURE}\n", None),
    (
        "jwt-json-serialization",
        json.dumps({"protected": HEAD, "payload": PAYLOAD, "signature": SIGNATURE}),
        E,
    ),
    ("b64url-invalid", f"{HEAD}.{PAYLOAD}.{SIGNATURE}==", E),
    ("b64url-invalid", f"{HEAD}.{PAYLOAD}.{SIGNATURE}", None),
    ("b64url-noncanonical", f"{HEAD}.eyJhIjoxfR.{SIGNATURE}", W),
    ("b64url-noncanonical", f"{HEAD}.eyJhIjoxfQ.{SIGNATURE}", None),
    ("json-duplicate-member", token('{"aud":"a","aud":"b"}'), E),
    ("json-duplicate-member", token('{"aud":"a","\\u0061ud":"b"}'), E),
    ("json-duplicate-member", token('{"aud":"a","b":{"aud":"b"}}'), None),
    ("json-not-utf8", token(b'{"sub":"\xff"}'), E),
    ("json-not-utf8", token(b"\xef\xbb\xbf{}"), E),
    ("json-not-utf8", token('{"sub":"jörg"}'), None),
    ("json-not-object", token("[1]"), E),
    ("json-not-object", token("{} {}"), E),
    ("json-not-object", token("null"), E),
    ("json-not-object", token("{}"), None),
    ("json-number-nonfinite", token('{"exp":1e999}'), E),
    ("json-number-nonfinite", token('{"exp":NaN}'), E),
    ("json-number-nonfinite", token('{"exp":1.7672292e9}'), None),
    ("limit-size-depth", token(nested(40)), E),
    ("limit-size-depth", token(nested(20)), None),
    ("limit-size-depth", token("{" + " " * 70_000 + "}"), E),
]


@pytest.mark.parametrize(("rule", "text", "severity"), CASES)
def test_parsing(rule: str, text: str, severity: Severity | None) -> None:
    assert flagged(subject(Purpose.ACCESS_TOKEN, text=text), rule) is severity


@pytest.mark.parametrize("text", [text for _, text, severity in CASES if severity is E])
def test_what_can_not_be_read_is_rejected_whatever_its_signature(text: str) -> None:
    assert judge(subject(Purpose.ACCESS_TOKEN, text=text)).decision is Decision.REJECT


def test_a_finding_says_which_part_it_is_about() -> None:
    (finding,) = found(subject(text=token('{"exp":NaN}')), "json-number-nonfinite")
    assert finding.where.startswith("payload")


def test_many_defects_of_one_kind_are_told_only_a_few_times() -> None:
    many = "{" + ",".join('"a":1' for _ in range(100)) + "}"
    assert len(found(subject(text=token(many)), "json-duplicate-member")) <= 5
