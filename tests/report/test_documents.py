"""Reports on documents: what was found is told, and nothing of the document itself."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it ships no types

from fakes.steps import step
from oidc_workbench.report.formats import FORMATS
from oidc_workbench.report.json_report import from_json
from oidc_workbench.report.model import Report, report_on_documents, report_on_run
from oidc_workbench.report.viewing import view
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.document_judging import DocumentInspection, inspect_document
from report.sarif_schema import SARIF

NOW = 1_767_225_600.0
ISSUER = "https://as.example"
SECRET = "s3cr3t-v4lue-of-the-client"
PERSON = "person-4711"


def answer(**members: object) -> DocumentInspection:
    """A judged UserInfo answer about somebody else than the ID token."""
    told = {"sub": PERSON, "email": "erika@example.org", **members}
    context = DocumentContext(issuer=ISSUER, subject="somebody-else-0815")
    return inspect_document(DocumentKind.USERINFO, json.dumps(told), context, NOW)


def request() -> DocumentInspection:
    form = f"grant_type=password&username={PERSON}&password={SECRET}&client_secret={SECRET}"
    return inspect_document(DocumentKind.TOKEN_REQUEST, form, DocumentContext(issuer=ISSUER), NOW)


def rendered(report: Report, name: str) -> str:
    return next(one.render(report) for one in FORMATS if one.name == name)


@pytest.mark.parametrize("name", [one.name for one in FORMATS])
def test_every_format_tells_what_was_found(name: str) -> None:
    text = rendered(report_on_documents((("", answer()), ("", request())), NOW), name)
    for document in (answer(), request()):
        assert document.verdict.findings
        for finding in document.verdict.findings:
            assert finding.rule in text
    assert "UserInfo response" in text
    assert "token request" in text


@pytest.mark.parametrize("name", [one.name for one in FORMATS])
@pytest.mark.parametrize("reveal", [False, True])
def test_no_secret_is_told_and_persons_only_on_request(name: str, reveal: bool) -> None:
    report = report_on_documents((("", answer()), ("", request())), NOW, reveal=reveal)
    text = rendered(report, name)
    assert SECRET not in text
    assert "erika@example.org" not in text
    assert reveal or PERSON not in text
    assert reveal or "somebody-else-0815" not in text


def test_the_issuer_that_was_asked_is_nobody() -> None:
    report = report_on_documents((("", answer(iss=ISSUER)),), NOW)
    assert view(report).documents[0].findings
    assert "iss-1" not in rendered(report, "json")


@pytest.mark.parametrize("document", [answer(), request()])
def test_sarif_keeps_its_shape_and_json_is_read_again(document: DocumentInspection) -> None:
    report = report_on_documents((("", document),), NOW)
    log: dict[str, Any] = json.loads(rendered(report, "sarif"))
    Draft202012Validator(SARIF).validate(log)
    results = log["runs"][0]["results"]
    assert [one["ruleId"] for one in results] == [f.rule for f in document.verdict.findings]
    place = results[0]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
    assert place.startswith(document.verdict.kind.phrase)
    assert from_json(rendered(report, "json")) == view(report)


def test_a_finding_keeps_its_fingerprint_from_run_to_run() -> None:
    def prints(at: float) -> list[str]:
        seen = inspect_document(
            DocumentKind.USERINFO, '{"sub": "x"}', DocumentContext(issuer=ISSUER, subject="y"), at
        )
        report = view(report_on_documents((("", seen),), at))
        return [one.fingerprint for one in report.documents[0].findings]

    assert prints(NOW) == prints(NOW + 9)
    assert len(set(prints(NOW))) == len(prints(NOW))


def test_what_could_not_be_looked_at_is_never_called_good() -> None:
    broken = inspect_document(DocumentKind.JWKS, "no json", DocumentContext(), NOW)
    text = rendered(report_on_documents((("", broken),), NOW), "markdown")
    assert "No error found" not in text
    assert "Not checked" in text


def test_a_run_tells_its_documents_too() -> None:
    one = step("userinfo", documents=(("UserInfo answer", answer()),))
    report = report_on_run((one,), NOW)
    assert [named.name for named in report.documents] == ["UserInfo answer"]
    assert "UserInfo answer" in rendered(report, "markdown")
    assert PERSON not in rendered(report, "html")


def test_a_hostile_document_stays_text() -> None:
    hostile = "<script>alert(1)</script>[x](javascript:1)`|"
    seen = inspect_document(
        DocumentKind.METADATA, json.dumps({"issuer": hostile, "token_endpoint": hostile}),
        DocumentContext(issuer=ISSUER), NOW,
    )  # fmt: skip
    report = report_on_documents(((hostile, seen),), NOW)
    assert "<script>" not in rendered(report, "html")
    assert "\n# " not in rendered(report, "markdown").partition("\n")[2]
    Draft202012Validator(SARIF).validate(json.loads(rendered(report, "sarif")))
