from __future__ import annotations

from codex_tui.state.timeline import ItemState
from codex_tui.ui.render.entries import entry_text
from tests.ui.render.items.drawing import entry_of, lines_of, rows_of
from tests.ui.render.samples import PALETTE, style_at


def test_an_image_that_was_looked_at() -> None:
    assert lines_of(entry_of("imageView", path="/home/me/src/parser/a.png")) == ["▣ looked at a.png"]


def test_an_image_that_was_made_never_shows_its_data() -> None:
    entry = entry_of(
        "imageGeneration", status="completed", revisedPrompt="a calm\nparser", savedPath="/home/me/a.png", result="AAAA"
    )
    assert lines_of(entry) == ["▣ made an image ~/a.png".ljust(59) + "✓", "  a calm parser"]
    assert "AAAA" not in entry_text(entry) and entry_text(entry).startswith("/home/me/a.png")
    assert lines_of(entry_of("imageGeneration", state=ItemState.OPEN)) == ["▣ makes an image".ljust(53) + "running"]


def test_an_image_that_could_not_be_made_says_why() -> None:
    rows = rows_of(entry_of("imageGeneration", status="", failure={"type": "usageLimitExceeded"}))
    assert rows[0].plain.endswith("✗ failed") and style_at(rows[1], "{type") == PALETTE.error


def test_waiting() -> None:
    assert lines_of(entry_of("sleep", durationMs=30_000, state=ItemState.OPEN))[0].endswith("running")
    assert lines_of(entry_of("sleep", durationMs=30_000)) == ["◦ waited 30s"]


def test_a_compaction_is_a_rule_of_the_panes_width() -> None:
    [line] = lines_of(entry_of("contextCompaction"), 40)
    assert len(line) == 40 and line.strip("─") == " conversation summed up "
    [row] = rows_of(entry_of("contextCompaction", state=ItemState.OPEN), 40)
    assert style_at(row, "sums up") == PALETTE.accent
