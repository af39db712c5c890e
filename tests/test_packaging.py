from __future__ import annotations

import configparser
import tomllib
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
