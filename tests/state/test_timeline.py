"""Timelines: deltas first, then the truth; and nothing stays open after its turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from codex_tui.protocol.items import AgentMessage, CommandExecution, FileChange, UnknownItem
from codex_tui.protocol.replies import ACCEPT
from codex_tui.state.changes import Change, TimelineChanged
from codex_tui.state.events import PolicyAnswered, ReplyFailed, RequestKey
from codex_tui.state.pending import recount_pending
from codex_tui.state.timeline import Entry, ItemEntry, ItemState, NoticeEntry, PlanEntry, TurnEntry
from tests.session import STARTED_AT, Session

End: TypeAlias = Callable[[Session, RequestKey], list[Change]]


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


def spend(session: Session, turn_id: str, *, total: int, last: int) -> None:
    """The server tells the thread's tokens, and those of its last request."""
    usage = {"total": {"totalTokens": total}, "last": {"totalTokens": last}}
    session.tell("thread/tokenUsage/updated", threadId="t", turnId=turn_id, tokenUsage=usage)


def spent(session: Session, turn_id: str) -> int | None:
    header = session.timeline().turn(turn_id)
    assert header is not None
    return header.spent_tokens


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
    session.tell("turn/completed", threadId="t", turn={"id": "u", "status": "interrupted", "completedAt": 5})
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
    spend(session, "u", total=5, last=5)
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
    assert (header.status, header.spent_tokens, header.error.message) == ("failed", 5, "quota")
    assert header.at == STARTED_AT + 1


def test_a_turn_counts_its_own_tokens_of_the_threads_running_total(session: Session) -> None:
    spend(session, "u", total=7_000, last=7_000)
    spend(session, "u", total=15_000, last=8_000)
    session.end_turn("u")
    session.start_turn("v")
    before_its_first = spent(session, "v")
    spend(session, "v", total=23_500, last=8_500)
    spend(session, "v", total=32_500, last=9_000)

    assert (spent(session, "u"), before_its_first, spent(session, "v")) == (15_000, None, 17_500)


def test_the_first_turn_seen_of_an_older_thread_starts_at_what_its_first_request_found(session: Session) -> None:
    spend(session, "u", total=90_000, last=8_000)
    spend(session, "u", total=99_000, last=9_000)

    assert spent(session, "u") == 17_000


def test_an_ended_turn_of_which_only_the_last_request_is_known_has_no_figure(session: Session) -> None:
    session.end_turn("u")
    spend(session, "u", total=90_000, last=8_000)
    session.start_turn("v")
    spend(session, "v", total=95_000, last=5_000)

    assert (spent(session, "u"), spent(session, "v")) == (None, 5_000)


def test_a_total_that_begins_anew_is_not_negative(session: Session) -> None:
    spend(session, "u", total=9_000, last=9_000)
    spend(session, "u", total=5, last=5)
    session.start_turn("v")
    spend(session, "v", total=4, last=4)

    assert (spent(session, "u"), spent(session, "v")) == (5, 0)


def is_waiting(session: Session, item_id: str) -> bool:
    return item(session, item_id).is_waiting


@pytest.mark.parametrize(
    "end",
    [
        lambda session, key: session.fold(PolicyAnswered(5, key, "auto-approve", "accepted")),
        lambda session, key: session.tell("serverRequest/resolved", threadId="t", requestId=key.id),
        lambda session, key: session.end_turn(status="interrupted"),
        lambda session, key: session.lose(),
    ],
    ids=["policy", "resolved elsewhere", "turn interrupted", "server lost"],
)
def test_an_item_waits_until_its_request_ends(session: Session, end: End) -> None:
    session.start_item("i", "commandExecution", command="ls", status="inProgress")
    session.start_item("j", "commandExecution", command="ls", status="inProgress")
    key = session.ask(0, threadId="t", turnId="u", itemId="i", availableDecisions=["accept"])
    waited = (is_waiting(session, "i"), is_waiting(session, "j"))
    revision = item(session, "i").revision

    changes = end(session, key)

    assert waited == (True, False) and not is_waiting(session, "i")
    assert TimelineChanged("t") in changes and item(session, "i").revision > revision


def test_an_item_waits_for_the_last_of_its_requests_and_again_when_the_answer_did_not_leave(session: Session) -> None:
    session.start_item("i", "commandExecution", command="ls", status="inProgress")
    keys = [session.ask(n, threadId="t", turnId="u", itemId="i", availableDecisions=["accept"]) for n in (0, 1)]
    session.tell("serverRequest/resolved", threadId="t", requestId=0)
    after_one = is_waiting(session, "i")
    session.model.inbox.claim(keys[1], ACCEPT)
    recount_pending(session.model, "t")
    after_claim = is_waiting(session, "i")
    session.fold(ReplyFailed(5, keys[1], "not audited", may_retry=True))

    assert (after_one, after_claim, is_waiting(session, "i")) == (True, False, True)


def test_an_item_that_comes_after_its_request_waits_from_its_first_row(session: Session) -> None:
    session.ask(0, threadId="t", turnId="u", itemId="late", availableDecisions=["accept"])
    session.start_item("late", "commandExecution", command="ls", status="inProgress")
    session.ask(1, threadId="t", turnId="u", itemId="early", availableDecisions=["accept"])
    turn = {"id": "old", "items": [{"type": "commandExecution", "id": "early", "command": "ls"}]}
    session.answer("thread/turns/list", {"data": [turn]}, threadId="t")

    assert is_waiting(session, "late") and is_waiting(session, "early")


def has_error_notice(session: Session) -> bool:
    header = session.timeline().turn("u")
    assert header is not None and header.error is not None
    return header.has_error_notice


FAILED = {"id": "u", "status": "failed", "error": {"message": "quota"}}


@pytest.mark.parametrize(
    ("text", "turn_id", "is_told"), [("quota", "u", True), ("retry", "u", False), ("quota", "v", False)]
)
def test_a_failed_turn_knows_whether_a_notice_tells_its_error(
    session: Session, text: str, turn_id: str, is_told: bool
) -> None:
    session.tell("error", threadId="t", turnId=turn_id, error={"message": text}, willRetry=text == "retry")
    session.tell("turn/completed", threadId="t", turn=FAILED)

    assert has_error_notice(session) is is_told


def test_a_notice_may_come_after_the_end_of_its_turn(session: Session) -> None:
    session.tell("turn/completed", threadId="t", turn=FAILED)
    at_the_end = has_error_notice(session)
    session.tell("error", threadId="t", turnId="u", error={"message": "quota"})

    assert (at_the_end, has_error_notice(session)) == (False, True)
