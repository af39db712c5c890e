"""A key from being made to being deleted, in the window, with a real keyring and openssl."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from journeys.whole_program import WholeProgram, whole_program
from oidc_workbench.ports import VaultTier
from oidc_workbench.ui.panes.keys.certificate_page import CertificatePage
from oidc_workbench.ui.panes.keys.export_page import ExportPage
from oidc_workbench.ui.panes.keys.import_card import ImportCard
from oidc_workbench.ui.panes.keys.maker_card import MakerCard
from oidc_workbench.ui.panes.keys.register_page import RegisterPage
from oidc_workbench.ui.panes.keys.rotate_page import RotatePage
from oidc_workbench.ui.panes.keys.view import KeysPane
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.rotation import RotationStage
from peers.secret_service import Session

pytestmark = pytest.mark.needs("secret-service", "openssl")
PASSWORD = "a password for this test"


@pytest.fixture
def running(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    secret_service: Session,
) -> Iterator[WholeProgram]:
    secret_service.enter(monkeypatch)
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    with whole_program(qtbot, qapp, tmp_path, practice=True) as program:
        yield program


def make(running: WholeProgram, pane: KeysPane, label: str) -> KeyRecord:
    pane.table.make.click()
    card = pane.right.currentWidget()
    assert isinstance(card, MakerCard)
    QTest.keyClicks(card.label, label)
    QTest.keyClick(card.label, Qt.Key.Key_Return)
    bench = running.program.bench
    running.until(lambda: any(key.label == label for key in bench.state.keys))
    return next(key for key in bench.state.keys if key.label == label)


def test_a_key_is_made_certified_exported_deleted_and_imported_again(
    running: WholeProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane, bench = running.show("keys", KeysPane), running.program.bench
    assert bench.state.vault is not None
    assert bench.state.vault.tier is VaultTier.KEYRING
    record = make(running, pane, "Journey")

    certificate = pane.detail.page("certificate")
    pane.detail.show_tab("certificate")
    assert isinstance(certificate, CertificatePage)
    certificate.name.setText("journey")
    certificate.make.click()
    running.until(lambda: pane.presenter.state.certificate.pem)

    file = tmp_path / "exported.pem"
    _export(running, pane, file, monkeypatch)
    asked = subprocess.run(
        ("openssl", "pkey", "-in", str(file), "-passin", "stdin", "-pubout"),
        input=PASSWORD, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert asked.stdout == pane.presenter.state.public.pem
    assert PASSWORD not in repr(bench.state.events)

    pane.detail.delete.click()
    pane.detail.confirmation.confirmed.emit()
    running.until(lambda: record.key_id not in {key.key_id for key in bench.state.keys})

    _import(running, pane, file)
    again = next(key for key in bench.state.keys if key.thumbprint == record.thumbprint)
    assert again.origin == "imported"
    kinds = [event.kind for event in bench.state.events]
    assert kinds == [
        "key made", "certificate", "private key exported", "key deleted", "key imported",
    ]  # fmt: skip


def test_a_service_goes_over_to_a_new_key_step_by_step(running: WholeProgram) -> None:
    pane, bench = running.show("keys", KeysPane), running.program.bench
    service = next(c for c in bench.state.clients if c.registration_uri)
    bench.select(service.provider_id, service.key)
    new = make(running, pane, "Next")
    pane.detail.show_tab("rotate")
    page = pane.detail.page("rotate")
    assert isinstance(page, RotatePage)
    running.until(lambda: page.next.isEnabled() and page.candidate.findData(new.key_id) >= 0)
    page.candidate.choose(new.key_id)
    page.next.click()
    running.until(page.all.isVisible)
    page.all.click()
    _look_and_send(running, page, new.kid)
    running.until_over(lambda: pane.presenter.state.rotating.run)
    assert bench.state.client is not None
    assert bench.state.client.key_id == new.key_id
    running.until(lambda: page.next.text() == "Next: retire the old key" and page.next.isVisible())
    page.next.click()
    assert page.confirmation.isVisible()
    page.confirmation.confirmed.emit()
    _look_and_send(running, page, new.kid)
    running.until_over(lambda: pane.presenter.state.rotating.run)
    running.until(lambda: _stage(pane) is RotationStage.RETIRED)


def _look_and_send(running: WholeProgram, page: RotatePage, kid: str) -> None:
    running.until(page.send.isVisible)
    waiting = next(
        v.step for v in page.steps.views.values() if v.step and v.step.state == "waiting"
    )
    assert kid in dict(waiting.facts)["changed registration"]
    page.send.click()


def _stage(pane: KeysPane) -> RotationStage | None:
    rotation = pane.presenter.state.rotating.rotation
    return rotation.stage if rotation else None


def test_a_client_is_registered_with_a_key_by_the_program(running: WholeProgram) -> None:
    pane, bench = running.show("keys", KeysPane), running.program.bench
    record = make(running, pane, "Fresh")
    pane.detail.show_tab("register")
    page = pane.detail.page("register")
    assert isinstance(page, RegisterPage)
    page.by_itself.click()
    QTest.keyClicks(page.enrol.name, "Fresh client")
    page.enrol.go.click()
    running.until(lambda: pane.presenter.state.enrolling.ready)
    assert all(client.name != "Fresh client" for client in bench.state.workspace.clients)
    page.enrol.go.click()
    running.until_over(lambda: pane.presenter.state.enrolling.run)
    client = next(c for c in bench.state.workspace.clients if c.name == "Fresh client")
    assert client.client_id
    assert client.key_id == record.key_id


def _export(
    running: WholeProgram, pane: KeysPane, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "oidc_workbench.ui.panes.keys.export_page.ask_save",
        lambda _parent, _title, _name, chosen: chosen(str(file)),
    )
    pane.detail.show_tab("export")
    page = pane.detail.page("export")
    assert isinstance(page, ExportPage)
    QTest.keyClicks(page.password.edit, PASSWORD)
    QTest.keyClicks(page.again.edit, PASSWORD)
    page.go.click()
    running.until(file.exists)
    running.until(lambda: not pane.presenter.state.work.busy)


def _import(running: WholeProgram, pane: KeysPane, file: Path) -> None:
    pane.table.bring.click()
    card = pane.right.currentWidget()
    assert isinstance(card, ImportCard)
    card.file_chosen.emit(str(file))
    running.until(lambda: pane.presenter.state.importing.locked)
    QTest.keyClicks(card.password.edit, PASSWORD)
    card.unlock.click()
    running.until(lambda: card.found.entries)
    card.store.click()
    running.until(lambda: pane.right.currentWidget() is pane.detail)
