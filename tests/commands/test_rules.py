"""``rules`` as a person or a script calls it."""

import argparse
import io
import json
from typing import Any

import pytest

from oidc_workbench.commands import rules
from oidc_workbench.commands.terminal import Exit, Terminal
from oidc_workbench.rules.index import RULES


def run(*argv: str, as_json: bool = False) -> tuple[int, str, str]:
    """Call the subcommand; gives status, what it said and what it complained about."""
    parser = argparse.ArgumentParser()
    rules.add_arguments(parser)
    out, err = io.StringIO(), io.StringIO()
    terminal = Terminal(stdout=out, stderr=err, as_json=as_json)
    status = rules.run(parser.parse_args(argv), terminal)
    return status, out.getvalue(), err.getvalue()


def listed(*argv: str) -> list[dict[str, Any]]:
    status, out, _ = run(*argv, as_json=True)
    assert status == Exit.OK
    found: list[dict[str, Any]] = json.loads(out)["rules"]
    return found


def test_it_lists_the_whole_catalogue_in_order() -> None:
    assert [one["id"] for one in listed()] == [rule.id for rule in RULES]
    status, out, err = run()
    assert (status, err) == (Exit.OK, "")
    for rule in RULES:
        assert f"{rule.id:<27} {rule.severity.value:<8} {rule.title}\n" in out
    assert out.endswith(f"{len(RULES)} rules. 'oidc-workbench rules ID' explains one.\n")


def test_filters_narrow_the_list_together() -> None:
    errors = listed("--severity", "error")
    assert errors
    assert {one["severity"] for one in errors} == {"error"}
    assertions = listed("--area", "client-assertion")
    assert all("client-assertion" in one["areas"] for one in assertions)
    both = listed("--area", "CA", "--severity", "warning", "--text", "Endpoint")
    assert [one["id"] for one in both] == ["ca-aud-endpoint", "ca-shared-key"]


@pytest.mark.parametrize("text", ["alg-none", "UNSECURED jwt", "RFC 8725 §3.2"])
def test_text_is_sought_in_ids_titles_and_clauses(text: str) -> None:
    assert "alg-none" in {one["id"] for one in listed("--text", text)}


def test_nothing_found_is_no_mistake() -> None:
    assert listed("--text", "no rule says this") == []
    assert run("--text", "no rule says this")[1] == "No rule.\n"


def test_one_rule_is_explained_with_clauses_and_remedy() -> None:
    rule = next(rule for rule in RULES if rule.id == "alg-none")
    status, out, _ = run("alg-none")
    assert status == Exit.OK
    assert out.startswith(f"alg-none  (error)\n{rule.title}\n\n")
    said = " ".join(out.split())
    for paragraph in rule.help.replace("``", "").split("\n\n"):
        assert " ".join(paragraph.split()) in said
    assert rule.remedy in said
    assert "https://www.rfc-editor.org/rfc/rfc8725#section-3.2" in said
    assert max(len(line) for line in out.splitlines()) <= 100


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_can_be_explained(rule: Any) -> None:
    status, out, _ = run(rule.id.upper(), as_json=True)
    document = json.loads(out)
    assert status == Exit.OK
    assert document["id"] == rule.id
    assert document["help"] == rule.help
    assert document["remedy"] == rule.remedy
    assert [one["text"] for one in document["clauses"]] == [str(one) for one in rule.clauses]
    assert run(rule.id)[0] == Exit.OK


def test_a_misspelt_rule_gets_the_nearest_ones() -> None:
    status, out, err = run("alg-nonne")
    assert status == Exit.USAGE
    assert out == ""
    assert err.startswith("oidc-workbench: There is no rule “alg-nonne”. Did you mean alg-none")


def test_an_unknown_rule_is_a_document_in_json() -> None:
    status, out, _ = run("zzzzzz", as_json=True)
    assert status == Exit.USAGE
    assert json.loads(out)["error"] == "rule-unknown"
    assert "lists them all" in json.loads(out)["hint"]


def test_areas_are_named_in_words_or_by_the_catalogues_letters() -> None:
    areas = {area for one in listed() for area in one["areas"]}
    assert {"id-token", "signed-token", "client-assertion", "opaque-token"} <= areas
    assert listed("--area", "JWS") == listed("--area", "signed-token")


def test_an_unknown_area_names_those_there_are() -> None:
    status, _, err = run("--area", "id-tokens")
    assert status == Exit.USAGE
    assert "Did you mean id-token" in err
    assert "access-token" in run("--area", "?")[2]
