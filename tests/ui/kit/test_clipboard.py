from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from oidc_workbench.ui.kit.clipboard import CLEAR_AFTER, SecretClipboard, copy_text, secret_data

SECRET = "correct horse battery staple"


@pytest.fixture
def guard(qapp: QApplication) -> Iterator[SecretClipboard]:
    parent = QObject()
    yield SecretClipboard(parent)
    qapp.clipboard().clear()
    parent.deleteLater()


def wait(guard: SecretClipboard, seconds: int) -> None:
    for _ in range(seconds):
        guard.tick()


def test_a_secret_leaves_the_clipboard_after_a_while(guard: SecretClipboard) -> None:
    left: list[int] = []
    guard.seconds_left.connect(left.append)
    guard.copy(SECRET)
    wait(guard, CLEAR_AFTER - 1)
    assert QApplication.clipboard().text() == SECRET
    wait(guard, 1)
    assert QApplication.clipboard().text() == ""
    assert left == list(range(CLEAR_AFTER, -1, -1))


def test_what_was_copied_since_is_left_alone(guard: SecretClipboard) -> None:
    guard.copy(SECRET)
    copy_text("something else")
    wait(guard, CLEAR_AFTER)
    assert QApplication.clipboard().text() == "something else"


def test_a_second_secret_has_its_own_time(guard: SecretClipboard) -> None:
    guard.copy("first")
    wait(guard, 20)
    guard.copy("second")
    wait(guard, 20)
    assert QApplication.clipboard().text() == "second"
    wait(guard, 10)
    assert QApplication.clipboard().text() == ""


@pytest.mark.parametrize(
    ("platform", "hint"),
    [
        ("linux", "x-kde-passwordManagerHint"),
        ("win32", "ExcludeClipboardContentFromMonitorProcessing"),
        ("win32", "CanIncludeInClipboardHistory"),
        ("darwin", "concealed"),
    ],
)
def test_clipboard_histories_are_asked_to_look_away(
    qapp: QApplication, platform: str, hint: str
) -> None:
    del qapp
    data = secret_data(SECRET, platform)
    assert data.text() == SECRET
    assert any(hint in form for form in data.formats())
