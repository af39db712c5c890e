"""A certified authorization server (npm oidc-provider) that the tests run on loopback."""

from __future__ import annotations

import contextlib
import json
import select
import subprocess
from typing import TYPE_CHECKING, Any, Self

import httpx
import pytest

from peers import parts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SERVER = parts.PEERS / "oidc_provider" / "server.mjs"
_START_SECONDS = 30.0


class OidcProvider:
    """The running server, and what a test may ask of it and change about it."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._errors = log.open("wb")
        self._process = subprocess.Popen(
            [str(parts.node()), str(_SERVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        self.issuer: str = self._wait_until_ready()["issuer"]
        self._http = httpx.Client(base_url=self.issuer, trust_env=False, timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        # The server ends with its standard input.
        self._process.communicate(timeout=10)
        self._errors.close()

    def _wait_until_ready(self) -> dict[str, Any]:
        stdout = self._process.stdout
        assert stdout is not None
        readable, _, _ = select.select([stdout], [], [], _START_SECONDS)
        line = stdout.readline() if readable else b""
        if not line:
            self._process.kill()
            self._process.communicate()
            pytest.fail(f"oidc-provider did not start: {self.log.read_text()}")
        ready: dict[str, Any] = json.loads(line)
        return ready

    def control(self, name: str, payload: dict[str, Any] | None = None) -> Any:
        """Give the server a command (control.mjs lists them) and return its answer."""
        reply = self._http.post(f"/_control/{name}", json=payload or {})
        reply.raise_for_status()
        return reply.json()

    def metadata(self) -> dict[str, Any]:
        reply = self._http.get("/.well-known/openid-configuration")
        metadata: dict[str, Any] = reply.raise_for_status().json()
        return metadata

    def client(self, client_id: str) -> dict[str, Any]:
        """The metadata of a client, its secret included."""
        metadata: dict[str, Any] = self.control("client", {"client_id": client_id})
        return metadata

    def register(self, **metadata: Any) -> None:
        """Add a client, or replace the one with the same `client_id`."""
        self.control("register", metadata)

    def register_service(self, client_id: str, *public_jwks: dict[str, Any], **more: Any) -> None:
        """Add a client that authenticates with `private_key_jwt` and one of these keys."""
        self.register(
            client_id=client_id,
            token_endpoint_auth_method="private_key_jwt",
            grant_types=["client_credentials"],
            response_types=[],
            redirect_uris=[],
            jwks={"keys": list(public_jwks)},
            **more,
        )

    @contextlib.contextmanager
    def state(self, **changes: Any) -> Iterator[None]:
        """Run with this state (server.mjs names its parts), and put the former one back."""
        former = self.control("state")
        self.control("state", changes)
        try:
            yield
        finally:
            self.control("state", former)

    def rotate(self, stage: str) -> list[str]:
        """Publish, switch to or retire signing keys; return the kids in their order."""
        kids: list[str] = self.control("rotate", {"stage": stage})["kids"]
        return kids

    def initial_access_token(self) -> str:
        """Issue a token that registers a client, for `state(initialAccessToken=True)`."""
        token: str = self.control("initialAccessToken")["token"]
        return token

    def refusals(self) -> list[dict[str, Any]]:
        """Why the server refused what it refused since the last time of asking."""
        refused: list[dict[str, Any]] = self.control("log")
        return refused


@pytest.fixture(scope="session")
def oidc_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcProvider]:
    """The server, shared by a whole run. Mark the test `needs("oidc-provider")`."""
    with OidcProvider(tmp_path_factory.mktemp("oidc-provider") / "log") as server:
        yield server
