import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QStyle, QStyleOptionButton, QWidget
from pytestqt.qtbot import QtBot

from oidc_workbench.ui import theme
from oidc_workbench.ui.status_line import StatusItem
from oidc_workbench.ui.stylesheet import stylesheet
from oidc_workbench.ui.theme import DARK, LIGHT, Colours, Theme, ThemeManager

TONES = ("ok", "warning", "error", "info")
GROUNDS = ("background", "surface", "sunken")
TOKEN = ("header", "payload", "signature")


def luminance(name: str) -> float:
    """WCAG 2.2, relative luminance."""

    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    colour = QColor(name)
    red, green, blue = map(channel, (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs() -> list[tuple[str, str]]:
    """Every text on every ground that it stands on somewhere."""
    found = [(ink, ground) for ink in ("text", "muted") for ground in GROUNDS]
    found += [(ink, ground) for ink in (*TONES, *TOKEN) for ground in GROUNDS]
    found += [(tone, f"{tone}_ground") for tone in TONES]
    # Selected rows and messages carry every kind of text.
    found += [(ink, f"{tone}_ground") for ink in ("text", "muted") for tone in TONES]
    return [*found, ("on_accent", "info")]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(colours: Colours) -> None:
    weak = [
        f"{ink} on {ground}: {ratio:.2f}"
        for ink, ground in pairs()
        if (ratio := contrast(getattr(colours, ink), getattr(colours, ground))) < 4.5
    ]
    assert not weak


def test_the_person_s_choice_overrides_the_system(themes: ThemeManager, qapp: QApplication) -> None:
    themes.choose("dark")
    assert theme.current().colours is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.background
    themes.choose("light")
    assert theme.current().colours is LIGHT
    assert LIGHT.surface in qapp.styleSheet()


def test_the_system_s_change_is_followed(themes: ThemeManager) -> None:
    told: list[bool] = []
    themes.changed.connect(lambda: told.append(True))
    themes.choose("dark")
    themes.choose("dark")
    assert told == [True]
    themes.follow()
    themes.choose("system")
    assert theme.current().colours in (LIGHT, DARK)


def test_high_contrast_takes_the_system_s_colours_and_doubles_lines(
    themes: ThemeManager, qapp: QApplication
) -> None:
    del themes
    system = QPalette(QColor("black"))
    system.setColor(QPalette.ColorRole.WindowText, QColor("yellow"))
    qapp.setPalette(system)
    manager = ThemeManager(qapp, "light", contrast=True)
    manager.follow()
    now = theme.current()
    assert now.line_width == 2
    assert now.colours.text == QColor("yellow").name()
    assert {now.colours.ok_ground, now.colours.error_ground} == {QColor("black").name()}


@pytest.mark.parametrize("scheme", [Theme(LIGHT, dark=False), Theme(DARK, dark=True)])
def test_the_stylesheet_is_filled_and_its_pictures_exist(scheme: Theme) -> None:
    sheet = stylesheet(scheme)
    assert not re.findall(r"%[a-z]", sheet)
    pictures = re.findall(r"url\(([^)]+)\)", sheet)
    assert pictures
    assert all(Path(picture).is_file() for picture in pictures)


def test_larger_letters_make_everything_larger() -> None:
    once, twice = Theme(LIGHT, dark=False), Theme(LIGHT, dark=False, scale=2.0)
    assert twice.px(16) == 2 * once.px(16)
    assert "padding: 8px 22px" in stylesheet(twice)


def test_high_contrast_tells_focus_and_selection_apart_without_soft_grounds() -> None:
    colours = LIGHT._replace(info_ground=LIGHT.background, line=LIGHT.text, info=LIGHT.text)
    sheet = stylesheet(Theme(colours, dark=False, contrast=True))
    button = re.search(r"QPushButton \{[^}]*border: (\d)px", sheet)
    focused = re.search(r"QPushButton:focus \{ border: (\d)px", sheet)
    assert button
    assert focused
    assert int(focused[1]) > int(button[1])
    picked = re.search(r"QMenu::item:selected \{ background: (\S+); color: (\S+);", sheet)
    assert picked
    assert contrast(picked[1], picked[2]) > 4.5
    assert contrast(picked[1], colours.background) > 4.5


def test_drawings_follow_the_ground_they_stand_on() -> None:
    system = LIGHT._replace(surface="#000000")
    assert "check-dark" in stylesheet(Theme(system, dark=False, contrast=True))
    assert "check-light" in stylesheet(Theme(LIGHT, dark=False))


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_marks_keep_their_shape_when_letters_are_larger(
    themes: ThemeManager, qapp: QApplication, qtbot: QtBot, scale: float
) -> None:
    del themes
    font = qapp.font()
    font.setPixelSize(round(13 * scale))
    qapp.setFont(font)
    ThemeManager(qapp, "light")
    boxes = [QCheckBox("on"), QCheckBox("off")]
    boxes[0].setChecked(True)
    item = StatusItem()
    item.say("runs", "ok")
    shown: list[QWidget] = [*boxes, item]
    for widget in shown:
        qtbot.addWidget(widget)
        widget.show()
    sizes = set()
    for box in boxes:
        option = QStyleOptionButton()
        box.initStyleOption(option)
        element = QStyle.SubElement.SE_CheckBoxIndicator
        sizes.add(box.style().subElementRect(element, option, box).width())
    assert sizes == {theme.px(14) + 2}
    (dot,) = (one for one in item.findChildren(QFrame) if one.property("dot"))
    drawn, place = item.grab().toImage(), dot.geometry()
    assert drawn.pixelColor(place.center()).name() == theme.current().colours.ok.lower()
    assert drawn.pixelColor(place.topLeft()).name() != theme.current().colours.ok.lower()
