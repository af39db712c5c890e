"""A certified client (npm openid-client) that judges an authorization server."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from peers import parts

if TYPE_CHECKING:
    from collections.abc import Callable

_SCRIPT = parts.PEERS / "openid_client" / "main.mjs"
_SECONDS = 60


def judge(request: dict[str, Any]) -> dict[str, Any]:
    """Run the client as `openid_client/main.mjs` describes; what it refuses fails the test."""
    done = subprocess.run(
        [str(parts.node()), str(_SCRIPT)],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        pytest.fail(f"the certified client refused: {done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="session")
def openid_client() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The certified client as a function. Mark the test `needs("openid-client")`."""
    return judge
