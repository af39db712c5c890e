import asyncio
import json

import pytest
from pytestqt.qtbot import QtBot

from fakes.panes import FakePane
from fakes.steps import WORKSPACE, access_token
from oidc_workbench.jose.reader import read
from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.panes.inspector.forging import SECRET, parsed
from oidc_workbench.ui.panes.inspector.view import InspectorPane
from oidc_workbench.ui.theme import ThemeManager
from ui.panes.accessible import nameless


class Bed:
    def __init__(self, qtbot: QtBot) -> None:
        token = access_token()
        state = BenchState(WORKSPACE, "p1", "c1", tokens=(token,), to_inspect=token)
        self.around = FakePane(state)
        self.pane = InspectorPane(self.around.context)
        qtbot.addWidget(self.pane)
        self.pane.resize(1080, 740)
        self.pane.show()
        self.pane.token.edit.click()

    @property
    def verdict(self) -> str:
        return self.pane.verdict.accessibleName()


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


def test_the_editor_begins_with_the_token_and_names_its_controls(bed: Bed) -> None:
    assert bed.pane.forge.isVisible()
    assert json.loads(bed.pane.forge.claims_text.toPlainText())["sub"] == "alice-1"
    assert nameless(bed.pane.forge) == []


def test_a_token_without_signature_is_rejected_and_marked_at_once(bed: Bed) -> None:
    assert "Accepted" in bed.verdict
    bed.pane.forge.sign.click()
    assert "Rejected" in bed.verdict
    assert "forged here" in bed.pane.presenter.state.origin
    judged = bed.pane.presenter.judged()
    assert judged is not None
    assert judged.forged


def test_a_forged_token_stays_marked_when_it_is_pasted_again(bed: Bed) -> None:
    bed.pane.forge.sign.click()
    reading = bed.pane.presenter.state.reading
    assert reading is not None
    bed.pane.presenter.clear()
    bed.pane.presenter.paste(reading.token)
    assert "forged here" in bed.pane.presenter.state.origin
    bed.pane.report.saved.emit("json", "/r.json", False)
    job = bed.around.runner.runs[-1]
    import anyio

    async def work() -> object:
        return await job.work()

    job.finish(anyio.run(work))
    assert b"forged here" in bed.around.files.kept["/r.json"]


def test_an_edited_claim_signed_with_a_secret_is_never_accepted(bed: Bed) -> None:
    forge = bed.pane.forge
    claims = {**json.loads(forge.claims_text.toPlainText()), "scope": "admin"}
    forge.claims_text.setPlainText(json.dumps(claims))
    forge.signer.show_value(SECRET)
    forge.signer.activated.emit(1)
    assert forge.secret.isVisible()
    forge.sign.click()
    assert "secret is empty" in forge.problem.text()
    assert "Accepted" in bed.verdict


@pytest.mark.parametrize(("text", "told"), [("{", "line 1"), ("[]", "not an object")])
def test_what_is_not_json_is_said_and_nothing_is_signed(bed: Bed, text: str, told: str) -> None:
    bed.pane.forge.claims_text.setPlainText(text)
    bed.pane.forge.sign.click()
    assert told in bed.pane.forge.problem.text()
    assert "Accepted" in bed.verdict


def test_an_unsigned_token_has_three_parts_and_an_empty_last_one() -> None:
    from oidc_workbench.ui.panes.inspector.forging import unsigned

    text = unsigned({"alg": "ES256"}, {"sub": "a"})
    assert text.endswith(".")
    assert read(text).head["alg"] == "none"
    assert parsed('{"a": 1}', "header") == {"a": 1}


def test_a_vault_key_signs_and_its_algorithm_replaces_one_it_can_not_do() -> None:
    from oidc_workbench.jose.key_generation import generate_key
    from oidc_workbench.ui.panes.inspector.forging import with_key

    key = generate_key("P-256", "mine")
    head = read(with_key({"alg": "RS256"}, {"sub": "a"}, key)).head
    assert head["alg"] == "ES256"


def test_signing_with_a_vault_key_is_a_use_of_it(bed: Bed) -> None:
    from oidc_workbench.jose.key_generation import generate_key
    from oidc_workbench.ui.panes.inspector.forging import Draft

    vault = bed.around.world.vault
    vault.keys["k1"] = generate_key("P-256", "mine")
    bed.pane.presenter.forging.sign(Draft("{}", "{}", signer="k1"))
    signed = asyncio.run(bed.around.runner.runs[-1].work())
    assert read(signed).head["alg"] == "ES256"
    assert vault.uses == ["k1"]
