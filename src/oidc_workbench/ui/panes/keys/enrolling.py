"""Registers a client with the selected key by dynamic registration (RFC 7591). No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from oidc_workbench.secret import Secret
from oidc_workbench.ui.client_keeping import ClientKeeping
from oidc_workbench.ui.kit.flow_run import FlowRun, Phase, RunState
from oidc_workbench.ui.kit.send_gate import SendGate
from oidc_workbench.ui.panes.keys.desk import Desk
from oidc_workbench.workspace.key_record import KeyRecord
from oidc_workbench.workspace.profile import Actor, Client, Provider

if TYPE_CHECKING:
    from oidc_workbench.flows.stage import Steps


@dataclass(frozen=True, slots=True)
class EnrolDraft:
    """The form's fields.

    Args:
        token_ref: an initial access token of the vault; empty for none, or for a typed one.
        scopes: separated by spaces.
    """

    name: str = ""
    actor: Actor = "service"
    scopes: str = ""
    token_ref: str = ""


@dataclass(frozen=True, slots=True)
class EnrolState:
    """How it goes.

    Args:
        provider: where the client will be registered; None while none is chosen.
        tokens: the vault's initial access tokens, as reference and words.
        run: the steps with their exchanges.
        ready: the request is prepared and shown, and waits to be sent.
        why_not: why nothing can be prepared here while a run goes on elsewhere; else empty.
    """

    provider: Provider | None = None
    tokens: tuple[tuple[str, str], ...] = ()
    run: RunState = field(default_factory=RunState)
    ready: bool = False
    why_not: str = ""


class Enrolling:
    """Runs the registration.

    Args:
        show: told of every change.
        changed: called when a run ended, to read the vault's records again.
    """

    def __init__(
        self,
        desk: Desk,
        selected: Callable[[], KeyRecord | None],
        show: Callable[[EnrolState], None],
        changed: Callable[[], None],
    ) -> None:
        self._desk, self._selected = desk, selected
        self._show, self._changed = show, changed
        context = desk.context
        self._run = FlowRun(context.runner, context.bench, self._ran)
        keeping = ClientKeeping(
            context.bench, context.services.store, context.runner.post, desk.notice
        )
        self._keep = keeping.keep
        self._gate = SendGate()
        self._prepared_for: tuple[str, str] = ("", "")  # provider and key
        self._name = ""  # of the client that is registered
        self._was_busy = False
        self.state = EnrolState()

    def follow(self) -> None:
        """Show the selected provider, the tokens at hand, and the run of the selected key.

        What waits to be sent for another key, or elsewhere, is given up: the button would send
        what is no longer meant, and without its button it would wait for ever.
        """
        bench = self._desk.bench.state
        if self._waits and not self._is_aimed:
            self._give_up()
        tokens = tuple(
            (secret.ref, secret.label or "initial access token")
            for secret in bench.secrets
            if secret.kind == "initial-access-token"
        )
        run, why_not = self._run.state, ""
        if not self._is_aimed:
            run, why_not = run.elsewhere, _ELSEWHERE if run.busy else ""
        state = EnrolState(bench.provider, tokens, run, self._waits and self._is_aimed, why_not)
        if state != self.state:
            self.state = state
            self._show(state)

    @property
    def _is_aimed(self) -> bool:
        """Whether the run is about the provider and the key that are looked at."""
        return self._prepared_for == _aim(self._desk.bench.state.provider, self._selected())

    @property
    def _waits(self) -> bool:
        """Whether the request is prepared, and waits to be sent."""
        run = self._run.state
        return run.busy and run.waiting is not None and not self._gate.is_open

    def _give_up(self) -> None:
        self._run.cancel()
        self._desk.notice(
            f"{self._name} is not registered: what was prepared was given up, since another key "
            "or provider is looked at."
        )

    def prepare(self, draft: EnrolDraft, token: Secret | None) -> None:
        """Prepare a registration up to where it would be sent.

        Args:
            draft: what the form says.
            token: a typed one; it goes to the vault once the provider has accepted it.
        """
        provider, record = self._desk.bench.state.provider, self._selected()
        if provider is None or record is None or self._run.state.busy:
            return
        ref = draft.token_ref
        if token is not None:
            ref = f"initial:{self._desk.services.random.octets(8).hex()}"
        self._start(draft, provider, record, ref, token)

    def send(self) -> None:
        """Send the registration that was prepared and looked at."""
        if self.state.ready:
            self._gate.open()
            self.follow()

    def cancel(self) -> None:
        """Stop the run."""
        self._run.cancel()

    def stop(self) -> None:
        """Stop for good."""
        self._run.stop()

    def _start(
        self,
        draft: EnrolDraft,
        provider: Provider,
        record: KeyRecord,
        ref: str,
        token: Secret | None,
    ) -> None:
        services, keep = self._desk.services, self._keep
        ports = services.ports_for(provider)
        gate = self._gate = SendGate()
        self._prepared_for = _aim(provider, record)
        clients = self._desk.bench.state.workspace.clients
        sharers = tuple(one.name for one in clients if one.key_id == record.key_id)
        client = Client(
            services.random.octets(8).hex(),
            provider.provider_id,
            draft.name.strip() or record.label,
            "",
            draft.actor,
            "private_key_jwt",
            key_id=record.key_id,
            signing_alg=record.alg,
            scopes=tuple(draft.scopes.split()) or _scopes(draft.actor),
        )

        self._name = client.name
        post, notice = self._desk.context.runner.post, self._desk.notice

        def left(sentence: str) -> None:
            post(lambda: notice(sentence))

        def steps() -> "Steps":
            from oidc_workbench.flows.register_client import RegisterClientPlan, register_client

            plan = RegisterClientPlan(
                provider,
                client,
                keep,
                initial_token_ref=ref,
                initial_token=token,
                gate=gate.wait,
                sharers=sharers,
                left=left,
            )
            return register_client(plan, ports)

        self._run.start(steps)

    def _ran(self, run: RunState) -> None:
        busy, self._was_busy = self._was_busy, run.busy
        self.follow()
        if busy and not run.busy:
            self._changed()
            self._tell_end(run)

    def _tell_end(self, run: RunState) -> None:
        """Say how it ended: a failure is told by the steps, but not where they aren't shown."""
        if run.phase is Phase.DONE and self._is_aimed:
            self._desk.tell("register", "The client is registered and kept.")
        elif run.phase is Phase.DONE:
            self._desk.notice(f"{self._name} is registered and kept.")
        elif run.phase is Phase.FAILED and not self._is_aimed:
            self._desk.notice(f"Registering {self._name} failed. {_why(run)}".strip())


_ELSEWHERE = (
    "A client is being registered with another key or at another provider; choose those to follow "
    "it, or cancel it."
)


def _aim(provider: Provider | None, record: KeyRecord | None) -> tuple[str, str]:
    return (provider.provider_id if provider else "", record.key_id if record else "")


def _why(run: RunState) -> str:
    if run.problem is not None:
        return run.problem.message
    return next((one.message for one in reversed(run.steps) if one.message), "")


def _scopes(actor: Actor) -> tuple[str, ...]:
    return ("openid",) if actor == "user" else ()
