from dataclasses import replace
from itertools import takewhile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.runner import ImmediateRunner
from fakes.sender import json_response
from oidc_workbench.ports import VaultState
from oidc_workbench.secret import Secret
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.kit.painted_list import PaintedList
from oidc_workbench.ui.panes.provider.client_form import ClientForm
from oidc_workbench.ui.panes.provider.provider_form import ProviderForm
from oidc_workbench.ui.panes.provider.view import ProviderPane
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.profile import Client, Provider, Workspace
from ui.panes.accessible import nameless
from ui.tab_stops import tab_stops

OWN = Provider("own", "Own", "https://as.example")
JOB = Client("job", "own", "Job", "job-1", actor="service", auth_method="none")


class Bed:
    def __init__(self, qtbot: QtBot, state: BenchState) -> None:
        self.around = FakePane(state)
        self.pane = ProviderPane(self.around.context)
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()
        qtbot.waitExposed(self.pane)


@pytest.fixture
def empty(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot, BenchState(Workspace()))


def test_with_nothing_chosen_it_says_so_and_offers_nothing_that_can_t_work(empty: Bed) -> None:
    pane = empty.pane
    assert pane.providers.note.isVisible()
    assert pane.providers.practice.isEnabled()
    assert pane.clients.note.text() == "Choose a provider first."
    assert pane.detail.none.isVisible()
    assert not pane.detail.unread.isVisible()
    lists = (pane.clients.add_button, pane.clients.edit, pane.clients.delete)
    assert [button.isEnabled() for button in lists] == [False, False, False]
    details = (pane.detail.refresh, pane.detail.edit, pane.detail.delete)
    assert [button.isVisible() for button in details] == [False, False, False]
    assert nameless(pane) == []


def test_the_last_provider_gone_leaves_no_page_of_it(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Bed(qtbot, BenchState(Workspace(providers=(OWN,)), "own"))
    assert bed.pane.detail.unread.isVisible()
    bed.around.bench.change(workspace=Workspace())
    bed.around.bench.select("")
    assert bed.pane.detail.none.isVisible()
    assert not bed.pane.detail.unread.isVisible()


def test_a_provider_that_was_not_read_offers_to_read_it(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Bed(qtbot, BenchState(Workspace(providers=(OWN,)), "own"))
    assert bed.pane.detail.edit.isVisible()
    bed.pane.detail.unread.button.click()
    assert len(bed.around.runner.runs) == 1


def test_enter_saves_a_client_from_every_field(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Bed(qtbot, BenchState(Workspace(providers=(OWN,)), "own"))
    bed.pane.clients.add_button.click()
    form = bed.pane.detail.client_form
    form.client_id.setText("my-job")
    form.method.choose("client_secret_basic")
    saved: list[object] = []
    form.saved.connect(lambda draft, _secret: saved.append(draft))
    typed = (form.name, form.client_id, form.secret.edit, form.redirect_uri, form.scopes)
    for field in (*typed, form.resource):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(saved) == 6


def test_a_form_is_made_when_it_is_first_opened(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Bed(qtbot, BenchState(Workspace(providers=(OWN,)), "own"))
    assert bed.pane.findChildren(ClientForm) == []
    for _ in range(2):
        bed.pane.clients.add_button.click()
        form = bed.pane.detail.client_form
        assert bed.pane.findChildren(ClientForm) == [form]
        assert form.isVisible()
        button(form, "Back").click()
        assert bed.pane.detail.unread.isVisible()


def test_the_provider_s_form_is_made_when_it_is_first_opened(
    qtbot: QtBot, themed: ThemeManager
) -> None:
    del themed
    bed = Bed(qtbot, BenchState(Workspace(providers=(OWN,)), "own"))
    assert bed.pane.findChildren(ProviderForm) == []
    for opener in (bed.pane.providers.add_button, bed.pane.detail.edit) * 2:
        opener.click()
        form = bed.pane.detail.provider_form
        assert bed.pane.findChildren(ProviderForm) == [form]
        assert form.isVisible()
        assert form.issuer.text() == ("" if opener is bed.pane.providers.add_button else OWN.issuer)
        button(form, "Back").click()
        assert bed.pane.detail.unread.isVisible()


@pytest.mark.parametrize("first", ["client", "provider"])
def test_tab_goes_from_the_clients_into_the_form_and_on(
    qtbot: QtBot, themed: ThemeManager, first: str
) -> None:
    del themed
    bed = Working(qtbot, Workspace(providers=(OWN,), clients=(JOB,)))
    bed.publish(1)
    pane = bed.pane
    pane.detail.unread.button.click()
    openers = {"client": pane.clients.edit, "provider": pane.detail.edit}
    for kind in (first, *openers.keys() - {first}):
        openers[kind].click()
        forms = {"client": ClientForm, "provider": ProviderForm}
        form = pane.findChild(forms[kind])
        assert isinstance(form, ClientForm | ProviderForm)
        stops = tab_stops(qtbot, pane.clients.list)
        inside = list(takewhile(form.isAncestorOf, stops))
        fields = [form.name, form.client_id] if isinstance(form, ClientForm) else [form.issuer]
        assert inside[: len(fields)] == fields
        assert inside[-1] is button(form, "Back")
        assert stops[len(inside)] is bed.after
        button(form, "Back").click()


class Working:
    """A pane whose provider answers, and whose jobs are done at once; a button follows on it."""

    def __init__(self, qtbot: QtBot, workspace: Workspace) -> None:
        chosen = workspace.providers[0].provider_id if workspace.providers else ""
        client = workspace.clients[0].key if workspace.clients else ""
        self.around = FakePane(BenchState(workspace, chosen, client))
        http = self.around.world.http
        metadata = {"issuer": OWN.issuer, "token_endpoint": f"{OWN.issuer}/token"}
        http.on("GET", f"{OWN.issuer}/.well-known/openid-configuration", json_response(metadata))
        context = self.around.context._replace(runner=ImmediateRunner())
        self.pane, self.after = ProviderPane(context), QPushButton("after")
        self.window = window = QWidget()  # kept, since the pane lives no longer than it
        box = QVBoxLayout(window)
        box.addWidget(self.pane)
        box.addWidget(self.after)
        qtbot.addWidget(window)
        window.resize(1400, 1000)
        window.show()
        qtbot.waitExposed(window)

    def publish(self, count: int) -> None:
        """Let the provider publish keys."""
        http, uri = self.around.world.http, f"{OWN.issuer}/jwks"
        metadata = {"issuer": OWN.issuer, "jwks_uri": uri}
        http.on("GET", f"{OWN.issuer}/.well-known/openid-configuration", json_response(metadata))
        keys = [{"kty": "EC", "crv": "P-256", "kid": f"kid-{n}"} for n in range(count)]
        http.on("GET", uri, json_response({"keys": keys}))

    @property
    def workspace(self) -> Workspace:
        return self.around.bench.state.workspace


def test_tab_goes_from_the_buttons_to_the_keys_that_a_provider_publishes(
    qtbot: QtBot, themed: ThemeManager
) -> None:
    del themed
    bed = Working(qtbot, Workspace(providers=(OWN,)))
    detail = bed.pane.detail
    for published in (1, 2):
        bed.publish(published)
        (detail.unread.button if published == 1 else detail.refresh).click()
        keys = detail.description.findChildren(PaintedList)[-1]
        assert len(keys.rows()) == published
        qtbot.waitUntil(keys.isVisible)
        assert tab_stops(qtbot, detail.delete)[:2] == [keys, bed.after]


def button(parent: QWidget, words: str) -> QPushButton:
    """The visible button whose text or accessible name begins so."""
    for one in parent.findChildren(QPushButton):
        if one.isVisible() and words in (one.text(), one.accessibleName()[: len(words)]):
            return one
    raise LookupError(words)


def test_a_provider_is_added_by_its_issuer(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Working(qtbot, Workspace())
    bed.pane.providers.add_button.click()
    form = bed.pane.detail.provider_form
    QTest.keyClicks(form.issuer, OWN.issuer)
    QTest.keyClick(form.issuer, Qt.Key.Key_Return)
    assert [one.issuer for one in bed.workspace.providers] == [OWN.issuer]
    assert bed.pane.detail.description.isVisible()
    assert bed.pane.detail.header.title.text() == "as.example"
    assert nameless(bed.pane) == []


def test_a_wrong_issuer_is_refused_in_place_and_kept_in_the_form(
    qtbot: QtBot, themed: ThemeManager
) -> None:
    del themed
    bed = Working(qtbot, Workspace())
    bed.pane.providers.add_button.click()
    form = bed.pane.detail.provider_form
    QTest.keyClicks(form.issuer, "no issuer")
    form.go.click()
    assert bed.pane.detail.message.isVisible()
    assert form.issuer.text() == "no issuer"
    assert bed.workspace.providers == ()


def test_deleting_a_provider_asks_first_and_takes_its_clients_along(
    qtbot: QtBot, themed: ThemeManager
) -> None:
    del themed
    bed = Working(qtbot, Workspace(providers=(OWN,), clients=(JOB,)))
    bed.pane.detail.delete.click()
    question = bed.pane.detail.confirmation
    assert "Its 1 client and its secret go with it." in question.accessibleName()
    button(question, "Keep it").click()
    assert [one.name for one in bed.workspace.providers] == ["Own"]
    bed.pane.detail.delete.click()
    button(question, "Delete").click()
    assert (bed.workspace.providers, bed.workspace.clients) == ((), ())


def test_a_client_is_added_edited_and_deleted(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Working(qtbot, Workspace(providers=(OWN,)))
    bed.pane.clients.add_button.click()
    form = bed.pane.detail.client_form
    QTest.keyClicks(form.client_id, "my-app")
    form.save.click()
    assert [one.client_id for one in bed.workspace.clients] == ["my-app"]
    QTest.keyClick(bed.pane.clients.list, Qt.Key.Key_Return)
    assert form.client_id.text() == "my-app"
    form.name.setText("Mine")
    form.save.click()
    assert [one.name for one in bed.workspace.clients] == ["Mine"]
    bed.pane.clients.delete.click()
    button(bed.pane.clients.confirmation, "Delete").click()
    assert bed.workspace.clients == ()


class Secretive(Working):
    """The form of a client that has a secret, with another one typed."""

    def __init__(self, qtbot: QtBot) -> None:
        client = replace(JOB, auth_method="client_secret_basic", secret_ref="client:job")
        super().__init__(qtbot, Workspace(providers=(OWN,), clients=(client,)))
        self.vault = self.around.world.vault
        self.vault.kept_secrets["client:job"] = Secret("old-one")
        self.pane.clients.edit.click()
        self.form = self.pane.detail.client_form
        QTest.keyClicks(self.form.secret.edit, "new-one")


@pytest.fixture
def secretive(qtbot: QtBot, themed: ThemeManager) -> Secretive:
    del themed
    return Secretive(qtbot)


def test_a_client_s_secret_is_forgotten_as_soon_as_it_is_kept(secretive: Secretive) -> None:
    form = secretive.form
    form.save.click()
    assert secretive.vault.kept_secrets["client:job"] == Secret("new-one")
    assert form.secret.secret() is None
    secretive.pane.clients.edit.click()
    assert form.isVisible()
    assert form.secret.secret() is None
    assert "is stored" in form.secret.edit.placeholderText()


def test_a_client_s_secret_is_forgotten_with_all_that_was_typed_when_the_form_is_left(
    secretive: Secretive,
) -> None:
    form = secretive.form
    form.name.setText("Another")
    button(form, "Back").click()
    assert form.secret.secret() is None
    secretive.pane.clients.edit.click()
    assert form.secret.secret() is None
    assert form.name.text() == "Job"
    assert secretive.vault.kept_secrets["client:job"] == Secret("old-one")


def test_a_client_s_secret_that_could_not_be_kept_can_be_sent_again(secretive: Secretive) -> None:
    secretive.vault.state = VaultState.LOCKED
    secretive.form.save.click()
    assert secretive.pane.detail.message.isVisible()
    assert secretive.form.secret.secret() == Secret("new-one")
