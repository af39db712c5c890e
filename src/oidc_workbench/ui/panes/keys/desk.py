"""The pane's background work: one job at a time, and where its progress and end are told. No Qt."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, TypeVar

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import VaultState
from oidc_workbench.ui.bench import Event
from oidc_workbench.ui.kit.late_undo import LateUndo
from oidc_workbench.ui.pane import Job, PaneContext

T = TypeVar("T")
Place = Literal[
    "", "keys", "make", "import", "public", "export", "certificate", "register", "rotate",
    "secret", "vault",
]  # fmt: skip

_ASKING = {"key-password-needed"}  # nothing went wrong: something more is needed
_OF_THE_KEY = {"keys", "public", "export", "certificate", "register"}  # told on its pages


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence that is told in place."""

    message: str
    hint: str = ""
    tone: Literal["ok", "error", "info", "warning"] = "ok"


@dataclass(frozen=True, slots=True)
class Work:
    """What goes on, or how it ended.

    Args:
        place: the page that began it, and shows it.
        busy: what goes on, or empty; ``waits`` tells that it waits for the unlock prompt.
        told: how it ended.
        code: of the error, when it ended with one.
    """

    place: Place = ""
    busy: str = ""
    waits: bool = False
    told: Told | None = None
    code: str = ""


class Desk:
    """Does one thing at a time, off the GUI thread.

    Args:
        show: told of every change of :attr:`work`.
        together: calls what it is given, and shows the whole of what it changed once.
    """

    def __init__(
        self,
        context: PaneContext,
        show: Callable[[Work], None],
        together: Callable[[Callable[[], None]], None],
    ) -> None:
        self.context, self.bench = context, context.bench
        self.services = context.services
        self._show, self._together = show, together
        self._job: Job | None = None
        self._former = ""  # the key that the work is about, while another one is looked at
        self._lands = False  # it is over, and what it changed is just being shown
        self.work = Work()

    def compute(
        self, place: Place, what: str, work: Callable[[], T], done: Callable[[T], None]
    ) -> None:
        """Compute something in a worker thread; ``done`` is called once nothing goes on."""
        self._begin(place, what)
        self._job = self.context.runner.compute(work, self._then(done), self._failed)

    def run(
        self,
        place: Place,
        what: str,
        work: Callable[[], Awaitable[T]],
        done: Callable[[T], None],
        *,
        asks: bool = True,
    ) -> None:
        """Await something.

        Args:
            place: where it is told.
            what: what goes on, for the person.
            work: gives what to await.
            done: called with the result once nothing goes on.
            asks: it uses the keyring, so the system's unlock prompt may come up.
        """
        self._begin(place, what, asks=asks)
        self._job = self.context.runner.run(work, self._then(done), self._failed)

    def change_vault(
        self,
        place: Place,
        what: str,
        work: Callable[[], Awaitable[T]],
        done: Callable[[T], None],
        undo: Callable[[], Awaitable[tuple[str, ...]]] | None = None,
    ) -> None:
        """Await something that changes the vault, and bring the bench up to date.

        Args:
            place: where it is told.
            what: what goes on, for the person.
            work: gives what to await.
            done: called with the result once nothing goes on.
            undo: takes back what ``work`` did when it fails, or is cancelled before ``done``;
                gives what to tell of what could not be taken back.
        """
        vault, bench = self.services.vault, self.bench

        async def whole() -> Callable[[], None]:
            result = await work()
            records, secrets = await vault.records(), await vault.secrets()
            status = await vault.status()

            def land() -> None:
                bench.change(keys=records, secrets=secrets, vault=status)
                done(result)

            return land

        if undo is None:
            self.run(place, what, whole, lambda land: land())
            return

        self._begin(place, what, asks=True)

        def fell(error: WorkbenchError) -> None:
            self._failed(error)
            self._list_again()

        ended: Callable[[Callable[[], None]], None] = self._then(lambda land: land())
        left = partial(self._tell_left, place)
        self._job = LateUndo(self.context.runner, whole, undo, ended, fell, left=left)

    def _list_again(self) -> None:
        """List what the vault has: something that can't be undone is to be seen, and deleted."""
        vault, bench = self.services.vault, self.bench

        async def read() -> Callable[[], None]:
            keys, secrets = await vault.records(), await vault.secrets()
            return lambda: bench.change(keys=keys, secrets=secrets)

        # That the list can't be read is told whenever the pane comes to the front.
        self.context.runner.run(read, lambda land: land(), lambda _error: None)

    def _tell_left(self, place: Place, what: str) -> None:
        """Say what is left in the vault of work that was cancelled."""
        self.log("vault not tidied", what)
        if self.work.busy:
            self.bench.change(notice=what)
        else:
            self.fail(place, WorkbenchError("vault-left-over", what, ""))

    def start(
        self,
        place: Place,
        what: str,
        begin: Callable[..., Job],
        done: Callable[[], None],
    ) -> None:
        """Let something begin that takes ``done`` and ``failed`` by name, as starters do."""
        self._begin(place, what)
        ended = self._then(lambda _none: done())
        self._job = begin(done=lambda: ended(None), failed=self._failed)

    def tell(self, place: Place, message: str, hint: str = "") -> None:
        """Say how something went well."""
        self._put(Work(place, told=Told(self._named(message), hint)))

    def fail(self, place: Place, error: WorkbenchError) -> None:
        """Say why something could not be done."""
        tone: Literal["info", "error"] = "info" if error.code in _ASKING else "error"
        told = Told(self._named(error.message), error.hint, tone)
        self._put(Work(place, told=told, code=error.code))

    def log(self, kind: str, text: str) -> None:
        """Write a line into the activity log."""
        self.bench.log(Event(self.services.clock.now(), kind, text))

    def notice(self, sentence: str) -> None:
        """Say something that is not about this pane's work, in the window's status line."""
        self.bench.change(notice=sentence)
        self.log("settings", sentence)

    def hush(self) -> None:
        """Take back what was told, unless something goes on."""
        if not self.work.busy:
            self._put(Work())

    def turn_away(self, label: str) -> None:
        """Say on another key's pages nothing as if it were about that one.

        What was told goes; what goes on, or is about to be told since it is just over, is told
        with the name of the key that it is about.

        Args:
            label: of the key that is no longer looked at.
        """
        if self.work.place not in _OF_THE_KEY:
            return
        work = self.work
        if not work.busy and (work.told or not self._lands):
            self._put(Work())
        elif not self._former:
            self._former = label
            self._put(replace(work, busy=self._named(work.busy) if work.busy else ""))

    def _named(self, sentence: str) -> str:
        return f"{self._former}: {sentence}" if self._former else sentence

    def cancel(self) -> None:
        """Stop what goes on."""
        if self._job is not None:
            self._job.cancel()
            self._job, self._former = None, ""
        self._put(Work())

    def _begin(self, place: Place, what: str, *, asks: bool = False) -> None:
        self.cancel()
        vault = self.bench.state.vault
        locked = asks and vault is not None and vault.state is VaultState.LOCKED
        words = f"{what}: waiting for the system's unlock prompt" if locked else what
        self._put(Work(place, self._named(words), locked))

    def _then(self, done: Callable[[T], None]) -> Callable[[T], None]:
        def end(result: T) -> None:
            self._job, self._lands = None, True
            self._put(replace(self.work, busy="", waits=False))
            try:
                done(result)
            finally:
                self._lands = False
            if not self.work.busy:  # otherwise it goes on with the next part of the same work
                self._former = ""

        return lambda result: self._together(lambda: end(result))

    def _failed(self, error: WorkbenchError) -> None:
        self._job = None
        self.fail(self.work.place, error)
        self._former = ""

    def _put(self, work: Work) -> None:
        if work != self.work:
            self.work = work
            self._show(work)
