from __future__ import annotations

import time

from oidc_workbench.adapters.clock import SystemClock
from oidc_workbench.adapters.randomness import SystemRandomness


def test_clock_is_the_systems() -> None:
    clock = SystemClock()
    before = time.time()  # noqa: TID251 - compared with
    assert before <= clock.now() <= time.time()  # noqa: TID251 - what it is compared with
    assert clock.elapsed() <= clock.elapsed()


def test_randomness_has_the_length_asked_for_and_does_not_repeat() -> None:
    random = SystemRandomness()
    drawn = {random.octets(32) for _ in range(100)}
    assert {len(one) for one in drawn} == {32}
    assert len(drawn) == 100
