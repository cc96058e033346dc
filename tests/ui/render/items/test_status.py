from __future__ import annotations

import pytest

from codex_tui.state.timeline import ItemState
from codex_tui.ui.render.items.status import duration_fact
from tests.ui.render.items.drawing import entry_of, rows_of
from tests.ui.render.samples import PALETTE, style_at


@pytest.mark.parametrize(
    ("duration_ms", "fact"),
    [(None, ""), (0, "  <1ms"), (12, "  12ms"), (1420, "  1.4s"), (124_000, "2m 04s"), (float("nan"), "     –")],
)
def test_durations_make_a_column(duration_ms: float | None, fact: str) -> None:
    assert duration_fact(PALETTE, duration_ms).plain == fact


CHANGES = [{"path": "a.py", "kind": {"type": "update"}, "diff": "-a\n+b\n"}]


@pytest.mark.parametrize(
    ("item_type", "facts"),
    [
        ("commandExecution", {"command": "rm x"}),
        ("fileChange", {"changes": CHANGES}),
        ("mcpToolCall", {"server": "s", "tool": "f"}),
        ("dynamicToolCall", {"tool": "f"}),
    ],
)
def test_what_waits_for_the_person_does_not_say_that_it_runs(item_type: str, facts: dict[str, object]) -> None:
    entry = entry_of(item_type, status="inProgress", state=ItemState.OPEN, **facts)
    entry.is_waiting = True
    row = rows_of(entry)[0]
    assert "waits for you" in row.plain and "running" not in row.plain
    assert style_at(row, "waits for you") == PALETTE.warning


def test_what_ended_waits_no_more() -> None:
    entry = entry_of("commandExecution", command="x", status="inProgress", state=ItemState.CLOSED)
    entry.is_waiting = True
    assert rows_of(entry)[0].plain.endswith("ended with its turn")
