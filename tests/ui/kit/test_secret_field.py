from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from oidc_workbench.secret import Secret
from oidc_workbench.ui.kit.clipboard import secret_clipboard
from oidc_workbench.ui.kit.labels import MonoText
from oidc_workbench.ui.kit.secret_field import HoldButton, SecretCopyButton, SecretField, SecretText

TEXT = "s3cr3t-value"


def shown(widget: SecretText) -> str:
    field = widget.findChild(MonoText)
    assert field is not None
    return field.text() + field.accessibleName() + field.toolTip()


def test_a_secret_shows_only_while_the_button_is_held(qtbot: QtBot) -> None:
    widget = SecretText(Secret(TEXT), "client secret")
    qtbot.addWidget(widget)
    widget.show()
    button = widget.findChild(HoldButton)
    assert button is not None
    assert TEXT not in shown(widget)
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert TEXT in shown(widget)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert TEXT not in shown(widget)


def test_holding_works_by_space_and_ends_when_hidden(qtbot: QtBot) -> None:
    widget = SecretText(Secret(TEXT))
    qtbot.addWidget(widget)
    widget.show()
    button = widget.findChild(HoldButton)
    assert button is not None
    QTest.keyPress(button, Qt.Key.Key_Space)
    assert widget.is_revealed
    widget.hide()
    assert not widget.is_revealed


def test_another_secret_is_masked_at_once(qtbot: QtBot) -> None:
    widget = SecretText(Secret(TEXT))
    qtbot.addWidget(widget)
    widget.set_secret(Secret("other"))
    assert "other" not in shown(widget)


def test_copying_counts_down_on_the_button(qtbot: QtBot) -> None:
    button = SecretCopyButton(lambda: TEXT, name="Copy the secret")
    qtbot.addWidget(button)
    button.click()
    assert QApplication.clipboard().text() == TEXT
    assert button.text() == "Clears in 30 s"
    secret_clipboard().clear()
    secret_clipboard().tick()
    assert button.text() == ""
    assert QApplication.clipboard().text() == ""


def test_a_typed_secret_is_dots_and_is_forgotten(qtbot: QtBot) -> None:
    field = SecretField("client secret")
    qtbot.addWidget(field)
    assert field.secret() is None
    QTest.keyClicks(field.edit, TEXT)
    assert field.edit.echoMode() is QLineEdit.EchoMode.Password
    assert field.secret() == Secret(TEXT)
    assert not [label for label in field.findChildren(QLabel) if TEXT in label.text()]
    field.forget("stored")
    assert field.secret() is None
    assert field.edit.placeholderText() == "stored"


def test_a_forgotten_secret_is_not_brought_back_while_it_is_revealed(qtbot: QtBot) -> None:
    field = SecretField("client secret")
    qtbot.addWidget(field)
    QTest.keyClicks(field.edit, TEXT)
    field.forget()
    reveal = field.findChild(HoldButton)
    assert reveal is not None
    reveal.held.emit(True)
    field.edit.undo()
    assert field.secret() is None
