"""Registers the key at a server: by hand, by the program itself, or where the server looks."""

from collections.abc import Callable

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
    """By hand first, since every server knows that; the other ways are made when first shown.

    Args:
        make_enrol, make_serve: make the boxes of those ways.
    """

    def __init__(
        self, make_enrol: Callable[[], EnrolBox], make_serve: Callable[[], ServeBox]
    ) -> None:
        super().__init__()
        self._state = KeysState()
        self._make_enrol, self._make_serve = make_enrol, make_serve
        self._enrol: EnrolBox | None = None
        self._serve: ServeBox | None = None
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
        self.pack = PackBox()
        self._box = column(gap=theme.MEDIUM)
        self._box.addLayout(row(*ways, gap=theme.TINY, stretch=True))
        for widget in (self.work, self.pack):
            self._box.addWidget(widget)
        self._box.addStretch(1)
        self._box.setContentsMargins(*(theme.px(n) for n in (14, 12, 14, 14)))
        self.setLayout(self._box)

    @property
    def enrol(self) -> EnrolBox:
        """The way by the program."""
        if self._enrol is None:
            self._enrol = self._make_enrol()
            self._put(self._enrol)
        return self._enrol

    @property
    def serve(self) -> ServeBox:
        """The way by ``jwks_uri``."""
        if self._serve is None:
            self._serve = self._make_serve()
            self._put(self._serve)
        return self._serve

    def show_state(self, state: KeysState) -> None:
        """Show what a server has to be told about the selected key."""
        self._state = state
        self.work.show_work(state.work)
        self.pack.show_pack(state.pack)
        for box in (self._enrol, self._serve):
            if box is not None:
                box.show_state(state)

    def _put(self, box: EnrolBox | ServeBox) -> None:
        self._box.insertWidget(self._box.count() - 1, box)
        box.show_state(self._state)
        box.hide()

    def _fit(self) -> None:
        self.pack.setVisible(self.by_hand.isChecked())
        by_itself, by_uri = self.by_itself.isChecked(), self.by_uri.isChecked()
        if by_itself or self._enrol is not None:
            self.enrol.setVisible(by_itself)
        if by_uri or self._serve is not None:
            self.serve.setVisible(by_uri)
