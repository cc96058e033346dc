"""The thread store: who needs the person, what is known from where, and threads that nobody announced."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.state.changes import ThreadsChanged, TimelineChanged
from codex_tui.state.events import ReplyWritten
from codex_tui.state.threads import ThreadGroup, ThreadRecord, parent_from, policy_name, source_name
from tests.session import Session


@pytest.fixture
def session() -> Session:
    return Session()


def record(session: Session, thread_id: str = "t") -> ThreadRecord:
    found = session.model.threads.get(thread_id)
    assert found is not None
    return found


def status(session: Session, kind: str, *flags: str, thread_id: str = "t") -> None:
    value: dict[str, Any] = {"type": kind}
    if kind == "active":
        value["activeFlags"] = list(flags)
    session.tell("thread/status/changed", threadId=thread_id, status=value)


@pytest.mark.parametrize(
    ("kind", "flags", "group"),
    [
        ("active", ["waitingOnApproval"], ThreadGroup.NEEDS_YOU),
        ("active", ["waitingOnUserInput"], ThreadGroup.NEEDS_YOU),
        ("active", [], ThreadGroup.WORKING),
        ("idle", [], ThreadGroup.READY),
        ("systemError", [], ThreadGroup.READY),
        ("notLoaded", [], ThreadGroup.INACTIVE),
        ("hibernating", [], ThreadGroup.INACTIVE),
    ],
)
def test_the_status_says_which_group(session: Session, kind: str, flags: list[str], group: ThreadGroup) -> None:
    status(session, kind, *flags)

    assert record(session).group is group


def test_an_open_request_needs_the_person_although_no_flag_says_so(session: Session) -> None:
    key = session.ask(0, threadId="t", turnId="u", availableDecisions=["accept"])
    assert (record(session).pending_count, record(session).group) == (1, ThreadGroup.NEEDS_YOU)

    session.model.inbox.claim(key, session.model.inbox.entries[key].offered[0])
    session.fold(ReplyWritten(session.at, key))
    assert record(session).pending_count == 0


def test_a_withdrawn_request_needs_nobody(session: Session) -> None:
    session.ask(0, threadId="t", turnId="u")
    changes = session.tell("serverRequest/resolved", threadId="t", requestId=0)

    assert ThreadsChanged() in changes and record(session).pending_count == 0


def test_a_sub_agent_is_first_seen_by_its_status(session: Session) -> None:
    status(session, "active", thread_id="child")

    child = record(session, "child")
    assert (child.status, child.is_listed, child.created_at) == ("active", False, session.at)


def test_a_thread_first_seen_by_an_item_changes_the_list(session: Session) -> None:
    item = {"type": "agentMessage", "id": "i"}
    first = session.tell("item/started", threadId="child", turnId="u", item=item)
    second = session.tell("item/started", threadId="child", turnId="u", item=item)

    assert ThreadsChanged() in first and ThreadsChanged() not in second
    assert TimelineChanged("child") in second


def test_the_list_fills_what_the_first_sight_left_open(session: Session) -> None:
    status(session, "active")
    source = {"subAgent": {"thread_spawn": {"parent_thread_id": "p", "depth": 1}}}
    row = {"id": "t", "preview": "Fix it\nplease", "cwd": "/w", "createdAt": 50, "updatedAt": 60, "source": source}
    session.answer("thread/list", {"data": [{**row, "status": {"type": "active"}}], "nextCursor": "c"})

    found = record(session)
    assert (found.title, found.cwd, found.parent_id, found.source) == ("Fix it", "/w", "p", "subAgent")
    assert (found.created_at, found.updated_at, found.is_listed) == (50, 60, True)
    assert session.model.threads.next_cursor == "c" and session.model.threads.is_listed


def test_a_thread_that_does_not_fit_hides_no_other(session: Session) -> None:
    session.answer("thread/list", {"data": [{"id": 5}, "nonsense", {"id": "ok"}]})

    assert list(session.model.threads.records) == ["ok"]
    assert session.model.unknown_count == 2


def test_archived_threads_are_listed_as_such(session: Session) -> None:
    session.answer("thread/list", {"data": [{"id": "a"}]}, archived=True)
    session.answer("thread/list", {"data": [{"id": "b"}]})

    assert [record(session, name).is_archived for name in "ab"] == [True, False]


def test_a_thread_can_be_put_away_taken_back_unloaded_and_deleted(session: Session) -> None:
    session.tell("thread/started", thread={"id": "t", "status": {"type": "idle"}})
    assert record(session).is_loaded

    session.tell("thread/archived", threadId="t")
    assert record(session).is_archived
    session.tell("thread/unarchived", threadId="t")
    assert not record(session).is_archived
    session.tell("thread/closed", threadId="t")
    assert (record(session).is_loaded, record(session).group) == (False, ThreadGroup.INACTIVE)
    session.start_turn()
    session.tell("thread/deleted", threadId="t")
    assert session.model.threads.get("t") is None and session.model.timelines == {}
    assert session.tell("thread/deleted", threadId="t") == session.tell("thread/closed", threadId="t")


def test_the_title_is_the_best_name_there_is() -> None:
    names = [
        ThreadRecord("t", name="name", preview="preview"),
        ThreadRecord("t", preview="\n first line \nsecond", nickname="nick"),
        ThreadRecord("t", nickname="nick"),
        ThreadRecord("t", parent_id="p"),
        ThreadRecord("t"),
    ]

    assert [found.title.strip() for found in names] == ["name", "first line", "nick", "sub-agent", "New thread"]


def test_a_rename_and_its_end(session: Session) -> None:
    session.tell("thread/name/updated", threadId="t", threadName="new")
    assert record(session).name == "new"
    session.tell("thread/name/updated", threadId="t", threadName=None)
    assert record(session).name == ""


def test_settings_come_from_the_answer_and_from_updates(session: Session) -> None:
    opened = {
        "thread": {"id": "t"},
        "model": "m1",
        "cwd": "/w",
        "approvalPolicy": "on-request",
        "sandbox": {"type": "readOnly"},
        "reasoningEffort": "low",
    }
    session.answer("thread/start", opened)
    assert (record(session).model, record(session).sandbox, record(session).effort) == ("m1", "read-only", "low")

    settings = {"model": "m2", "approvalPolicy": {"granular": {}}, "sandboxPolicy": {"type": "workspaceWrite"}}
    session.tell("thread/settings/updated", threadId="t", threadSettings=settings)
    found = record(session)
    assert (found.model, found.approval_policy, found.sandbox) == ("m2", "granular", "workspace-write")
    assert (found.effort, found.cwd) == ("low", "/w")


def test_the_context_is_measured_by_the_last_request(session: Session) -> None:
    assert ThreadRecord("t").context_fraction is None
    usage = {"total": {"totalTokens": 900}, "last": {"totalTokens": 50}, "modelContextWindow": 200}
    session.tell("thread/tokenUsage/updated", threadId="t", turnId="u", tokenUsage=usage)
    assert record(session).context_fraction == 0.25

    session.tell("thread/tokenUsage/updated", threadId="t", tokenUsage={**usage, "modelContextWindow": 10})
    assert record(session).context_fraction == 1.0


def test_the_active_turn_is_known_while_it_runs(session: Session) -> None:
    session.start_turn("u")
    assert record(session).active_turn_id == "u"
    session.start_turn("v")
    session.end_turn("u")
    assert record(session).active_turn_id == "v"
    session.end_turn("v")
    assert record(session).active_turn_id is None


def test_a_lost_server_has_nothing_loaded(session: Session) -> None:
    session.ask(0, threadId="t", turnId="u")
    status(session, "active", "waitingOnApproval")

    session.lose("it died")

    assert (record(session).group, record(session).pending_count) == (ThreadGroup.INACTIVE, 0)
    assert not record(session).is_loaded


def test_every_change_of_a_thread_raises_the_revision(session: Session) -> None:
    store = session.model.threads
    seen = [store.revision]
    for tell in (
        lambda: status(session, "active"),
        lambda: session.tell("thread/name/updated", threadId="t", threadName="n"),
        lambda: session.tell("thread/archived", threadId="t"),
        lambda: session.ask(0, threadId="t"),
        lambda: session.tell("serverRequest/resolved", threadId="t", requestId=0),
        lambda: session.answer("thread/read", {"thread": {"id": "t"}}),
        lambda: session.lose(),
    ):
        tell()
        seen.append(store.revision)
    assert seen == sorted(set(seen))


def test_deltas_do_not_raise_the_revision(session: Session) -> None:
    session.start_turn()
    session.start_item("i", "agentMessage")
    before = session.model.threads.revision

    session.tell("item/agentMessage/delta", threadId="t", turnId="u", itemId="i", delta="x")

    assert session.model.threads.revision == before


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("never", "never"),
        ({"type": "dangerFullAccess"}, "danger-full-access"),
        ({"type": "moonBase"}, "moonBase"),
        ({"type": 5}, "type"),
        ({}, ""),
        (None, ""),
        ([1], ""),
    ],
)
def test_policies_are_one_word(value: Any, name: str) -> None:
    assert policy_name(value) == name


@pytest.mark.parametrize("source", [None, "cli", [], {}, {"subAgent": "review"}, {"subAgent": {"thread_spawn": 5}}])
def test_a_source_without_a_parent_names_none(source: Any) -> None:
    assert parent_from(source) is None
    assert isinstance(source_name(source), str)


def test_a_thread_started_here_is_called_by_its_first_message() -> None:
    session = Session()
    session.tell("thread/started", thread={"id": "t", "preview": ""})
    session.start_item("i", "userMessage", content=[{"type": "text", "text": "Mend the parser\nplease"}])
    session.start_item("j", "userMessage", content=[{"type": "text", "text": "And now?"}])

    record = session.model.threads.get("t")
    assert record is not None and record.title == "Mend the parser"
