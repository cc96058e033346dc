"""Items of types that newer servers added, or that did not fit their model: what they are is shown as their JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codex_tui.protocol.items import ITEM_MODELS, ThreadItem, UnknownItem
from codex_tui.ui.render.items.frame import Canvas, Look, Looks, Rows, always, body, head_row, limited, title_of
from codex_tui.ui.render.items.values import json_text
from codex_tui.ui.render.json import pretty_rows

if TYPE_CHECKING:
    from codex_tui.state.timeline import ItemEntry

GLYPH = "?"
USUAL_ROWS = 12
MAX_ROWS = 1000


def _rows(canvas: Canvas, _entry: ItemEntry, item: ThreadItem) -> Rows:
    palette = canvas.palette
    is_misfit = item.type in ITEM_MODELS
    pieces = [("item of type " if is_misfit else "unknown item type ", palette.muted), (f"“{item.type}”", palette.text)]
    if is_misfit and isinstance(item, UnknownItem):
        pieces.append((f" · {item.reason}", palette.muted))
    head = head_row(canvas, GLYPH, palette.warning, title_of(*pieces))
    if canvas.is_folded:
        return [head]
    rows = body(pretty_rows(_raw(item), canvas.body_width, palette))
    return [head, *limited(canvas, rows, canvas.limit(USUAL_ROWS, MAX_ROWS))]


def _raw(item: ThreadItem) -> object:
    return item.raw if isinstance(item, UnknownItem) else item.model_dump(by_alias=True)


def _text(_entry: ItemEntry, item: ThreadItem) -> str:
    return json_text(_raw(item))


UNKNOWN_LOOK: Look[ThreadItem] = Look(_rows, _text, always)
LOOKS: Looks = {UnknownItem: UNKNOWN_LOOK}
