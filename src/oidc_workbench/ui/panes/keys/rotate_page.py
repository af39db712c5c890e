"""The rotation of the selected client's key: where it stands, what comes next, what came back."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.flows.step import StepState
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, PrimaryButton
from oidc_workbench.ui.kit.chip import Chip
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.confirm import Confirmation
from oidc_workbench.ui.kit.form import Form
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import FlowLayout, column, row
from oidc_workbench.ui.kit.step_dot import StepDot
from oidc_workbench.ui.kit.stepper import Stepper
from oidc_workbench.ui.kit.stepper_follow import follow_newest
from oidc_workbench.ui.panes.keys.rotating import RotatingState
from oidc_workbench.ui.panes.keys.rotation_stops import Stop
from oidc_workbench.ui.panes.keys.run_problem import show_problem
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.workspace.rotation import RotationStage


class RotatePage(QWidget):
    """Stages from new to retired; one button forward, one back."""

    begun = Signal(str)
    went = Signal(str)
    done_by_hand = Signal()
    sent = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown = RotatingState()
        self.who = Text(weight=600, wrap=True)
        self.how = Text(ink="muted", wrap=True)
        self.stops = StopList()
        self.candidate = ChoiceBox()
        self._choice = Form(110)
        self._choice.add("new", "New key", self.candidate, "Make one first if there is none.")
        self.next = PrimaryButton("Next", self._next)
        self.all = Button("All steps", self._all, name="Go on until the new key is used")
        self.undo = Button("Undo", self._undo)
        self.hand = PrimaryButton("I have done it", self.done_by_hand.emit, icon="check")
        self.send = PrimaryButton("Send", self.sent.emit, name="Send the changed registration")
        self.cancel = Button("Cancel", self.cancelled.emit, name="Cancel the rotation's run")
        self.confirmation = Confirmation()
        self.confirmation.confirmed.connect(self._retire)
        self.confirmation.declined.connect(lambda: self.confirmation.ask("", ""))
        self.steps = Stepper(scrolls=False)
        self.problem = InlineMessage()
        self._arrange()

    def _arrange(self) -> None:
        buttons, self._waiting = QWidget(), QWidget()
        flow = FlowLayout(buttons, gap=theme.SMALL)
        for button in (self.next, self.all, self.undo):
            flow.addWidget(button)
        # Below the steps, since what waits for the person is looked at first.
        self._waiting.setLayout(
            row(self.hand, self.send, self.cancel, gap=theme.SMALL, stretch=True)
        )
        box = column(self.who, self.how, self.stops, self._choice, gap=theme.MEDIUM)
        box.addWidget(buttons)
        for widget in (self.confirmation, self.problem, self.steps, self._waiting):
            box.addWidget(widget)
        box.addStretch(1)
        box.setContentsMargins(*(theme.px(n) for n in (14, 12, 14, 14)))
        self.setLayout(box)

    def show_state(self, state: KeysState) -> None:
        """Show where the rotation stands."""
        rotating = self._shown = state.rotating
        rotation, run = rotating.rotation, rotating.run
        can_go = rotation is not None and not rotating.why_not
        begins = can_go and rotation is not None and not rotation.is_underway
        self.who.setText(_title(rotating))
        self.how.setText(rotating.why_not or _how(rotating))
        self.stops.show_stops(rotating.stops if can_go else ())
        self.candidate.set_choices(rotating.candidates)
        self._choice.setVisible(begins and not rotating.busy)
        self._show_buttons(rotating, begins=begins)
        show_problem(self.problem, run.problem)
        self.steps.setVisible(bool(run.steps))
        self.steps.show_steps(run.steps)
        self.steps.show_time(state.now)
        follow_newest(self.steps, run, self._waiting)

    def _show_buttons(self, rotating: RotatingState, *, begins: bool) -> None:
        rotation, busy = rotating.rotation, rotating.busy
        waiting = rotating.run.waiting
        ahead = rotation.next if rotation and not rotating.why_not else None
        back = rotation.undo if rotation and not rotating.why_not else None
        self.hand.setVisible(waiting is not None and not rotating.by_itself)
        self.send.setVisible(rotating.ready)
        self._waiting.setVisible(rotating.run.busy)
        words = "Begin the rotation" if begins else f"Next: {ahead.title.lower()}" if ahead else ""
        self.next.setText(words)
        self.next.setAccessibleName(words)
        self.next.setVisible(bool(words) and not busy)
        self.next.setEnabled(bool(rotating.candidates) or not begins)
        stages = (RotationStage.NEW, RotationStage.PUBLISHED)
        self.all.setVisible(not busy and rotation is not None and rotation.stage in stages)
        self.undo.setVisible(back is not None and not busy)
        if back is not None:
            self.undo.setText(back.title)
            self.undo.setAccessibleName(f"Undo: {back.title}")
            self.undo.setToolTip(back.words)

    def _next(self) -> None:
        rotation = self._shown.rotation
        if rotation is None:
            return
        if not rotation.is_underway:
            self.begun.emit(self.candidate.value())
        elif rotation.next is not None and rotation.next.end is RotationStage.RETIRED:
            old = rotation.old.label if rotation.old else "the old key"
            self.confirmation.ask(f"Retire {old}?", rotation.next.words, "Retire")
        elif rotation.next is not None:
            self.went.emit(rotation.next.end.value)

    def _retire(self) -> None:
        self.confirmation.ask("", "")
        self.went.emit(RotationStage.RETIRED.value)

    def _all(self) -> None:
        self.went.emit(RotationStage.CURRENT.value)

    def _undo(self) -> None:
        rotation = self._shown.rotation
        if rotation is not None and rotation.undo is not None:
            self.went.emit(rotation.undo.end.value)


class StopList(QWidget):
    """The five stages, each with its mark."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Stop, ...] = ()
        self._box = column(gap=theme.SMALL)
        self.setLayout(self._box)
        self._entries: list[StopEntry] = []

    def show_stops(self, stops: tuple[Stop, ...]) -> None:
        """Show the stages; the same ones are only marked anew."""
        for number in range(len(self._entries), len(stops)):
            entry = StopEntry(number + 1)
            self._entries.append(entry)
            self._box.addWidget(entry)
        for entry, stop in zip(self._entries, stops, strict=False):
            entry.show_stop(stop)
        self.setVisible(bool(stops))


class StopEntry(QWidget):
    """One stage."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._dot = StepDot(number)
        self._title, self._words = Text(weight=600), Text(ink="muted", wrap=True)
        self._here = Chip("here now", "info")
        head = row(self._title, self._here, gap=theme.SMALL, stretch=True)
        texts = column(gap=1)
        texts.addLayout(head)
        texts.addWidget(self._words)
        line = row(gap=12)
        line.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(texts, 1)
        self.setLayout(line)

    def show_stop(self, stop: Stop) -> None:
        """Show the stage and whether it has been reached."""
        self._dot.set_state(None if stop.state == "ahead" else StepState.DONE)
        self._title.setText(stop.title)
        self._words.setText(stop.words)
        self._here.setVisible(stop.state == "here")
        self.setAccessibleName(f"{stop.title}: {stop.state}")


def _title(rotating: RotatingState) -> str:
    return f"Rotate the key of {rotating.client.name}" if rotating.client else "Rotate a key"


def _how(rotating: RotatingState) -> str:
    rotation = rotating.rotation
    if rotation is None:
        return ""
    old = rotation.old.label if rotation.old else "a key that is no longer here"
    keys = f"From {old} to {rotation.new.label}." if rotation.new else f"In use: {old}."
    way = (
        "The provider is told by the program (RFC 7592), once you have seen what will be sent."
        if rotating.by_itself
        else "At the provider you register the key set by hand; each step says what to do."
    )
    return f"{keys} {way}"
