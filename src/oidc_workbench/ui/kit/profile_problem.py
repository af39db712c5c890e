"""What stands in the way of a flow, and the button that clears it away. No Qt in here."""

from collections.abc import Callable

from oidc_workbench.errors import WorkbenchError
from oidc_workbench.ui.kit.flow_run import Problem
from oidc_workbench.ui.pane import PaneContext
from oidc_workbench.ui.practice_start import PracticeStarter
from oidc_workbench.workspace.profile import Actor, Client, Provider

PRACTICE = "practice"  # a goto that starts the practice provider instead of showing a pane

NO_PROVIDER = Problem(
    "No provider is selected yet.",
    "The practice provider runs on this computer and needs no account.",
    "no-provider",
    PRACTICE,
    "Start the practice provider",
)


def no_client(provider: Provider, hint: str) -> Problem:
    """The provider has no client at all."""
    return Problem(
        f"{provider.name} has no client yet.", hint, "no-client", "provider", "Add a client"
    )


def wrong_actor(message: str, wanted: Actor, clients: tuple[Client, ...], hint: str) -> Problem:
    """The selected client is for the other kind of actor."""
    fitting = next((client for client in clients if client.actor == wanted), None)
    code = "wrong-actor"
    if fitting is None:
        return Problem(message, hint, code, "provider", "Add a client")
    noun = "a client for people" if wanted == "user" else "a service"
    hint = f"{fitting.name} is {noun} at the same provider."
    return Problem(message, hint, code, action=f"Use {fitting.name}")


class ProfileHelp:
    """Does what a problem's button says.

    Args:
        wanted: the kind of client that the pane works with.
        failed: called with why the practice provider did not start.
    """

    def __init__(
        self, context: PaneContext, wanted: Actor, failed: Callable[[WorkbenchError], None]
    ) -> None:
        self._context = context
        self._wanted = wanted
        self._failed = failed

    def act(self, problem: Problem) -> None:
        """Start the practice provider, show a pane, or choose a fitting client."""
        if problem.goto == PRACTICE:
            context = self._context
            starter = PracticeStarter(context.bench, context.runner, context.services)
            starter.start(done=self._use_fitting, failed=self._failed)
        elif problem.goto:
            self._context.show_pane(problem.goto)
        elif problem.action:
            self._use_fitting()

    def _use_fitting(self) -> None:
        bench = self._context.bench
        client = bench.state.client
        if client is not None and client.actor == self._wanted:
            return
        fitting = next((c for c in bench.state.clients if c.actor == self._wanted), None)
        if fitting is not None:
            bench.select(fitting.provider_id, fitting.key)
