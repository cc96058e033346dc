from __future__ import annotations

import pytest

from codex_tui.ui.render.items.status import duration_fact
from tests.ui.render.samples import PALETTE


@pytest.mark.parametrize(
    ("duration_ms", "fact"),
    [(None, ""), (0, " <1 ms"), (12, " 12 ms"), (1420, " 1.4 s"), (124_000, "2m 04s"), (float("nan"), "     –")],
)
def test_durations_make_a_column(duration_ms: float | None, fact: str) -> None:
    assert duration_fact(PALETTE, duration_ms).plain == fact
