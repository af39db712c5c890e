"""Reports that ``inspect`` writes."""

import json
from pathlib import Path

import pytest

from oidc_workbench import cli
from oidc_workbench.commands.terminal import Exit
from report.samples import judged

TOKEN = judged({"sub": "person-4711", "aud": "someone-else"}).reading.token
FOR_CLIENT = ("--client-id", "s6BhdRkqt3", "--at", "1767225600")
Said = pytest.CaptureFixture[str]


def no_window(_practice: bool) -> int:
    raise AssertionError


def inspect(*argv: str) -> int:
    try:
        return cli.main(["inspect", TOKEN, *FOR_CLIENT, *argv], no_window)
    except SystemExit as stopped:
        return int(stopped.code or 0)


@pytest.mark.parametrize(
    ("chosen", "begins"),
    [("markdown", "# "), ("html", "<!DOCTYPE html>"), ("json", "{"), ("sarif", "{")],
)
def test_a_report_is_written_and_the_text_is_said_too(
    chosen: str, begins: str, tmp_path: Path, capsys: Said
) -> None:
    file = tmp_path / "deep" / "report"
    assert inspect("--report", f"{chosen}:{file}") == Exit.REJECTED
    text = file.read_text(encoding="utf-8")
    assert text.startswith(begins)
    assert "aud-mismatch" in text
    assert "person-4711" not in text
    assert capsys.readouterr().out.startswith("Rejected: ")


def test_several_reports_are_written_at_once(tmp_path: Path) -> None:
    one, two = tmp_path / "one.md", tmp_path / "two.sarif"
    inspect("--report", f"markdown:{one}", "--report", f"sarif:{two}")
    assert one.exists()
    assert json.loads(two.read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_without_a_file_it_takes_the_place_of_the_text(capsys: Said) -> None:
    assert inspect("--report", "sarif") == Exit.REJECTED
    assert json.loads(capsys.readouterr().out)["version"] == "2.1.0"


def test_reveal_shows_the_person_and_no_signature(capsys: Said) -> None:
    inspect("--report", "markdown", "--reveal")
    text = capsys.readouterr().out
    assert "person-4711" in text
    assert TOKEN.rpartition(".")[2] not in text


def test_a_file_that_is_there_stays_unless_forced(tmp_path: Path, capsys: Said) -> None:
    file = tmp_path / "report.md"
    file.write_text("mine")
    assert inspect("--report", f"markdown:{file}") == Exit.USAGE
    assert file.read_text() == "mine"
    said = capsys.readouterr()
    assert said.out == ""
    assert "--force" in said.err
    assert inspect("--report", f"markdown:{file}", "--force") == Exit.REJECTED
    assert file.read_text(encoding="utf-8").startswith("# ")


def test_a_link_to_nowhere_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "report.md"
    link.symlink_to(tmp_path / "elsewhere")
    assert inspect("--report", f"markdown:{link}") == Exit.USAGE
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_can_not_be_written_gets_a_sentence(tmp_path: Path, capsys: Said) -> None:
    (tmp_path / "file").write_text("")
    assert inspect("--report", f"html:{tmp_path / 'file' / 'x.html'}") == Exit.USAGE
    assert "can't be written to" in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv",
    [
        ("--report", "markdown", "--report", "html"),
        ("--report", "markdown:same", "--report", "html:./same"),
        ("--report", "markdown", "--json"),
        ("--report", "pdf"),
    ],
)
def test_what_can_not_be_is_refused_before_anything_is_written(
    argv: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert inspect(*argv) == Exit.USAGE
    assert list(tmp_path.iterdir()) == []


def test_json_and_a_report_in_a_file_go_together(tmp_path: Path, capsys: Said) -> None:
    assert inspect("--json", "--report", f"html:{tmp_path / 'r.html'}") == Exit.REJECTED
    assert json.loads(capsys.readouterr().out)["decision"] == "reject"
