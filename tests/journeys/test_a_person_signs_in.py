"""A person signs in through the window and a real browser."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from journeys.whole_program import failing, whole_program
from oidc_workbench.rules.outcome import Decision
from oidc_workbench.ui.panes.inspector.view import InspectorPane
from oidc_workbench.ui.panes.user_login.state import LoginState
from oidc_workbench.ui.panes.user_login.view import LoginPane
from oidc_workbench.workspace.profile import Client, Provider
from peers.browser import Chromium
from peers.oidc_provider import OidcProvider

NATIVE = Client(
    "c1", "peer", "App", "native", scopes=("openid", "api:read"), resource="urn:api:jwt"
)


@pytest.mark.needs("chromium")
def test_at_the_practice_provider_and_calls_its_api(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, chromium: Chromium
) -> None:
    with whole_program(
        qtbot, qapp, tmp_path, practice=True, browser_command=chromium.command
    ) as running:
        pane = running.show("user_login", LoginPane)

        def state() -> LoginState:
            return pane.presenter.state

        pane.start.click()
        chromium.open_requested()
        chromium.press("Alice Adler alice@example.com")
        chromium.press("Allow")
        run = running.until_over(lambda: state().run)
        assert "return to the workbench" in chromium.text.lower()
        decisions = {
            card.token.kind: card.inspection.verdict.decision
            for card in run.cards
            if card.inspection is not None
        }
        assert decisions == {"id_token": Decision.ACCEPT, "access_token": Decision.ACCEPT}

        for call in state().calls:
            pane.tokens.called.emit(call)
            running.until(lambda: not state().run.busy)
            answer = state().api_answer
            assert answer is not None
            assert answer.accepted, (call.label, answer)

        pane.tokens.rows["refresh_token"].buttons["refresh"].click()
        old = run.token("access_token")
        running.until_over(lambda: state().run)
        assert state().run.token("access_token") != old

        pane.tokens.rows["access_token"].buttons["inspect"].click()
        inspector = running.show("inspector", InspectorPane)
        running.until(lambda: inspector.verdict.accessibleName().startswith("Verdict: Accepted"))
        hosts = running.program.bench.state.hosts
        assert all(host.startswith("127.0.0.1:") for host in hosts)


@pytest.mark.needs("chromium")
def test_who_refuses_is_told_so_and_can_try_again(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, chromium: Chromium
) -> None:
    with whole_program(
        qtbot, qapp, tmp_path, practice=True, browser_command=chromium.command
    ) as running:
        pane = running.show("user_login", LoginPane)
        pane.start.click()
        chromium.open_requested()
        chromium.press("None of these: deny")
        running.until(lambda: pane.presenter.state.can_start)
        assert "access_denied" in failing("Wait for the answer", pane.presenter.state.run)
        assert pane.start.isEnabled()


@pytest.mark.needs("oidc-provider", "chromium")
def test_at_a_certified_server(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    chromium: Chromium,
    oidc_provider: OidcProvider,
) -> None:
    with whole_program(qtbot, qapp, tmp_path, browser_command=chromium.command) as running:
        running.use(Provider("peer", "Certified", oidc_provider.issuer), NATIVE)
        pane = running.show("user_login", LoginPane)
        pane.start.click()
        chromium.open_requested()
        chromium.sign_in("alice")
        run = running.until_over(lambda: pane.presenter.state.run)
        cards = {card.title: card.chips[0][0] for card in run.cards if card.chips}
        assert cards == {"ID token": "accepted", "Access token": "accepted"}
        assert "alice" in pane.tokens.rows["id_token"].accessibleName()


@pytest.mark.needs("chromium")
def test_cancelled_while_the_browser_is_open(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, chromium: Chromium
) -> None:
    with whole_program(
        qtbot, qapp, tmp_path, practice=True, browser_command=chromium.command
    ) as running:
        pane = running.show("user_login", LoginPane)
        pane.start.click()
        running.until(lambda: pane.presenter.state.waiting)
        pane.cancel.click()
        assert pane.presenter.state.can_start
        assert not running.program.bench.state.tokens
