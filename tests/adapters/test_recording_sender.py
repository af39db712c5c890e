from __future__ import annotations

import asyncio

import pytest

from fakes.clock import FakeClock
from oidc_workbench.adapters.recording_sender import RecordingSender
from oidc_workbench.errors import WorkbenchError
from oidc_workbench.exchange import Exchange, HttpRequest, HttpResponse

pytestmark = pytest.mark.anyio

REQUEST = HttpRequest("GET", "https://issuer.example/")


class Scripted:
    """A sender that takes two seconds to give an exchange or to fail."""

    def __init__(self, clock: FakeClock, outcome: Exchange | BaseException) -> None:
        self._clock = clock
        self._outcome = outcome

    async def send(self, request: HttpRequest) -> Exchange:
        assert request is REQUEST
        self._clock.advance(2.0)
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome


async def test_records_what_came_back() -> None:
    seen: list[Exchange] = []
    clock = FakeClock()
    exchange = Exchange(REQUEST, HttpResponse(200), 1.0, 2.0)
    sender = RecordingSender(Scripted(clock, exchange), seen.append, clock)
    assert await sender.send(REQUEST) is exchange
    assert seen == [exchange]


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (WorkbenchError("timed-out", "Too slow.", "Wait."), "Too slow."),
        (asyncio.CancelledError(), "Cancelled before the response was complete."),
    ],
)
async def test_records_what_failed_and_lets_it_pass(failure: BaseException, sentence: str) -> None:
    seen: list[Exchange] = []
    clock = FakeClock(now=50.0)
    sender = RecordingSender(Scripted(clock, failure), seen.append, clock)
    with pytest.raises(type(failure)):
        await sender.send(REQUEST)
    assert seen == [Exchange(REQUEST, None, 50.0, 2.0, error=sentence)]
