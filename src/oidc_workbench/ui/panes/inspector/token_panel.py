"""The card with the token's text, and where tokens come from."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.fields import ChoiceField
from oidc_workbench.ui.kit.labels import label
from oidc_workbench.ui.kit.layouts import column
from oidc_workbench.ui.kit.secret_field import HoldButton
from oidc_workbench.ui.kit.token_view import TokenView
from oidc_workbench.ui.panes.inspector.state import InspectorState


class RunsButton(Button):
    """A menu of the tokens obtained in this session."""

    chosen = Signal(int)

    def __init__(self, name: str = "Take a token from a run") -> None:
        super().__init__("From runs", icon="chevron-down", name=name)
        self._labels: tuple[str, ...] = ()
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self._offer(())

    def show_runs(self, labels: tuple[str, ...]) -> None:
        """Offer these tokens."""
        if labels != self._labels:
            self._offer(labels)

    def _offer(self, labels: tuple[str, ...]) -> None:
        self._labels = labels
        self.setEnabled(bool(labels))
        self.setToolTip("" if labels else "No token was obtained yet")

    def _fill(self) -> None:
        self._menu.clear()
        for index, text in enumerate(self._labels):
            action = self._menu.addAction(text)
            action.triggered.connect(lambda _checked=False, at=index: self.chosen.emit(at))


class TokenPanel(Card):
    """The token in colours, with paste, runs, reveal and clear."""

    def __init__(self) -> None:
        super().__init__("Token", flush=True)
        self.text = TokenView()
        self.reveal = HoldButton(name="Hold to show the signature")
        self.paste = Button("Paste", name="Paste a token from the clipboard")
        self.runs = RunsButton()
        self.edit = Button("Edit", name="Edit this token and sign it anew")
        self.edit.setCheckable(True)
        self.clear = Button("", icon="close", name="Forget this token")
        self.which = ChoiceField("Which of the tokens found", (), lambda: None)
        self._note = label("", wrap=True)
        for widget in (self.reveal, self.edit, self.paste, self.runs, self.clear):
            self.header.add(widget)
        self.body.setSpacing(0)
        self.above = column(self.which, self._note, gap=theme.TINY)
        side = theme.px(14)
        self.above.setContentsMargins(side, theme.px(6), side, 0)
        self.body.addLayout(self.above)
        self.add(self.text)

    def show_state(self, state: InspectorState) -> None:
        """Show a token."""
        self.edit.setEnabled(state.reading is not None and bool(state.reading.claims))
        self.text.show_token(state.parts, state.highlight, reveal=state.reveal)
        self.runs.show_runs(state.runs)
        self.which.setVisible(len(state.named) > 1)
        self.which.show_entries([(token.name, token.name) for token in state.named])
        self.which.show_value(state.chosen)
        note = _note(state)
        self._note.setText(note)
        self._note.setVisible(bool(note))


def _note(state: InspectorState) -> str:
    """Where the token comes from, and what was taken off it."""
    told = [state.origin] if state.origin else []
    if state.reading is not None:
        names = [wrapping.value.replace("-", " ") for wrapping in state.reading.wrappings]
        taken = [name for name in names if name != "bare"]
        if taken:
            told.append(f"unwrapped: {', '.join(taken)}")
    if state.busy:
        told.append("judging …")
    return " · ".join(told)
