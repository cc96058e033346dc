"""Patches: a row for each file with its counts, and under it what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.protocol.items import FileChange, FileUpdateChange
from codex_tui.ui.render.change_counts import count_facts
from codex_tui.ui.render.change_rows import OUTSIDE, is_outside
from codex_tui.ui.render.diff import diff_counts, diff_lines, render_lines, render_side_by_side
from codex_tui.ui.render.items.frame import Canvas, Fact, Look, Looks, Rows, always, body, head_row, more_row
from codex_tui.ui.render.items.status import status_fact
from codex_tui.ui.render.text import cells

if TYPE_CHECKING:
    from codex_tui.state.timeline import ItemEntry

USUAL_DIFF_ROWS = 16
MAX_DIFF_ROWS = 2000
MIN_PATH_CELLS = 12
_SIGNS = {"add": "+", "delete": "−", "update": "±"}


def _rows(canvas: Canvas, entry: ItemEntry, item: FileChange) -> Rows:
    """All files are named; their diffs share one limit, so that a large patch does not push the rest away."""
    status = _status(canvas, entry, item)
    if not item.changes:
        return [head_row(canvas, "±", canvas.palette.muted, Text("a patch", canvas.palette.text), [status])]
    counted = [diff_counts(change.kind.type, change.diff) for change in item.changes]
    counts = count_facts(counted, canvas.palette)
    limit = canvas.limit(USUAL_DIFF_ROWS, MAX_DIFF_ROWS)
    rows: list[Text] = []
    left_out = 0
    for index, change in enumerate(item.changes):
        rows.append(_file_row(canvas, change, [Text() if index else status, counts[index]]))
        diff, missing = _diff_rows(canvas, change, limit)
        rows += diff
        left_out += missing
        limit = None if limit is None else limit - len(diff)
    return [*rows, more_row(canvas, left_out)] if left_out and not canvas.is_folded else rows


def _status(canvas: Canvas, entry: ItemEntry, item: FileChange) -> Fact:
    """Only what is not as it should be: the counts say that the rest was done."""
    return Text() if item.status == "completed" else status_fact(canvas.palette, entry, item.status)


def _file_row(canvas: Canvas, change: FileUpdateChange, facts: list[Fact]) -> Text:
    palette = canvas.palette
    room = max(MIN_PATH_CELLS, canvas.body_width - sum(cells(fact.plain) + 2 for fact in facts if fact))
    title = Text()
    if target := change.kind.move_path:
        title.append(canvas.folders.short(change.path, max(MIN_PATH_CELLS, room // 2 - 3)), palette.text)
        title.append(" → ", palette.muted)
        title.append(canvas.folders.short(target, max(MIN_PATH_CELLS, room - cells(title.plain))), palette.text)
    else:
        title.append(canvas.folders.short(change.path, room), palette.text)
    if is_outside(change, canvas.folders.cwd):
        title.append(f" {OUTSIDE}", palette.warning)
    return head_row(canvas, _SIGNS.get(change.kind.type, "±"), palette.muted, title, facts)


def _diff_rows(canvas: Canvas, change: FileUpdateChange, limit: int | None) -> tuple[list[Text], int]:
    """The rows of a diff within the limit, and how many lines are left out."""
    lines = diff_lines(change.kind.type, change.diff)
    if limit is None:
        return body(render_side_by_side(lines, canvas.body_width, canvas.palette)), 0
    # Line numbers say where the first hunk is.
    offset = 1 if len(lines) > 1 and lines[0].kind == "hunk" and lines[1].number is not None else 0
    rows = render_lines(lines, canvas.body_width, canvas.palette, offset=offset, limit=limit)
    return body(rows[:limit]), max(0, len(lines) - offset - limit) + max(0, len(rows) - limit)


def _text(_entry: ItemEntry, item: FileChange) -> str:
    return "\n".join(f"{change.kind.type} {change.path}\n{change.diff}" for change in item.changes)


LOOKS: Looks = {FileChange: Look(_rows, _text, always)}
