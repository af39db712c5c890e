"""One step of a flow: state, title, why, what was prepared, what was checked, what was sent."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from oidc_workbench.flows.step import Step, StepState
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.chip import Chip, ChipRow
from oidc_workbench.ui.kit.exchange_text import duration
from oidc_workbench.ui.kit.exchange_view import ExchangeButtons
from oidc_workbench.ui.kit.inline_message import InlineMessage, MessageTone
from oidc_workbench.ui.kit.labels import MonoText, Text, label
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.kit.step_dot import DOT, StepDot, state_name
from oidc_workbench.ui.kit.step_findings import StepFindings

if TYPE_CHECKING:
    from collections.abc import Iterable

_TONES: dict[StepState, MessageTone] = {
    StepState.FAILED: "error",
    StepState.WARNING: "warning",
}


class StepView(QWidget):
    """A step; it is built once and then follows the snapshots of its step.

    Attributes:
        buttons: a layout below everything else, for buttons that belong to this step.
    """

    cancel_requested = Signal()
    selected = Signal(str)

    def __init__(self, number: int, *, last: bool = True) -> None:
        super().__init__()
        self.step: Step | None = None
        self._number, self._last, self._marked = number, last, False
        self.dot = StepDot(number)
        self._title = Text(weight=600, wrap=True)
        self._aside = Text(ink="muted")
        self._why = Text(ink="muted", wrap=True, select=True)
        self._facts = _Facts()
        self._checks = ChipRow()
        self._findings = StepFindings()
        self._message = InlineMessage()
        self._left = label("")
        self._cancel = Button("Cancel", self.cancel_requested.emit)
        self._wait = _held(row(self._left, self._cancel, gap=10, stretch=True))
        self._exchanges = _held(row(gap=0))
        self.buttons: QHBoxLayout = row(gap=6, stretch=True)
        self._arrange()

    def _arrange(self) -> None:
        head = row(self._title, self._aside, gap=theme.SMALL)
        head.setStretch(0, 1)
        body = column(head, self._why, self._facts, self._checks, gap=theme.TINY)
        body.addWidget(self._findings)
        body.addWidget(self._message)
        body.addWidget(self._wait)
        body.addWidget(self._exchanges)
        body.addLayout(self.buttons)
        body.setContentsMargins(0, theme.px(2), 0, theme.px(14))
        line = row(gap=12)
        line.addWidget(self.dot, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(body, 1)
        self.setLayout(line)
        for widget in (self._facts, self._checks, self._wait, self._exchanges, self._why):
            widget.hide()

    def show_step(self, step: Step) -> None:
        """Show a snapshot; only what changed is made anew."""
        before, self.step = self.step, step
        self.dot.set_state(step.state)
        self._title.setText(step.title)
        self._aside.setText(_aside(step))
        _set(self._why, step.why)
        if before is None or before.facts != step.facts:
            self._facts.show_facts(step.facts)
        if before is None or before.checks != step.checks:
            self._checks.setVisible(bool(step.checks))
            self._checks.show_chips(_chips(step))
        if before is None or before.documents != step.documents:
            self._findings.show_documents(step.documents)
        waiting = step.state is StepState.WAITING
        self._message.say(step.message, step.hint, _TONES.get(step.state, "info"))
        self._wait.setVisible(waiting)
        self._cancel.setAccessibleName(f"Cancel: {step.title}")
        if before is None or before.exchanges != step.exchanges:
            self._show_exchanges(step)
        self.setAccessibleName(f"Step {self._number}: {step.title}, {state_name(step.state)}")

    def show_upcoming(self, title: str, why: str = "") -> None:
        """Show a step that has not begun, by its number."""
        self.dot.set_state(None)
        self._title.setText(title)
        _set(self._why, why)
        self.setAccessibleName(f"Step {self._number}: {title}, not begun")

    def show_time(self, now: float) -> None:
        """Count down to the step's deadline."""
        if self.step is None or self.step.state is not StepState.WAITING:
            return
        if self.step.deadline is None:
            self._left.setText("waiting")
            return
        left = max(0, round(self.step.deadline - now))
        self._left.setText(f"waiting, {left // 60}:{left % 60:02d} left")

    def set_last(self, last: bool) -> None:
        """Draw the line to the next step, or not."""
        self._last = last
        self.update()

    def set_marked(self, marked: bool) -> None:
        """Mark the step as the one that something else points at."""
        self._marked = marked
        self.update()

    def add_action(self, widget: QWidget) -> None:
        """Put a button below the step."""
        self.buttons.insertWidget(self.buttons.count() - 1, widget)

    def _show_exchanges(self, step: Step) -> None:
        layout = self._exchanges.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        box = column(gap=theme.TINY)
        for exchange in step.exchanges:
            if len(step.exchanges) > 1:
                request = exchange.request
                box.addWidget(label(f"{request.method} {request.purpose or request.host}"))
            box.addWidget(ExchangeButtons(exchange, step.title))
        if layout is not None:
            layout.addWidget(_held(box))
        self._exchanges.setVisible(bool(step.exchanges))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell that the step was chosen."""
        super().mousePressEvent(event)
        if self.step is not None:
            self.selected.emit(self.step.id)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line that leads to the next step, and the mark of the chosen one."""
        painter = QPainter(self)
        now = theme.current()
        if self._marked:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(now.ground("info"))
            area = self.rect().adjusted(theme.px(DOT) + 4, 0, 0, -theme.px(8))
            painter.drawRoundedRect(area, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
        if not self._last:
            middle = theme.px(DOT) / 2
            painter.setPen(QPen(QColor(now.colours.line), 2))
            painter.drawLine(QPointF(middle, theme.px(DOT)), QPointF(middle, self.height()))


class _Facts(QFrame):
    """Names and values in a sunken block."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "sunken")
        self._text = MonoText()
        box = column(self._text)
        box.setContentsMargins(*(theme.px(n) for n in (10, 8, 10, 8)))
        self.setLayout(box)

    def show_facts(self, facts: "Iterable[tuple[str, str]]") -> None:
        text = "\n".join(f"{name}={value}" for name, value in facts)
        self._text.set_text(text)
        self.setVisible(bool(text))


def _held(layout: QHBoxLayout | object) -> QWidget:
    widget = QWidget()
    widget.setLayout(layout)  # type: ignore[arg-type]  # a row or a column
    return widget


def _set(text: Text, words: str) -> None:
    text.setText(words)
    text.setVisible(bool(words))


def _aside(step: Step) -> str:
    statuses = [str(e.response.status) for e in step.exchanges if e.response is not None]
    took = duration(step.elapsed) if step.elapsed else ""
    return " · ".join(filter(None, (took, " → ".join(statuses))))


def _chips(step: Step) -> list[QWidget]:
    chips: list[QWidget] = []
    for check in step.checks:
        chip = Chip(check.label, "ok" if check.passed else "error", marked=True)
        chip.setToolTip(check.detail)
        chips.append(chip)
    return chips
