import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from oidc_workbench.ui.collector import GuiCollector


class Knot:
    """A cycle, which only the collector frees; it tells in which thread that was."""

    def __init__(self, freed: list[threading.Thread]) -> None:
        self._itself, self._freed = self, freed

    def __del__(self) -> None:
        self._freed.append(threading.current_thread())


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[GuiCollector]:
    parent = QObject(qapp)
    made = GuiCollector(parent)
    yield made
    made.stop()
    parent.deleteLater()


def tie(freed: list[threading.Thread]) -> None:
    """Leave more garbage than Python would let lie."""
    for _ in range(3 * gc.get_threshold()[0]):
        Knot(freed)


def test_garbage_of_a_worker_thread_is_freed_on_the_windows_thread(
    collector: GuiCollector,
) -> None:
    freed: list[threading.Thread] = []
    worker = threading.Thread(target=tie, args=(freed,))
    worker.start()
    worker.join()
    assert freed == []
    collector.collect()
    assert len(freed) == 3 * gc.get_threshold()[0]
    assert set(freed) == {threading.main_thread()}


def test_nothing_is_collected_before_it_is_due(collector: GuiCollector) -> None:
    gc.collect()
    freed: list[threading.Thread] = []
    Knot(freed)
    collector.collect()
    assert freed == []
    gc.collect()
    assert len(freed) == 1


def test_what_is_there_for_good_is_looked_at_no_more(collector: GuiCollector) -> None:
    before = gc.get_freeze_count()
    try:
        collector.keep()
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()


def test_python_collects_by_itself_again_at_the_end(qapp: QApplication) -> None:
    parent = QObject(qapp)
    made = GuiCollector(parent)
    assert not gc.isenabled()
    made.stop()
    assert gc.isenabled()
    parent.deleteLater()
