"""The card with the sequence diagram and its export."""

from PySide6.QtCore import QTimer, Signal

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.card import Card
from oidc_workbench.ui.kit.file_dialogs import ask_save
from oidc_workbench.ui.kit.inline_message import InlineMessage
from oidc_workbench.ui.kit.layouts import scrolled
from oidc_workbench.ui.kit.sequence import Sequence
from oidc_workbench.ui.kit.sequence_diagram import SequenceDiagram
from oidc_workbench.ui.kit.stepper_follow import LAYOUT_DONE


class DiagramCard(Card):
    """What happened, between whom; follows the run while it goes on."""

    step_selected = Signal(str)
    svg_made = Signal(str, bytes)  # where the person wants it, and the file

    def __init__(self) -> None:
        super().__init__("What happened", flush=True)
        self.diagram = SequenceDiagram()
        self.diagram.step_selected.connect(self.step_selected)
        self._count, self._marked = 0, ""
        self._saved: str | WorkbenchError = ""
        self._area = scrolled(self.diagram)
        # The actors stay in sight, so what is merely moved by scrolling would be wrong.
        self._area.verticalScrollBar().valueChanged.connect(lambda _at: self.diagram.update())
        self.add(self._area, 1)
        self.message = InlineMessage(closable=True)
        self.add(self.message)
        self.export = Button("SVG", self._export, name="Save the diagram as SVG")
        self.header.add(self.export)
        self.setMinimumHeight(theme.px(200))

    def show_sequence(self, sequence: Sequence, marked: str) -> None:
        """Show the messages so far and keep the newest one in sight."""
        self.diagram.show_sequence(sequence, marked)
        self.export.setEnabled(bool(sequence.arrows))
        longer, turned = len(sequence.arrows) > self._count, marked != self._marked
        self._count, self._marked = len(sequence.arrows), marked
        if longer or turned:
            # The diagram gets its height only when the layouts have been done.
            QTimer.singleShot(LAYOUT_DONE, self.diagram, self._scroll)

    def show_saved(self, saved: str | WorkbenchError) -> None:
        """Say how saving the diagram went; once, as the person may dismiss it."""
        if saved == self._saved:
            return
        self._saved = saved
        if not saved:
            self.message.clear()
        elif isinstance(saved, WorkbenchError):
            self.message.show_error(saved)
        else:
            self.message.say(f"Saved to {saved}.")

    def _scroll(self) -> None:
        bar = self._area.verticalScrollBar()
        rows = self.diagram.rows_of(self._marked) if self._marked else None
        if rows is None:
            bar.setValue(bar.maximum())
            return
        top, height = rows[0] - self.diagram.head_height, self._area.viewport().height()
        if not bar.value() <= top <= rows[1] <= bar.value() + height:
            bar.setValue(min(top, max(rows[1] - height, 0)))

    def _export(self) -> None:
        def chosen(path: str) -> None:
            self.svg_made.emit(path, self.diagram.svg())

        ask_save(self, "Save the diagram", "sequence.svg", chosen, "SVG (*.svg)")
