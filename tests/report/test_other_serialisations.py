"""What reports tell of signed tokens that are no JWT: part by part, and never as a whole."""

import html

import pytest

from oidc_workbench.report.formats import FORMATS, ReportFormat, format_named
from oidc_workbench.report.model import report_on
from oidc_workbench.rules.inspection import Inspection
from report.samples import in_json, judged, parsed, presented
from rules.tokens import NONCE, NOW

every_format = pytest.mark.parametrize("chosen", FORMATS, ids=lambda one: one.name)
for_people = pytest.mark.parametrize("name", ["markdown", "html"])


def told(name: str, inspection: Inspection) -> str:
    chosen = format_named(name)
    assert chosen is not None
    text = chosen.render(report_on(inspection, NOW))
    return text if name in ("json", "sarif") else html.unescape(text).replace("\\", "")


@every_format
def test_every_format_tells_each_signature_of_a_jws_in_json(chosen: ReportFormat) -> None:
    text = told(chosen.name, in_json())
    assert "The ES256 signature matches the key." in text
    assert "does not match" in text
    assert "does not match" not in told(chosen.name, in_json(broken=False))


@every_format
def test_every_format_tells_the_parts_of_an_sd_jwt(chosen: ReportFormat) -> None:
    whole = told(chosen.name, presented())
    assert "The ES256 signature matches the key." in whole
    assert "more than once" in told(chosen.name, presented(twice=True))
    assert "undecided" in whole.lower()
    elsewhere = told(chosen.name, presented(audience="https://other.example"))
    assert "https://other.example" in elsewhere


@for_people
def test_a_person_reads_whose_signature_it_is_and_what_it_is_not(name: str) -> None:
    text = told(name, presented())
    for part in ("Issuer's signature", "Key binding", "aud of the key binding", "As expected."):
        assert part in text
    assert "1 shown, 1 digests without one" in text
    assert "Not judged as a whole" in text
    assert "Signature 2 in JSON" in told(name, in_json())
    assert "Not judged as a whole" not in told(name, judged())


@every_format
@pytest.mark.parametrize("reveal", [False, True])
def test_neither_signature_nor_disclosure_nor_nonce_is_told(
    chosen: ReportFormat, reveal: bool
) -> None:
    for seen in (presented(), presented(twice=True), in_json()):
        text = chosen.render(report_on(seen, NOW, reveal=reveal))
        assert "salt-4711" not in text
        assert NONCE not in text
        for part in seen.reading.text.replace('"', "~").replace(".", "~").split("~"):
            assert len(part) < 40 or part not in text


def test_a_program_finds_them_in_json_and_sarif() -> None:
    (token,) = parsed(told("json", presented()))["tokens"]
    assert [one["status"] for one in token["other"]["signatures"]] == ["verified"]
    assert token["other"]["binding"]["status"] == "verified"
    held = {one["claim"]: one["holds"] for one in token["other"]["bound_to"]}
    assert held == {"aud": True, "nonce": True, "iat": True}
    (run,) = parsed(told("sarif", in_json()))["runs"]
    (token,) = run["properties"]["tokens"]
    statuses = [one["status"] for one in token["otherSerialisation"]["signatures"]]
    assert statuses == ["verified", "failed"]
