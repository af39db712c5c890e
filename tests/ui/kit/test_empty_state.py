import pytest
from pytestqt.qtbot import QtBot

from oidc_workbench.ui.kit.empty_state import EmptyState
from oidc_workbench.ui.theme import ThemeManager

SENTENCE = (
    "Every request that this program sends, and every one that the browser carries for it, is "
    "listed here for as long as the program runs."
)


@pytest.mark.parametrize("width", [300, 420, 560, 1100])
def test_its_sentence_is_never_cut_off(qtbot: QtBot, themes: ThemeManager, width: int) -> None:
    del themes
    empty = EmptyState("Nothing sent yet", SENTENCE, "Run a sign-in")
    qtbot.addWidget(empty)
    empty.resize(width, 400)
    empty.show()
    qtbot.waitExposed(empty)
    text = empty.sentence
    assert text.height() >= text.heightForWidth(text.width())
