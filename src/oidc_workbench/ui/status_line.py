"""The status bar: where keys lie, whether the practice provider runs, whom we talked to."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from oidc_workbench.ui import theme
from oidc_workbench.ui.frame_label import FrameLabel
from oidc_workbench.ui.theme import Size, Tone

if TYPE_CHECKING:
    from oidc_workbench.ports import PracticeInfo, VaultStatus
    from oidc_workbench.ui.bench import Bench, BenchState

_SHOWN_HOSTS = 3
# By the values of VaultState; the ports need not be loaded for a window to be painted.
_STATES: dict[str, Tone] = {"unlocked": "ok", "locked": "warning"}


class _Dot(QFrame):
    """A disc in a tone; a ring when nothing is on."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("dot", "neutral")
        self.setFixedSize(QSize(theme.px(8), theme.px(8)))

    def set_tone(self, tone: Tone) -> None:
        if self.property("dot") != tone:
            self.setProperty("dot", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class StatusItem(QWidget):
    """A dot in a tone and a few words."""

    def __init__(self) -> None:
        super().__init__()
        self._dot = _Dot()
        self.text = FrameLabel(size=Size.LABEL)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(6))
        line.addWidget(self._dot)
        line.addWidget(self.text)

    def say(self, words: str, tone: Tone, tip: str = "") -> None:
        """Show a state."""
        self.text.setText(words)
        self.setToolTip(tip)
        self._dot.set_tone(tone)


class StatusLine(QFrame):
    """Says how things stand before anything is known; then it follows the bench."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        self.setAccessibleName("Status")
        self.vault, self.practice = StatusItem(), StatusItem()
        self.hosts = FrameLabel(size=Size.LABEL, shrinks=True)
        self.notice = FrameLabel(size=Size.LABEL, ink="warning", right=True, shrinks=True)
        line = QHBoxLayout(self)
        line.setSpacing(theme.px(18))
        line.setContentsMargins(*(theme.px(n) for n in (16, 6, 16, 6)))
        for widget in (self.vault, self.practice, self.hosts):
            line.addWidget(widget)
        line.addWidget(self.notice, 1)
        self._show_world(None, None, ())

    def follow(self, bench: "Bench") -> None:
        """Show the bench's state from now on."""
        bench.watch(lambda _before, after: self._show(after))
        self._show(bench.state)

    def _show(self, state: "BenchState") -> None:
        self._show_world(state.vault, state.practice, state.hosts)
        self.notice.setText(state.notice)
        self.notice.setToolTip(state.notice)

    def _show_world(
        self,
        vault: "VaultStatus | None",
        practice: "PracticeInfo | None",
        hosts: tuple[str, ...],
    ) -> None:
        self.vault.say(*vault_words(vault))
        if practice is None:
            self.practice.say("Practice provider: not running", "neutral")
        else:
            host = practice.issuer.partition("://")[2]
            self.practice.say(f"Practice provider: running on {host}", "ok")
        self.hosts.setText(hosts_words(hosts))
        self.hosts.setToolTip("\n".join(hosts) if len(hosts) > _SHOWN_HOSTS else "")


def vault_words(status: "VaultStatus | None") -> tuple[str, Tone, str]:
    """Say the vault's tier and state; the tone, and what the tooltip adds."""
    if status is None:
        return "Keys: asking the keyring …", "neutral", ""
    if status.tier.value == "session":
        words = "Keys and secrets: in memory only, gone when you quit"
        return words, "warning", status.detail
    if status.state.value == "refused":
        return "Keyring: does not work, new keys are not kept", "error", status.detail
    words = f"Keyring: {status.state.value} ({status.backend})"
    return words, _STATES.get(status.state.value, "error"), status.detail


def hosts_words(hosts: tuple[str, ...]) -> str:
    """Say whom this program talked to."""
    if not hosts:
        return "Talked to: nobody yet"
    shown = ", ".join(hosts[:_SHOWN_HOSTS])
    more = len(hosts) - _SHOWN_HOSTS
    return f"Talked to: {shown}{f' and {more} more' if more > 0 else ''}"
