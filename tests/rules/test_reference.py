"""The page of rules stays what the rules themselves say."""

import subprocess
import sys
from pathlib import Path

from oidc_workbench.rules.index import RULES
from oidc_workbench.rules.reference import ARTEFACTS, about, markdown
from oidc_workbench.rules.rule import Artefact

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def test_the_page_in_the_documents_is_the_one_that_the_rules_make() -> None:
    written = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    same = written == markdown()  # the difference itself would fill screens
    assert same, (
        "docs/rules.md is not what the rules say. Write it anew with"
        " 'python -m oidc_workbench.rules.reference > docs/rules.md'."
    )


def test_every_rule_has_a_section_with_its_help_remedy_and_clauses() -> None:
    sections = markdown().split("\n## ")[1:]
    assert [section.partition("\n")[0] for section in sections] == [rule.id for rule in RULES]
    for rule, section in zip(RULES, sections, strict=True):
        assert rule.help.replace("``", "`") in section
        assert f"- Remedy: {rule.remedy}" in section
        for clause in rule.clauses:
            assert str(clause) in section


def test_every_kind_of_artefact_has_a_name() -> None:
    assert set(ARTEFACTS) == set(Artefact)
    assert all(about(rule) for rule in RULES)


def test_the_module_writes_the_page() -> None:
    # In another encoding, as a terminal may have it: the page is UTF-8 all the same.
    done = subprocess.run(
        [sys.executable, "-m", "oidc_workbench.rules.reference"],
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert done.stdout.decode("utf-8") == markdown()
    assert done.stderr == b""
