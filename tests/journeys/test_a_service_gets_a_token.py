"""A service signs an assertion with a key in a real keyring, with and without the window."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from journeys.whole_program import WholeProgram, whole_program
from oidc_workbench import wiring
from oidc_workbench.flows.client_credentials import ClientCredentialsPlan, client_credentials
from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.ports import KeyVault, VaultTier
from oidc_workbench.rules.outcome import Decision
from oidc_workbench.ui.panes.service_token.view import ServicePane
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Client, Provider
from peers.oidc_provider import OidcProvider
from peers.secret_service import Session

pytestmark = pytest.mark.needs("oidc-provider", "secret-service")
SERVICE = Client(
    "s1", "peer", "Nightly job", "journey-service", actor="service",
    auth_method="private_key_jwt", key_id="journey-key", scopes=("api:read",),
    resource="urn:api:jwt",
)  # fmt: skip


async def _make_key(vault: KeyVault, server: OidcProvider) -> None:
    """Make a key, keep it in the vault, and register its public part at the server.

    The keyring is shared by a whole run, so what another test left there goes first.
    """
    for old in await vault.records():
        await vault.remove(old.key_id)
    key = generate_key("P-256")
    public = key.public
    jwk = public_jwk(public)
    record = KeyRecord(
        SERVICE.key_id, "Journey key", public.kid, public.kty, key.default_alg, public.thumbprint,
        1_700_000_000.0, public_jwk=jwk,
    )  # fmt: skip
    await vault.add(record, key)
    server.register_service(SERVICE.client_id, jwk)


@pytest.fixture
def running(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    secret_service: Session,
) -> Iterator[WholeProgram]:
    secret_service.enter(monkeypatch)
    with whole_program(qtbot, qapp, tmp_path) as program:
        yield program


def _prepare(running: WholeProgram, server: OidcProvider) -> None:
    """Bring the key into the keyring and onto the bench, and select the service."""
    bench, services = running.program.bench, running.program.services
    assert services is not None
    vault = services.vault

    async def work() -> tuple[KeyRecord, ...]:
        await _make_key(vault, server)
        return await vault.records()

    running.program.runner.run(
        work, lambda keys: bench.change(keys=keys), lambda error: pytest.fail(str(error))
    )
    running.until(lambda: bench.state.keys)
    running.use(Provider("peer", "Certified", server.issuer), SERVICE)


def test_in_the_window_it_is_looked_at_before_it_is_sent(
    running: WholeProgram, oidc_provider: OidcProvider
) -> None:
    _prepare(running, oidc_provider)
    bench = running.program.bench
    assert bench.state.vault is not None
    assert bench.state.vault.tier is VaultTier.KEYRING
    pane = running.show("service_token", ServicePane)
    pane.start.click()
    running.until(lambda: pane.presenter.state.ready)
    prepared = pane.presenter.state.run.steps[-1]
    claims = dict(prepared.facts)["assertion claims"]
    for said in ('"iss": "journey-service"', '"sub": "journey-service"', "jti", "exp"):
        assert said in claims
    assert oidc_provider.issuer in claims
    assert not bench.state.tokens

    pane.start.click()
    run = running.until_over(lambda: pane.presenter.state.run)
    (card,) = run.cards
    assert card.chips[0] == ("accepted", "ok")
    assert card.inspection is not None
    assert card.inspection.reading.claims["aud"] == "urn:api:jwt"


def test_without_a_window(
    monkeypatch: pytest.MonkeyPatch, secret_service: Session, oidc_provider: OidcProvider
) -> None:
    secret_service.enter(monkeypatch)

    async def run() -> list[Step]:
        services = wiring.services(record=lambda _exchange: None)
        await _make_key(services.vault, oidc_provider)
        provider = Provider("peer", "Certified", oidc_provider.issuer)
        flow = client_credentials(
            ClientCredentialsPlan(provider, SERVICE), services.ports_for(provider)
        )
        async with aclosing(flow) as steps:
            return [step async for step in steps]

    steps = asyncio.run(run())
    assert steps[-1].state is StepState.DONE, [(s.id, s.message) for s in steps if s.message]
    ((_name, inspection),) = steps[-1].inspections
    assert inspection.verdict.decision is Decision.ACCEPT
