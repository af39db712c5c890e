from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oidc_workbench.ui.kit.row_heights import RowHeights

CHANGES = st.lists(st.tuples(st.integers(0, 599), st.integers(1, 90)), max_size=40)


@given(CHANGES)
def test_every_row_begins_where_the_one_before_it_ends(changes: list[tuple[int, int]]) -> None:
    heights = RowHeights(600, 20)
    for row, height in changes:
        heights[row] = height
    tops = [heights.top(row) for row in range(600)]
    assert tops[0] == 0
    assert [below - above for above, below in pairwise(tops)] == [heights[n] for n in range(599)]
    assert heights.total == tops[-1] + heights[599]


@given(CHANGES, st.integers(-5, 13_000))
def test_the_row_at_a_height_is_the_one_that_covers_it(
    changes: list[tuple[int, int]], y: int
) -> None:
    heights = RowHeights(600, 20)
    for row, height in changes:
        heights[row] = height
    found = heights.at(y)
    if 0 <= y < heights.total:
        assert heights.top(found) <= y < heights.top(found) + heights[found]
    else:
        assert found == (0 if y < 0 else 599)


@pytest.mark.parametrize("count", [0, 1, 256, 257])
def test_the_edges_of_blocks_and_an_empty_list(count: int) -> None:
    heights = RowHeights(count, 10)
    assert (len(heights), heights.total) == (count, count * 10)
    assert heights.at(10**9) == max(0, count - 1)
