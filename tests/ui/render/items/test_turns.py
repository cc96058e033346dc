from __future__ import annotations

import pytest

from codex_tui.protocol.threads import PlanStep, TurnError
from codex_tui.state.timeline import NoticeEntry, PlanEntry, TurnEntry
from codex_tui.ui.render.entries import entry_text, is_foldable
from tests.ui.render.items.drawing import full_lines_of, lines_of, rows_of
from tests.ui.render.samples import PALETTE, style_at


def turn(**facts: object) -> TurnEntry:
    entry = TurnEntry("turn:t", "t", 0.0, number=4)
    for name, value in facts.items():
        setattr(entry, name, value)
    return entry


@pytest.mark.parametrize(
    ("facts", "right", "style"),
    [
        ({"status": "completed", "duration_ms": 38_000}, "completed · 38s", "muted"),
        ({"status": "completed", "spent_tokens": 14_200}, "completed · 14.2k tokens", "muted"),
        ({"status": "completed", "started_at": 10.0, "completed_at": 14.0}, "completed · 4.0s", "muted"),
        ({"status": "inProgress", "started_at": 10.0}, "working", "accent"),
        ({"status": "interrupted"}, "interrupted", "warning"),
        ({"status": "failed", "duration_ms": 0, "spent_tokens": 0}, "failed · 0.0s", "error"),
    ],
)
def test_a_turn_is_a_rule_with_its_figures(facts: dict[str, object], right: str, style: str) -> None:
    [row] = rows_of(turn(**facts), 70)
    assert row.cell_len == 70
    assert row.plain.startswith("── turn 4 ───") and row.plain.endswith(f"── {right}")
    assert style_at(row, right.split(" ")[0]) == getattr(PALETTE, style)


def test_a_narrow_turn_drops_its_figures_from_the_end() -> None:
    entry = turn(status="completed", duration_ms=38_000, spent_tokens=14_200)
    assert [lines_of(entry, width)[0] for width in (44, 35, 24)] == [
        "── turn 4 ─── completed · 38s · 14.2k tokens",
        "── turn 4 ───────── completed · 38s",
        "── turn 4 ──── completed",
    ]


def test_a_failed_turn_says_why() -> None:
    entry = turn(status="failed", error=TurnError(message="The provider\nis gone.", additional_details="502"))
    assert lines_of(entry)[1:] == ["✗ The provider is gone."]
    assert lines_of(entry, is_expanded=True)[1:] == ["✗ The provider", "  is gone.", "  502"]
    nameless = turn(status="failed", error=TurnError(codex_error_info={"connectionFailed": {"httpStatusCode": 500}}))
    assert lines_of(nameless)[1:] == ["✗ {connectionFailed: {httpStatusCode: 500}}"]


def test_an_error_that_a_notice_tells_is_not_told_twice() -> None:
    entry = turn(status="failed", error=TurnError(message="The provider is gone."), has_error_notice=True)
    assert [lines_of(entry, is_expanded=is_expanded)[1:] for is_expanded in (None, True)] == [[], []]
    assert not is_foldable(entry)
    assert full_lines_of(entry)[1:] == ["✗ The provider is gone."]
    assert "The provider is gone." in entry_text(entry)


def test_the_whole_view_of_a_turn_is_its_diff() -> None:
    entry = turn(status="completed", diff="--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n")
    assert any("new" in line for line in full_lines_of(entry)) and len(lines_of(entry, is_expanded=True)) == 1
    assert entry_text(entry).endswith("+new\n")


STEPS = (PlanStep(step="read", status="completed"), PlanStep(step="fix", status="inProgress"), PlanStep(step="tell"))


def test_a_short_check_list_is_one_row() -> None:
    entry = PlanEntry("plan:t", "t", 0.0, steps=STEPS)
    [row] = rows_of(entry, 40)
    assert row.plain == "☑ read  ▶ fix  ☐ tell".ljust(37) + "1/3"
    assert style_at(row, "read") == PALETTE.muted and style_at(row, "fix") == PALETTE.strong
    assert style_at(row, "▶") == PALETTE.accent and style_at(row, "☑") == PALETTE.success
    assert lines_of(entry, 40, is_expanded=False) == ["▶ fix".ljust(37) + "1/3"]
    assert entry_text(entry) == "- [x] read\n- [ ] fix\n- [ ] tell"


def test_a_long_check_list_has_a_row_a_step() -> None:
    entry = PlanEntry("plan:t", "t", 0.0, steps=STEPS)
    assert lines_of(entry, 20) == ["☑ read           1/3", "▶ fix", "☐ tell"]
    entry.explanation = "Three steps are needed"
    assert lines_of(entry, 40) == ["≡ Three steps are needed".ljust(37) + "1/3", "☑ read", "▶ fix", "☐ tell"]
    assert lines_of(entry, 24)[0] == "≡ Three steps are…   1/3"
    assert lines_of(entry, 20, is_expanded=True)[:2] == ["≡ Three steps are", "  needed"]


def test_a_plan_without_steps() -> None:
    assert lines_of(PlanEntry("plan:t", "t", 0.0)) == ["☐ no plan"]


@pytest.mark.parametrize(
    ("level", "sign", "words"),
    [("error", "error", "error"), ("warning", "warning", "muted"), ("information", "muted", "muted")],
)
def test_a_notice_has_the_colour_of_its_level(level: str, sign: str, words: str) -> None:
    rows = rows_of(NoticeEntry("notice:1", "t", 0.0, level=level, text="Reconnecting… 2/5", details="a\nb\nc\nd"))
    assert [row.plain for row in rows] == ["! Reconnecting… 2/5", "  a", "  b", "  … 2 more · enter"]
    assert style_at(rows[0], "!") == getattr(PALETTE, sign)
    assert style_at(rows[0], "Reconnecting") == getattr(PALETTE, words)


def test_a_folded_notice_is_one_row() -> None:
    entry = NoticeEntry("notice:1", "t", 0.0, level="error", text="a\nb", details="c")
    assert lines_of(entry, is_expanded=False) == ["! a b"]
    assert entry_text(entry) == "a\nb\nc"
