import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization as ser
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.runner import ImmediateRunner
from oidc_workbench.jose.key_export import export_jwks
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.private_jwk import private_jwk
from oidc_workbench.ports import Orphan, OrphanSide, Repair, RepairChoice, VaultState
from oidc_workbench.secret import Secret
from oidc_workbench.ui.kit.buttons import PrimaryButton
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.panes.keys.certificate_page import CertificatePage
from oidc_workbench.ui.panes.keys.desk import Told, Work
from oidc_workbench.ui.panes.keys.enrol_box import EnrolBox
from oidc_workbench.ui.panes.keys.export_page import ExportPage
from oidc_workbench.ui.panes.keys.import_card import ImportCard
from oidc_workbench.ui.panes.keys.maker_card import MakerCard
from oidc_workbench.ui.panes.keys.public_page import PublicPage
from oidc_workbench.ui.panes.keys.register_page import RegisterPage
from oidc_workbench.ui.panes.keys.rotate_page import RotatePage
from oidc_workbench.ui.panes.keys.secret_card import SecretCard
from oidc_workbench.ui.panes.keys.secret_form import SecretForm
from oidc_workbench.ui.panes.keys.serve_box import ServeBox
from oidc_workbench.ui.panes.keys.vault_card import OrphanEntry, VaultCard
from oidc_workbench.ui.panes.keys.view import KeysPane
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.key_record import SecretRecord
from ui.panes.accessible import nameless
from ui.panes.keys.bed import SERVICE, Bed, workspace_of

PASSWORD = "several words in a row"


class Desk:
    """The pane on screen, with some keys in the vault."""

    def __init__(self, qtbot: QtBot, *keys: str) -> None:
        self.around = FakePane()
        self.vault, self.bench = self.around.world.vault, self.around.bench
        for key_id in keys:
            made = Bed()
            made.keep(key_id, kid=f"kid-{key_id}", alg="ES256", label=key_id.capitalize())
            self.vault.key_records |= made.vault.key_records
            self.vault.keys |= made.vault.keys
        client = replace(SERVICE, key_id=keys[0] if keys else "")
        self.bench.change(
            keys=tuple(self.vault.key_records.values()), workspace=workspace_of(client)
        )
        self.bench.select("p", "c")
        self.pane = KeysPane(self.around.context._replace(runner=ImmediateRunner()))
        qtbot.addWidget(self.pane)
        self.pane.resize(1060, 720)
        self.pane.show()
        self.qtbot = qtbot
        qtbot.waitUntil(lambda: self.card is not None)

    @property
    def card(self) -> QWidget | None:
        return self.pane.right.currentWidget()

    def page(self, name: str) -> QWidget:
        self.pane.detail.show_tab(name)
        return self.pane.detail.page(name)

    def click(self, button: QPushButton) -> None:
        assert button.isVisible()
        assert button.isEnabled()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def desk(qtbot: QtBot, themed: ThemeManager) -> Desk:
    del themed
    return Desk(qtbot, "one", "two")


def test_the_table_is_painted_before_the_right_side_is_made(
    qtbot: QtBot, themed: ThemeManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    del themed
    done: list[str] = []
    fill, paint = KeysPane.fill, PaintedList.paintEvent

    def filling(pane: KeysPane) -> None:
        done.append("filled")
        fill(pane)

    def painting(table: PaintedList, event: QPaintEvent) -> None:
        done.append("painted")
        paint(table, event)

    monkeypatch.setattr(KeysPane, "fill", filling)
    monkeypatch.setattr(PaintedList, "paintEvent", painting)
    Desk(qtbot, "one")
    assert done.index("painted") < done.index("filled")


def test_a_task_that_is_begun_before_the_first_paint_is_shown_at_once(
    qtbot: QtBot, themed: ThemeManager
) -> None:
    del themed
    pane = Desk(qtbot, "one").pane
    other = KeysPane(pane.presenter.desk.context)
    qtbot.addWidget(other)
    assert other.right.currentWidget() is None
    other.presenter.show_page("import")
    assert isinstance(other.right.currentWidget(), ImportCard)


def test_without_a_key_it_teaches_and_offers_to_make_one(
    qtbot: QtBot, themed: ThemeManager
) -> None:
    del themed
    desk = Desk(qtbot)
    assert desk.pane.table.note.isVisible()
    assert desk.pane.table.note.practise.isVisible()
    assert not desk.pane.table.keys.isVisible()
    card = desk.card
    assert isinstance(card, MakerCard)
    assert card.go.isEnabled()
    assert not card.back.isVisible()


def test_a_key_is_made_with_the_keyboard(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    desk = Desk(qtbot)
    card = desk.card
    assert isinstance(card, MakerCard)
    QTest.keyClicks(card.label, "Batch jobs")
    QTest.keyClick(card.kid, Qt.Key.Key_Return)
    (record,) = desk.vault.key_records.values()
    assert (record.label, record.alg) == ("Batch jobs", "ES256")
    assert desk.card is desk.pane.detail
    assert desk.pane.detail.header.title.text() == "Batch jobs"


def test_the_algorithms_follow_kind_and_use(desk: Desk) -> None:
    desk.click(desk.pane.table.make)
    card = desk.card
    assert isinstance(card, MakerCard)
    card.use.choose("secret")
    card.use.chosen.emit("secret")
    assert card.kind.value() == "256"
    assert card.alg.value() == "HS256"
    assert "secret" in card.go.text()
    card.use.choose("enc")
    card.use.chosen.emit("enc")
    assert card.draft().kind == "ECDH-ES P-256"
    assert card.draft().alg.startswith("ECDH-ES")


def test_a_new_key_is_for_no_client_that_could_not_use_it(desk: Desk) -> None:
    desk.pane.begin_new()
    card = desk.card
    assert isinstance(card, MakerCard)
    assert card.draft().owner == "c"
    public = replace(SERVICE, auth_method="none")
    desk.bench.change(workspace=workspace_of(public))
    desk.pane.begin_new()
    assert card.draft().owner == ""


def test_a_change_of_method_says_what_it_takes(desk: Desk) -> None:
    page = desk.page("public")
    assert isinstance(page, PublicPage)
    desk.bench.change(workspace=workspace_of(replace(SERVICE, auth_method="client_secret_post")))
    assert page.use_note.isVisible()
    desk.click(page.use)
    assert desk.bench.state.workspace.clients[0].auth_method == "private_key_jwt"
    assert not page.use.isVisible()
    assert not page.use_note.isVisible()


def test_arrow_keys_go_through_the_keys(desk: Desk) -> None:
    table = desk.pane.table.keys
    table.setFocus()
    first = desk.pane.detail.header.title.text()
    QTest.keyClick(table, Qt.Key.Key_Down)
    second = desk.pane.detail.header.title.text()
    assert {first, second} == {"One", "Two"}


def test_the_search_leaves_what_matches(desk: Desk) -> None:
    QTest.keyClicks(desk.pane.table.search, "kid-two")
    assert [row.place for row in desk.pane.table.keys.rows()] == ["two"]
    QTest.keyClicks(desk.pane.table.search, " nothing")
    assert desk.pane.table.note.isVisible()
    assert desk.pane.table.search.isVisible()


def test_every_page_has_at_most_one_primary_button_and_names_for_all(desk: Desk) -> None:
    for name in ("public", "certificate", "register", "rotate", "export"):
        desk.page(name)
        shown = [b for b in desk.pane.findChildren(PrimaryButton) if b.isVisible()]
        assert len(shown) <= 1, name
        assert nameless(desk.pane) == [], name
    for page in ("make", "import", "vault", "secret-form"):
        desk.pane.presenter.show_page(page)
        shown = [b for b in desk.pane.findChildren(PrimaryButton) if b.isVisible()]
        assert len(shown) <= 1, page
        assert nameless(desk.pane) == [], page


def test_no_page_is_wider_than_its_card(desk: Desk) -> None:
    for name in ("public", "certificate", "register", "rotate", "export"):
        page = desk.page(name)
        assert page.minimumSizeHint().width() <= desk.pane.detail.width(), name


def test_the_public_key_is_copied_in_the_form_that_is_shown(desk: Desk) -> None:
    page = desk.page("public")
    page.form.choose("pem")  # type: ignore[attr-defined]  # a PublicPage
    page.form.chosen.emit("pem")  # type: ignore[attr-defined]  # as above
    desk.click(page.copy)  # type: ignore[attr-defined]  # as above
    assert QApplication.clipboard().text().startswith("-----BEGIN PUBLIC KEY-----")


def test_deleting_a_key_in_use_names_its_clients(desk: Desk) -> None:
    desk.pane.presenter.select("one")
    desk.click(desk.pane.detail.delete)
    assert desk.pane.detail.confirmation.isVisible()
    assert "Nightly" in desk.pane.detail.confirmation.accessibleName()
    desk.pane.detail.confirmation.confirmed.emit()
    assert list(desk.vault.keys) == ["two"]


def test_the_private_key_is_exported_only_with_a_password_typed_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ask_save(_parent: object, _title: str, name: str, chosen: object) -> None:
        asked.append(name)
        chosen("/chosen/key.pem")  # type: ignore[operator]  # called with a path

    monkeypatch.setattr("oidc_workbench.ui.panes.keys.export_page.ask_save", ask_save)
    page = desk.page("export")
    assert isinstance(page, ExportPage)
    assert not page.go.isEnabled()
    QTest.keyClicks(page.password.edit, PASSWORD)
    assert not page.go.isEnabled()
    QTest.keyClicks(page.again.edit, PASSWORD)
    desk.click(page.go)
    assert asked
    assert desk.around.files.kept["/chosen/key.pem"].startswith(b"-----BEGIN ENCRYPTED")
    assert page.password.secret() is None
    assert page.again.secret() is None
    assert not page.go.isEnabled()


def test_another_key_finds_no_password_typed(desk: Desk) -> None:
    page = desk.page("export")
    assert isinstance(page, ExportPage)
    QTest.keyClicks(page.password.edit, PASSWORD)
    desk.pane.presenter.select("one")
    assert page.password.secret() is None


def test_another_key_finds_no_password_typed_after_a_look_at_the_secrets(
    qtbot: QtBot, themed: ThemeManager
) -> None:
    del themed
    desk = Desk(qtbot, "one", "two")
    desk.pane.presenter.select("one")
    page = desk.page("export")
    assert isinstance(page, ExportPage)
    for field in (page.password, page.again):
        QTest.keyClicks(field.edit, PASSWORD)
    table = desk.pane.table
    table.tabs.setCurrentIndex(1)
    # Nothing typed lies in a page that is out of sight.
    assert page.password.secret() is None
    table.search.setText("kid-two")
    table.tabs.setCurrentIndex(0)
    selected = desk.pane.presenter.state.selected
    assert selected is not None
    assert selected.key_id == "two"
    assert page.password.secret() is None
    assert page.again.secret() is None


def test_a_certificate_is_made_from_the_form(desk: Desk) -> None:
    page = desk.page("certificate")
    assert isinstance(page, CertificatePage)
    assert page.name.text() == "nightly"
    desk.click(page.make)
    assert page.facts.isVisible()
    assert not page.make.isVisible()
    desk.click(page.remove)
    assert page.make.isVisible()


def test_a_pasted_key_is_shown_with_a_check_box_and_stored(desk: Desk) -> None:
    desk.click(desk.pane.table.bring)
    card = desk.card
    assert isinstance(card, ImportCard)
    key = generate_key("P-256", "fresh", "ES256")
    QApplication.clipboard().setText(json.dumps(private_jwk(key)))
    desk.click(card.paste)
    (entry,) = card.found.entries
    assert entry.check.isChecked()
    entry.kid.selectAll()
    QTest.keyClicks(entry.kid, "kid-one")
    assert not card.store.isEnabled()
    entry.kid.selectAll()
    QTest.keyClicks(entry.kid, "other")
    desk.click(card.store)
    assert "other" in {record.kid for record in desk.vault.key_records.values()}
    # What was imported goes with the page, though nobody comes back to it.
    assert desk.card is desk.pane.detail
    assert card.found.entries == ()
    assert card.header.title.text() == "Import keys"
    assert not card.store.isVisibleTo(card)


def test_a_card_that_is_left_no_longer_tells_what_went_on_there(desk: Desk) -> None:
    desk.click(desk.pane.table.make)
    card = desk.card
    assert isinstance(card, MakerCard)
    desk.click(card.go)
    assert desk.card is desk.pane.detail
    assert not card.work.isVisibleTo(card)
    assert card.go.isEnabled()


def test_a_dropped_file_is_read(desk: Desk) -> None:
    public = export_jwks([generate_key("P-256", "dropped").public])
    desk.around.files.kept["/home/me/keys.json"] = public
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/home/me/keys.json")])
    event = QDropEvent(
        QPoint(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    desk.pane.dropEvent(event)
    card = desk.card
    assert isinstance(card, ImportCard)
    (entry,) = card.found.entries
    assert not entry.check.isEnabled()
    assert "keys.json" in card.header.title.text()


def test_a_secret_is_masked_until_it_is_held(desk: Desk) -> None:
    desk.vault.kept_secrets["r"] = Secret("hidden-value")
    desk.vault.secret_records["r"] = SecretRecord("r", label="Token")
    desk.bench.change(secrets=tuple(desk.vault.secret_records.values()))
    desk.pane.table.tabs.setCurrentIndex(1)
    card = desk.card
    assert isinstance(card, SecretCard)
    assert "hidden" not in card.value.text()
    QTest.mousePress(card.reveal, Qt.MouseButton.LeftButton)
    assert card.value.text() == "hidden-value"
    QTest.mouseRelease(card.reveal, Qt.MouseButton.LeftButton)
    assert "hidden" not in card.value.text()
    desk.click(card.copy)
    assert QApplication.clipboard().text() == "hidden-value"
    assert "30" in card.copy.text()


def test_a_secret_is_typed_masked_and_its_field_forgets_it(desk: Desk) -> None:
    desk.pane.table.tabs.setCurrentIndex(1)
    desk.click(desk.pane.table.make)
    form = desk.card
    assert isinstance(form, SecretForm)
    QTest.keyClicks(form.label, "Token")
    QTest.keyClicks(form.value.edit, "typed-value")
    desk.click(form.go)
    assert list(desk.vault.kept_secrets.values()) == [Secret("typed-value")]
    assert isinstance(desk.card, SecretCard)
    assert form.value.secret() is None


@pytest.mark.parametrize("way", ["back", "segment"])
def test_a_secret_that_is_not_stored_is_forgotten_with_the_form(desk: Desk, way: str) -> None:
    desk.pane.table.tabs.setCurrentIndex(1)
    desk.click(desk.pane.table.make)
    form = desk.card
    assert isinstance(form, SecretForm)
    QTest.keyClicks(form.value.edit, "typed-value")
    if way == "back":
        form.left.emit()
    else:
        desk.pane.table.tabs.setCurrentIndex(0)
    assert desk.card is not form
    assert form.value.secret() is None


def test_a_secret_that_could_not_be_stored_can_be_sent_again(desk: Desk) -> None:
    desk.pane.table.tabs.setCurrentIndex(1)
    desk.click(desk.pane.table.make)
    form = desk.card
    assert isinstance(form, SecretForm)
    QTest.keyClicks(form.value.edit, "typed-value")
    desk.vault.state = VaultState.LOCKED
    desk.click(form.go)
    assert form.work.message.isVisible()
    assert form.value.secret() == Secret("typed-value")


def test_the_session_switch_is_always_in_sight(desk: Desk) -> None:
    strip = desk.pane.table.vault
    assert strip.isVisible()
    QTest.mouseClick(
        strip.session, Qt.MouseButton.LeftButton, pos=QPoint(6, strip.session.height() // 2)
    )
    assert desk.bench.state.workspace.settings.prefer_session_vault


def test_what_needs_repair_is_listed_with_its_ways_and_final_ones_ask(desk: Desk) -> None:
    forget = RepairChoice(Repair.FORGET_LINE, "Forget it", "It can't be had back.", True)
    orphan = Orphan("o1", "key", OrphanSide.INDEX, "Lost", "Its private part is gone.", (forget,))
    desk.vault.orphans = (orphan,)
    desk.click(desk.pane.table.vault.look)
    desk.click(desk.pane.table.vault.orphans)
    assert isinstance(desk.card, VaultCard)
    entry = desk.card.findChild(OrphanEntry)
    assert isinstance(entry, OrphanEntry)
    desk.qtbot.waitUntil(entry.buttons[0].isVisible)
    desk.click(entry.buttons[0])
    assert desk.vault.repaired == []
    entry.confirmation.confirmed.emit()
    assert desk.vault.repaired == [("o1", Repair.FORGET_LINE)]


def test_a_rotation_begins_with_one_button(desk: Desk) -> None:
    page = desk.page("rotate")
    assert isinstance(page, RotatePage)
    assert page.candidate.value() == "two"
    desk.click(page.next)
    begun = desk.vault.key_records["two"]
    assert begun.rotation == "new"
    assert page.next.text().startswith("Next")
    assert page.undo.isVisible()
    desk.click(page.undo)
    assert desk.vault.key_records["two"].rotation == ""


def test_the_key_set_is_served_with_a_switch(desk: Desk) -> None:
    page = desk.page("register")
    assert isinstance(page, RegisterPage)
    desk.click(page.by_uri)
    page.serve.switch.click()
    assert page.serve.url.text() == desk.around.jwks_host.url
    assert page.serve.url.isVisible()
    page.serve.switch.click()
    assert desk.around.jwks_host.url == ""


def test_a_way_of_registering_is_made_when_it_is_first_chosen(desk: Desk) -> None:
    page = desk.page("register")
    assert isinstance(page, RegisterPage)
    assert not page.findChildren(EnrolBox)
    assert not page.findChildren(ServeBox)
    desk.click(page.by_itself)
    assert page.enrol.isVisible()
    assert "Staging" in page.enrol.title.text()
    assert not page.pack.isVisible()
    desk.click(page.by_uri)
    assert page.serve.isVisible()
    assert not page.enrol.isVisible()
    desk.click(page.by_hand)
    assert page.pack.isVisible()
    assert not page.serve.isVisible()


def test_the_table_is_worked_with_by_the_keyboard(desk: Desk) -> None:
    table = desk.pane.table.keys
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert desk.pane.presenter.state.asking
    QTest.keyClick(desk.pane, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(desk.card, MakerCard)
    QTest.keyClick(desk.pane, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert desk.pane.table.search.hasFocus()


def test_a_password_that_is_asked_for_can_be_typed_at_once(desk: Desk) -> None:
    desk.pane.activateWindow()
    desk.click(desk.pane.table.bring)
    card = desk.card
    assert isinstance(card, ImportCard)
    encryption = ser.BestAvailableEncryption(PASSWORD.encode())
    key = generate_key("P-256").private_key
    card.pasted.emit(key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, encryption))
    desk.qtbot.waitUntil(card.password.edit.hasFocus)
    QTest.keyClicks(card.password.edit, PASSWORD)
    QTest.keyClick(card.password.edit, Qt.Key.Key_Return)
    assert card.store.isVisible()


@pytest.mark.parametrize("tab", ["public", "rotate"])
def test_a_deletion_is_followed_and_cancelled_whichever_page_is_in_front(
    desk: Desk, tab: str
) -> None:
    desk.pane.detail.show_tab(tab)
    work = desk.pane.detail.work
    state = desk.pane.presenter.state
    desk.pane.detail.show_state(replace(state, work=Work("keys", "Deleting One")))
    assert work.busy.isVisible()
    desk.pane.detail.show_state(
        replace(state, work=Work("keys", told=Told("Refused.", "", "error")))
    )
    assert work.message.isVisible()
    desk.pane.detail.show_state(state)
    assert not work.isVisible()


def test_a_key_that_is_made_is_told_of_whichever_page_is_in_front(desk: Desk) -> None:
    desk.pane.detail.show_tab("rotate")
    desk.click(desk.pane.table.make)
    card = desk.card
    assert isinstance(card, MakerCard)
    QTest.keyClicks(card.label, "Batch jobs")
    desk.click(card.go)
    assert desk.pane.detail.work.message.isVisible()
