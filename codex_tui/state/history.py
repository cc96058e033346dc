"""Puts a page of history into a timeline that may already hold some of it live.

Servers from 0.163 on give history the ids of the live items. 0.131 numbers it anew, `item-1`, `item-2`, …, and begins
again at 1 for a running turn, so there an id says nothing across turns and items are told by what they hold.
"""

from __future__ import annotations

from codex_tui.protocol.items import (
    AgentMessage,
    CommandExecution,
    FileChange,
    Plan,
    Reasoning,
    ThreadItem,
    UserMessage,
    parse_item,
)
from codex_tui.protocol.threads import Turn
from codex_tui.state.timeline import Entry, ItemEntry, ItemState, Timeline, TurnEntry


def prepend_turns(timeline: Timeline, turns: list[Turn], at: float) -> None:
    """Put turns, newest first, before everything known; a known turn only gets what it lacks.

    A thread that grew in another program has turns that are newer than a known one: these go below it.
    """
    position = 0
    for turn in reversed(turns):
        known = timeline.turn(turn.id)
        if known is None:
            entries = _entries_of(timeline, turn, at)
            timeline.insert(position, entries)
            position += len(entries)
        else:
            _complete_known(timeline, turn, at)
            position = _end_of_turn(timeline, known)


def _end_of_turn(timeline: Timeline, header: TurnEntry) -> int:
    """The position below the last entry that stands under this header."""
    position = timeline.position_of(header) + 1
    while position < len(timeline.entries) and not isinstance(timeline.entries[position], TurnEntry):
        position += 1
    return position


def _entries_of(timeline: Timeline, turn: Turn, at: float) -> list[Entry]:
    header = TurnEntry(
        f"turn:{turn.id}",
        turn.id,
        turn.started_at or at,
        status=turn.status,
        started_at=turn.started_at,
        completed_at=turn.completed_at,
        duration_ms=turn.duration_ms,
        error=turn.error,
    )
    return [header, *(_item_entry(timeline, item, turn, header.at) for item in _items_in(turn))]


def _items_in(turn: Turn) -> list[ThreadItem]:
    """The items of a turn from history; of several with one id the first counts."""
    items: dict[str, ThreadItem] = {}
    for item in filter(None, map(parse_item, turn.items)):
        items.setdefault(item.id, item)
    return list(items.values())


def _item_entry(timeline: Timeline, item: ThreadItem, turn: Turn, at: float) -> ItemEntry:
    """History knows whole items, but for those whose own status says that they run; an ended turn closes these."""
    state = ItemState.DONE
    if getattr(item, "status", None) == "inProgress":
        state = ItemState.OPEN if turn.status == "inProgress" else ItemState.CLOSED
    is_taken = timeline.item(item.id) is not None
    key = f"item:{turn.id}:{item.id}" if is_taken else f"item:{item.id}"
    return ItemEntry(key, turn.id, at, item=item, state=state)


def _complete_known(timeline: Timeline, turn: Turn, at: float) -> None:
    """Fill what is missing in a turn that live events already began; what is live and open stays."""
    header = timeline.ensure_turn(turn.id, at)
    known_items = timeline.items_of(turn.id)
    position = timeline.position_of(header) + 1
    for item in _items_in(turn):
        known = _find(known_items, item)
        if known is None:
            known = _item_entry(timeline, item, turn, turn.started_at or at)
            timeline.insert(position, [known])
        elif known.item.id == item.id and known.state is not ItemState.DONE and turn.status != "inProgress":
            timeline.complete_entry(known, item, at)
        position = timeline.position_of(known) + 1
    timeline.apply_turn(turn, at)


def _find(known_items: list[ItemEntry], item: ThreadItem) -> ItemEntry | None:
    for known in known_items:
        if known.item.id == item.id or _is_alike(known.item, item):
            return known
    return None


def _is_alike(live: ThreadItem, item: ThreadItem) -> bool:
    """Whether both are the same item under different ids."""
    match live, item:
        case (UserMessage(), UserMessage()):
            return [part.text for part in live.content] == [part.text for part in item.content]
        case (AgentMessage(text=streamed), AgentMessage(text=text)) | (Plan(text=streamed), Plan(text=text)):
            return streamed == text
        case (Reasoning(), Reasoning()):
            return (live.summary, live.content) == (item.summary, item.content)
        case (CommandExecution(), CommandExecution()):
            return live.command == item.command
        case (FileChange(), FileChange()):
            return [change.path for change in live.changes] == [change.path for change in item.changes]
    return False
