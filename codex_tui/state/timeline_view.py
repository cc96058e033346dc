"""Which entries of a timeline are shown."""

from __future__ import annotations

from collections.abc import Sequence

from codex_tui.protocol.items import Reasoning
from codex_tui.state.timeline import Entry, ItemEntry, ItemState, NoticeEntry, PlanEntry, Timeline


def visible_entries(timeline: Timeline, *, is_final_only: bool) -> Sequence[Entry]:
    """All entries, or only what is final: turn headers, completed items other than reasoning, and errors."""
    return [entry for entry in timeline.entries if _is_final(entry)] if is_final_only else timeline.entries


def _is_final(entry: Entry) -> bool:
    if isinstance(entry, ItemEntry):
        return entry.state is ItemState.DONE and not isinstance(entry.item, Reasoning)
    if isinstance(entry, NoticeEntry):
        return entry.level == "error"
    return not isinstance(entry, PlanEntry)
