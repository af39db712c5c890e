import asyncio
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from fakes.panes import FakeJob, FakePane
from fakes.steps import PROVIDER, SERVICE, WORKSPACE, access_token, step, token_steps
from oidc_workbench.flows.step import StepState
from oidc_workbench.rules.document import DocumentContext, DocumentKind
from oidc_workbench.rules.document_judging import inspect_document
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.service_token.view import ServicePane
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Workspace
from ui.panes.accessible import nameless

KEY = KeyRecord("k1", "My key", "kid-1", "EC", "ES256", "thumb", 1_700_000_000.0)
READY = BenchState(WORKSPACE, "p1", "c2", keys=(KEY,))
BASIC = replace(SERVICE, auth_method="client_secret_basic", secret_ref="s1")


class Bed:
    def __init__(self, qtbot: QtBot, state: BenchState = READY) -> None:
        self.around = FakePane(state)
        self.pane = ServicePane(self.around.context)
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()
        qtbot.waitExposed(self.pane)

    @property
    def job(self) -> FakeJob:
        return self.around.runner.streams[-1]


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


def test_every_control_says_what_it_is(bed: Bed) -> None:
    assert nameless(bed.pane) == []


def test_only_the_fields_of_the_method_are_shown(qtbot: QtBot, bed: Bed) -> None:
    form = bed.pane.form
    assert (form.key.isVisible(), form.secret.isVisible()) == (True, False)
    workspace = Workspace(providers=(PROVIDER,), clients=(BASIC,))
    other = Bed(qtbot, BenchState(workspace, "p1", "c2"))
    form = other.pane.form
    assert (form.key.isVisible(), form.secret.isVisible()) == (False, True)
    assert "from the vault" in form.secret.text()


def test_prepare_then_look_then_send(bed: Bed) -> None:
    bed.pane.start.click()
    claims = (("assertion claims", '{"iss": "job-1", "sub": "job-1"}'),)
    bed.job.give(step("prepare", StepState.WAITING, message="Ready.", facts=claims))
    assert bed.pane.start.text() == "Send"
    assert not bed.pane.form.isEnabled()
    bed.pane.start.click()
    bed.job.give(step("prepare"), *token_steps(access_token()))
    bed.job.finish()
    assert bed.pane.tokens.rows["access_token"].isVisible()
    assert not bed.pane.tokens.rows["id_token"].isVisible()
    assert "userinfo" not in bed.pane.tokens.rows["access_token"].buttons


def test_without_a_key_it_leads_to_the_keys(qtbot: QtBot, themed: ThemeManager) -> None:
    del themed
    bed = Bed(qtbot, replace(READY, keys=()))
    assert not bed.pane.start.isEnabled()
    bed.pane.problem.action.click()
    assert bed.around.shown == ["keys"]


def test_a_run_is_reported_with_the_documents_of_its_steps(bed: Bed) -> None:
    assert not bed.pane.report.isVisible()
    bed.pane.start.click()
    context = DocumentContext(issuer=PROVIDER.issuer)
    form = "grant_type=password&username=erika-4711&password=s3cr3t-passw0rd"
    judged = inspect_document(DocumentKind.TOKEN_REQUEST, form, context, 1.0)
    first, *others = token_steps(access_token(sub="erika-4711"))
    bed.job.give(replace(first, documents=(("token request", judged),)), *others)
    bed.job.finish()
    assert bed.pane.report.isVisible()
    for kind in ("markdown", "html", "json", "sarif"):
        bed.pane.report.saved.emit(kind, f"/run.{kind}", False)
        job = bed.around.runner.runs[-1]
        job.finish(asyncio.run(job.work()))
        text = bed.around.files.kept[f"/run.{kind}"].decode()
        assert all(finding.rule in text for finding in judged.verdict.findings)
        assert "s3cr3t-passw0rd" not in text
        assert "erika-4711" not in text
    assert "Saved to /run.sarif." in bed.pane.reported.message
    bed.pane.report.copied.emit()
    assert QGuiApplication.clipboard().text().startswith("# Run report")
    QGuiApplication.clipboard().clear()


def test_a_public_client_is_said_to_be_one_and_may_get_a_method(
    qtbot: QtBot, themed: ThemeManager
) -> None:
    del themed
    clients = tuple(replace(c, auth_method="none") for c in READY.workspace.clients)
    bed = Bed(qtbot, replace(READY, workspace=replace(READY.workspace, clients=clients)))
    form = bed.pane.form
    assert form.method.currentText() == "nothing: a public client"
    assert not form.secret.isVisible()
    assert not bed.pane.start.isEnabled()
    assert bed.pane.problem.isVisible()
    form.method.show_value("private_key_jwt")
    form.method.activated.emit(form.method.currentIndex())
    assert bed.pane.start.isEnabled()
    assert form.method.findData("none") < 0
