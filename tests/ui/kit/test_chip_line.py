from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.chip_line import Bit, ChipLine, _Placed

LONG = "https://login.example/" + "tenant-" * 30 + "jwks"
BITS = (
    Bit("signature matches", "ok"),
    Bit("from"),
    Bit(LONG, "neutral"),
    Bit("issuer only claimed", "warning"),
)


def line(qtbot: QtBot, bits: tuple[Bit, ...] = BITS) -> ChipLine:
    widget = ChipLine()
    qtbot.addWidget(widget)
    widget.show_bits(bits)
    widget.resize(widget.sizeHint())
    widget.show()
    return widget


def test_it_says_marks_in_words_and_whole_values(qtbot: QtBot) -> None:
    said = line(qtbot).accessibleName()
    assert said == (f"passed: signature matches, from, {LONG}, warning: issuer only claimed")


def test_it_goes_on_in_the_next_line_when_it_is_narrow(qtbot: QtBot) -> None:
    widget = line(qtbot)
    one = widget.heightForWidth(4000)
    assert widget.heightForWidth(330) > 2 * one
    widget.show_bits(BITS[:1])
    assert widget.heightForWidth(4000) == one
    widget.show_bits(())
    assert widget.heightForWidth(4000) == 0


def test_nothing_is_drawn_beyond_its_width(qtbot: QtBot) -> None:
    widget = line(qtbot)
    for width in (60, 130, 330):
        assert all(one.box.right() <= width for one in widget._place(width))


def test_a_chip_that_is_cut_tells_its_whole_text(qtbot: QtBot) -> None:
    widget = line(qtbot)
    first, cut = widget._place(widget.width())[0], widget._place(widget.width())[2]
    assert cut.shown != LONG

    def told(placed: _Placed) -> str:
        at = placed.box.center().toPoint()
        QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
        return QToolTip.text()

    assert told(cut) == LONG
    qtbot.waitUntil(lambda: told(first) == "")
    QToolTip.hideText()


def test_it_can_be_copied_whole(qtbot: QtBot) -> None:
    widget = line(qtbot)
    widget.actions()[0].trigger()
    assert LONG in QApplication.clipboard().text()


def test_a_tone_is_painted_in_its_ground(qtbot: QtBot) -> None:
    widget = line(qtbot, (Bit("trusted issuer", "ok"),))
    box = widget._place(widget.width())[0].box
    spot = QPoint(round(box.left()) + 3, round(box.center().y()))
    image = widget.grab().toImage()
    assert QColor(image.pixel(spot)) == theme.current().ground("ok")
