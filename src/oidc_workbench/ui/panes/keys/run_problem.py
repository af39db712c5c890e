"""What went wrong with a run that no step tells."""

from oidc_workbench.ui.kit.flow_run import Problem
from oidc_workbench.ui.kit.inline_message import InlineMessage


def show_problem(message: InlineMessage, problem: Problem | None) -> None:
    """Show the problem of a run, or nothing."""
    if problem is None:
        message.clear()
    elif message.message != problem.message:
        message.say(problem.message, problem.hint, "error")
