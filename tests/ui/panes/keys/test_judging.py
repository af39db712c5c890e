from collections.abc import Callable

import pytest

from ui.panes.keys.bed import Bed

Calls = list[Callable[[], None]]


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> tuple[Bed, Calls]:
    """A key that is new, and what the window will do once it has nothing else to do."""
    bed, calls = Bed(holds=True), Calls()
    monkeypatch.setattr(bed.around.runner, "post", calls.append)
    bed.keep("one")
    bed.keep("two")
    return bed, calls


def test_judging_waits_until_the_window_has_time_and_begins_once(
    posted: tuple[Bed, Calls],
) -> None:
    bed, calls = posted
    before = len(bed.around.runner.computes)
    (begin,) = calls
    begin()
    jobs = bed.around.runner.computes[before:]
    assert len(jobs) == 1
    bed.around.runner.finish(jobs[0])
    assert set(bed.presenter.judging.notes) == {"one", "two"}


def test_a_closed_pane_begins_no_judging(posted: tuple[Bed, Calls]) -> None:
    bed, calls = posted
    bed.presenter.close()
    before = len(bed.around.runner.computes)
    calls[0]()
    assert len(bed.around.runner.computes) == before
