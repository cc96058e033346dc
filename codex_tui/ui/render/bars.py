"""Small plots of bars, some rows high, by block characters or by plain ASCII."""

from __future__ import annotations

from collections.abc import Sequence

BLOCKS = " ▁▂▃▄▅▆▇█"
ASCII_BARS = " .:|#"
"""For terminals without UTF-8."""


def bar_rows(values: Sequence[int], height: int, glyphs: str = BLOCKS) -> list[str]:
    """One cell wide bars, `height` rows high, of which the highest value fills all; whatever is above 0 shows."""
    steps = len(glyphs) - 1
    highest = max(values, default=0)
    levels = [max(1, round(value / highest * height * steps)) if value > 0 else 0 for value in values]
    return [
        "".join(glyphs[max(0, min(steps, level - row * steps))] for level in levels) for row in reversed(range(height))
    ]


def summed(values: Sequence[int], count: int) -> list[int]:
    """Neighbouring values added up, `count` at a time; the first sum may have fewer."""
    first = len(values) % count
    head = [sum(values[:first])] if first else []
    return head + [sum(values[start : start + count]) for start in range(first, len(values), count)]
