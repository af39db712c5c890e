"""Secrets on screen: masked, shown only while a button is held, copied only for a while."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from oidc_workbench.secret import Secret
from oidc_workbench.ui import theme
from oidc_workbench.ui.kit.buttons import Button
from oidc_workbench.ui.kit.clipboard import secret_clipboard
from oidc_workbench.ui.kit.labels import MonoText
from oidc_workbench.ui.kit.layouts import row

DOTS = "•" * 10


class HoldButton(Button):
    """Shows something only while it is held, by mouse or space bar."""

    held = Signal(bool)

    def __init__(self, text: str = "", *, name: str = "Hold to reveal") -> None:
        super().__init__(text, icon="eye", name=name, tip="Hold to reveal")
        self.pressed.connect(lambda: self.held.emit(True))
        self.released.connect(lambda: self.held.emit(False))

    def hideEvent(self, event: object) -> None:
        """What is hidden reveals nothing."""
        self.setDown(False)
        self.held.emit(False)
        super().hideEvent(event)  # type: ignore[arg-type]  # a QHideEvent


class SecretCopyButton(Button):
    """Copies a secret and counts down until it leaves the clipboard.

    Args:
        source: gives the secret; one that has to be loaded first gives nothing, and comes by
            :meth:`take`.
    """

    def __init__(self, source: Callable[[], str], *, name: str) -> None:
        super().__init__("", self._copy, icon="copy", name=name)
        self._source = source
        self._counting = False

    def _copy(self) -> None:
        if text := self._source():
            self.take(text)

    def take(self, text: str) -> None:
        """Put a secret into the clipboard and begin to count down."""
        guard = secret_clipboard()
        if not self._counting:
            self._counting = True
            guard.seconds_left.connect(self._count)
        guard.copy(text)

    def _count(self, left: int) -> None:
        self.setText(f"Clears in {left} s" if left else "")
        if not left:
            self._counting = False
            secret_clipboard().seconds_left.disconnect(self._count)


class SecretText(QWidget):
    """A secret that is only shown: dots, hold to reveal, copy.

    Args:
        what: names the secret for screen readers ("client secret").
        masked: what is shown instead of it; dots when nothing of it may be seen.
    """

    def __init__(
        self, secret: Secret | None = None, what: str = "secret", masked: str = ""
    ) -> None:
        super().__init__()
        self._secret, self._masked = secret or Secret(""), masked or DOTS
        self._what = what
        self._shown = MonoText(self._masked, elide=True)
        self._shown.setAccessibleName(f"{what}, masked")
        self._reveal = HoldButton(name=f"Hold to reveal the {what}")
        self._reveal.held.connect(self._show)
        copy = SecretCopyButton(self._text, name=f"Copy the {what}")
        line = row(self._shown, self._reveal, copy, gap=theme.TINY)
        line.setStretch(0, 1)
        self.setLayout(line)

    def _text(self) -> str:
        return self._secret.reveal()

    def set_secret(self, secret: Secret, masked: str = "") -> None:
        """Hold another secret."""
        self._secret, self._masked = secret, masked or DOTS
        self._show(False)

    @property
    def is_revealed(self) -> bool:
        """Whether it is on screen now."""
        return self._shown.text() != self._masked

    def _show(self, reveal: bool) -> None:
        self._shown.set_text(self._secret.reveal() if reveal else self._masked)
        self._shown.setAccessibleName(f"{self._what}, {'shown' if reveal else 'masked'}")
        if reveal:
            self._shown.setToolTip("")


class SecretField(QWidget):
    """A field to type a secret into; it never gives back what was stored before.

    Args:
        what: names the secret for screen readers.
    """

    edited = Signal()

    def __init__(self, what: str = "secret") -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setFont(theme.font(mono=True))
        self.edit.setAccessibleName(what)
        self.edit.textEdited.connect(lambda _text: self.edited.emit())
        reveal = HoldButton(name=f"Hold to reveal the {what}")
        reveal.held.connect(self._show)
        line = row(self.edit, reveal, gap=theme.TINY)
        line.setStretch(0, 1)
        self.setLayout(line)
        self.setFocusProxy(self.edit)

    def secret(self) -> Secret | None:
        """Return what was typed, or None when nothing was."""
        return Secret(self.edit.text()) if self.edit.text() else None

    def forget(self, placeholder: str = "") -> None:
        """Empty the field; the placeholder may tell that a secret is stored."""
        self.edit.setText("")  # not clear(), after which Undo brings the secret back
        self.edit.setPlaceholderText(placeholder)

    def _show(self, reveal: bool) -> None:
        modes = QLineEdit.EchoMode
        self.edit.setEchoMode(modes.Normal if reveal else modes.Password)
