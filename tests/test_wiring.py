from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from oidc_workbench import wiring
from oidc_workbench.exchange import Exchange, HttpRequest
from oidc_workbench.ports import VaultTier
from oidc_workbench.secret import Secret
from oidc_workbench.workspace.profile import Provider, Settings, Workspace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio

LIGHT = """
import sys
from oidc_workbench import wiring
services = wiring.services(record=print)
heavy = {"asyncio", "httpx", "keyring", "cryptography", "joserfc", "msgspec", "platformdirs",
         "truststore", "PySide6", "http", "ssl"}
print(sorted(heavy & sys.modules.keys()))
"""


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def _run(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_building_the_services_imports_nothing_heavy() -> None:
    assert _run(LIGHT) == "[]"


def test_preloading_brings_in_what_the_first_flow_needs() -> None:
    script = (
        "import sys; from oidc_workbench import wiring; wiring.preload();"
        " before = set(sys.modules);"
        " import httpx, joserfc.jws, keyring.core, msgspec, truststore;"
        " print(sorted(set(sys.modules) - before))"
    )
    assert _run(script) == "[]"


async def test_settings_and_keys_lie_in_the_users_own_folders(tmp_path: Path) -> None:
    services = wiring.services(record=lambda _: None)
    await services.store.save(Workspace(settings=Settings(theme="dark")))
    assert (await services.store.load()).workspace.settings.theme == "dark"
    assert wiring.settings_path().is_relative_to(tmp_path / "config")
    assert wiring.settings_path().exists()
    assert wiring.key_index_path().is_relative_to(tmp_path / "data")


async def test_session_vault_is_plainly_marked() -> None:
    services = wiring.services(record=lambda _: None, session_vault=True)
    await services.vault.put_secret("ref", Secret("s"))
    assert (await services.vault.status()).tier is VaultTier.SESSION
    assert await services.vault.secret("ref") == Secret("s")


async def test_practice_provider_is_reached_through_the_real_ports() -> None:
    recorded: list[Exchange] = []
    services = wiring.services(record=recorded.append)
    practice = await services.practice.start()
    try:
        ports = services.ports_for(Provider("p", "Practice", practice.issuer, practice=True))
        url = f"{practice.issuer}/.well-known/openid-configuration"
        exchange = await ports.http.send(HttpRequest("GET", url, purpose="read the metadata"))
    finally:
        await services.practice.stop()
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert recorded == [exchange]


async def test_ports_have_their_own_listener_and_the_shared_rest() -> None:
    services = wiring.services(record=lambda _: None)
    one, two = (services.ports_for(Provider(p, p, "https://issuer.example")) for p in "ab")
    assert one.http is not two.http
    assert one.vault is two.vault
    await services.vault.prefer(session=True)
    await services.vault.put_secret("ref", Secret("s"))
    assert await one.vault.secret("ref") == Secret("s")
    # What a flow loads was used; the window's own look at it was not.
    (line,) = await services.vault.secrets()
    assert line.last_used_at > 0
    any_port = "http://127.0.0.1:0/callback"
    async with one.listen(any_port) as first, two.listen(any_port) as second:
        assert first.redirect_uri != second.redirect_uri


def test_practice_server_runs_alone() -> None:
    with wiring.practice_server() as info:
        assert info.issuer.startswith("http://127.0.0.1:")
        assert info.clients
