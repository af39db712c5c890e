import pytest
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication

from oidc_workbench.ui.kit import icons

# These have their own colours.
DRAWN_BY_THE_STYLESHEET = {"chevron-dark", "chevron-light", "check-dark", "check-light"}
NAMES = sorted({path.stem for path in icons._FOLDER.glob("*.svg")} - DRAWN_BY_THE_STYLESHEET)


def inks(drawn: QPixmap) -> set[str]:
    """The colours of what is drawn at full strength."""
    image = drawn.toImage()
    every = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in every if colour.alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn_in_the_colour_and_size_asked_for(name: str, qapp: QApplication) -> None:
    del qapp
    drawn = icons.pixmap(name, "#B3261E", size=20, ratio=2.0)
    assert (drawn.width(), drawn.height()) == (40, 40)
    assert drawn.deviceIndependentSize().width() == 20
    assert inks(drawn) == {"#b3261e"}


def test_an_icon_before_a_text_keeps_its_distance(qapp: QApplication) -> None:
    del qapp
    image = icons.icon("key", "#B3261E", gap=4).pixmap(40, 32).toImage()
    assert image.width() > image.height()
    right = [image.pixelColor(image.width() - 1, y) for y in range(image.height())]
    assert {colour.alpha() for colour in right} == {0}
    assert QColor("#b3261e").name() in inks(QPixmap.fromImage(image))


def test_a_name_without_a_drawing_is_a_bug(qapp: QApplication) -> None:
    del qapp
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon")
