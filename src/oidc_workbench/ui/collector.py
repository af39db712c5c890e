"""The garbage collector runs on the window's thread, between events, and nowhere else.

Python collects wherever an allocation happens to cross a threshold: in a worker thread, or in the
middle of a paint. What it frees then may hold widgets, and Qt's objects may be freed only on the
thread that owns them, and never while Qt walks over them: a crash without a traceback, once in a
thousand runs.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 500  # milliseconds between two looks


class GuiCollector(QObject):
    """Collects on a timer, by the thresholds that Python itself would go by."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation that is due, and the younger ones with it."""
        pairs = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(pairs) if count > most]
        if due:
            gc.collect(max(due))

    def keep(self) -> None:
        """Look no more at what is there now: what is loaded once stays, and only costs time."""
        gc.freeze()

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
