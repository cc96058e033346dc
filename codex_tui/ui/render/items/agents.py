"""Sub-agents: what the agent asked of them, and what became of them. Each is a thread of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from codex_tui.protocol.items import CollabAgentToolCall, SubAgentActivity
from codex_tui.ui.render.items.frame import (
    Canvas,
    Look,
    Looks,
    Rows,
    aside,
    body,
    cut_title,
    head_row,
    limited,
    never,
    prose,
    title_of,
)
from codex_tui.ui.render.items.status import status_fact
from codex_tui.ui.render.text import pad
from codex_tui.ui.render.thread_rows import short_id

if TYPE_CHECKING:
    from codex_tui.protocol.items import CollabAgentState
    from codex_tui.state.timeline import ItemEntry

GLYPH = "»"
ID_CELLS = 8
STATE_CELLS = 11
MAX_RECEIVERS = 20
_TOOLS = {
    "spawnAgent": "started agent",
    "sendInput": "told agent",
    "sendMessage": "told agent",
    "followupTask": "gave another task to agent",
    "resumeAgent": "resumed agent",
    "wait": "waited for agent",
    "closeAgent": "closed agent",
    "interruptAgent": "interrupted agent",
    "listAgents": "listed agents",
}
_STATES = {"pendingInit": "starting", "errored": "failed", "shutdown": "shut down", "notFound": "not found"}
_ACTIVITIES = {"interacted": "was spoken to", "interrupted": "was interrupted"}


def _call_rows(canvas: Canvas, entry: ItemEntry, item: CollabAgentToolCall) -> Rows:
    palette = canvas.palette
    receivers = ", ".join(map(short_id, item.receiver_thread_ids[:MAX_RECEIVERS]))
    title = title_of(
        (_TOOLS.get(item.tool, item.tool), palette.muted),
        (f" {receivers}" if receivers else "", palette.text),
        (f" · {item.model}" if item.model else "", palette.muted),
    )
    head = head_row(canvas, GLYPH, palette.muted, title, [status_fact(palette, entry, item.status)])
    if canvas.is_folded:
        return [head]
    prompt = aside(canvas, item.prompt or "", palette.muted)
    return [head, *prompt, *limited(canvas, _state_rows(canvas, item), canvas.limit(8, 200))]


def _state_rows(canvas: Canvas, item: CollabAgentToolCall) -> list[Text]:
    """One row an agent: its id, how it is, and the last that it said; expanded, all that it said."""
    rows: list[Text] = []
    for thread_id, state in item.agents_states.items():
        said = (state.message or "").strip()
        row = _state_row(canvas, thread_id, state, "" if canvas.is_expanded else said)
        rows += body([row])
        if canvas.is_expanded:
            rows += prose(canvas, said, canvas.palette.muted)
    return rows


def _state_row(canvas: Canvas, thread_id: str, state: CollabAgentState, said: str) -> Text:
    palette = canvas.palette
    style = {"running": palette.accent, "errored": palette.error}.get(state.status, palette.muted)
    row = title_of(
        (pad(short_id(thread_id), ID_CELLS), palette.muted),
        (pad(_STATES.get(state.status, state.status), STATE_CELLS), style),
        (said, palette.muted),
    )
    return cut_title(row, canvas.body_width)


def _call_text(_entry: ItemEntry, item: CollabAgentToolCall) -> str:
    said = [f"{thread_id} {state.status} {state.message or ''}" for thread_id, state in item.agents_states.items()]
    return "\n".join([f"{item.tool} {' '.join(item.receiver_thread_ids)}", item.prompt or "", *said]).strip()


def _activity_rows(canvas: Canvas, _entry: ItemEntry, item: SubAgentActivity) -> Rows:
    palette = canvas.palette
    details = [item.agent_path, item.model or ""]
    title = title_of(
        ("agent ", palette.muted),
        (short_id(item.agent_thread_id), palette.text),
        (f" {_ACTIVITIES.get(item.kind, item.kind)}", palette.muted),
        *((f" · {detail}", palette.muted) for detail in details if detail),
    )
    return [head_row(canvas, GLYPH, palette.muted, title)]


def _activity_text(_entry: ItemEntry, item: SubAgentActivity) -> str:
    return f"{item.agent_thread_id} {item.kind} {item.agent_path}".strip()


def _has_more(_entry: ItemEntry, item: CollabAgentToolCall) -> bool:
    return bool(item.prompt or item.agents_states)


LOOKS: Looks = {
    CollabAgentToolCall: Look(_call_rows, _call_text, _has_more),
    SubAgentActivity: Look(_activity_rows, _activity_text, never),
}
