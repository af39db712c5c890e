"""Runs of a flow that are cancelled on the way."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import pytest

from fakes.world import FakeWorld
from oidc_workbench.flows.stage import Steps
from oidc_workbench.flows.step import Step, StepState


async def consume(flow: Steps, seen: list[Step], last: int = 0) -> None:
    """Run a flow, and cancel oneself after a number of steps, unless that is 0.

    The next await inside the flow meets the cancellation.
    """
    async with aclosing(flow) as steps:
        async for step in steps:
            seen.append(step)
            if len(seen) == last:
                task = asyncio.current_task()
                assert task is not None
                task.cancel()
    await asyncio.sleep(0)


async def leaves_nothing_behind(
    fresh: Callable[[], FakeWorld], flow: Callable[[FakeWorld], Steps]
) -> int:
    """Assert that of a flow nothing is left, whichever step it is cancelled after.

    Returns how many steps it has.
    """
    every: list[Step] = []
    await consume(flow(fresh()), every)
    for number in range(1, len(every) + 1):
        world = fresh()
        seen: list[Step] = []
        with pytest.raises(asyncio.CancelledError):
            await asyncio.create_task(consume(flow(world), seen, number))
        # Where a flow need not wait, further steps come before the cancellation can arrive.
        assert len(seen) >= number
        assert world.is_quiet, f"after step {number} ({seen[-1].id})"
        assert not [step for step in seen if step.state is StepState.FAILED]
    return len(every)
