import threading
import weakref
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from oidc_workbench.ui.worker_threads import WorkerThreads

PATIENCE = 5.0


@pytest.fixture
def workers() -> Iterator[WorkerThreads]:
    workers = WorkerThreads()
    yield workers
    workers.close(PATIENCE)


def named(told: "SimpleQueue[str]", until: threading.Event) -> Callable[[], None]:
    """Work that tells in which thread it is done, and lasts as long as a test wants."""

    def work() -> None:
        told.put(str(threading.get_ident()))
        until.wait(PATIENCE)

    return work


def ours() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "workbench-compute"]


def test_works_at_the_same_time_do_not_wait_for_each_other(workers: WorkerThreads) -> None:
    told: SimpleQueue[str] = SimpleQueue()
    go_on = threading.Event()
    for _ in range(3):
        workers.do(named(told, go_on))
    assert len({told.get(timeout=PATIENCE) for _ in range(3)}) == 3
    go_on.set()


def test_works_after_each_other_share_a_thread(workers: WorkerThreads) -> None:
    told: SimpleQueue[str] = SimpleQueue()
    at_once = threading.Event()
    at_once.set()
    threads = set()
    for _ in range(20):
        workers.do(named(told, at_once))
        threads.add(told.get(timeout=PATIENCE))
        while not workers._free:  # it is about to wait
            pass
    assert len(threads) == 1


def test_closing_ends_those_that_wait_and_those_that_work() -> None:
    before, workers = len(ours()), WorkerThreads()
    told: SimpleQueue[str] = SimpleQueue()
    go_on, at_once = threading.Event(), threading.Event()
    at_once.set()
    workers.do(named(told, go_on))
    workers.do(named(told, at_once))
    for _ in range(2):
        told.get(timeout=PATIENCE)
    go_on.set()
    workers.close(PATIENCE)
    assert len(ours()) == before
    workers.do(named(told, at_once))
    assert told.empty()


def test_nothing_of_what_was_done_is_kept_while_waiting(workers: WorkerThreads) -> None:
    class Held:
        pass

    held, done = Held(), threading.Event()
    gone = weakref.ref(held)

    def work(kept: Held = held) -> None:
        del kept
        done.set()

    workers.do(work)
    del held, work
    assert done.wait(PATIENCE)
    while not workers._free:
        pass
    assert gone() is None
