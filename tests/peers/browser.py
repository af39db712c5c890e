"""A real browser (headless Chromium) that stands in for the person's own."""

from __future__ import annotations

import os
import select
import shlex
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.chrome.webdriver import WebDriver
    from selenium.webdriver.remote.webelement import WebElement

_WAIT_SECONDS = 20.0
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    # The browser talks to the pages of the test and to nobody else.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
)


class Mailbox:
    """Where the browser command leaves the addresses it is asked to open."""

    def __init__(self, folder: Path) -> None:
        path = folder / "addresses"
        os.mkfifo(path, 0o600)
        # Open for both directions, so that the command never waits for a reader.
        self._addresses = os.fdopen(os.open(path, os.O_RDWR), "r", buffering=1)
        self.command = str(folder / "browser")
        script = Path(self.command)
        script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >{shlex.quote(str(path))}\n')
        script.chmod(0o700)

    def take(self) -> str:
        """Wait for the next address."""
        readable, _, _ = select.select([self._addresses], [], [], _WAIT_SECONDS)
        if not readable:
            pytest.fail("the browser command was never called")
        return self._addresses.readline().strip()

    def close(self) -> None:
        self._addresses.close()


class Chromium:
    """A browser with a new profile, and what a person does in it."""

    def __init__(self, driver: WebDriver, mailbox: Mailbox) -> None:
        self.driver = driver
        self._mailbox = mailbox

    @property
    def command(self) -> str:
        """A browser command for the program under test: `command URL` hands over the address."""
        return self._mailbox.command

    def open_requested(self) -> str:
        """Open the address that the program hands to the browser command, and return it."""
        url = self._mailbox.take()
        self.open(url)
        return url

    def open(self, url: str) -> None:
        self.driver.get(url)

    @property
    def url(self) -> str:
        return self.driver.current_url

    @property
    def text(self) -> str:
        """What the page says to its reader."""
        return self._find("//body").text

    def fill(self, name: str, value: str) -> None:
        """Write into the field of this form name."""
        field = self._find(f"//input[@name={_quoted(name)}]")
        field.clear()
        field.send_keys(value)

    def press(self, label: str) -> None:
        """Press the button or link that says `label`, once it is there."""
        says = f"[normalize-space()={_quoted(label)}]"
        self._find(f"//button{says} | //a{says} | //input[@value={_quoted(label)}]").click()

    def read(self, part: str) -> str:
        """Wait until the page says `part`, and return all it says."""
        self._find(f"//body[contains(normalize-space(), {_quoted(part)})]")
        return self.text

    def sign_in(self, login: str = "alice", *, grant: bool = True) -> None:
        """Sign in on oidc-provider's page, and grant what it then asks for."""
        self.fill("login", login)
        self.fill("password", "any")
        self.press("Sign in")
        if grant:
            self.press("Allow")

    def _find(self, xpath: str) -> WebElement:
        from selenium.webdriver.common.by import By
        from selenium.webdriver.support import expected_conditions
        from selenium.webdriver.support.wait import WebDriverWait

        present = expected_conditions.visibility_of_element_located((By.XPATH, xpath))
        return WebDriverWait(self.driver, _WAIT_SECONDS, poll_frequency=0.05).until(
            present, message=f"no {xpath} at {self.url}"
        )


def _quoted(text: str) -> str:
    """Quote a text for XPath, which has no escapes."""
    return f"'{text}'" if "'" not in text else f'"{text}"'


def _start(profile: Path) -> WebDriver:
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()  # Chromium's sandbox refuses root
    for flag in (*_FLAGS, *root, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    return Chrome(options, Service("/usr/bin/chromedriver"))


@pytest.fixture
def chromium() -> Iterator[Chromium]:
    """A browser with a new profile. Mark the test `needs("chromium")`."""
    with tempfile.TemporaryDirectory(
        prefix="workbench-browser-", ignore_cleanup_errors=True
    ) as name:
        folder = Path(name)
        mailbox = Mailbox(folder)
        driver = _start(folder / "profile")
        try:
            yield Chromium(driver, mailbox)
        finally:
            driver.quit()
            mailbox.close()
