"""Items that are one row: images, waiting, the summing up of a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Span, Text

from codex_tui.protocol.items import ContextCompaction, ImageGeneration, ImageView, Sleep
from codex_tui.state.timeline import ItemState
from codex_tui.ui.render.figures import format_duration
from codex_tui.ui.render.items.frame import Canvas, Look, Looks, Rows, aside, head_row, never, one_row, title_of
from codex_tui.ui.render.items.status import running_fact, status_fact
from codex_tui.ui.render.items.values import brief, json_text
from codex_tui.ui.render.text import cut

if TYPE_CHECKING:
    from codex_tui.state.timeline import ItemEntry

IMAGE = "▣"
WAIT = "◦"
RULE = "─"
MIN_PATH_CELLS = 8


def _view_rows(canvas: Canvas, _entry: ItemEntry, item: ImageView) -> Rows:
    palette = canvas.palette
    path = canvas.folders.short(item.path, max(MIN_PATH_CELLS, canvas.body_width - len("looked at ")))
    return [head_row(canvas, IMAGE, palette.muted, title_of(("looked at ", palette.muted), (path, palette.text)))]


def _view_text(_entry: ItemEntry, item: ImageView) -> str:
    return item.path


def _generation_rows(canvas: Canvas, entry: ItemEntry, item: ImageGeneration) -> Rows:
    palette = canvas.palette
    has_failed = item.failure is not None
    is_open = entry.state is ItemState.OPEN
    status = "failed" if has_failed else "inProgress" if is_open else item.status or "completed"
    path = canvas.folders.short(item.saved_path, canvas.body_width - 14) if item.saved_path else ""
    word = "makes an image" if is_open else "made an image " if path else "made an image"
    title = title_of((word, palette.muted), (path, palette.text))
    head = head_row(canvas, IMAGE, palette.muted, title, [status_fact(palette, entry, status)])
    if canvas.is_folded:
        return [head]
    failure = [one_row(canvas, brief(item.failure), palette.error)] if has_failed else []
    return [head, *failure, *aside(canvas, item.revised_prompt or "", palette.muted)]


def _generation_text(_entry: ItemEntry, item: ImageGeneration) -> str:
    return "\n".join(filter(None, (item.saved_path, item.revised_prompt, json_text(item.failure))))


def _sleep_rows(canvas: Canvas, entry: ItemEntry, item: Sleep) -> Rows:
    palette = canvas.palette
    is_open = entry.state is ItemState.OPEN
    title = Text(f"{'waits' if is_open else 'waited'} {format_duration(item.duration_ms / 1000)}", palette.muted)
    return [head_row(canvas, WAIT, palette.muted, title, [running_fact(palette, entry)])]


def _sleep_text(_entry: ItemEntry, item: Sleep) -> str:
    return f"wait {format_duration(item.duration_ms / 1000)}"


def _compaction_rows(canvas: Canvas, entry: ItemEntry, _item: ContextCompaction) -> Rows:
    """A rule across the pane, since what lies above it is no longer in the context."""
    palette = canvas.palette
    is_open = entry.state is ItemState.OPEN
    label = cut("sums up the conversation" if is_open else "conversation summed up", max(1, canvas.width - 4))
    left = max(0, canvas.width - len(label) - 2) // 2
    right = max(0, canvas.width - len(label) - 2 - left)
    row = f"{RULE * left} {label} {RULE * right}"[: canvas.width]
    style = palette.accent if is_open else palette.muted
    return [Text(row, palette.faint, spans=[Span(left + 1, left + 1 + len(label), style)])]


def _compaction_text(_entry: ItemEntry, _item: ContextCompaction) -> str:
    return "conversation summed up"


def _has_prompt(_entry: ItemEntry, item: ImageGeneration) -> bool:
    return bool(item.revised_prompt)


LOOKS: Looks = {
    ImageView: Look(_view_rows, _view_text, never),
    ImageGeneration: Look(_generation_rows, _generation_text, _has_prompt),
    Sleep: Look(_sleep_rows, _sleep_text, never),
    ContextCompaction: Look(_compaction_rows, _compaction_text, never),
}
