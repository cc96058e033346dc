from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from codex_tui.protocol.items import ITEM_MODELS, parse_item
from codex_tui.state.timeline import (
    Entry,
    ItemEntry,
    ItemState,
    NoticeEntry,
    PlanEntry,
    Timeline,
    TurnEntry,
)
from codex_tui.ui.render.entries import (
    EntryRenderer,
    entry_text,
    full_rows,
    is_expanded_after_toggle,
    is_foldable,
    is_silent,
)
from codex_tui.ui.render.items.frame import Folders
from codex_tui.ui.render.palette import PLAIN_PALETTE
from codex_tui.ui.render.text import visible
from tests.recording import model_after, names
from tests.ui.render.items.drawing import entry_of
from tests.ui.render.samples import PALETTE, assert_rows_fit, hostile_texts

EXTENTS = (None, True, False)


def all_rows(entry: Entry, width: int) -> list[Text]:
    renderer = EntryRenderer(PALETTE, Folders("/home/me", "/work-dir"))
    rows = [row for extent in EXTENTS for row in renderer.rows(entry, width, is_expanded=extent)]
    return rows + full_rows(entry, width, PALETTE)


def assert_harmless(entry: Entry, width: int) -> None:
    assert_rows_fit(all_rows(entry, width), width)
    text = entry_text(entry)
    assert visible(text) == text
    assert isinstance(is_foldable(entry), bool)


@pytest.mark.parametrize("name", names())
def test_every_recorded_entry_is_drawn(name: str) -> None:
    timelines = model_after(name).timelines.values()
    for entry in (entry for timeline in timelines for entry in timeline.entries):
        for width in (10, 40, 90):
            assert_harmless(entry, width)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | hostile_texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(hostile_texts, inner, max_size=4),
    max_leaves=12,
)
statuses = st.sampled_from(["inProgress", "completed", "failed", "declined", "\x1b[2J"])
paths = hostile_texts.map(lambda text: f"/work-dir/{text}")
changes = st.sampled_from(["add", "delete", "update", "?"])
kinds = st.fixed_dictionaries({"type": changes, "move_path": st.none() | paths})
diffs = hostile_texts | hostile_texts.map(lambda text: f"@@ -1,3 +1,3 @@\n-{text}\n+{text}x\n {text}")
content = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["text", "image", "mention", "?"])}, optional={"text": hostile_texts}
    ),
    max_size=3,
)
fitting_fields: dict[str, st.SearchStrategy[Any]] = {
    "text": hostile_texts,
    "phase": st.sampled_from(["commentary", "final_answer", None]),
    "content": content | st.lists(hostile_texts, max_size=3),
    "summary": st.lists(hostile_texts, max_size=3),
    "fragments": st.lists(st.fixed_dictionaries({"text": hostile_texts}), max_size=3),
    "command": hostile_texts | hostile_texts.map(lambda text: f"/bin/bash -lc '{text}'"),
    "cwd": paths,
    "processId": st.none() | hostile_texts,
    "status": statuses,
    "commandActions": st.lists(
        st.fixed_dictionaries(
            {"type": st.sampled_from(["read", "listFiles", "search", "?"])},
            optional={"name": hostile_texts, "path": paths, "query": hostile_texts},
        ),
        max_size=3,
    ),
    "aggregatedOutput": st.none() | hostile_texts,
    "exitCode": st.none() | st.integers(),
    "durationMs": st.none() | st.floats(),
    "changes": st.lists(st.fixed_dictionaries({"path": paths, "kind": kinds, "diff": diffs}), max_size=3),
    "server": hostile_texts,
    "tool": hostile_texts,
    "name": hostile_texts,
    "namespace": st.none() | hostile_texts,
    "output": hostile_texts | st.lists(st.dictionaries(hostile_texts, json_values, max_size=3), max_size=3),
    "arguments": json_values,
    "result": st.none() | st.fixed_dictionaries({"content": st.lists(json_values, max_size=3)}) | hostile_texts,
    "error": st.none() | st.fixed_dictionaries({"message": hostile_texts}),
    "contentItems": st.none() | st.lists(st.dictionaries(hostile_texts, json_values, max_size=3), max_size=3),
    "success": st.none() | st.booleans(),
    "receiverThreadIds": st.lists(hostile_texts, max_size=3),
    "prompt": st.none() | hostile_texts,
    "model": st.none() | hostile_texts,
    "agentsStates": st.dictionaries(
        hostile_texts, st.fixed_dictionaries({"status": statuses, "message": st.none() | hostile_texts}), max_size=3
    ),
    "kind": hostile_texts,
    "agentThreadId": hostile_texts,
    "agentPath": hostile_texts,
    "query": hostile_texts,
    "action": st.none()
    | st.fixed_dictionaries(
        {"type": st.sampled_from(["search", "openPage", "findInPage", "other"])},
        optional={"query": hostile_texts, "queries": st.lists(hostile_texts, max_size=3), "url": hostile_texts},
    ),
    "results": st.none() | st.lists(json_values, max_size=3),
    "path": paths,
    "revisedPrompt": st.none() | hostile_texts,
    "savedPath": st.none() | paths,
    "failure": json_values,
    "review": hostile_texts,
}
item_types = st.sampled_from([*ITEM_MODELS, "holodeck", "\x1b]52;c;x\x07"])
wild_items = st.fixed_dictionaries({"type": item_types}, optional=dict.fromkeys(fitting_fields, json_values))
items = wild_items | st.fixed_dictionaries({"type": item_types, **fitting_fields})
deltas = st.dictionaries(
    st.tuples(st.sampled_from(["text", "summary", "content", "output"]), st.integers(-1, 3)),
    st.lists(hostile_texts, max_size=4),
    max_size=3,
)


@settings(deadline=None)
@given(items, deltas, st.sampled_from(ItemState), st.integers(10, 160))
def test_whatever_an_item_holds_it_is_drawn_harmless(
    raw: dict[str, Any], parts: dict[tuple[str, int], list[str]], state: ItemState, width: int
) -> None:
    item = parse_item({**raw, "id": "item"})
    assert item is not None
    entry = ItemEntry("item:item", "turn", 0.0, item=item, state=state, parts=parts, progress=["\x1b[2J"])
    assert_harmless(entry, width)


@settings(deadline=None)
@given(hostile_texts, hostile_texts, st.integers(10, 160), st.floats(), st.integers())
def test_so_is_what_stands_between_items(text: str, other: str, width: int, figure: float, count: int) -> None:
    timeline = Timeline("thread")
    turn = timeline.ensure_turn("t", 0.0)
    turn.status, turn.duration_ms, turn.spent_tokens, turn.number = text, figure, count, count
    timeline.add_notice(text, other, text, "t", 0.0)
    for entry in [turn, timeline.entries[-1]]:
        assert_harmless(entry, width)


def growing() -> tuple[Timeline, ItemEntry]:
    timeline = Timeline("thread")
    entry = timeline.start_item({"type": "agentMessage", "id": "m", "text": ""}, "t", 0.0)
    assert entry is not None
    return timeline, entry


def test_a_growing_message_is_drawn_as_it_grows_and_does_not_jump_at_its_end() -> None:
    timeline, entry = growing()
    renderer = EntryRenderer(PALETTE)
    text = "one two three " * 40 + "\n\n- a\n- b\n\nlast"
    for start in range(0, len(text), 7):
        timeline.append_delta("m", "text", 0, text[start : start + 7])
        grown = [row.plain for row in renderer.rows(entry, 40, is_expanded=None)]
    timeline.complete_item({"type": "agentMessage", "id": "m", "text": text}, "t", 0.0)
    assert [row.plain for row in renderer.rows(entry, 40, is_expanded=None)] == grown
    assert [row.plain for row in EntryRenderer(PALETTE).rows(entry, 40, is_expanded=None)] == grown


def test_a_message_can_be_looked_at_in_two_widths_while_it_grows() -> None:
    timeline, entry = growing()
    renderer = EntryRenderer(PALETTE)
    for word in ("one ", "two ", "three "):
        timeline.append_delta("m", "text", 0, word)
        wide = renderer.rows(entry, 40, is_expanded=None)[1].plain
        narrow = [row.plain for row in renderer.rows(entry, 12, is_expanded=None)[1:]]
    assert wide == "• one two three" and narrow == ["• one two", "  three"]


def test_rows_are_drawn_once_for_a_revision() -> None:
    timeline, entry = growing()
    renderer = EntryRenderer(PALETTE)
    entry.item = entry.item.model_copy(update={"text": "first"})
    timeline.touch(entry)
    assert renderer.rows(entry, 40, is_expanded=None)[-1].plain == "• first"
    entry.item = entry.item.model_copy(update={"text": "second"})
    assert renderer.rows(entry, 40, is_expanded=None)[-1].plain == "• first"
    timeline.touch(entry)
    assert renderer.rows(entry, 40, is_expanded=None)[-1].plain == "• second"


def test_entries_of_two_threads_with_the_same_key_are_not_confused() -> None:
    renderer = EntryRenderer(PALETTE)
    rows = [
        renderer.rows(NoticeEntry("notice:1", "t", 0.0, text=text), 40, is_expanded=None)[0].plain
        for text in ("here", "there")
    ]
    assert rows == ["! here", "! there"]


def test_another_palette_or_folder_draws_again() -> None:
    entry = entry_of("imageView", path="/work-dir/a.png")
    renderer = EntryRenderer(PALETTE)
    first = renderer.rows(entry, 60, is_expanded=None)[0]
    renderer.set_folders(Folders(cwd="/work-dir"))
    assert renderer.rows(entry, 60, is_expanded=None)[0].plain == "▣ looked at a.png" != first.plain
    renderer.set_palette(PLAIN_PALETTE)
    spans = renderer.rows(entry, 60, is_expanded=None)[0].spans
    assert PLAIN_PALETTE.muted in [span.style for span in spans]


def test_memory_is_bounded_by_rows() -> None:
    renderer = EntryRenderer(PALETTE)
    text = "\n\n".join("word" for _ in range(3000))
    entries = [entry_of("agentMessage", text=text) for _ in range(30)]
    for entry in entries:
        renderer.rows(entry, 40, is_expanded=None)
    assert 0 < renderer.cached_row_count <= 100_000
    assert len(renderer.rows(entries[0], 40, is_expanded=None)) == 6000


def test_air_stands_around_what_is_said() -> None:
    header, user = TurnEntry("turn:t", "t", 0.0), entry_of("userMessage")
    answer, command = entry_of("agentMessage", text="x"), entry_of("commandExecution", command="x")
    renderer = EntryRenderer(PALETTE)

    def has_air(entry: Entry, previous: Entry | None) -> bool:
        return not renderer.rows(entry, 40, is_expanded=None, previous=previous)[0].plain

    assert [has_air(header, previous) for previous in (None, command, answer)] == [True, True, True]
    assert [has_air(user, header), has_air(answer, user), has_air(command, answer)] == [False, True, True]
    assert [has_air(command, command), has_air(command, None), has_air(command, header)] == [False, False, False]


def test_an_entry_takes_no_row_exactly_when_it_is_silent() -> None:
    entries = [
        entry_of("reasoning", summary=[], content=["", " \n"]),
        entry_of("agentMessage", text=" \n\n"),
        entry_of("agentMessage", state=ItemState.CLOSED),
        entry_of("reasoning", state=ItemState.OPEN),
        entry_of("reasoning", summary=["word"]),
        entry_of("userMessage"),
        TurnEntry("turn:t", "t", 0.0),
    ]
    assert [is_silent(entry) for entry in entries] == [True] * 3 + [False] * 4
    assert [bool(EntryRenderer(PALETTE).rows(entry, 40, is_expanded=None)) for entry in entries] == [False] * 3 + [
        True
    ] * 4


def test_rows_with_air_are_a_sequence_like_any_other() -> None:
    entry = entry_of("agentMessage", text="a\n\nb")
    rows = EntryRenderer(PALETTE).rows(entry, 40, is_expanded=None)
    assert [row.plain.rstrip() for row in rows] == ["", "• a", "", "  b"]
    assert [row.plain.rstrip() for row in rows[1:3]] == ["• a", ""]
    assert rows[-1].plain == "  b" and rows[-4].plain == "" and rows[-3].plain == "• a"
    with pytest.raises(IndexError):
        rows[4]
    with pytest.raises(IndexError):
        rows[-5]


def test_enter_folds_what_is_open_and_opens_what_is_not() -> None:
    message, command = entry_of("agentMessage", text="x"), entry_of("commandExecution", command="x")
    assert [is_expanded_after_toggle(message, is_expanded=state) for state in EXTENTS] == [False, False, True]
    assert [is_expanded_after_toggle(command, is_expanded=state) for state in EXTENTS] == [True, False, True]


def test_what_is_one_row_has_no_fold() -> None:
    assert not is_foldable(entry_of("sleep", durationMs=1)) and not is_foldable(TurnEntry("turn:t", "t", 0.0))
    assert not is_foldable(PlanEntry("plan:t", "t", 0.0)) and not is_foldable(
        NoticeEntry("notice:1", "t", 0.0, text="x")
    )
    assert is_foldable(entry_of("holodeck")) and is_foldable(entry_of("commandExecution", command="x"))
