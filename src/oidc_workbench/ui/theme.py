"""The visual language, said once: colours by meaning, spacing, type; light, dark, high contrast.

Widgets take their look from the palette and the one stylesheet made of these tokens; what paints
itself asks :func:`current` while it paints. The theme can be chosen by argument, since the
offscreen platform has no colour scheme to follow.
"""

import gc
from enum import IntEnum
from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

Tone = Literal["neutral", "ok", "warning", "error", "info", "header", "payload", "signature"]
Choice = Literal["system", "light", "dark"]

TINY, SMALL, MEDIUM, LARGE, HUGE = 4, 8, 12, 16, 24
CARD_RADIUS, CONTROL_RADIUS = 8, 6


class Size(IntEnum):
    """The four type sizes, in pixels where the system's interface font is 13 pixels high."""

    LABEL = 11
    BODY = 13
    SECTION = 15
    VERDICT = 18


class Colours(NamedTuple):
    """One theme's colours by role; ``x`` is the text and ``x_ground`` what it stands on."""

    background: str
    surface: str
    sunken: str
    line: str
    text: str
    muted: str
    ok: str
    ok_ground: str
    warning: str
    warning_ground: str
    error: str
    error_ground: str
    info: str
    info_ground: str
    on_accent: str
    header: str
    payload: str
    signature: str


LIGHT = Colours(
    background="#F6F7F9", surface="#FFFFFF", sunken="#EEF1F4", line="#DBE0E6",
    text="#1B2027", muted="#5A6470",
    ok="#187B48", ok_ground="#E3F4EA", warning="#8A5A00", warning_ground="#FBF1DC",
    error="#B3261E", error_ground="#FBE7E5", info="#2B5FC7", info_ground="#E7EEFB",
    on_accent="#FFFFFF", header="#A23B72", payload="#3D54C9", signature="#0B7A75",
)  # fmt: skip
DARK = Colours(
    background="#14171C", surface="#1C2027", sunken="#15191F", line="#303742",
    text="#E6EAF0", muted="#9AA5B3",
    ok="#5BC78A", ok_ground="#173326", warning="#E0B052", warning_ground="#362B14",
    error="#F28B82", error_ground="#3D1F1E", info="#7FA6F5", info_ground="#22304B",
    on_accent="#14171C", header="#E58BB8", payload="#93A4FF", signature="#58C7BF",
)  # fmt: skip


class Theme(NamedTuple):
    """What is in force.

    Args:
        scale: how much larger the system's interface font is than 13 pixels; never below 1.
        contrast: high contrast: the system's own colours, lines doubled, no soft grounds.
    """

    colours: Colours
    dark: bool
    scale: float = 1.0
    contrast: bool = False

    @property
    def line_width(self) -> int:
        """The width of borders and dividers in pixels."""
        return 2 if self.contrast else 1

    @property
    def ground_is_dark(self) -> bool:
        """Whether drawings stand on dark: in high contrast the system's colours decide."""
        return QColor(self.colours.surface).lightness() < 128

    def ink(self, tone: Tone) -> QColor:
        """Return the colour of text and marks in a tone; neutral is muted text."""
        return QColor(self.colours.muted if tone == "neutral" else getattr(self.colours, tone))

    def ground(self, tone: Tone) -> QColor:
        """Return the soft ground of a tone; sunken where the tone has none of its own."""
        return QColor(getattr(self.colours, f"{tone}_ground", self.colours.sunken))

    def px(self, pixels: float) -> int:
        """Scale a length with the interface font, so that 100-200 % keep their proportions."""
        return round(pixels * self.scale)


_current = Theme(LIGHT, dark=False)
_fonts: dict[tuple[int, int, bool], QFont] = {}  # asking the system for one takes a while


def current() -> Theme:
    """Return the theme in force; ask while painting, do not keep it."""
    return _current


def px(pixels: float) -> int:
    """Scale a length with the interface font."""
    return _current.px(pixels)


def font(size: Size = Size.BODY, weight: int = 400, *, mono: bool = False) -> QFont:
    """Return the interface font in one of the four sizes; monospace is one pixel smaller."""
    pixels = _current.px(size - 1 if mono else size)
    made = _fonts.get((pixels, weight, mono))
    if made is None:
        made = _fixed_font() if mono else QFont()
        made.setPixelSize(pixels)
        made.setWeight(QFont.Weight(weight))
        _fonts[pixels, weight, mono] = made
    return QFont(made)


def _fixed_font() -> QFont:
    from PySide6.QtGui import QFontDatabase

    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


def high_contrast(palette: QPalette) -> Colours:
    """Return the system's own colours in our roles."""

    def name(role: QPalette.ColorRole) -> str:
        return palette.color(role).name()

    text, ground = name(QPalette.ColorRole.WindowText), name(QPalette.ColorRole.Window)
    return Colours(
        background=ground, surface=ground, sunken=ground, line=text, text=text, muted=text,
        ok=text, ok_ground=ground, warning=text, warning_ground=ground,
        error=text, error_ground=ground, info=text, info_ground=ground,
        on_accent=ground, header=text, payload=text, signature=text,
    )  # fmt: skip


def palette_of(colours: Colours) -> QPalette:
    """Make the palette that Fusion paints with."""
    palette = QPalette()
    role = QPalette.ColorRole
    for target, colour in (
        (role.Window, colours.background), (role.WindowText, colours.text),
        (role.Base, colours.surface), (role.AlternateBase, colours.sunken),
        (role.Text, colours.text), (role.PlaceholderText, colours.muted),
        (role.Button, colours.surface), (role.ButtonText, colours.text),
        (role.ToolTipBase, colours.surface), (role.ToolTipText, colours.text),
        (role.Highlight, colours.info), (role.HighlightedText, colours.on_accent),
        (role.Link, colours.info), (role.LinkVisited, colours.info), (role.Mid, colours.line),
        (role.Dark, colours.line), (role.Light, colours.surface), (role.Accent, colours.info),
    ):  # fmt: skip
        palette.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.muted))
    return palette


class ThemeManager(QObject):
    """Puts the theme on the application and follows the system's scheme and its changes.

    Args:
        choice: what the person chose; ``system`` follows the desktop.
        contrast: None asks the desktop; a test says.
    """

    changed = Signal()

    def __init__(
        self, app: QApplication, choice: Choice = "system", contrast: bool | None = None
    ) -> None:
        super().__init__(app)
        self._app, self._choice, self._contrast = app, choice, contrast
        self._system_palette = app.palette()
        self._scale = max(1.0, QFontInfo(app.font()).pixelSize() / Size.BODY)
        self._follows = False
        self._refresh()

    def follow(self) -> None:
        """Begin to follow the system; after the first paint, as it loads much of Qt's names."""
        if not self._follows:
            self._follows = True
            self._app.styleHints().colorSchemeChanged.connect(self._refresh)
            if self._decide() != _current:  # else every widget would be styled again for nothing
                self._refresh()

    def choose(self, choice: Choice) -> None:
        """Follow the system, or stay light or dark."""
        if choice != self._choice:
            self._choice = choice
            self._refresh()

    @property
    def choice(self) -> Choice:
        """What the person chose."""
        return self._choice

    def _refresh(self) -> None:
        global _current  # one application has one theme; what paints asks for it
        before, _current = _current, self._decide()
        from oidc_workbench.ui.stylesheet import stylesheet

        app_font = self._app.font()
        app_font.setPixelSize(_current.px(Size.BODY))
        # Qt walks over all widgets now; the collector must not free one of them meanwhile.
        collects = gc.isenabled()
        gc.disable()
        try:
            self._app.setFont(app_font)
            _fonts.clear()
            self._app.setPalette(palette_of(_current.colours))
            self._app.setStyleSheet(stylesheet(_current))
        finally:
            if collects:
                gc.enable()
        if before != _current:
            self.changed.emit()

    def _decide(self) -> Theme:
        dark = self._choice == "dark"
        if self._choice == "system":
            dark = self._system_is_dark()
        if self._wants_contrast():
            return Theme(high_contrast(self._system_palette), dark, self._scale, contrast=True)
        return Theme(DARK if dark else LIGHT, dark, self._scale)

    def _system_is_dark(self) -> bool:
        if not self._follows:
            # The system's own palette tells as much, and costs nothing.
            return self._system_palette.window().color().lightness() < 128
        from PySide6.QtCore import Qt

        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _wants_contrast(self) -> bool:
        if self._contrast is not None:
            return self._contrast
        if not self._follows:
            return False
        # Qt 6.10 and later; earlier ones can't say.
        styles = self._app.styleHints()  # what it hands out lives only as long as it
        hints = getattr(styles, "accessibility", lambda: None)()
        wanted = getattr(hints, "contrastPreference", lambda: None)()
        return getattr(wanted, "name", "") == "HighContrast"
