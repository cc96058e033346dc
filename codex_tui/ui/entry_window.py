"""Which row of which entry stands at each row in view; pure arithmetic on entries of any height.

The window hangs on an anchor, the entry at its top and how many of that entry's rows are above it, so that working it
out looks at the entries in view and at no others, however many there are.
"""

from __future__ import annotations

from collections.abc import Callable


class EntryWindow:
    """A window `height` rows high on `entry_count()` entries; entry `i` has `row_count(i)` rows, maybe none."""

    def __init__(self, entry_count: Callable[[], int], row_count: Callable[[int], int]) -> None:
        self._entry_count = entry_count
        self._row_count = row_count
        self.height = 0
        self.top = 0
        self.offset = 0
        self.slots: list[tuple[int, int]] = []
        """For each row in view the entry's index and the row of that entry."""

    @property
    def is_at_end(self) -> bool:
        """Whether the last row of the last entry is in view."""
        if not self.slots:
            return True
        index, row = self.slots[-1]
        return index == self._entry_count() - 1 and row >= self._row_count(index) - 1

    @property
    def is_at_start(self) -> bool:
        """Whether nothing is above the view."""
        return self.top == 0 and self.offset == 0

    def clear(self) -> None:
        """Nothing is in view."""
        self.slots = []

    def fill_from_end(self) -> None:
        """Put the last row of the last entry at the bottom."""
        rows, index = 0, self._entry_count()
        while index > 0 and rows < self.height:
            index -= 1
            rows += self._row_count(index)
        self.top, self.offset = index, max(0, rows - self.height)
        self._fill()

    def fill_from_anchor(self) -> None:
        """Keep the anchor, unless that would leave rows empty below the last entry."""
        self._fill()
        if len(self.slots) < self.height and (self.top > 0 or self.offset > 0):
            self.fill_from_end()

    def shift(self, rows: int) -> None:
        """Move the anchor down by so many rows, or up where negative; not beyond the first entry."""
        self.offset += rows
        while self.offset < 0 and self.top > 0:
            self.top -= 1
            self.offset += self._row_count(self.top)
        self.offset = max(0, self.offset)
        last = self._entry_count() - 1
        while self.top < last and self.offset >= self._row_count(self.top):
            self.offset -= self._row_count(self.top)
            self.top += 1

    def reveal(self, index: int) -> bool:
        """Move as little as shows all of an entry, or its beginning where it is taller; say whether that moved."""
        needed = min(self._row_count(index), self.height)
        if sum(1 for shown, _ in self.slots if shown == index) >= needed:
            return False
        is_above = index < self.top or (index == self.top and self.offset > 0)
        self.top, self.offset = index, 0
        if not is_above:
            self.shift(needed - self.height)
        return True

    def is_cut_below(self, index: int) -> bool:
        """Whether the entry goes on below the view."""
        return bool(self.slots) and self.slots[-1][0] == index and self.slots[-1][1] < self._row_count(index) - 1

    def is_cut_above(self, index: int) -> bool:
        """Whether the entry begins above the view."""
        return bool(self.slots) and self.slots[0][0] == index and self.slots[0][1] > 0

    def extent(self) -> tuple[float, float]:
        """How much of the whole is before the view and how much in it, as fractions, going by entries."""
        if not self.slots:
            return 0.0, 1.0
        count = self._entry_count()
        (first, first_row), (last, last_row) = self.slots[0], self.slots[-1]
        start = first + first_row / max(1, self._row_count(first))
        end = last + (last_row + 1) / max(1, self._row_count(last))
        return start / count, (end - start) / count

    def _fill(self) -> None:
        slots: list[tuple[int, int]] = []
        index, skip, count = self.top, self.offset, self._entry_count()
        while len(slots) < self.height and index < count:
            rows = self._row_count(index)
            slots.extend((index, row) for row in range(skip, min(rows, skip + self.height - len(slots))))
            index, skip = index + 1, 0
        self.slots = slots
