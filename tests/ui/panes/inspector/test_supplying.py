import asyncio
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import ECKey
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot

from fakes.steps import API, ISSUER, KEYS, access_token, id_token
from oidc_workbench.flows.kept_keys import PAUSE
from oidc_workbench.jose.jwk import public_jwk
from oidc_workbench.jose.key_generation import generate_key
from oidc_workbench.jose.key_set import KeySet
from oidc_workbench.jose.public_keys import public_key
from oidc_workbench.ui.panes.inspector.engine import Fetched
from oidc_workbench.ui.theme import ThemeManager
from oidc_workbench.workspace.key_record import KeyRecord
from ui.panes.inspector.bed import InspectorBed

JWKS = json.dumps({"keys": [dict(key.raw) for key in KEYS.keys]})
OTHER = KeySet((public_key(ECKey.generate_key("P-256", {"kid": "as-2"}).as_dict(private=False)),),
               KEYS.source)  # fmt: skip


class Bed(InspectorBed):
    def paste(self, text: str) -> None:
        self.presenter.paste(text)
        form = replace(self.presenter.state.form, audiences=API, scopes="orders:read")
        self.presenter.judge_as(form)

    def loaded(self) -> None:
        """Let the file that was asked for come."""
        job = self.around.runner.runs[-1]
        job.finish(asyncio.run(job.work()))

    def fetched(self, keys: KeySet = KEYS, fresh_for: float = 600.0) -> None:
        self.around.runner.runs[-1].finish(Fetched((keys,), {"issuer": ISSUER}, fresh_for))

    def drop(self, path: str) -> None:
        self.around.files.kept[path] = self.around.files.kept.get(path, b"")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path)])
        event = QDropEvent(
            QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        self.pane.dropEvent(event)
        self.loaded()


@pytest.fixture
def bed(qtbot: QtBot, themed: ThemeManager) -> Bed:
    del themed
    return Bed(qtbot)


def test_a_loaded_key_set_verifies(bed: Bed) -> None:
    bed.around.files.kept["/keys/jwks.json"] = JWKS.encode()
    bed.paste(access_token().text)
    bed.pane.editor.keys_field.loaded.emit("/keys/jwks.json")
    bed.loaded()
    assert "Accepted" in bed.verdict
    assert "as-1" in bed.pane.editor.keys.toPlainText()


def test_dropped_keys_and_dropped_tokens_are_told_apart(bed: Bed) -> None:
    bed.around.files.kept["/t.txt"] = f"Bearer {access_token().text}\n".encode()
    bed.around.files.kept["/jwks.json"] = JWKS.encode()
    bed.drop("/t.txt")
    assert "Undecided" in bed.verdict
    bed.drop("/jwks.json")
    assert "signature matches" in [link.text for link in bed.presenter.state.verdict.chain]  # type: ignore[union-attr]  # a token is there


def test_keys_that_come_before_the_token_wait_for_it(bed: Bed) -> None:
    bed.around.files.kept["/jwks.json"] = JWKS.encode()
    bed.drop("/jwks.json")
    assert "The keys are ready" in bed.pane.empty_notice.message
    bed.paste(access_token().text)
    assert "Accepted" in bed.verdict


def test_of_a_private_key_only_the_public_part_is_shown(bed: Bed) -> None:
    made = generate_key("P-256", "mine")
    pem = made.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    bed.paste(access_token().text)
    bed.pane.judge.click()
    QGuiApplication.clipboard().setText(pem)
    bed.pane.editor.keys.paste()
    QGuiApplication.clipboard().clear()
    shown = bed.pane.editor.keys.toPlainText()
    assert '"kty": "EC"' in shown
    assert "PRIVATE" not in shown
    assert pem.splitlines()[1] not in bed.presenter.state.form.keys


def test_a_key_of_the_vault_is_supplied_without_asking_the_keyring(bed: Bed) -> None:
    made = generate_key("P-256", "mine")
    record = KeyRecord(
        "k1", "my key", "mine", "EC", "ES256", made.public.thumbprint, 0.0,
        public_jwk=public_jwk(made.public),
    )  # fmt: skip
    bed.around.bench.change(keys=(record,))
    bed.paste(access_token().text)
    bed.pane.judge.click()
    assert bed.pane.editor.keys_field.vault.isEnabled()
    bed.pane.editor.keys_field.taken_from_vault.emit("k1")
    assert not bed.around.runner.runs
    assert '"kid": "mine"' in bed.pane.editor.keys.toPlainText()


def test_keys_that_are_none_are_left_out_and_the_verdict_does_not_stay(bed: Bed) -> None:
    bed.paste(access_token().text)
    bed.presenter.judge_as(replace(bed.presenter.state.form, keys=JWKS))
    assert "Accepted" in bed.verdict
    bed.presenter.judge_as(replace(bed.presenter.state.form, keys="no key"))
    assert "Accepted" not in bed.verdict
    assert "No key can be used" in bed.presenter.state.form_problem


def test_a_file_without_keys_is_told_in_place(bed: Bed) -> None:
    bed.around.files.kept["/keys/x.json"] = b"{}"
    bed.paste(access_token().text)
    bed.pane.editor.keys_field.loaded.emit("/keys/x.json")
    bed.loaded()
    assert "no public key" in bed.presenter.state.form_problem


def test_fetched_keys_serve_the_next_token_while_they_are_fresh(bed: Bed) -> None:
    bed.paste(access_token().text)
    bed.presenter.fetch_keys()
    bed.fetched(fresh_for=600.0)
    bed.paste(access_token(sub="bob").text)
    assert "Accepted" in bed.verdict
    assert len(bed.around.runner.runs) == 1
    bed.around.world.clock.advance(601)
    bed.paste(access_token(sub="carol").text)
    assert not bed.presenter.state.keys.fetched


def test_keys_that_may_not_be_kept_are_not(bed: Bed) -> None:
    bed.paste(access_token().text)
    bed.presenter.fetch_keys()
    bed.fetched(fresh_for=0.0)
    assert "Accepted" in bed.verdict
    bed.paste(access_token(sub="bob").text)
    assert not bed.presenter.state.keys.fetched


def test_an_unknown_key_id_makes_fetch_once_more(bed: Bed) -> None:
    bed.paste(id_token().text)
    bed.presenter.fetch_keys()
    bed.fetched(OTHER)
    assert len(bed.around.runner.runs) == 1
    bed.around.tick(PAUSE)
    assert len(bed.around.runner.runs) == 2
    bed.fetched(KEYS)
    reading = bed.presenter.state.verdict
    assert reading is not None
    assert reading.chain[0].text == "signature matches"


def test_a_key_id_that_stays_unknown_is_not_asked_for_again(bed: Bed) -> None:
    bed.paste(id_token().text)
    bed.presenter.fetch_keys()
    bed.fetched(OTHER)
    bed.around.tick(PAUSE)
    bed.fetched(OTHER)
    for _ in range(5):
        bed.around.tick(PAUSE)
    assert len(bed.around.runner.runs) == 2
