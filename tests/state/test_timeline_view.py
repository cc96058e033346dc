"""Final-only shows what has ended, and nothing of how it came about."""

from __future__ import annotations

from codex_tui.state.timeline import ItemEntry, NoticeEntry, TurnEntry
from codex_tui.state.timeline_view import visible_entries
from tests.session import Session


def test_all_entries_are_the_list_itself() -> None:
    session = Session()
    session.start_turn()

    assert visible_entries(session.timeline(), is_final_only=False) is session.timeline().entries


def test_final_only_shows_completed_messages_and_tools_below_their_headers() -> None:
    session = Session()
    session.start_turn()
    session.end_item("question", "userMessage")
    session.end_item("thought", "reasoning", summary=["hm"])
    session.start_item("running", "commandExecution", processId="1")
    session.start_item("streaming", "agentMessage")
    session.end_item("ran", "commandExecution")
    session.end_item("patched", "fileChange")
    session.end_item("answer", "agentMessage", text="x")
    session.tell("turn/plan/updated", threadId="t", turnId="u", plan=[{"step": "a"}])
    session.tell("warning", threadId="t", message="careful")
    session.tell("error", threadId="t", turnId="u", error={"message": "again"}, willRetry=True)
    session.tell("error", threadId="t", turnId="u", error={"message": "gone"})

    shown = []
    for entry in visible_entries(session.timeline(), is_final_only=True):
        match entry:
            case TurnEntry():
                shown.append("turn")
            case ItemEntry(item=item):
                shown.append(item.id)
            case NoticeEntry(text=text):
                shown.append(text)
    assert shown == ["turn", "question", "ran", "patched", "answer", "gone"]


def test_what_was_closed_unfinished_is_not_final() -> None:
    session = Session()
    session.start_turn()
    session.start_item("half", "agentMessage")
    session.start_item("runs on", "commandExecution", processId="1")
    session.end_turn(status="interrupted")

    assert [type(entry) for entry in visible_entries(session.timeline(), is_final_only=True)] == [TurnEntry]
