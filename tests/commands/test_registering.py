"""Registering and rotating on the command line, with a real keyring and a real server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from oidc_workbench.commands.terminal import Exit

if TYPE_CHECKING:
    from pathlib import Path

    from peers.oidc_provider import OidcProvider
    from peers.secret_service import Session

pytestmark = pytest.mark.needs("secret-service", "oidc-provider")


class CommandLine:
    """The program in its own folders, with a keyring on its own bus."""

    def __init__(self, session: Session, issuer: str, home: Path) -> None:
        names = ("CONFIG", "DATA", "CACHE", "STATE")
        folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in names}
        self._env = os.environ | session.process_env() | folders
        self.issuer = issuer
        self.home = home

    def run(self, *arguments: str, stdin: str = "") -> tuple[int, Any, str]:
        """Run a subcommand with --json; return its status, document and errors."""
        done = subprocess.run(
            [sys.executable, "-m", "oidc_workbench", *arguments, "--json"],
            capture_output=True, text=True, timeout=90, check=False, input=stdin, env=self._env,
        )  # fmt: skip
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout), done.stdout + done.stderr

    def register(self, *arguments: str, stdin: str = "") -> tuple[int, Any, str]:
        return self.run(
            "register", "--issuer", self.issuer, "--name", "Nightly job", "--scope", "api:read",
            "--resource", "urn:api:jwt", *arguments, stdin=stdin,
        )  # fmt: skip

    def rotate(self, *arguments: str) -> tuple[int, Any, str]:
        return self.run("rotate", "Nightly job", *arguments)

    def index(self) -> str:
        """What the index of keys and secrets says now, not in its version before."""
        return "".join(path.read_text() for path in self.home.rglob("keys.json"))

    def files(self) -> str:
        found = (path for path in self.home.rglob("*") if path.is_file())
        return "".join(path.read_text(errors="replace") for path in found)


@pytest.fixture
def line(secret_service: Session, oidc_provider: OidcProvider, tmp_path: Path) -> CommandLine:
    return CommandLine(secret_service, oidc_provider.issuer, tmp_path)


def test_a_client_is_registered_and_its_key_rotated_over_several_runs(line: CommandLine) -> None:
    status, document, told = line.register("--new-key", "P-256")
    assert status == Exit.OK, told
    assert document["clients"]["Nightly job"]["client_id"]
    status, document, told = line.rotate("--new-key", "P-256", "--to", "proven")
    assert (status, document["stage"]) == (Exit.OK, "proven"), told
    # Another run goes on where the last one stopped; and back; and all the way.
    status, document, told = line.rotate("--to", "none")
    assert (status, document["stage"]) == (Exit.OK, "none"), told
    assert [step["id"] for step in document["steps"]] == [
        "rotation", "doubt", "unpublish", "abandon",
    ]  # fmt: skip
    status, document, told = line.rotate("--new-key", "P-256", "--to", "retired")
    assert (status, document["stage"]) == (Exit.OK, "retired"), told
    # What manages the client is in no file and was not printed.
    known = line.files()
    assert '"registration_uri"' in known
    assert "registration_access_token" in told
    assert "Bearer ••••" in told


def test_an_initial_access_token_is_read_and_not_kept(
    line: CommandLine, oidc_provider: OidcProvider
) -> None:
    with oidc_provider.state(initialAccessToken="the-initial-access-token"):
        status, document, told = line.register("--new-key", "P-256")
        assert status == Exit.REJECTED
        assert document["clients"] == {}
        # The key that was made for it is gone again.
        assert "Key of Nightly job" not in line.index()
        token = "the-initial-access-token\n"
        status, document, told = line.register(
            "--new-key", "P-256", "--initial-token-stdin", stdin=token
        )
        assert status == Exit.OK, told
    assert "the-initial-access-token" not in line.files() + told
    assert "initial:" not in line.index()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("rotate", "Nobody"), "client-not-found"),
        (("register", "--issuer", "https://a.example", "--name", "x"), "key-not-found"),
        (
            (
                "register", "--issuer", "https://a.example", "--name", "x", "--new-key", "P-256",
                "--initial-token-stdin",
            ),
            "initial-token-missing",
        ),
        (
            ("register", "--issuer", "https://a.example", "--name", "x", "--new-key", "P-1"),
            "key-kind-unknown",
        ),
    ],
)  # fmt: skip
def test_what_can_not_be_done_is_said(
    line: CommandLine, arguments: tuple[str, ...], code: str
) -> None:
    status, document, _ = line.run(*arguments)
    assert (status, document["error"]) == (Exit.REJECTED, code)
    assert "Key of x" not in line.index()


def test_with_a_keyring_that_is_not_used_nothing_is_registered(
    secret_service: Session,
    oidc_provider: OidcProvider,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    line = CommandLine(secret_service, oidc_provider.issuer, tmp_path)
    status, document, _ = line.register("--new-key", "P-256")
    assert (status, document["error"]) == (Exit.REJECTED, "vault-refused")


def test_without_a_keyring_nothing_is_registered(
    absent_secret_service: Session, oidc_provider: OidcProvider, tmp_path: Path
) -> None:
    line = CommandLine(absent_secret_service, oidc_provider.issuer, tmp_path)
    status, document, _ = line.register("--new-key", "P-256")
    assert (status, document["error"]) == (Exit.REJECTED, "vault-absent")
