"""What the README tells a new user is there."""

import re
from pathlib import Path

from oidc_workbench.commands import COMMANDS
from oidc_workbench.ui.panes import PANES

PROJECT = Path(__file__).resolve().parent.parent
TEXT = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_every_file_it_leads_to_is_there() -> None:
    links = re.findall(r"\]\(([^)]+)\)", TEXT)
    local = [link for link in links if "://" not in link]
    assert local
    assert [link for link in local if not (PROJECT / link).exists()] == []


def test_every_shortcut_leads_to_the_pane_it_names() -> None:
    told = re.findall(r"\*\*([^*]+)\*\* \(`Ctrl\+(\d)`\)", TEXT)
    numbers = {entry.title: str(number) for number, entry in enumerate(PANES, 1)}
    assert told
    assert told == [(title, numbers[title]) for title, _number in told]


def test_every_subcommand_it_shows_exists() -> None:
    shown = set(re.findall(r"^\./run ([a-z]+)", TEXT, re.MULTILINE))
    assert shown <= {command.NAME for command in COMMANDS} | {"test"}
