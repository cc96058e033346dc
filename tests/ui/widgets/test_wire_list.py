"""The wire log by keys: follow, filter, and the ways from a message to its pair, its item and a file."""

from __future__ import annotations

import json
from pathlib import Path

from codex_tui.state.intents import OpenThread
from codex_tui.state.recording_format import RecordedLine, parse_entry
from codex_tui.state.wire_log import Direction
from codex_tui.ui.screens.message import MessageScreen
from codex_tui.ui.screens.questions import PromptScreen
from codex_tui.ui.screens.reader import ReaderScreen
from codex_tui.ui.widgets.filter_bar import FilterBar
from codex_tui.ui.widgets.key_footer import KeyFooter
from tests.recording import events
from tests.ui.stage import Stage, open_app


def title(stage: Stage) -> str:
    return stage.rows(stage.dashboard.panes["wire"].title)[0]


def wire_text(stage: Stage) -> str:
    return "\n".join(stage.rows(stage.dashboard.wire))


async def warn(stage: Stage, *numbers: int) -> None:
    """Notifications that can be told from each other."""
    for number in numbers:
        stage.session.tell(f"lab/message{number:02}", threadId="t1")
    await stage.settle()


async def test_the_newest_message_is_followed_until_one_scrolls_up() -> None:
    async with open_app() as stage:
        await warn(stage, *range(30))
        assert "message29" in wire_text(stage) and "follow" in title(stage)

        await stage.press("f4", "k", "k")
        before = wire_text(stage)
        await warn(stage, 30, 31, 32)
        assert wire_text(stage) == before
        assert "↓ 3 new" in title(stage)

        await stage.press("G")
        assert "message32" in wire_text(stage) and "follow" in title(stage)


async def test_f_follows_and_stops() -> None:
    async with open_app() as stage:
        await warn(stage, *range(30))
        await stage.press("f4", "g")
        assert "follow" not in title(stage)
        await stage.press("f")
        assert "follow" in title(stage) and "message29" in wire_text(stage)

        await stage.press("f")
        assert "↓ end" in title(stage)
        await warn(stage, 30)
        assert "message30" not in wire_text(stage)


async def test_the_wheel_stops_following_and_the_title_says_so_at_once() -> None:
    async with open_app() as stage:
        await warn(stage, *range(30))
        await stage.wheel(stage.dashboard.wire, -1)

        assert "follow" not in title(stage)


async def test_the_filter_shows_what_matches_and_says_how_much() -> None:
    async with open_app() as stage:
        await warn(stage, *range(30))
        await stage.press("f4", "/")
        await stage.write("message1")
        assert "message19" in wire_text(stage) and "message20" not in wire_text(stage)
        assert "10 of 31" in title(stage)

        await warn(stage, 15)
        assert "11 of 32" in title(stage)
        await stage.press("escape")
        assert "message29" in wire_text(stage)


async def test_enter_shows_the_message_and_y_copies_it_there() -> None:
    async with open_app() as stage:
        await stage.press("f4")
        stage.session.tell("lab/evil", text="\x1b[31mred\u202e")
        await stage.settle()
        await stage.press("enter")
        assert stage.is_at(MessageScreen)
        assert "text:" in stage.screen_text() and "lab/evil" in stage.screen_rows()[0]

        await stage.press("y")
        assert "lab/evil" in stage.app.clipboard and "\u202e" not in stage.app.clipboard
        await stage.press("escape")
        assert stage.is_focused(stage.dashboard.wire)


async def test_a_double_click_shows_the_message_once() -> None:
    async with open_app() as stage:
        await warn(stage, 1)
        await stage.click_text(stage.dashboard.wire, "message01", times=2)
        assert stage.is_at(MessageScreen)

        await stage.press("escape")
        assert stage.app.screen is stage.dashboard


async def test_p_goes_to_the_pair_and_back_and_says_where_there_is_none() -> None:
    async with open_app(events("exec-accept")) as stage:
        wire = stage.dashboard.wire
        await stage.press("f4", "g")
        request = wire.cursor_record
        assert request is not None and request.pair_seq is not None
        await stage.press("p")
        assert wire.cursor_record is not None and wire.cursor_record.pair_seq == request.seq
        await stage.press("p")
        assert wire.cursor_record is request

        stage.app.host.set_filter("wire", "turn/started")
        await stage.press("p")
        assert stage.notices()[-1] == "A notification has no pair."


async def test_p_lets_go_of_a_filter_that_hides_the_pair_and_backspace_brings_it_back() -> None:
    async with open_app(events("exec-accept")) as stage:
        wire = stage.dashboard.wire
        await stage.press("f4", "/")
        await stage.write("clientInfo")
        await stage.press("enter", "g")
        request = wire.cursor_record
        assert request is not None and request.pair_seq is not None
        await stage.press("p")
        assert wire.cursor_record is not None and wire.cursor_record.seq == request.pair_seq
        assert stage.notices()[-1].startswith("The filter did not show the paired message, and is off now.")
        assert wire.filter_text == "" and not stage.dashboard.query(FilterBar)

        await stage.press("backspace")
        assert wire.filter_text == "clientInfo" and wire.cursor_record == request
        await stage.press("backspace")
        assert stage.notices()[-1] == "There was no jump to return from."


async def test_p_says_why_a_request_has_no_pair() -> None:
    async with open_app() as stage:
        stage.session.ask(7, threadId="t1")
        await stage.press("f4", "p")
        assert stage.notices()[-1] == "This request has no answer yet."

        stage.session.lose()
        await stage.settle()
        await stage.press("p")
        assert stage.notices()[-1] == "This request was never answered: its server ended before that."


async def test_u_shows_what_waits_with_its_age_and_what_a_dead_server_left() -> None:
    async with open_app() as stage:
        wire = stage.dashboard.wire
        stage.session.ask(7, threadId="t1")
        stage.session.lose()
        stage.session.ask(8, threadId="t2")
        await warn(stage, 1)
        await stage.press("f4", "u")
        lost, waiting = stage.rows(wire)[:2]
        assert lost.endswith("lost") and "#7" in lost
        assert "#8" in waiting and "1 wait · 1 lost with their server" in title(stage)

        sent_at = wire.shown.record_at(1)
        assert sent_at is not None
        stage.clock.now = sent_at.at + 65
        stage.dashboard.tick()
        await stage.settle()
        assert stage.rows(wire)[1].endswith("1m 05s")

        await stage.press("j", "escape")
        assert wire.subset_name == "" and wire.cursor_record == sent_at
        assert "message01" in wire_text(stage)


async def test_what_is_answered_leaves_the_unanswered_and_the_cursor_stays_on_its_message() -> None:
    async with open_app() as stage:
        wire = stage.dashboard.wire
        for number in (1, 2, 3):
            stage.session.ask(number, threadId="t1")
        await stage.press("f4", "u", "j", "j")
        kept = wire.cursor_record
        stage.session.reply(1)
        await stage.settle()

        assert len(stage.rows(wire)[2].strip()) == 0 and wire.cursor_record == kept


async def test_an_empty_view_says_how_to_leave_it() -> None:
    async with open_app() as stage:
        await stage.press("f4", "u")
        assert "no request waits for an answer · esc" in wire_text(stage)
        await stage.press("M")
        assert "space marks, N notes" in wire_text(stage)
        await stage.press("M")
        assert "thread/list" in wire_text(stage) and "follow" in title(stage)


async def test_marks_and_notes_stand_in_their_rows_and_can_be_gone_to() -> None:
    async with open_app() as stage:
        wire = stage.dashboard.wire
        await warn(stage, *range(30))
        await stage.press("f4", "k", "k", "space", "k", "k", "k", "N")
        await stage.write("why so late?")
        await stage.press("enter")
        assert any("●" in row and "message27" in row for row in stage.rows(wire))
        assert any("◆" in row and "why so late?" in row for row in stage.rows(wire))

        await stage.press("]")
        assert wire.cursor_record is not None and wire.cursor_record.method == "lab/message27"
        await stage.press("]")
        assert stage.notices()[-1] == "There is no marked message after this one."
        await stage.press("[")
        assert wire.cursor_record.method == "lab/message24"

        await stage.press("M")
        assert ["lab/message24" in row or "lab/message27" in row for row in stage.rows(wire)][:3] == [True, True, False]
        assert "2 marked or noted" in title(stage)


async def test_two_messages_are_compared_once_it_is_clear_which() -> None:
    async with open_app() as stage:
        await warn(stage, 1, 2, 3)
        await stage.press("f4", "=")
        assert stage.notices()[-1].startswith("Two messages can be compared, but 0 are marked. space")

        await stage.press("space", "k", "=")
        assert stage.is_at(ReaderScreen) and "lab/message02" in stage.screen_text()
        await stage.press("escape", "space", "k", "space", "=")
        assert stage.notices()[-1].startswith("Two messages can be compared, but 3 are marked.")


async def test_an_empty_note_takes_the_note_away() -> None:
    async with open_app() as stage:
        await stage.press("f4", "N")
        await stage.write("x")
        await stage.press("enter", "N", "backspace", "enter")

        assert stage.app.model.wire_marks.seqs == []


async def test_the_filter_works_within_a_view() -> None:
    async with open_app() as stage:
        stage.session.ask(1, threadId="t1")
        stage.session.ask(2, threadId="t2")
        await stage.press("f4", "u", "/")
        await stage.write("id:2")
        await stage.press("enter")

        assert [("#1" in row, "#2" in row) for row in stage.rows(stage.dashboard.wire)[:2]] == [
            (False, True),
            (False, False),
        ]


async def test_the_footer_shows_only_the_keys_that_do_something_with_the_message() -> None:
    async with open_app(events("exec-accept"), size=(180, 40)) as stage:
        footer = stage.dashboard.query_one(KeyFooter)
        await stage.press("f4", "g")
        assert "p Pair" in stage.rows(footer)[0] and "i Item" not in stage.rows(footer)[0]

        stage.app.host.set_filter("wire", "item/started")
        await stage.settle()
        assert "p Pair" not in stage.rows(footer)[0] and "i Item" in stage.rows(footer)[0]
        assert "⌫" not in stage.rows(footer)[0]


async def test_a_request_waits_until_it_is_answered_or_lost() -> None:
    async with open_app() as stage:
        stage.session.ask(7, threadId="t1", availableDecisions=["accept"])
        await stage.settle()
        row = next(row for row in stage.rows(stage.dashboard.wire) if "requestApproval" in row)
        assert row.endswith("waiting")

        stage.session.lose()
        await stage.settle()
        row = next(row for row in stage.rows(stage.dashboard.wire) if "requestApproval" in row)
        assert "waiting" not in row


async def test_i_goes_to_the_item_of_another_thread() -> None:
    async with open_app() as stage:
        stage.session.start_turn(thread_id="t2")
        stage.session.say("m1", "here it is", thread_id="t2")
        await stage.settle()
        await stage.press("f4", "i")

        assert stage.backend.submitted(OpenThread) == [OpenThread("t2")]
        assert stage.is_focused(stage.dashboard.stream)
        assert stage.dashboard.stream.cursor_key == "item:m1"


async def test_i_says_where_there_is_no_item() -> None:
    async with open_app() as stage:
        await warn(stage, 1)
        await stage.press("f4", "i")

        assert stage.notices() == ["This message belongs to no item."]


async def test_e_writes_what_the_filter_shows(tmp_path: Path) -> None:
    async with open_app(events("exec-accept")) as stage:
        await stage.press("f4", "/")
        await stage.write("requestApproval")
        await stage.press("enter", "e")
        assert stage.is_at(PromptScreen)
        target = tmp_path / "shown.jsonl"
        await stage.write(str(target))
        await stage.press("enter")

        await stage.until(lambda: not stage.dashboard.wire.activity)
        entries = [parse_entry(row) for row in target.read_bytes().splitlines()]
        lines = [entry for entry in entries if isinstance(entry, RecordedLine)]
        assert [entry.direction for entry in lines] == [Direction.INBOUND, Direction.OUTBOUND]
        assert json.loads(lines[0].line)["method"] == "item/commandExecution/requestApproval"
        assert json.loads(lines[1].line)["result"] == {"decision": "accept"}
        assert target.stat().st_mode & 0o777 == 0o600
        assert stage.notices()[-1] == f"Exported 2 messages to {target}."


async def test_an_export_overwrites_nothing(tmp_path: Path) -> None:
    async with open_app() as stage:
        target = tmp_path / "precious"
        target.write_text("keep me")
        await stage.press("f4", "e")
        await stage.write(str(target))
        await stage.press("enter")

        await stage.until(lambda: not stage.dashboard.wire.activity)
        assert target.read_text() == "keep me"
        assert stage.notices() == [f"Nothing was exported to {target}: File exists. Give another file."]


async def test_a_filter_that_finds_nothing_leaves_the_place() -> None:
    async with open_app() as stage:
        for number in range(60):
            stage.session.tell("lab/note", number=number)
        await stage.settle()
        wire = stage.dashboard.wire
        await stage.press("f4", "g", *"j" * 30, "k", "k")
        before, record = stage.rows(wire), wire.cursor_record
        await stage.press("slash")
        await stage.write("nothing-has-this")
        assert "no message matches" in stage.screen_text()
        await stage.press("escape")
        assert stage.rows(wire) == before and wire.cursor_record is record and not wire.is_following


async def test_a_message_chosen_under_a_filter_is_under_the_cursor_without_it() -> None:
    async with open_app() as stage:
        for number in range(60):
            stage.session.tell("lab/note", number=number)
        await stage.settle()
        await stage.press("f4", "slash")
        await stage.write("lab")
        await stage.press("enter", "k", "k")
        chosen = stage.dashboard.wire.cursor_record
        await stage.press("slash", "escape")
        assert stage.dashboard.wire.cursor_record is chosen is not None


async def test_without_a_filter_the_newest_is_followed_again_if_it_was() -> None:
    async with open_app() as stage:
        await stage.press("f4", "slash")
        await stage.write("nothing-has-this")
        await stage.press("escape")
        assert stage.dashboard.wire.is_following
