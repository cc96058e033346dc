"""The detail view of a wire message, by keys."""

from __future__ import annotations

import json

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.ui.reading import diff_messages
from codex_tui.ui.screens.message import MessageScreen
from codex_tui.ui.screens.reader import ReaderScreen
from tests.ui.stage import Stage, key_event, open_app


def message(stage: Stage) -> MessageScreen:
    assert isinstance(stage.app.screen, MessageScreen)
    return stage.app.screen


def rows(stage: Stage) -> list[str]:
    return [row for row in stage.rows(message(stage).rows) if row]


async def open_message(stage: Stage, **params: object) -> None:
    stage.session.tell("lab/note", **params)
    await stage.settle()
    await stage.press("f4", "G", "enter")


async def open_line(stage: Stage, line: bytes) -> None:
    """Show a line that may be anything."""
    log = stage.app.model.wire_log
    first = log.get(log.first_seq)
    assert first is not None
    record = WireRecord(first.at, first.direction, MessageKind.MALFORMED, "", None, "", "", line, len(line))
    log.append(record)
    stage.app.host.show_message(record)
    await stage.settle()


async def test_values_fold_and_unfold() -> None:
    async with open_app() as stage:
        await open_message(stage, a={"b": [1, 2]}, text="one\ntwo")
        assert any("│ two" in row for row in rows(stage))

        await stage.press("minus")
        assert not any("two" in row and "│" in row for row in rows(stage)) and len(rows(stage)) <= 4
        await stage.press("plus")
        assert any("1: 2" in row for row in rows(stage))
        await stage.press("left")
        assert len(rows(stage)) == 1
        await stage.press("enter")
        assert len(rows(stage)) > 4


async def test_value_path_and_json_are_copied() -> None:
    async with open_app() as stage:
        await open_message(stage, list=["x", {"odd key": "va\u202elue"}])
        await stage.press("slash")
        await stage.write("lue")
        await stage.press("enter", "p")
        assert stage.app.clipboard == '.params.list[1]["odd key"]'
        await stage.press("y")
        assert stage.app.clipboard == "va‹U+202E›lue"
        await stage.press("left", "Y")
        assert stage.app.clipboard.startswith('{\n  "odd key": "')


async def test_a_search_counts_walks_around_and_opens_what_hides_it() -> None:
    async with open_app() as stage:
        await open_message(stage, deep={"a": {"b": {"c": {"needle": 1}}}}, other="a Needle")
        await stage.press("slash")
        await stage.write("needle")
        await stage.press("enter")
        assert "/needle · 1 of 2" in stage.screen_rows()[0]
        assert any("needle: 1" in row for row in rows(stage))
        await stage.press("n")
        assert "/needle · 2 of 2" in stage.screen_rows()[0]
        await stage.press("n")
        assert "/needle · 1 of 2" in stage.screen_rows()[0]
        await stage.press("N")
        assert "/needle · 2 of 2" in stage.screen_rows()[0]


def cursor_row(stage: Stage) -> str:
    rows = message(stage).rows
    return stage.rows(rows)[rows.cursor - rows.top]


async def test_a_search_goes_to_each_place_in_a_text() -> None:
    async with open_app() as stage:
        lines = [f"line {number}" + (" needle, Needle" if number in (30, 2_900) else "") for number in range(3_000)]
        await open_message(stage, needle=1, text="\n".join(lines), short="no needle\x1b needle")
        await stage.press("slash")
        await stage.write("needle")
        await stage.press("enter")
        seen = []
        for _ in range(8):
            title = stage.screen_rows()[0]
            seen.append((title[title.index("/needle") :].split(" · ")[1], cursor_row(stage).strip()))
            await stage.press("n")
        assert seen[:7] == [
            ("1 of 7", "needle: 1"),
            ("2 of 7", "│ line 30 needle, Needle"),
            ("3 of 7", "│ line 30 needle, Needle"),
            ("4 of 7", "│ line 2900 needle, Needle"),
            ("5 of 7", "│ line 2900 needle, Needle"),
            ("6 of 7", 'short: "no needle\\u001b needle"'),
            ("7 of 7", 'short: "no needle\\u001b needle"'),
        ]
        assert seen[7] == seen[0]


async def test_a_search_goes_on_from_where_the_cursor_was_put() -> None:
    async with open_app() as stage:
        await open_message(stage, a="needle", text="needle\nneedle\nneedle", z="needle")
        await stage.press("slash")
        await stage.write("needle")
        await stage.press("enter", "j", "j", "j")
        assert "5 found" in stage.screen_rows()[0] and cursor_row(stage).strip() == "│ needle"
        await stage.press("n")
        assert "3 of 5" in stage.screen_rows()[0]
        await stage.press("k", "N")
        assert "1 of 5" in stage.screen_rows()[0]


async def test_nothing_found_is_said_and_the_place_stays() -> None:
    async with open_app() as stage:
        await open_message(stage, a=[1, 2, 3])
        await stage.press("j", "j", "j")
        before = cursor_row(stage)
        await stage.press("slash")
        await stage.write("[b]none")
        await stage.press("enter")
        assert "Nothing here has “[b]none”." in stage.notices()
        assert cursor_row(stage) == before


async def test_lines_are_counted_alike_in_the_tree_the_text_and_the_comparison() -> None:
    async with open_app() as stage:
        long = "\n".join(f"line {number}" for number in range(3_000)) + "\n"
        await open_message(stage, text=long)
        await stage.press("G", "enter")
        assert "text, 3,000 lines" in stage.screen_text()
        await stage.press("G")
        assert "… 1,000 lines more" in cursor_row(stage)
        await stage.press("o")
        assert "3,000 lines" in stage.screen_rows()[0] and "1/3,000" in stage.screen_rows()[0]


async def test_the_line_as_it_came_is_one_key_away() -> None:
    async with open_app() as stage:
        await open_message(stage, text="one\ntwo")
        await stage.press("r")
        assert rows(stage)[0].startswith('{"') and "one\\ntwo" in "".join(rows(stage))
        await stage.press("y")
        assert json.loads(stage.app.clipboard)["params"] == {"text": "one\ntwo"}
        await stage.press("r")
        assert any("│ two" in row for row in rows(stage))


async def test_a_line_that_is_not_json_is_shown_with_what_is_wrong() -> None:
    async with open_app() as stage:
        await open_line(stage, b'{"a": \xff\x00oops')
        assert rows(stage)[0] == "not JSON: { at character 1 is never closed"
        assert rows(stage)[1] == '{"a": \\xff␀oops'
        await stage.press("r", "z", "minus", "left", "right", "o", "p", "Y", "n", "enter")
        assert stage.is_at(MessageScreen)


async def test_a_long_text_is_shown_whole_on_a_screen_of_its_own() -> None:
    async with open_app() as stage:
        await open_message(stage, text="\n".join(f"line {number}" for number in range(50)))
        assert not any("line 49" in row for row in rows(stage))
        await stage.press("slash")
        await stage.write("line 49")
        await stage.press("enter", "o")
        assert stage.is_at(ReaderScreen)
        assert ".params.text" in stage.screen_rows()[0]
        await stage.press("G")
        assert "line 49" in stage.screen_text()
        await stage.press("escape")
        assert stage.is_at(MessageScreen)


async def test_the_pair_is_shown_in_place() -> None:
    async with open_app() as stage:
        log = stage.app.model.wire_log
        for kind, direction in ((MessageKind.REQUEST, Direction.OUTBOUND), (MessageKind.RESULT, Direction.INBOUND)):
            line = b'{"id":90}'
            log.append(WireRecord(1.0, direction, kind, "lab/x", 90, "", "", line, len(line)))
        stage.dashboard.wire.sync()
        await stage.press("f4", "G", "enter")
        answer = message(stage).record
        assert answer.pair_seq is not None
        await stage.press("right_square_bracket")
        assert (message(stage).record.kind, message(stage).record.seq) == (MessageKind.REQUEST, answer.pair_seq)
        assert f"pair {answer.seq + 1}" in stage.screen_text()
        await stage.press("right_square_bracket")
        assert message(stage).record.seq == answer.seq

        await stage.press("escape", "equals_sign")
        assert stage.is_at(ReaderScreen)


async def test_the_item_of_a_message_is_gone_to() -> None:
    async with open_app(open_thread="t1") as stage:
        stage.session.start_turn("u1")
        stage.session.say("m1", "Hello.")
        await stage.settle()
        await stage.press("f4", "G", "enter", "i")
        assert stage.app.screen is stage.dashboard
        assert stage.is_focused(stage.dashboard.stream)


async def test_two_messages_are_compared_with_sorted_keys() -> None:
    async with open_app() as stage:
        stage.session.tell("lab/a", one=1, same={"x": 1, "y": 2})
        stage.session.tell("lab/a", same={"y": 2, "x": 1}, one=2)
        await stage.settle()
        await stage.press("f4", "G", "space", "k", "space", "equals_sign")
        assert stage.is_at(ReaderScreen)
        text = stage.screen_text()
        assert '−     "one": 1' in text and '+     "one": 2' in text
        changed = [row for row in stage.screen_rows()[2:] if ("−" in row or "+" in row) and "@@" not in row]
        assert len(changed) == 2


async def test_messages_that_say_the_same_differ_in_nothing() -> None:
    async with open_app() as stage:
        stage.session.tell("lab/a", one=1, two=2)
        stage.session.tell("lab/a", two=2, one=1)
        await stage.settle()
        log = stage.app.model.wire_log
        first, second = log.get(log.next_seq - 2), log.get(log.next_seq - 1)
        assert first is not None and second is not None
        diff_messages(stage.app.host, first, second)
        await stage.settle()
        assert "They say the same" in stage.screen_text()


async def test_long_messages_are_compared_beside_the_screen() -> None:
    async with open_app() as stage:
        words = [f"word {number}" for number in range(20_000)]
        stage.session.tell("lab/a", words=words)
        stage.session.tell("lab/a", words=[*words[:9_999], "new", *words[10_000:]])
        await stage.settle()
        await stage.press("f4", "G", "space", "k", "space", "equals_sign")
        assert any("Comparing" in notice for notice in stage.notices())
        await stage.until(lambda: stage.is_at(ReaderScreen))
        await stage.settle()
        assert '+       "new",' in stage.screen_text()


async def test_a_comparison_does_not_open_over_where_one_went_meanwhile() -> None:
    async with open_app() as stage:
        words = [f"word {number}" for number in range(20_000)]
        for _ in range(2):
            stage.session.tell("lab/a", words=words)
        await stage.settle()
        for key in ("f4", "G", "space", "k", "space", "equals_sign", "enter"):
            stage.app.post_message(key_event(key))
        await stage.until(lambda: any("went elsewhere" in notice for notice in stage.notices()))
        assert stage.is_at(MessageScreen)


async def test_a_long_text_opens_at_once_and_its_end_is_found() -> None:
    async with open_app() as stage:
        await open_message(stage, text="0123456789\n" * 300_000 + "the end")
        await stage.press("G")
        await stage.press("o")
        assert stage.is_at(ReaderScreen) and stage.screen_rows()[0].rstrip().endswith("+")
        await stage.press("G")
        await stage.until(lambda: "300,001/300,001 " in f"{stage.screen_rows()[0]} ")
        assert "the end" in stage.screen_text()
