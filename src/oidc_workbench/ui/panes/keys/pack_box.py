"""Registering by hand: the kind of server, the values to copy, the steps."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button, CopyButton
from oidc_workbench.ui.kit.choice import ChoiceBox
from oidc_workbench.ui.kit.file_dialogs import ask_folder, ask_save
from oidc_workbench.ui.kit.labels import Text
from oidc_workbench.ui.kit.layouts import FlowLayout, clear, column, row
from oidc_workbench.ui.panes.keys.registering import PackState
from oidc_workbench.ui.panes.keys.steps_text import StepsText


class PackBox(QWidget):
    """The registration pack on screen; it can be saved as files too."""

    server_chosen = Signal(str)
    zip_saved = Signal(str)
    folder_saved = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._pack = PackState()
        self.server = ChoiceBox()
        self.server.setAccessibleName("Kind of server")
        self.server.chosen.connect(self.server_chosen)
        self.save = Button("Save all", icon="chevron-down", name="Save the registration pack")
        menu = QMenu(self.save)
        menu.addAction("As a zip file …").triggered.connect(lambda _on: self._save_zip())
        menu.addAction("As a folder …").triggered.connect(lambda _on: self._save_folder())
        self.save.setMenu(menu)
        self.problem = Text(ink="error", wrap=True)
        self.values = QWidget()
        self._flow = FlowLayout(self.values, gap=6)
        self.steps = StepsText()
        top = row(Text("Server", ink="muted"), self.server, self.save, gap=theme.SMALL)
        top.setStretch(1, 1)
        box = column(gap=theme.MEDIUM)
        box.addLayout(top)
        for widget in (self.problem, self.values, self.steps):
            box.addWidget(widget)
        self.setLayout(box)

    def show_pack(self, state: PackState) -> None:
        """Show what a server has to be told."""
        before, self._pack = self._pack, state
        if before == state:
            return
        self.server.set_choices(state.servers)
        self.server.choose(state.server)
        self.problem.setText(state.problem)
        self.problem.setVisible(bool(state.problem))
        self.save.setEnabled(state.pack is not None)
        if before.pack != state.pack:
            self.steps.show_markdown(state.pack.markdown if state.pack else "")
            self._show_values()

    def _show_values(self) -> None:
        clear(self._flow)
        pack = self._pack.pack
        for file in pack.files if pack else ():
            if not file.name.startswith("README"):
                text = file.octets.decode("utf-8", "replace")
                button = CopyButton(partial(str, text), file.name, name=f"Copy {file.name}")
                self._flow.addWidget(button)
        self.values.updateGeometry()

    def _save_zip(self) -> None:
        pack = self._pack.pack
        if pack is not None:
            ask_save(self, "Save the pack", f"{pack.folder}.zip", self.zip_saved.emit)

    def _save_folder(self) -> None:
        ask_folder(self, "Where to put the folder", self.folder_saved.emit)
