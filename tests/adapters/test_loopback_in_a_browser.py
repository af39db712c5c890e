"""The listener and its pages in a real browser, which sends favicons and preconnects of its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from fakes.clock import FakeClock
from oidc_workbench.adapters.loopback_listener import LoopbackListener

if TYPE_CHECKING:
    from peers.browser import Chromium

pytestmark = [pytest.mark.anyio, pytest.mark.needs("chromium")]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_wrong_answer_then_right_answer(chromium: Chromium, host: str) -> None:
    async with LoopbackListener(f"http://{host}:0/callback", FakeClock()) as listener:
        visit = asyncio.create_task(
            asyncio.to_thread(chromium.open, f"{listener.redirect_uri}?state=wrong")
        )
        assert (await listener.receive()).url.endswith("state=wrong")
        listener.answer(accepted=False)
        await visit
        assert "Still waiting" in await asyncio.to_thread(chromium.read, "Still waiting")

        visit = asyncio.create_task(
            asyncio.to_thread(chromium.open, f"{listener.redirect_uri}?state=right")
        )
        assert (await listener.receive()).url.endswith("state=right")
        listener.answer(accepted=True)
    await visit
    assert "close this page" in await asyncio.to_thread(chromium.read, "Return to the workbench")
    log = chromium.driver.get_log("browser")  # type: ignore[no-untyped-call] # selenium's own
    refused = [line for line in log if "Security" in str(line)]
    assert refused == [], "the page passes its own policy"
