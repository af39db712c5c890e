"""JSON: strict, complete, stable, and read again as it was."""

import json
from typing import Any

import pytest

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.report.json_report import as_json, from_json, to_json
from oidc_workbench.report.model import Report, report_on, report_on_run
from oidc_workbench.report.viewing import view
from report.samples import hostile_report, in_json, judged, parsed, presented, two_tokens, unsigned
from report.test_formats import run_step
from rules.tokens import NOW

REPORTS = {
    "two": two_tokens(),
    "hostile": hostile_report(),
    "run": report_on_run((run_step(),), NOW),
    "sd-jwt": report_on(presented(), NOW),
    "jws-json": report_on(in_json(), NOW),
    "nothing": Report((), float("nan")),
    "numbers": report_on(unsigned({"a": 10**30, "b": 1.5, "c": None, "d": True, "e": [{}]}), NOW),
}


@pytest.mark.parametrize("name", REPORTS)
def test_what_was_written_is_read_again(name: str) -> None:
    text = as_json(REPORTS[name])
    parsed(text)
    assert from_json(text) == view(REPORTS[name])
    assert from_json(text.encode()) == view(REPORTS[name])


def test_the_members_are_those_of_version_1() -> None:
    document = parsed(as_json(report_on(judged({"aud": "x"}), NOW)))
    assert document["format"] == "oidc-workbench-report"
    assert document["version"] == 1
    assert document["made_at"] == NOW
    token = document["tokens"][0]
    assert set(token) == {
        *("name", "decision", "headline", "purpose", "form", "recognised", "judged_at"),
        *("smallest_fix", "first_failing", "next_failing", "needed", "signature", "expectation"),
        *(
            "decryption",
            "outer_header",
            "header",
            "claims",
            "findings",
            "passed",
            "not_checked",
            "not_applicable",
            "forged",
            "other",
        ),
    }
    assert set(token["findings"][0]) == {
        *("rule", "title", "severity", "where", "evidence", "message", "remedy", "clauses"),
        "fingerprint",
    }
    assert token["decision"] == "reject"
    assert token["first_failing"]["rule"] == "aud-mismatch"
    assert {"iss-mismatch", "sig-invalid"} <= {one["rule"] for one in token["passed"]}


def test_claims_keep_their_json_values() -> None:
    seen = judged({"amr": ["pwd", "otp"], "deep": {"n": 1, "ok": False}})
    claims = parsed(as_json(report_on(seen, NOW)))["tokens"][0]["claims"]
    values = {one["name"]: one["value"] for one in claims}
    assert values["amr"] == ["pwd", "otp"]
    assert values["deep"] == {"n": 1, "ok": False}
    assert values["exp"] == 1767226200


@pytest.mark.parametrize("char", ["\u202e", "\u200b", "\x7f", "\x00", "\xa0", "\U000e0041"])
def test_no_character_is_hidden_in_the_file(char: str) -> None:
    text = to_json({"a": f"x{char}y"})
    assert char not in text
    assert json.loads(text) == {"a": f"x{char}y"}


def spoilt(**members: Any) -> str:
    return json.dumps({**json.loads(as_json(two_tokens())), **members})


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", "[" * 100_000, spoilt(tokens=3), spoilt(format="x"), b"\xff"],
    ids=["empty", "open", "array", "bare", "deep", "type", "format", "octets"],
)
def test_a_broken_report_is_refused_with_a_sentence(text: str | bytes) -> None:
    with pytest.raises(WorkbenchError) as caught:
        from_json(text)
    assert caught.value.code == "report-broken"


def test_a_newer_report_is_refused() -> None:
    with pytest.raises(WorkbenchError) as caught:
        from_json(spoilt(version=2))
    assert caught.value.code == "report-newer"
