"""A plain text; much of what is shown comes from outside, so none is ever read as HTML."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from oidc_workbench.ui import theme
from oidc_workbench.ui.theme import Size

Ink = Literal["", "muted", "ok", "warning", "error", "info"]


class Text(QLabel):
    """A plain text in one of the four sizes; never read as HTML.

    Args:
        ink: the tone of the text; empty for the normal text colour.
        wrap: let it take several lines.
        select: let it be selected with mouse and keyboard.
    """

    def __init__(
        self,
        text: str = "",
        size: Size = Size.BODY,
        weight: int = 400,
        *,
        ink: Ink = "",
        wrap: bool = False,
        mono: bool = False,
        select: bool = False,
    ) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(size, weight, mono=mono))
        self.setWordWrap(wrap)
        if ink:
            self.setProperty("tone", ink)
        if select:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def set_ink(self, ink: Ink) -> None:
        """Change the tone."""
        if self.property("tone") != ink:
            self.setProperty("tone", ink)
            self.style().unpolish(self)
            self.style().polish(self)


def label(text: str, *, ink: Ink = "muted", wrap: bool = False) -> Text:
    """Make a small text beside or above something."""
    return Text(text, Size.LABEL, ink=ink, wrap=wrap)
