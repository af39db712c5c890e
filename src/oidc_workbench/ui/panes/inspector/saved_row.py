"""The line of saved expectations above the fields."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.fields import ChoiceField, LineField
from oidc_workbench.ui.kit.labels import label
from oidc_workbench.ui.kit.layouts import row

_NONE = ("", "choose one …")


class SavedRow(QWidget):
    """Chooses a saved expectation, or saves the present one under a name."""

    chosen = Signal(str)
    saved = Signal(str)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.choice = ChoiceField("Saved expectations", (_NONE,), self._choose)
        self.name = LineField(
            "Name of the expectation", self._typed, placeholder="name, such as Orders API",
            mono=False,
        )  # fmt: skip
        self.name.returnPressed.connect(self._save)
        self.save = Button("Save", self._save, name="Save the expectation under this name")
        self.remove = Button("Remove", self._remove, name="Remove the saved expectation")
        line = row(label("Saved"), self.choice, self.name, self.save, self.remove, gap=theme.SMALL)
        line.setStretch(1, 1)
        line.setStretch(2, 1)
        self.setLayout(line)
        self._typed()

    def show_names(self, names: tuple[str, ...]) -> None:
        """Offer the saved ones."""
        self.choice.show_entries((_NONE, *((name, name) for name in names)))
        self.choice.setEnabled(bool(names))
        if not self.choice.value():
            self.choice.show_value("")
        self._typed()

    def _typed(self) -> None:
        self.save.setEnabled(bool(self.name.text().strip()))
        self.remove.setEnabled(bool(self.choice.value()))

    def _choose(self) -> None:
        name = self.choice.value()
        self.name.show_text(name)
        self._typed()
        if name:
            self.chosen.emit(name)

    def _save(self) -> None:
        self.saved.emit(self.name.text())

    def _remove(self) -> None:
        self.removed.emit(self.choice.value())
