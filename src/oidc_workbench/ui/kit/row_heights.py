"""How high the rows of a long list are, as far as anybody has looked. No Qt in here."""

from bisect import bisect_right
from itertools import accumulate

_BLOCK = 256


class RowHeights:
    """Heights of rows in pixels; a row that nobody has looked at yet is guessed.

    Where a row begins is found by adding up whole blocks, so that neither asking nor correcting a
    guess costs more in a list of many thousand rows than one can notice.

    Args:
        count: how many rows there are.
        guess: the height of a row until it is known.
    """

    def __init__(self, count: int = 0, guess: int = 1) -> None:
        self._heights = [guess] * count
        self._blocks = [sum(self._block(n)) for n in range(-(-count // _BLOCK))]
        self.total = count * guess

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        """The height of a row."""
        return self._heights[row]

    def __setitem__(self, row: int, height: int) -> None:
        """Correct a height."""
        grown = height - self._heights[row]
        self._heights[row] = height
        self._blocks[row // _BLOCK] += grown
        self.total += grown

    def top(self, row: int) -> int:
        """Where a row begins."""
        block = row // _BLOCK
        return sum(self._blocks[:block]) + sum(self._heights[block * _BLOCK : row])

    def at(self, y: int) -> int:
        """The row at a distance from the top; the last one below the end, 0 in an empty list."""
        if y < 0 or not self._heights:
            return 0
        ends = list(accumulate(self._blocks))
        block = bisect_right(ends, y)
        if block == len(ends):
            return len(self._heights) - 1
        inside = y - (ends[block - 1] if block else 0)
        rows = list(accumulate(self._block(block)))
        return block * _BLOCK + bisect_right(rows, inside)

    def _block(self, number: int) -> list[int]:
        return self._heights[number * _BLOCK : (number + 1) * _BLOCK]
