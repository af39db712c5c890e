"""Canaries: secrets go through everything the program does, and turn up nowhere but in the keyring.

Looked at are all files below the folders a program may write to, everything it prints and logs,
and the arguments and the environment of every process it starts, while they run.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from journeys.canaries import Canaries, ProcessWatch, job_of
from journeys.canary_program import SCENARIOS
from oidc_workbench.adapters.key_reader_child import CHILD
from oidc_workbench.jose.jwk import private_from_pem, public_jwk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peers.oidc_provider import OidcProvider
    from peers.secret_service import Session

pytestmark = [
    pytest.mark.needs("oidc-provider", "secret-service"),
    pytest.mark.skipif(sys.platform != "linux", reason="it looks at processes through /proc"),
]

TESTS = Path(__file__).resolve().parent.parent
_FOLDERS = ("CONFIG", "DATA", "CACHE", "STATE")


@dataclass
class Home:
    """An empty home folder, and a program that lives in it."""

    folder: Path
    session: Session
    canaries: Canaries
    seen: bytes = b""

    def environment(self) -> dict[str, str]:
        env = {**self.session.process_env(), "PYTHONPATH": str(TESTS)}
        env |= {"HOME": str(self.folder), "TMPDIR": str(self.folder / "tmp")}
        env |= {f"XDG_{name}_HOME": str(self.folder / name.lower()) for name in _FOLDERS}
        return {**env, "QT_QPA_PLATFORM": "offscreen", "OIDC_WORKBENCH_DEBUG": "1"}

    def run(self, *command: str, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
        """Run a program with everybody looking; what it printed and did holds no canary."""
        with ProcessWatch() as watch:
            done = subprocess.run(
                [sys.executable, *command],
                env={**self.environment(), **watch.environment},
                input=stdin.encode(),
                capture_output=True,
                check=False,
                cwd=self.folder,
            )
        self.seen = watch.everything
        assert str(done.args[0]).encode() in self.seen
        assert self.canaries.found_in(self.seen) == set()
        assert self.canaries.found_in(done.stdout) == set(), done.stdout.decode()
        assert self.canaries.found_in(done.stderr) == set(), done.stderr.decode()
        assert self.canaries.found_under(self.folder) == {}
        return done


@pytest.fixture
def canaries() -> Canaries:
    return Canaries.make()


@pytest.fixture
def home(tmp_path: Path, secret_service: Session, canaries: Canaries) -> Iterator[Home]:
    for name in ("tmp", *map(str.lower, _FOLDERS)):
        (tmp_path / name).mkdir()
    made = Home(tmp_path, secret_service, canaries)
    _empty(made)
    yield made
    _empty(made)
    # The keyring's own file is encrypted, and lies in the session's folder.
    assert canaries.found_under(Path(secret_service.env["HOME"])) == {}


def _empty(home: Home) -> None:
    """Take out of the shared keyring what this or another test left there."""
    script = (
        "import secretstorage\n"
        "connection = secretstorage.dbus_init()\n"
        "collection = secretstorage.get_default_collection(connection)\n"
        "for item in list(collection.get_all_items()):\n"
        "    item.delete()\n"
        "connection.close()\n"
    )
    subprocess.run([sys.executable, "-c", script], env=home.environment(), check=True)


@pytest.fixture
def issuer(oidc_provider: OidcProvider, canaries: Canaries) -> str:
    """A server that knows the clients of the scenarios by the canaries."""
    key = private_from_pem(canaries.keys["ec"].encode(), None)
    named = {**public_jwk(key.public), "kid": key.public.thumbprint}
    oidc_provider.register_service("canary-key", named)
    for method in ("basic", "post"):
        oidc_provider.register(
            client_id=f"canary-{method}",
            client_secret=canaries.texts["client_secret"],
            token_endpoint_auth_method=f"client_secret_{method}",
            grant_types=["client_credentials"],
            response_types=[],
            redirect_uris=[],
        )
    oidc_provider.register(
        client_id="canary-person",
        client_secret=canaries.texts["client_secret"],
        application_type="native",
        token_endpoint_auth_method="client_secret_basic",
        grant_types=["authorization_code", "refresh_token"],
        response_types=["code"],
        redirect_uris=["http://127.0.0.1/callback"],
    )
    return oidc_provider.issuer


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_turns_up_in(
    home: Home, issuer: str, oidc_provider: OidcProvider, scenario: str
) -> None:
    with oidc_provider.state(initialAccessToken=scenario == "registration"):
        initial = oidc_provider.initial_access_token() if scenario == "registration" else ""
        if initial:
            home.canaries.texts["initial_token"] = initial
        job = job_of(home.canaries, scenario, issuer=issuer) | {"initial_token": initial}
        done = home.run(str(TESTS / "journeys/canary_program.py"), stdin=json.dumps(job))
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    assert any(home.folder.rglob("keys.json"))
    # The children that read keys are looked at as well.
    assert scenario != "import and export" or CHILD.encode() in home.seen


def test_nothing_turns_up_from_the_window(home: Home, issuer: str) -> None:
    job = job_of(home.canaries, "", issuer=issuer)
    done = home.run(str(TESTS / "journeys/canary_window.py"), stdin=json.dumps(job))
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    workspace = (home.folder / "config/oidc-workbench/workspace.json").read_text()
    assert "canary-basic" in workspace
    index = (home.folder / "data/oidc-workbench/keys.json").read_text()
    assert '"label": "Job"' in index


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_nothing_turns_up_on_the_command_line_with_a_secret(
    home: Home, issuer: str, method: str
) -> None:
    done = home.run(
        "-m", "oidc_workbench", "token", "--issuer", issuer, "--auth", method, "--client-id",
        f"canary-{method.removeprefix('client_secret_')}", "--secret-stdin", "--scope", "api:read",
        "--resource", "urn:api:jwt", "--json", "--reveal",
        stdin=f"{home.canaries.texts['client_secret']}\n",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_nothing_turns_up_on_the_command_line_with_a_key(
    home: Home, issuer: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("elsewhere") / "key.pem"
    file.write_text(home.canaries.keys["ec"])
    asked = (
        "-m", "oidc_workbench", "token", "--issuer", issuer, "--client-id", "canary-key",
        "--key-file", str(file), "--scope", "api:read", "--resource", "urn:api:jwt",
    )  # fmt: skip
    done = home.run(*asked, "--json", "--reveal")
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    file.write_text(home.canaries.keys["ec"][:-60])  # truncated
    assert home.run(*asked).returncode != 0


@pytest.mark.parametrize("writing", ["text", "hex", "pem", "jwk", "decimal", "utf-16", "basic"])
def test_whoever_looks_finds_it(tmp_path: Path, writing: str) -> None:
    """Each writing of a secret is recognised, so that finding nothing means something."""
    canaries = Canaries.make()
    secret, number = canaries.texts["client_secret"], canaries.numbers[0]
    octets = number.to_bytes(256, "big")
    data = {
        "text": secret.encode(),
        "hex": b"d: " + octets.hex(":").encode(),
        "pem": canaries.keys["rsa"].encode(),
        "jwk": b'{"d":"' + base64.urlsafe_b64encode(octets) + b'"}',
        "decimal": f"private_value={number}".encode(),
        "utf-16": secret.encode("utf-16"),
        "basic": base64.b64encode(b"canary-basic:" + secret.encode()),
    }[writing]
    assert canaries.found_under(tmp_path) == {}
    (tmp_path / "log").write_bytes(b"before " + data + b" after")
    assert set(canaries.found_under(tmp_path)) == {"log"}


def test_arguments_and_environment_of_children_are_seen() -> None:
    with ProcessWatch() as watch:
        grandchild = (
            "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()', 'X1'])"
        )
        with subprocess.Popen(
            [sys.executable, "-c", grandchild],
            env={**os.environ, **watch.environment, "Y1": "Z1"},
            stdin=subprocess.PIPE,
        ) as child:
            while not (b"X1" in watch.everything and len(watch.processes) > 1):
                assert child.poll() is None
            child.communicate(b"\n")
    assert b"Y1=Z1" in watch.everything
