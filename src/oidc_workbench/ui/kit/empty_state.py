"""An empty pane says in one sentence what it is for, and offers the button that fills it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import column
from oidc_workbench.ui.kit.tinted_icon import TintedIcon
from oidc_workbench.ui.theme import Size


class EmptyState(QWidget):
    """One sentence and one button, in the middle of what is empty.

    Args:
        action: the button's text; empty for none.
        primary: whether that button is the pane's primary one.
    """

    def __init__(
        self,
        title: str,
        sentence: str,
        action: str = "",
        do: Callable[[], object] | None = None,
        *,
        icon: str = "info",
        primary: bool = True,
    ) -> None:
        super().__init__()
        picture = TintedIcon(icon, size=28)
        heading = Text(title, Size.SECTION, 600)
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence = Text(sentence, ink="muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setMaximumWidth(theme.px(420))
        self.sentence.setMinimumWidth(theme.px(220))
        box = column(gap=theme.SMALL, margin=theme.HUGE)
        box.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        box.addWidget(picture, 0, middle)
        box.addWidget(heading, 0, middle)
        box.addLayout(_centred(self.sentence))
        self.button = (PrimaryButton if primary else Button)(action, do)
        if action:
            box.addSpacing(theme.px(theme.SMALL))
            box.addWidget(self.button, 0, middle)
        else:
            self.button.setParent(self)
            self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.button.hide()
        box.addStretch(1)
        self.setLayout(box)
        self.setAccessibleName(f"{title}. {sentence}")


def _centred(text: QWidget) -> QHBoxLayout:
    """Give a text its room up to its widest, between two stretches.

    An alignment would set it at the width of its size hint, but as high as at the full width: its
    last lines would be cut off.
    """
    line = QHBoxLayout()
    line.addStretch(1)
    line.addWidget(text, 1000)
    line.addStretch(1)
    return line
