"""SARIF: the shape, levels, places, and fingerprints that stay."""

import json
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator  # type: ignore[import-untyped] # it ships no types

from oidc_workbench.report.model import Report, report_on
from oidc_workbench.report.sarif_report import as_sarif
from oidc_workbench.rules.expectation import Expectation
from oidc_workbench.rules.inspection import inspect
from oidc_workbench.rules.outcome import Severity
from peers.parts import SARIF_SCHEMA
from report.samples import KEYS, hostile_report, judged, parsed, two_tokens, unsigned
from report.sarif_schema import SARIF
from rules.tokens import ISSUER, NOW

AUD = {"aud": "someone-else"}


def run_of(report: Report) -> dict[str, Any]:
    document = parsed(as_sarif(report))
    Draft202012Validator(SARIF).validate(document)
    run: dict[str, Any] = document["runs"][0]
    return run


REPORTS = {
    "two": two_tokens(),
    "hostile": hostile_report(),
    "nothing": Report((), float("nan")),
    "no token": report_on(inspect("", Expectation()), 1e300),
    "undecided": report_on(inspect(judged().reading.token, Expectation()), NOW),
}


@pytest.mark.parametrize("name", REPORTS)
def test_the_log_has_the_shape_of_the_standard(name: str) -> None:
    run = run_of(REPORTS[name])
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for note in run["invocations"][0]["toolExecutionNotifications"]:
        assert rules[note["associatedRule"]["index"]]["id"] == note["associatedRule"]["id"]


@pytest.mark.needs("sarif-schema")
@pytest.mark.parametrize("name", REPORTS)
def test_the_log_is_valid_by_the_official_schema(name: str) -> None:
    schema = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))
    assert schema["title"].startswith("Static Analysis Results Format (SARIF) Version 2.1.0")
    official = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    assert not official.is_valid({"version": "2.1.0", "runs": [{"results": []}]})  # it does judge
    official.validate(parsed(as_sarif(REPORTS[name])))


def test_a_finding_is_a_result_at_its_place() -> None:
    run = run_of(report_on(judged(AUD), NOW, name="ID token"))
    result = next(one for one in run["results"] if one["ruleId"] == "aud-mismatch")
    assert result["level"] == "error"
    place = result["locations"][0]["logicalLocations"][0]
    assert place["fullyQualifiedName"] == "ID token.payload.aud"
    assert result["message"]["text"].startswith("This ID token is for another client.")
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["helpUri"].startswith("https://openid.net/specs/openid-connect-core-1_0.html#")
    assert "one client who signed in" in " ".join(rule["help"]["text"].split())


def test_severities_become_levels() -> None:
    seen = unsigned({"iat": 1767225590000}, {"kid": "../../etc/passwd"})
    severities = {finding.severity for finding in seen.verdict.findings}
    assert severities >= {Severity.ERROR, Severity.WARNING}
    run = run_of(report_on(seen, NOW))
    levels = {"error": "error", "warning": "warning", "info": "note"}
    assert [one["level"] for one in run["results"]] == [
        levels[finding.severity.value] for finding in seen.verdict.findings
    ]


def test_what_was_not_checked_is_a_notification_and_no_result() -> None:
    seen = inspect(judged().reading.token, Expectation(), KEYS, now=NOW)
    run = run_of(report_on(seen, NOW))
    notes = run["invocations"][0]["toolExecutionNotifications"]
    needing = [one for one in notes if one["associatedRule"]["id"] == "iss-mismatch"]
    assert needing[0]["message"]["text"].endswith(
        "not checked, needs the expected issuer. It can't be accepted without that."
    )
    assert "iss-mismatch" not in {one["ruleId"] for one in run["results"]}
    assert run["properties"]["tokens"][0]["decision"] == "undecided"


def prints(report: Report) -> set[str]:
    found = [print_ for one in run_of(report)["results"] for print_ in _prints(one)]
    assert len(set(found)) == len(found)
    return set(found)


def _prints(result: dict[str, Any]) -> list[str]:
    return list(result["partialFingerprints"].values())


def test_fingerprints_stay_when_times_and_persons_change() -> None:
    one = judged({**AUD, "exp": 1767226100, "sub": "person-1"})
    two = judged({**AUD, "exp": 1767226150, "sub": "person-2"}, now=NOW + 7)
    assert prints(report_on(one, NOW)) == prints(report_on(two, NOW + 7)) != set()


@pytest.mark.parametrize(
    "other", [{"aud": "someone-else", "iss": f"{ISSUER}/b"}, {"nonce": "another-nonce"}]
)
def test_fingerprints_differ_for_another_rule_or_issuer(other: dict[str, str]) -> None:
    assert not prints(report_on(judged(AUD), NOW)) & prints(report_on(judged(other), NOW))


def test_fingerprints_of_several_findings_of_one_rule_differ() -> None:
    seen = unsigned({"iss": None, "sub": None, "iat": None})
    assert len(prints(report_on(seen, NOW))) == len(seen.verdict.findings)
