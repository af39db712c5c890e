"""The services of one run of the command line."""

from oidc_workbench.exchange import Exchange
from oidc_workbench.ports import Services


def session(*, memory_only: bool = True, browser: str | None = None) -> Services:
    """Give the real services.

    Args:
        memory_only: keep keys and secrets of this run in memory, not in the keyring.
        browser: a command that opens pages instead of the system's choice.
    """
    from oidc_workbench import wiring

    return wiring.services(record=_ignore, session_vault=memory_only, browser_command=browser)


def _ignore(_exchange: Exchange) -> None:
    """Drop the log: each step already carries its exchanges."""
