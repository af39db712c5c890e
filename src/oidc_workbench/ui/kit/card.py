"""Cards: what belongs together, with a title and what can be done with it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import row


class Rule(QFrame):
    """A thin line between parts."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "rule")
        self.setFixedHeight(theme.current().line_width)


class SectionHeader(QWidget):
    """A title with actions at its right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = Text(title, weight=600, ink="muted")
        self._row: QHBoxLayout = row(self.title, gap=theme.SMALL)
        self._row.addStretch(1)
        self.setLayout(self._row)

    def add(self, widget: QWidget) -> None:
        """Put an action at the right."""
        self._row.addWidget(widget)

    def set_title(self, text: str) -> None:
        """Change the title."""
        self.title.setText(text)


class Card(QFrame):
    """A surface with a line around it.

    Args:
        title: empty for a card without a head.
        flush: the body touches the edges, for tables and lists.

    Attributes:
        header: the head, to which actions are added.
        body: the layout for the content.
    """

    def __init__(self, title: str = "", *, flush: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        outer = QVBoxLayout(self)
        edge = theme.current().line_width
        outer.setContentsMargins(edge, edge, edge, edge)
        outer.setSpacing(0)
        self.header = SectionHeader(title)
        if title:
            self._add_head(outer)
            self.setAccessibleName(title)
        else:
            self.header.setParent(self)
            self.header.hide()
        self.body = QVBoxLayout()
        side = 0 if flush else theme.px(14)
        self.body.setContentsMargins(side, 0 if flush else theme.px(12), side, side)
        self.body.setSpacing(0 if flush else theme.px(theme.SMALL))
        outer.addLayout(self.body, 1)

    def _add_head(self, outer: QVBoxLayout) -> None:
        layout = self.header.layout()
        if layout is not None:
            side = theme.px(14)
            layout.setContentsMargins(side, theme.px(6), theme.px(10), theme.px(6))
        self.header.setMinimumHeight(theme.px(42))
        outer.addWidget(self.header)
        outer.addWidget(Rule())

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below the others."""
        self.body.addWidget(widget, stretch)
