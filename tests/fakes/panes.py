"""What a pane is given, without threads: jobs that a test brings to their end by hand."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from anyio.lowlevel import checkpoint

from fakes.jwks_host import FakeJwksHost
from fakes.key_reader import HereKeyReader
from fakes.world import FakeWorld
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ports import FlowPorts, LoadedWorkspace, PracticeInfo, Services
from oidc_workbench.ui.bench import Bench, BenchState
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.workspace.profile import Provider, Workspace


class FakeJob:
    """One job; nothing is delivered after it was cancelled, as with the real runner."""

    def __init__(
        self,
        work: Callable[[], Any],
        each: Callable[[Any], None],
        done: Callable[..., None],
        failed: Callable[[WorkbenchError], None],
    ) -> None:
        self.work = work
        self._each, self._done, self._failed = each, done, failed
        self.is_cancelled = False
        self.is_over = False

    def cancel(self) -> None:
        self.is_cancelled = True

    def give(self, *values: Any) -> None:
        for value in values:
            if not self.is_cancelled:
                self._each(value)

    def finish(self, *result: Any) -> None:
        self.is_over = True
        if not self.is_cancelled:
            self._done(*result)

    def fail(self, error: WorkbenchError) -> None:
        self.is_over = True
        if not self.is_cancelled:
            self._failed(error)


class FakeRunner:
    """Keeps the jobs; computing happens at once unless ``holds`` is set."""

    def __init__(self) -> None:
        self.streams: list[FakeJob] = []
        self.runs: list[FakeJob] = []
        self.computes: list[FakeJob] = []
        self.holds = False

    def run(
        self,
        work: Callable[[], Awaitable[Any]],
        done: Callable[[Any], None],
        failed: Callable[[WorkbenchError], None],
    ) -> FakeJob:
        self.runs.append(FakeJob(work, lambda _: None, done, failed))
        return self.runs[-1]

    def stream(
        self,
        work: Callable[[], AsyncIterator[Any]],
        each: Callable[[Any], None],
        done: Callable[[], None],
        failed: Callable[[WorkbenchError], None],
    ) -> FakeJob:
        self.streams.append(FakeJob(work, each, done, failed))
        return self.streams[-1]

    def compute(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[WorkbenchError], None],
    ) -> FakeJob:
        job = FakeJob(work, lambda _: None, done, failed)
        self.computes.append(job)
        if not self.holds:
            self.finish(job)
        return job

    def post(self, call: Callable[[], None]) -> None:
        """There is one thread only."""
        call()

    @staticmethod
    def finish(job: FakeJob) -> None:
        """Do the work of a computing job and deliver what it gives."""
        try:
            result = job.work()
        except WorkbenchError as error:
            job.fail(error)
        else:
            job.finish(result)


class FakeStore:
    """Keeps the workspace in memory."""

    async def load(self) -> LoadedWorkspace:
        await checkpoint()
        return LoadedWorkspace(Workspace())

    async def save(self, workspace: Workspace) -> LoadedWorkspace:
        await checkpoint()
        return LoadedWorkspace(workspace)

    async def refresh(self, workspace: Workspace) -> LoadedWorkspace | None:
        await checkpoint()
        return LoadedWorkspace(workspace)


class FakePractice:
    """Never really starts."""

    def __init__(self) -> None:
        self.registered: list[tuple[str, dict[str, object]]] = []

    async def start(self) -> PracticeInfo:
        await checkpoint()
        return PracticeInfo("http://127.0.0.1:1", "http://127.0.0.1:1/api", "urn:api", ())

    async def register_key(self, client_id: str, public_jwk: dict[str, object]) -> None:
        await checkpoint()
        self.registered.append((client_id, public_jwk))

    async def stop(self) -> None:
        await checkpoint()


class FakeFiles:
    """Keeps files in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def save(self, path: str, data: bytes) -> None:
        await checkpoint()
        self.kept[path] = data

    async def open(self, path: str, most: int) -> bytes:
        await checkpoint()
        return self.kept[path][: most + 1]


class FakePane:
    """The surroundings of one pane: bench, runner, world, and what it asked for."""

    def __init__(self, state: BenchState | None = None) -> None:
        self.bench = Bench(state)
        self.runner = FakeRunner()
        self.world = FakeWorld()
        self.files, self.practice = FakeFiles(), FakePractice()
        self.jwks_host = FakeJwksHost()
        self.shown: list[str] = []
        self.asked_for: list[Provider] = []
        self._tickers: list[Callable[[], None]] = []
        self.context = PaneContext(
            self.bench, self.runner, self._services(), self.shown.append, self._ticks
        )

    def tick(self, seconds: float = 1.0) -> None:
        """Let time go by, as the window's clock would."""
        self.world.clock.advance(seconds)
        for ticker in tuple(self._tickers):
            ticker()

    @property
    def is_watched(self) -> bool:
        """Whether anybody still listens to the clock."""
        return bool(self._tickers)

    def _ticks(self, call: Callable[[], None]) -> Callable[[], None]:
        self._tickers.append(call)
        return lambda: self._tickers.remove(call)

    def _services(self) -> Services:
        def ports_for(provider: Provider) -> FlowPorts:
            self.asked_for.append(provider)
            return self.world.ports

        world = self.world
        return Services(
            ports_for,
            world.vault,
            FakeStore(),
            self.practice,
            world.clock,
            world.random,
            self.files,
            HereKeyReader(world.clock),
            self.jwks_host,
        )
