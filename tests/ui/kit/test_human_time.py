import math

import pytest

from oidc_workbench.ui.kit.human_time import absolute, countdown, duration, elapsed, relative

NOW = 1_767_225_600.0  # 2026-01-01T00:00:00Z


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW, "today 00:00:00 UTC"),
        (NOW - 1, "yesterday 23:59:59 UTC"),
        (NOW + 86_400, "tomorrow 00:00:00 UTC"),
        (NOW + 172_800, "2026-01-03 00:00:00 UTC"),
        (1e18, "no date in any calendar"),
        (math.nan, "no date in any calendar"),
        (-1e12, "no date in any calendar"),
    ],
)
def test_a_moment(at: float, words: str) -> None:
    assert absolute(at, NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "now"),
        (59, "in 59 seconds"),
        (-1, "1 second ago"),
        (480, "in 8 minutes"),
        (-5400, "1 hour ago"),
        (86_400, "in 24 hours"),
        (92 * 86_400, "in 3 months"),
        (1e18, "beyond all dates"),
    ],
)
def test_how_far_from_now(seconds: float, words: str) -> None:
    assert relative(NOW + seconds, NOW) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0:00"), (298, "4:58"), (3600, "1:00:00"), (172_800, "2 days")],
)
def test_what_is_left(seconds: float, words: str) -> None:
    assert countdown(seconds) == words


def test_lengths_and_measured_times() -> None:
    assert (duration(1), duration(7200), duration(1e9)) == ("1 second", "2 hours", "31 years")
    assert (elapsed(0.0003), elapsed(0.014), elapsed(6.2)) == ("0.3 ms", "14 ms", "6.2 s")
