"""Registers the key at a server: by hand, by the program itself, or where the server looks."""

from PySide6.QtWidgets import QButtonGroup, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.layouts import column, row
from oidc_workbench.ui.panes.keys.enrol_box import EnrolBox
from oidc_workbench.ui.panes.keys.pack_box import PackBox
from oidc_workbench.ui.panes.keys.serve_box import ServeBox
from oidc_workbench.ui.panes.keys.state import KeysState
from oidc_workbench.ui.panes.keys.work_strip import WorkStrip


class RegisterPage(QWidget):
    """By hand first, since every server knows that."""

    def __init__(self) -> None:
        super().__init__()
        self.work = WorkStrip("register")
        self.by_hand = Button("By hand")
        self.by_itself = Button("By the program", name="By the program: dynamic registration")
        self.by_uri = Button("By jwks_uri", name="By jwks_uri: serve the key set")
        self._ways = QButtonGroup(self)
        ways = (self.by_hand, self.by_itself, self.by_uri)
        for button in ways:
            button.setCheckable(True)
            self._ways.addButton(button)
        self.by_hand.setChecked(True)
        self._ways.buttonClicked.connect(lambda _button: self._fit())
        self.pack, self.serve, self.enrol = PackBox(), ServeBox(), EnrolBox()
        box = column(gap=theme.MEDIUM)
        box.addLayout(row(*ways, gap=theme.TINY, stretch=True))
        for widget in (self.work, self.pack, self.enrol, self.serve):
            box.addWidget(widget)
        box.addStretch(1)
        box.setContentsMargins(*(theme.px(n) for n in (14, 12, 14, 14)))
        self.setLayout(box)
        self._fit()

    def show_state(self, state: KeysState) -> None:
        """Show what a server has to be told about the selected key."""
        self.work.show_work(state.work)
        self.pack.show_pack(state.pack)
        self.serve.show_state(state)
        self.enrol.show_state(state)

    def _fit(self) -> None:
        self.pack.setVisible(self.by_hand.isChecked())
        self.enrol.setVisible(self.by_itself.isChecked())
        self.serve.setVisible(self.by_uri.isChecked())
