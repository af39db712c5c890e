from __future__ import annotations

import logging
import os
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from oidc_workbench.adapters.system_browser import SystemBrowser
from oidc_workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform == "win32", reason="shell scripts play the browsers"),
]

URL = "https://issuer.example/authorize?scope=openid%20email&state=5tate;x=$(id)"


@pytest.fixture(autouse=True)
def _no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], list[str]]:
    """What the playing browser was asked to open."""

    def read() -> list[str]:
        file = tmp_path / "opened"
        return file.read_text().splitlines() if file.exists() else []

    return read


@pytest.fixture
def command(tmp_path: Path) -> str:
    """A browser that writes its arguments to a file."""
    script = tmp_path / "browser with blank"
    script.write_text(f'#!/bin/sh\necho "$@" >> {shlex.quote(str(tmp_path / "opened"))}\n')
    script.chmod(0o700)
    return shlex.quote(str(script))


@pytest.mark.parametrize(
    ("template", "arguments"),
    [
        ("{}", URL),
        ("{} --new-window", f"--new-window {URL}"),
        ("{} --url=%s --tab", f"--url={URL} --tab"),
        ("{} %s &", URL),
    ],
)
async def test_explicit_command(
    command: str, opened: Callable[[], list[str]], template: str, arguments: str
) -> None:
    await SystemBrowser(template.format(command)).open(URL)
    assert opened() == [arguments]


async def test_environment_names_the_browser(
    command: str, opened: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", os.pathsep.join(["no-such-browser", "false", command]))
    await SystemBrowser().open(URL)
    assert opened() == [URL]


async def test_desktop_opener_is_used_where_there_is_a_display(
    tmp_path: Path, command: str, opened: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xdg-open").symlink_to(shlex.split(command)[0])
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("DISPLAY", ":99")
    await SystemBrowser().open(URL)
    assert opened() == [URL]


async def failure(browser: SystemBrowser, url: str = URL) -> WorkbenchError:
    with pytest.raises(WorkbenchError) as caught:
        await browser.open(url)
    assert caught.value.code == "browser-not-opened"
    assert "by hand" in caught.value.hint
    assert url not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("bad", ["no-such-browser", "false", "'unclosed", "/", "&"])
async def test_browser_that_fails(bad: str) -> None:
    await failure(SystemBrowser(bad))


async def test_without_display_and_command_nothing_is_tried(
    tmp_path: Path, opened: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "display" in (await failure(SystemBrowser())).message
    assert opened() == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "--help", "", "ftp://issuer.example/"]
)
async def test_only_web_pages_are_opened(
    command: str, opened: Callable[[], list[str]], url: str
) -> None:
    with pytest.raises(WorkbenchError):
        await SystemBrowser(command).open(url)
    assert opened() == []


async def test_browser_in_the_foreground_counts_as_opened(tmp_path: Path) -> None:
    fifo = tmp_path / "closes"
    os.mkfifo(fifo)
    command = f"sh -c 'cat {shlex.quote(str(fifo))}'"
    await SystemBrowser(command, fails_within=0.0).open(URL)
    # The person closes the browser; nothing was waiting for it.
    os.close(os.open(fifo, os.O_WRONLY))


async def test_url_is_not_logged(command: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await SystemBrowser(command).open(URL)
    assert "state=" not in caplog.text
