"""Randomness that can be foretold, and never repeats itself."""

import hashlib


class FakeRandomness:
    """Octets from a counter under SHA-256: distinct for every call, the same in every run."""

    def __init__(self, seed: str = "test") -> None:
        self._seed = seed
        self._calls = 0
        self.given: list[bytes] = []

    def octets(self, count: int) -> bytes:
        self._calls += 1
        block = b""
        while len(block) < count:
            text = f"{self._seed}/{self._calls}/{len(block)}"
            block += hashlib.sha256(text.encode()).digest()
        self.given.append(block[:count])
        return block[:count]
