from __future__ import annotations

import pytest

from oidc_workbench.practice.keys import KeyRing
from oidc_workbench.practice.refusal import Refusal
from practice.provider_bench import spare_keys


def test_a_rotation_publishes_switches_and_retires() -> None:
    ring = KeyRing(spare_keys())
    old = ring.signing("RS256").kid
    ring.rotate("publish")
    assert ring.signing("RS256").kid == old
    assert len(ring.published()) == 4
    ring.rotate("switch")
    new = ring.signing("RS256").kid
    assert new != old
    assert ring.find(old) is not None
    ring.rotate("retire")
    assert ring.find(old) is None
    assert ring.signing("RS256").kid == new
    assert ring.next_stage == "publish"


@pytest.mark.parametrize(
    ("taken", "stage", "due"),
    [
        ((), "switch", "publish"),
        ((), "retire", "publish"),
        (("publish",), "publish", "switch"),
        (("publish",), "retire", "switch"),
        (("publish", "switch"), "publish", "retire"),
    ],
)
def test_no_stage_is_skipped(taken: tuple[str, ...], stage: str, due: str) -> None:
    ring = KeyRing(spare_keys())
    for step in taken:
        ring.rotate(step)
    with pytest.raises(Refusal) as caught:
        ring.rotate(stage)
    assert f"next stage is {due}" in caught.value.description


def test_there_are_three_stages() -> None:
    with pytest.raises(Refusal):
        KeyRing(spare_keys()).rotate("destroy")
