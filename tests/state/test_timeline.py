"""Timelines: deltas first, then the truth; and nothing stays open after its turn."""

from __future__ import annotations

import pytest

from codex_tui.protocol.items import AgentMessage, CommandExecution, FileChange, UnknownItem
from codex_tui.state.changes import TimelineChanged
from codex_tui.state.timeline import Entry, ItemEntry, ItemState, NoticeEntry, PlanEntry, TurnEntry
from tests.session import STARTED_AT, Session


@pytest.fixture
def session() -> Session:
    """A thread `t` whose turn `u` runs."""
    session = Session()
    session.start_turn()
    return session


def item(session: Session, item_id: str) -> ItemEntry:
    entry = session.timeline().item(item_id)
    assert entry is not None
    return entry


def kinds(session: Session) -> list[type[Entry]]:
    return [type(entry) for entry in session.timeline().entries]


def delta(session: Session, method: str, text: str, item_id: str = "i", **rest: int) -> None:
    session.tell(method, threadId="t", turnId="u", itemId=item_id, delta=text, **rest)


def test_deltas_build_a_message_until_its_truth_comes(session: Session) -> None:
    session.start_item("i", "agentMessage", text="")
    for text in ("Hel", "lo", " wörld"):
        delta(session, "item/agentMessage/delta", text)

    assert item(session, "i").streamed("text") == "Hello wörld"
    assert item(session, "i").state is ItemState.OPEN

    session.end_item("i", "agentMessage", text="Hello, world.")
    entry = item(session, "i")
    assert isinstance(entry.item, AgentMessage) and entry.item.text == "Hello, world."
    assert (entry.state, entry.parts, entry.finished_at) == (ItemState.DONE, {}, session.at)


def test_parts_of_reasoning_are_joined_in_their_order(session: Session) -> None:
    session.start_item("i", "reasoning")
    delta(session, "item/reasoning/summaryTextDelta", "second", summaryIndex=1)
    delta(session, "item/reasoning/summaryTextDelta", "first", summaryIndex=0)
    delta(session, "item/reasoning/textDelta", "raw", contentIndex=0)

    assert item(session, "i").streamed("summary") == "first\n\nsecond"
    assert item(session, "i").streamed("content") == "raw"
    assert item(session, "i").streamed("text") == ""


def test_a_delta_after_the_truth_is_not_added(session: Session) -> None:
    session.end_item("i", "agentMessage", text="all of it")
    revision = session.timeline().revision

    delta(session, "item/agentMessage/delta", "late")

    assert item(session, "i").parts == {} and session.timeline().revision == revision


def test_a_delta_for_nothing_makes_nothing(session: Session) -> None:
    delta(session, "item/agentMessage/delta", "x", item_id="never seen")
    session.tell("item/agentMessage/delta", threadId="never seen", turnId="u", itemId="i", delta="x")

    assert kinds(session) == [TurnEntry]
    assert list(session.model.timelines) == ["t"]


def test_each_change_raises_the_revisions(session: Session) -> None:
    session.start_item("i", "agentMessage")
    before = (item(session, "i").revision, session.timeline().revision)
    delta(session, "item/agentMessage/delta", "x")

    after = (item(session, "i").revision, session.timeline().revision)
    assert after[0] > before[0] and after[1] > before[1]


def test_a_start_that_comes_late_does_not_undo_the_end(session: Session) -> None:
    session.end_item("i", "commandExecution", command="ls", aggregatedOutput="out", status="completed")
    session.start_item("i", "commandExecution", command="ls", status="inProgress")

    entry = item(session, "i")
    assert isinstance(entry.item, CommandExecution) and entry.item.aggregated_output == "out"
    assert entry.state is ItemState.DONE and kinds(session) == [TurnEntry, ItemEntry]


def test_a_second_start_takes_over_what_is_new(session: Session) -> None:
    session.start_item("i", "commandExecution", command="ls")
    session.start_item("i", "commandExecution", command="ls -l", processId="9")

    entry = item(session, "i")
    assert isinstance(entry.item, CommandExecution) and entry.item.process_id == "9"
    assert kinds(session) == [TurnEntry, ItemEntry]


def test_an_item_before_its_turn_makes_the_header() -> None:
    session = Session()
    session.start_item("i", "agentMessage")
    session.start_turn()

    assert kinds(session) == [TurnEntry, ItemEntry]


def test_turns_are_numbered(session: Session) -> None:
    session.end_turn()
    session.start_turn("v")

    headers = [session.timeline().turn(turn_id) for turn_id in ("u", "v")]
    assert [header.number for header in headers if header is not None] == [1, 2]


@pytest.mark.parametrize("status", ["completed", "interrupted", "failed"])
def test_the_end_of_a_turn_closes_what_is_open(session: Session, status: str) -> None:
    session.start_item("message", "agentMessage")
    delta(session, "item/agentMessage/delta", "half a sen", item_id="message")
    session.start_item("waiting", "commandExecution", command="ls", processId=None)
    session.end_item("done", "agentMessage", text="x")

    session.end_turn(status=status)

    assert item(session, "message").state is ItemState.CLOSED
    assert item(session, "message").streamed("text") == "half a sen"
    assert item(session, "message").finished_at == session.at
    assert item(session, "waiting").state is ItemState.CLOSED
    assert item(session, "done").state is ItemState.DONE


def test_a_command_with_a_process_outlives_its_turn(session: Session) -> None:
    session.start_item("i", "commandExecution", command="sleep 99", processId="7")
    session.end_turn(status="interrupted")

    entry = item(session, "i")
    assert (entry.state, entry.finished_at) == (ItemState.OUTLIVES, None)
    assert session.timeline().running_commands() == [entry]

    delta(session, "item/commandExecution/outputDelta", "still here")
    assert entry.streamed("output") == "still here"

    session.end_item("i", "commandExecution", command="sleep 99", exitCode=0)
    assert entry.state is ItemState.DONE and session.timeline().running_commands() == []


def test_the_end_of_a_turn_leaves_other_turns_alone(session: Session) -> None:
    session.start_turn("v")
    session.start_item("i", "agentMessage", turn_id="v")

    session.end_turn("u")

    assert item(session, "i").state is ItemState.OPEN


def test_a_turn_that_ended_does_not_begin_again(session: Session) -> None:
    session.end_turn(status="interrupted")
    session.start_turn()

    header = session.timeline().turn("u")
    record = session.model.threads.get("t")
    assert header is not None and header.status == "interrupted"
    assert record is not None and record.active_turn_id is None


def test_a_lost_server_ends_everything(session: Session) -> None:
    session.start_item("message", "agentMessage")
    session.start_item("command", "commandExecution", processId="7")
    session.end_turn("u")
    session.start_turn("v")
    session.start_item("other", "commandExecution", turn_id="v", processId="8")

    changes = session.lose()

    assert TimelineChanged("t") in changes
    assert [item(session, name).state for name in ("message", "command", "other")] == [ItemState.CLOSED] * 3
    header = session.timeline().turn("v")
    assert header is not None and header.status == "interrupted"
    assert session.timeline().running_turns() == []


def test_a_quiet_timeline_is_not_touched_by_a_lost_server(session: Session) -> None:
    session.end_turn()

    assert TimelineChanged("t") not in session.lose()


def test_a_plan_stays_where_it_first_stood(session: Session) -> None:
    first, second = {"step": "a", "status": "inProgress"}, {"step": "b", "status": "pending"}
    session.tell("turn/plan/updated", threadId="t", turnId="u", explanation="why", plan=[first])
    session.start_item("i", "agentMessage")
    session.tell("turn/plan/updated", threadId="t", turnId="u", explanation=None, plan=[first, second])

    assert kinds(session) == [TurnEntry, PlanEntry, ItemEntry]
    plan = session.timeline().get("plan:u")
    assert isinstance(plan, PlanEntry)
    assert [(step.step, step.status) for step in plan.steps] == [("a", "inProgress"), ("b", "pending")]


def test_each_trouble_is_a_notice_where_it_happened(session: Session) -> None:
    error = {"message": "Reconnecting… 2/5", "additionalDetails": "reset"}
    for will_retry in (True, False):
        session.tell("error", threadId="t", turnId="u", error=error, willRetry=will_retry)
    session.tell("model/rerouted", threadId="t", turnId="u", fromModel="a", toModel="b")
    session.tell("warning", threadId="t", message="careful")

    notices = [entry for entry in session.timeline().entries if isinstance(entry, NoticeEntry)]
    assert [(notice.level, notice.text) for notice in notices] == [
        ("warning", "Reconnecting… 2/5"),
        ("error", "Reconnecting… 2/5"),
        ("warning", "b answers instead of a"),
        ("warning", "careful"),
    ]
    assert notices[0].details == "reset"
    assert len({notice.key for notice in notices}) == 4


def test_the_diff_of_a_turn_is_on_its_header(session: Session) -> None:
    session.tell("turn/diff/updated", threadId="t", turnId="u", diff="--- a\n+++ b\n")

    header = session.timeline().turn("u")
    assert header is not None and header.diff == "--- a\n+++ b\n"


def test_an_open_patch_can_change(session: Session) -> None:
    change = {"path": "a", "kind": {"type": "add"}, "diff": "x"}
    session.start_item("i", "fileChange", changes=[])
    session.tell("item/fileChange/patchUpdated", threadId="t", turnId="u", itemId="i", changes=[change])
    session.tell("item/fileChange/patchUpdated", threadId="t", turnId="u", itemId="none", changes=[change])

    patch = item(session, "i").item
    assert isinstance(patch, FileChange) and [change.path for change in patch.changes] == ["a"]


def test_progress_and_input_are_kept(session: Session) -> None:
    session.start_item("i", "mcpToolCall", server="s", tool="f")
    session.tell("item/mcpToolCall/progress", threadId="t", turnId="u", itemId="i", message="half")
    session.tell("item/commandExecution/terminalInteraction", threadId="t", turnId="u", itemId="i", stdin="y\n")
    session.tell("item/commandExecution/terminalInteraction", threadId="t", turnId="u", itemId="i", stdin="")
    session.tell("item/mcpToolCall/progress", threadId="t", turnId="u", itemId="none", message="lost")

    assert item(session, "i").progress == ["half", "stdin: y\n"]


def test_an_item_of_an_unknown_type_is_an_entry(session: Session) -> None:
    session.start_item("i", "hologram", beam=3)

    assert isinstance(item(session, "i").item, UnknownItem)


def test_an_item_without_an_id_is_left_out(session: Session) -> None:
    session.tell("item/started", threadId="t", turnId="u", item={"type": "agentMessage"})
    session.tell("item/completed", threadId="t", turnId="u", item={"type": "agentMessage"})

    assert kinds(session) == [TurnEntry]


def test_a_header_takes_times_tokens_and_errors(session: Session) -> None:
    session.tell("thread/tokenUsage/updated", threadId="t", turnId="u", tokenUsage={"total": {"totalTokens": 5}})
    turn = {
        "id": "u",
        "status": "failed",
        "startedAt": 10,
        "completedAt": 12,
        "durationMs": 2000,
        "error": {"message": "quota"},
    }
    session.tell("turn/completed", threadId="t", turn=turn)

    header = session.timeline().turn("u")
    assert header is not None and header.error is not None
    assert (header.started_at, header.completed_at, header.duration_ms) == (10, 12, 2000)
    assert (header.status, header.total_tokens, header.error.message) == ("failed", 5, "quota")
    assert header.at == STARTED_AT + 1
