from __future__ import annotations

import ast
import configparser
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

PROJECT = Path(__file__).resolve().parent.parent
LINUX = PROJECT / "packaging" / "linux"
ID = "io.github.oidc_workbench.Workbench"


@pytest.fixture
def project() -> dict[str, object]:
    table: dict[str, object] = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    return table


@pytest.fixture
def desktop_entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(LINUX / f"{ID}.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


@pytest.fixture
def metainfo() -> ET.Element:
    return ET.parse(LINUX / f"{ID}.metainfo.xml").getroot()  # noqa: S314 - our own file


def test_the_menu_starts_an_installed_program(
    desktop_entry: configparser.SectionProxy, project: dict[str, object]
) -> None:
    scripts = project["scripts"]
    assert isinstance(scripts, dict)
    assert desktop_entry["exec"].split()[0] in scripts


def test_the_store_shows_what_the_menu_shows(
    desktop_entry: configparser.SectionProxy, metainfo: ET.Element
) -> None:
    assert metainfo.findtext("id") == ID
    assert metainfo.findtext("launchable") == f"{ID}.desktop"
    assert metainfo.findtext("name") == desktop_entry["name"]
    assert metainfo.findtext("summary") == desktop_entry["comment"]


def test_the_store_names_the_licence_of_the_project(
    metainfo: ET.Element, project: dict[str, object]
) -> None:
    assert metainfo.findtext("project_license") == project["license"]


def _imported() -> set[str]:
    """The top-level modules of others that the program imports, wherever that stands."""
    found: set[str] = set()
    for file in (PROJECT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {one.name.partition(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"oidc_workbench"}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_imported_belongs_to_a_distribution_that_is_named(
    project: dict[str, object],
) -> None:
    dependencies = project["dependencies"]
    assert isinstance(dependencies, list)
    named = {_normal(re.split(r"[^\w.-]", one, maxsplit=1)[0]) for one in dependencies}
    # What is of another platform is not installed here; there both have the same name.
    installed = packages_distributions()
    of_modules = {one: set(map(_normal, installed.get(one, [one]))) for one in _imported()}
    assert {"PySide6", "cryptography", "jeepney"} <= of_modules.keys()
    assert {one for one, distributions in of_modules.items() if not distributions & named} == set()
