import pytest
from pytestqt.qtbot import QtBot

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.labels import MarkedText, MonoText


def test_only_what_stands_in_backticks_is_set_off(qtbot: QtBot) -> None:
    text = MarkedText("Found: `https://x.example/` <b>here</b>.")
    qtbot.addWidget(text)
    (layout,) = text._layouts()
    (mark,) = layout.formats()
    assert layout.text()[mark.start : mark.start + mark.length].replace("\u200b", "") == (
        "https://x.example/"
    )
    assert mark.format.fontFamilies() == [theme.font(mono=True).family()]
    assert layout.text().endswith(" <b>here</b>.")
    assert text.accessibleName() == "Found: https://x.example/ <b>here</b>."


def test_a_sentence_keeps_to_its_width(qtbot: QtBot) -> None:
    text = MarkedText("Rejected since `" + "path/" * 60 + "` is not expected")
    qtbot.addWidget(text)
    placed, height = text._lay_out(200)
    lines = [placed[0][0].lineAt(n) for n in range(placed[0][0].lineCount())]
    assert all(line.naturalTextWidth() <= 200 for line in lines)
    assert height == text.heightForWidth(200) > text.heightForWidth(2000)


@pytest.mark.parametrize("kind", [MarkedText, MonoText])
def test_another_text_is_laid_out_anew(qtbot: QtBot, kind: type[MarkedText | MonoText]) -> None:
    text = kind("short")
    qtbot.addWidget(text)
    before = text.heightForWidth(100)
    text.set_text("a much longer text than that, which takes some lines")
    assert text.heightForWidth(100) > before
    text.set_text("short")
    assert text.heightForWidth(100) == before


def test_a_larger_font_is_laid_out_anew(qtbot: QtBot) -> None:
    text = MonoText("some words that break")
    qtbot.addWidget(text)
    before = text.heightForWidth(80)
    font = text.font()
    font.setPixelSize(2 * font.pixelSize())
    text.setFont(font)
    assert text.heightForWidth(80) > before
