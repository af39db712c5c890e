"""A text of any length for reading: its beginning at once, the rest while nobody waits."""

from collections.abc import Iterable, Iterator
from itertools import islice

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtGui import QTextCursor

from oidc_workbench.ui.kit.exchange_view import MonoBlock

_SLICE = 5  # milliseconds that one go at it takes; the window stays at hand between them
_AT_ONCE = 64  # lines between two looks at the clock
_WIDEST = 2_000  # characters; Qt takes seconds to lay out a line of a megabyte


class LongText(MonoBlock):
    """Shows lines as they are made, a few milliseconds at a time."""

    def __init__(self, name: str) -> None:
        super().__init__(name, most=0)
        self._lines: Iterator[str] = iter(())
        self._begun = False
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)

    def show_lines(self, lines: Iterable[str]) -> None:
        """Show other lines, which are taken from ``lines`` as the time allows.

        Lines too long to be laid out go on in the next one.
        """
        self._lines = (part for line in lines for part in _parts(line))
        self.clear()
        self._begun = False
        self._go_on()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @property
    def is_whole(self) -> bool:
        """Whether all lines are there."""
        return not self._timer.isActive()

    def _go_on(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < _SLICE:
            taken = list(islice(self._lines, _AT_ONCE))
            if not taken:
                self._timer.stop()
                return
            self._append("\n".join(taken))
        self._timer.start()

    def _append(self, text: str) -> None:
        at_end = QTextCursor(self.document())
        at_end.movePosition(QTextCursor.MoveOperation.End)
        at_end.insertText(f"\n{text}" if self._begun else text)
        self._begun = True


def _parts(line: str) -> Iterator[str]:
    yield line[:_WIDEST]
    for start in range(_WIDEST, len(line), _WIDEST):
        yield line[start : start + _WIDEST]
