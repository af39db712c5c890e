"""The verdict, always in the same place: decision, reason, smallest fix, chain of trust."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.chip_line import Bit, ChipLine
from oidc_workbench.ui.kit.labels import MarkedText, MonoText, label
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.verdict_state import Link, VerdictState, VerdictTone, split_headline
from oidc_workbench.ui.theme import Size

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

_EDGE = 4


class VerdictCard(Card):
    """The one badge of a token's verdict.

    Attributes:
        corner: a layout at the top right, for what the token is judged as.
    """

    def __init__(self) -> None:
        super().__init__()
        self._tone: VerdictTone = "neutral"
        self._headline = _Headline()
        self._reason = MarkedText()
        self._fix = MarkedText(ink="muted")
        self._chain = ChipLine()
        self._aside = label("")
        self._aside.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.corner: QVBoxLayout = column(gap=theme.TINY)
        words = column(self._headline, self._reason, self._fix, gap=theme.TINY)
        side = column(self.corner, self._aside, gap=theme.TINY, stretch=True)
        top = row(words, side, gap=theme.LARGE)
        top.setStretch(0, 1)
        self.body.setContentsMargins(*(theme.px(n) for n in (14 + _EDGE, 12, 14, 12)))
        self.body.addLayout(top)
        self.body.addSpacing(theme.px(theme.TINY))
        self.body.addWidget(self._chain)

    def show_state(self, state: VerdictState) -> None:
        """Show a verdict."""
        self._tone = state.tone
        headline, told = split_headline(_headline(state), state.decision)
        self._headline.show_headline(headline, state.tone)
        reason = f"{told.rstrip('.')}. {state.reason}".strip() if told else state.reason
        for field, text in ((self._reason, reason), (self._fix, state.fix)):
            field.set_text(text)
            field.setVisible(bool(text))
        self._aside.setText(state.aside)
        self._chain.show_bits(map(_bit, state.chain))
        self.setAccessibleName(f"Verdict: {state.decision}. {state.headline}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and its coloured left edge."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(0, 0, theme.px(_EDGE), self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().ink(self._tone))
        painter.drawRoundedRect(self.rect(), theme.CARD_RADIUS, theme.CARD_RADIUS)


class _Headline(MonoText):
    """The decision in large letters; even a long key identifier in it breaks."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(theme.font(Size.VERDICT, 600))
        self._tone: VerdictTone = "neutral"

    def show_headline(self, text: str, tone: VerdictTone) -> None:
        if tone != self._tone:
            self._tone = tone
            self.update()
        self.set_text(text)

    def colour(self) -> QColor:
        return self.palette().text().color() if self._tone == "neutral" else _ink(self._tone)


def _ink(tone: VerdictTone) -> QColor:
    return theme.current().ink(tone)


def _headline(state: VerdictState) -> str:
    # The decision comes first in any case; most headlines begin with it already.
    if state.headline.lower().startswith(state.decision.lower()):
        return state.headline
    return f"{state.decision}: {state.headline}"


def _bit(link: Link) -> Bit:
    return Bit(link.text, link.tone or None)
