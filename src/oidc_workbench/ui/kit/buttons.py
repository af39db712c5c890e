"""Buttons: one primary per pane, secondary ones beside it, quiet ones inside what they act on."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QSizePolicy, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit import icons
from oidc_workbench.ui.kit.clipboard import copy_text

_ICON_GAP = 4


class Button(QPushButton):
    """A secondary button; the others differ by what they weigh.

    Args:
        icon: the name of an icon, tinted with the button's own text colour.
        name: the accessible name where the text alone does not say it.
    """

    kind = ""
    weight = 400

    def __init__(
        self,
        text: str = "",
        action: Callable[[], object] | None = None,
        *,
        icon: str = "",
        name: str = "",
        tip: str = "",
    ) -> None:
        super().__init__(text)
        if self.kind:
            self.setProperty("kind", self.kind)
        self._icon = icon
        self._tinted: tuple[str, str, int, int] | None = None
        self._stand_in: QWidget | None = None
        self.setFont(theme.font(weight=self.weight))
        self.setAccessibleName(name or text)
        self.setToolTip(tip or ("" if text else name))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self._tint()
        if action is not None:
            self.clicked.connect(lambda _checked: action())

    def keyPressEvent(self, event: object) -> None:
        """Let Enter press the button too, as in every form."""
        key = event.key()  # type: ignore[attr-defined]  # a QKeyEvent, imported for typing only
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]  # as above

    def setEnabled(self, enabled: bool) -> None:
        """Enable or disable it; the focus that went away with it comes back, if nobody moved it.

        Else whoever pressed it by keyboard would find the focus elsewhere once it can go on.
        """
        had_focus = self.hasFocus()
        super().setEnabled(enabled)
        if not enabled and had_focus:
            self._stand_in = QApplication.focusWidget()
        elif enabled and self._stand_in is not None:
            if QApplication.focusWidget() is self._stand_in:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._stand_in = None

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon anew when the theme changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.EnabledChange):
            self._tint()

    def _tint(self) -> None:
        if self._icon:
            gap = _ICON_GAP if self.text() else 0
            wanted = (self._icon, self._icon_colour(), gap, theme.px(16))
            if wanted == self._tinted:  # a palette is told of whenever a widget finds its place
                return
            self._tinted = wanted
            self.setIcon(icons.icon(self._icon, self._icon_colour(), gap))
            self.setIconSize(QSize(theme.px(16) + theme.px(gap), theme.px(16)))

    def _icon_colour(self) -> str:
        colours = theme.current().colours
        return colours.text if self.isEnabled() else colours.muted


class PrimaryButton(Button):
    """The one thing a pane is there to do."""

    kind = "primary"
    weight = 500

    def _icon_colour(self) -> str:
        colours = theme.current().colours
        return colours.on_accent if self.isEnabled() else colours.muted


class QuietButton(Button):
    """A button without a frame, inside what it acts on."""

    kind = "quiet"


class DangerButton(Button):
    """Confirms what can't be undone."""

    kind = "danger"

    def _icon_colour(self) -> str:
        return theme.current().colours.error


class CopyButton(Button):
    """Copies a text and says for a moment that it did.

    Args:
        source: gives the text when it is pressed.
    """

    def __init__(self, source: Callable[[], str], text: str = "Copy", *, name: str = "") -> None:
        super().__init__(text, self._copy, icon="copy", name=name or text)
        self._source, self._text = source, text
        self._back = QTimer(self, singleShot=True, interval=1500)
        self._back.timeout.connect(lambda: self.setText(self._text))

    def _copy(self) -> None:
        copy_text(self._source())
        self.setMinimumWidth(self.width())
        self.setText("Copied")
        self._back.start()
