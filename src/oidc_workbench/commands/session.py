"""The services of one run of the command line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from oidc_workbench.exchange import Exchange
from oidc_workbench.ports import Services


@asynccontextmanager
async def session(
    *, memory_only: bool = True, browser: str | None = None
) -> AsyncIterator[Services]:
    """Give the real services, and close their connections at the end.

    Args:
        memory_only: keep keys and secrets of this run in memory, not in the keyring.
    """
    from oidc_workbench import wiring

    services = wiring.services(record=_ignore, session_vault=memory_only, browser_command=browser)
    yield services


def _ignore(_exchange: Exchange) -> None:
    """Drop the log: each step already carries its exchanges."""
