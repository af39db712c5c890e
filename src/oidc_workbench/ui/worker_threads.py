"""Threads for work that only computes."""

import threading
from collections.abc import Callable
from queue import SimpleQueue


class WorkerThreads:
    """As many threads as there is work at once; one that is done takes the next work.

    Starting a thread waits until it runs, which takes the caller a turn of the interpreter's lock;
    handing work to one that is there takes nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._free = 0  # threads that wait and to which nothing has been given yet
        self._threads: list[threading.Thread] = []
        self._is_closed = False

    def do(self, work: Callable[[], None]) -> None:
        """Call ``work`` in a thread at once; it raises nothing. Nothing happens once closed."""
        with self._lock:
            if self._is_closed:
                return
            self._work.put(work)
            if self._free:
                self._free -= 1
                return
            thread = threading.Thread(target=self._serve, name="workbench-compute", daemon=True)
            self._threads.append(thread)
        thread.start()

    def close(self, patience: float) -> None:
        """Let the threads end after what they do.

        Args:
            patience: seconds to wait for each; they are daemons, so none can hold the program.
        """
        with self._lock:
            self._is_closed = True
            for _ in range(self._free):
                self._work.put(None)
        for thread in self._threads:
            thread.join(patience)

    def _serve(self) -> None:
        while (work := self._work.get()) is not None:
            work()
            del work  # what it holds may be secret, and is not kept while waiting
            with self._lock:
                if self._is_closed:
                    return
                self._free += 1
