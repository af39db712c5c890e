"""Takes a client from one key to the next, step by step. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oidc_workbench.ui.bench import BenchState
from oidc_workbench.ui.client_keeping import ClientKeeping
from oidc_workbench.ui.kit.flow_run import FlowRun, RunState
from oidc_workbench.ui.kit.send_gate import SendGates
from oidc_workbench.ui.panes.keys.candidates import Candidates
from oidc_workbench.ui.panes.keys.desk import Desk
from oidc_workbench.ui.panes.keys.hand_word import HandWord
from oidc_workbench.ui.panes.keys.rotation_stops import Stop, stops_at
from oidc_workbench.workspace.profile import Client
from oidc_workbench.workspace.rotation import Rotation, RotationStage, rotation_of

if TYPE_CHECKING:
    from oidc_workbench.flows.stage import Steps
    from oidc_workbench.flows.step import Step


@dataclass(frozen=True, slots=True)
class RotatingState:
    """A client's rotation as shown.

    Args:
        why_not: why the selected client has nothing to rotate.
        candidates: the vault's keys that could take over, as id and words.
        run: the steps that were done last, with their exchanges.
        by_itself: the server can be told by the program (RFC 7592); else by hand.
        ready: a changed registration is prepared and shown, and waits to be sent.
        settles: a run is over, and what it changed in the vault is being read; until then the
            rotation shown is the one before.
    """

    client: Client | None = None
    why_not: str = ""
    rotation: Rotation | None = None
    stops: tuple[Stop, ...] = ()
    candidates: tuple[tuple[str, str], ...] = ()
    run: RunState = field(default_factory=RunState)
    by_itself: bool = False
    ready: bool = False
    settles: bool = False

    @property
    def busy(self) -> bool:
        """Whether the next step can't be chosen yet."""
        return self.run.busy or self.settles


class Rotating:
    """Runs the rotation of the selected client.

    Args:
        show: told of every change.
        changed: called when a run ended, to read the vault's records again; it calls what it is
            given when they are read, or can't be.
    """

    def __init__(
        self,
        desk: Desk,
        show: Callable[[RotatingState], None],
        changed: Callable[[Callable[[], None]], None],
    ) -> None:
        self._desk, self._show, self._changed = desk, show, changed
        context = desk.context
        self._run = FlowRun(context.runner, context.bench, self._ran)
        self._word, self._gates = HandWord(), SendGates()
        self._begun_for: tuple[str, str] = ("", "")  # provider and client
        self._sent: Step | None = None  # as it waited when its request was let through last
        keeping = ClientKeeping(
            context.bench, context.services.store, context.runner.post, desk.notice
        )
        self._keep = keeping.keep
        self._candidates = Candidates(context.runner, self._show_rotation)
        self._was_busy = self._settles = False
        self.state = RotatingState()

    def follow(self, *, shown: bool) -> None:
        """Follow the selected client's rotation, as vault and client tell it.

        Args:
            shown: somebody looks at it; otherwise only a run that goes on is followed.

        What waits to be sent for another client is given up: it is no longer what is shown.
        """
        if self.state.ready and self._begun_for != _aim(self._desk.bench.state):
            self._run.cancel()
        if shown or self._run.state.busy or self._settles:
            self._show_rotation()

    def _show_rotation(self) -> None:
        bench = self._desk.bench.state
        client = bench.client
        why_not = _why_not(client)
        run, is_aimed = self._run.state, self._begun_for == _aim(bench)
        if not is_aimed:
            why_not = why_not or (_ELSEWHERE if run.busy else "")
            run = run.elsewhere
        if client is None or why_not:
            self._put(RotatingState(client, why_not, run=run, settles=self._settles))
            return
        rotation = rotation_of(client, bench.keys)
        fitting = (
            () if rotation.is_underway else self._candidates.of(client, rotation.old, bench.keys)
        )
        self._put(
            RotatingState(
                client,
                "",
                rotation,
                stops_at(rotation.stage),
                fitting,
                run,
                _is_managed(client),
                self._waits_to_send(client),
                self._settles,
            )
        )

    def _waits_to_send(self, client: Client) -> bool:
        run = self._run.state
        waiting = run.waiting if run.busy and _is_managed(client) else None
        # Its step says that it waits for a moment longer; the gate is the next one's by then. Shown
        # anew, since others changed the registration, the same step waits as another snapshot.
        return waiting is not None and waiting is not self._sent

    def begin(self, new_key_id: str) -> None:
        """Begin a rotation to a key of the vault; nothing changes at the provider yet."""
        self._go(RotationStage.NEW, new_key_id)

    def go(self, target: str) -> None:
        """Go on, or back, to a stage."""
        self._go(RotationStage(target))

    def send(self) -> None:
        """Send the changed registration that was prepared and looked at."""
        waiting = self._run.state.waiting
        if self.state.ready and waiting is not None:
            self._sent = waiting
            self._gates.open()
            self._show_rotation()

    def done_by_hand(self) -> None:
        """Say that what the waiting step asks for was done."""
        self._word.give()

    def cancel(self) -> None:
        """Stop the run; what the steps before it reached stays."""
        self._run.cancel()

    def stop(self) -> None:
        """Stop for good."""
        self._run.stop()
        self._candidates.stop()

    def _go(self, target: RotationStage, new_key_id: str = "") -> None:
        bench = self._desk.bench.state
        client, provider = bench.client, bench.provider
        if client is None or provider is None or self._run.state.busy:
            return
        services, keep, word = self._desk.services, self._keep, self._word.wait
        ports = services.ports_for(provider)
        gates = self._gates = SendGates()
        self._begun_for = _aim(bench)

        def steps() -> "Steps":
            from oidc_workbench.flows.rotate_key import RotateKeyPlan, rotate_key

            plan = RotateKeyPlan(
                provider,
                client,
                target,
                keep,
                new_key_id=new_key_id,
                word=word,
                host=services.jwks_host,
                gate=gates.wait,
            )
            return rotate_key(plan, ports)

        self._run.start(steps)

    def _ran(self, _run: RunState) -> None:
        busy, self._was_busy = self._was_busy, self._run.state.busy
        ended = busy and not self._was_busy
        self._settles = self._settles or ended
        self._show_rotation()
        if ended:
            self._changed(self._settled)

    def _settled(self) -> None:
        self._settles = False
        self._show_rotation()

    def _put(self, state: RotatingState) -> None:
        if state != self.state:
            self.state = state
            self._show(state)


def _is_managed(client: Client) -> bool:
    return bool(client.registration_uri and client.registration_token_ref)


def _aim(bench: BenchState) -> tuple[str, str]:
    return (bench.provider_id, bench.client_key)


_ELSEWHERE = (
    "Another client's rotation is under way; choose that client above to follow it, or cancel it."
)


def _why_not(client: Client | None) -> str:
    if client is None:
        return "Choose a client above: a rotation takes a client from one key to the next."
    if client.auth_method != "private_key_jwt":
        return f"{client.name} does not authenticate with a key, so it has none to rotate."
    if not client.key_id:
        return f"{client.name} has no key yet; give it one first."
    return ""
