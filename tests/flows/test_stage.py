"""Stages run in order, stop at the first failure, and hide no bug."""

from collections.abc import Callable
from contextlib import aclosing

import pytest

from fakes.world import FakeWorld
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import HttpRequest
from oidc_workbench.flows.manual_callback import ManualCallback
from oidc_workbench.flows.stage import Draft, Stage, Steps, run_stages
from oidc_workbench.flows.step import Step, StepState

pytestmark = pytest.mark.anyio


async def _quiet(draft: Draft) -> Steps:
    yield draft.running()
    draft.check("fine", True)


async def _worried(draft: Draft) -> Steps:
    yield draft.running()
    draft.check("first", False, "The first thing is odd.")
    draft.check("second", False)
    draft.check("second", True)


async def _stuck(draft: Draft) -> Steps:
    draft.fact("name", "value")
    yield draft.running()
    raise WorkbenchError("stuck", "It is stuck.", "Pull.")


async def _broken(draft: Draft) -> Steps:
    yield draft.running()
    raise KeyError("a bug")


async def _run(world: FakeWorld, *works: Callable[[Draft], Steps]) -> list[Step]:
    stages = [Stage(str(number), "title", "why", work) for number, work in enumerate(works)]
    async with aclosing(run_stages(world.ports, stages)) as steps:
        return [step async for step in steps]


async def test_every_stage_ends_in_its_own_state() -> None:
    steps = await _run(FakeWorld(), _quiet, _worried, _quiet)
    assert [(step.id, step.state) for step in steps] == [
        ("0", StepState.RUNNING),
        ("0", StepState.DONE),
        ("1", StepState.RUNNING),
        ("1", StepState.WARNING),
        ("2", StepState.RUNNING),
        ("2", StepState.DONE),
    ]
    assert steps[3].message == "The first thing is odd."
    assert [(check.label, check.passed) for check in steps[3].checks] == [
        ("first", False),
        ("second", True),
    ]


async def test_the_first_failure_is_the_last_step() -> None:
    steps = await _run(FakeWorld(), _stuck, _quiet)
    last = steps[-1]
    assert (last.id, last.state, last.message, last.hint) == (
        "0",
        StepState.FAILED,
        "It is stuck.",
        "Pull.",
    )
    assert last.facts == (("name", "value"),)


async def test_a_bug_passes_through() -> None:
    with pytest.raises(KeyError, match="a bug"):
        await _run(FakeWorld(), _broken)


async def test_leaving_early_closes_the_running_stage() -> None:
    closed: list[bool] = []

    async def held(draft: Draft) -> Steps:
        try:
            yield draft.running()
            yield draft.running()
        finally:
            closed.append(True)

    steps = run_stages(FakeWorld().ports, [Stage("a", "t", "w", held)])
    await anext(steps)
    await steps.aclose()
    assert closed == [True]


async def test_the_time_a_step_took() -> None:
    world = FakeWorld()

    async def slow(draft: Draft) -> Steps:
        yield draft.running()
        world.clock.advance(2.5)

    assert [step.elapsed for step in await _run(world, slow)] == [0.0, 2.5]


async def test_a_request_without_answer_stays_on_the_trail() -> None:
    world = FakeWorld()
    world.http.on("GET", "https://a.example/", WorkbenchError("timed-out", "Too long.", "Wait."))

    async def ask(draft: Draft) -> Steps:
        yield draft.running()
        await draft.send(HttpRequest("GET", "https://a.example/"))

    last = (await _run(world, ask))[-1]
    assert [(e.request.url, e.response, e.error) for e in last.exchanges] == [
        ("https://a.example/", None, "Too long.")
    ]


def test_a_callback_url_is_taken_only_while_a_flow_waits() -> None:
    world, manual = FakeWorld(), ManualCallback()
    assert not manual.submit("http://127.0.0.1/callback")
    manual.attach(world.listeners("http://127.0.0.1:0/callback"))
    assert manual.is_waiting
    assert manual.submit("http://127.0.0.1/callback")
    manual.detach()
    assert not manual.submit("http://127.0.0.1/callback")
