"""What a pane is, and what it is given."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar, runtime_checkable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from oidc_workbench.errors import WorkbenchError
    from oidc_workbench.ports import Services
    from oidc_workbench.ui.bench import Bench

T = TypeVar("T")


class Job(Protocol):
    """Work that goes on in the background."""

    def cancel(self) -> None:
        """Stop it; neither ``done`` nor ``failed`` is called after this."""
        ...


class Runner(Protocol):
    """Runs work off the GUI thread; every callback comes back on it.

    An exception other than WorkbenchError is a bug and reaches the crash dialog.
    """

    def run(
        self,
        work: Callable[[], Awaitable[T]],
        done: Callable[[T], None],
        failed: Callable[["WorkbenchError"], None],
    ) -> Job:
        """Await ``work()`` on the background loop."""
        ...

    def stream(
        self,
        work: Callable[[], AsyncIterator[T]],
        each: Callable[[T], None],
        done: Callable[[], None],
        failed: Callable[["WorkbenchError"], None],
    ) -> Job:
        """Iterate ``work()`` on the background loop; ``each`` is called in order."""
        ...

    def compute(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[["WorkbenchError"], None],
    ) -> Job:
        """Call ``work()`` in a worker thread."""
        ...

    def post(self, call: Callable[[], None]) -> None:
        """Call something on the GUI thread soon; may be used from any thread."""
        ...


@runtime_checkable
class Rehearsing(Protocol):
    """A pane that is to be quick from the first time."""

    def rehearse(self) -> None:
        """Lay out and paint an example unseen."""
        ...


class PaneContext(NamedTuple):
    """What every pane is given.

    Args:
        show_pane: brings the pane with that id to the front.
        ticks: calls back about once a second until the returned function is called; for
            countdowns. No pane keeps a timer of its own for that.
    """

    bench: "Bench"
    runner: Runner
    services: "Services"
    show_pane: Callable[[str], None]
    ticks: Callable[[Callable[[], None]], Callable[[], None]]


class PaneEntry(NamedTuple):
    """A pane as listed in the index ``ui/panes/__init__.py``.

    Args:
        icon: the name of an icon in ``resources/icons``.
        build: makes the view; its imports stand inside, since panes are built when first shown.
    """

    id: str
    title: str
    icon: str
    build: Callable[[PaneContext], "QWidget"]
