"""A person who signs in at a real server, without a browser's window."""

import asyncio
import re

import httpx


class PersonWithoutScreen:
    """Signs in over plain HTTP: fills in every form it meets, until it is sent back to us."""

    def __init__(self) -> None:
        self.cancels = False
        self.answers: list[int] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, url: str) -> None:
        task = asyncio.create_task(self._sign_in(url))
        self._tasks.add(task)

    async def _sign_in(self, url: str) -> None:
        async with httpx.AsyncClient(follow_redirects=True, trust_env=False) as browser:
            reply = await browser.get(url)
            while form := re.search(r'action="([^"]+)"', reply.text):
                target = reply.url.join(form[1])
                if self.cancels:
                    reply = await browser.get(f"{target}/cancel")
                else:
                    reply = await browser.post(target, data={"login": "alice", "password": "x"})
            self.answers.append(reply.status_code)

    async def finish(self) -> None:
        await asyncio.gather(*self._tasks)
