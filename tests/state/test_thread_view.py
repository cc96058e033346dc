"""The rows of the threads pane: who is shown, in which group, and in an order that stays put."""

from __future__ import annotations

import pytest

from codex_tui.state.thread_view import GroupRow, ThreadOrder, ThreadRow, ThreadView
from codex_tui.state.threads import ThreadGroup, ThreadRecord, ThreadStore
from tests.recording import model_after
from tests.session import Session

NEEDS_YOU, WORKING, READY, INACTIVE = ThreadGroup


@pytest.fixture
def store() -> ThreadStore:
    return ThreadStore()


@pytest.fixture
def view(store: ThreadStore) -> ThreadView:
    return ThreadView(store)


def put(
    store: ThreadStore,
    thread_id: str,
    created_at: float = 0,
    status: str = "idle",
    name: str = "",
    parent_id: str | None = None,
    updated_at: float = 0,
) -> ThreadRecord:
    record = store.seen(thread_id, created_at)
    record.status, record.name, record.parent_id = status, name, parent_id
    record.updated_at = updated_at or created_at
    store.touch()
    return record


def ids(view: ThreadView) -> list[str]:
    return [row.thread_id for row in view.rows() if isinstance(row, ThreadRow)]


def test_groups_come_in_order_of_need_with_their_counts(store: ThreadStore, view: ThreadView) -> None:
    put(store, "old", 1, "notLoaded")
    put(store, "busy", 2, "active")
    put(store, "asks", 3, "active").flags = ("waitingOnApproval",)
    put(store, "idle", 4)
    put(store, "new", 5)

    assert view.rows() == [
        GroupRow(NEEDS_YOU, 1),
        ThreadRow("asks", 0),
        GroupRow(WORKING, 1),
        ThreadRow("busy", 0),
        GroupRow(READY, 2),
        ThreadRow("new", 0),
        ThreadRow("idle", 0),
        GroupRow(INACTIVE, 1),
        ThreadRow("old", 0),
    ]


def test_groups_without_threads_have_no_header(store: ThreadStore, view: ThreadView) -> None:
    assert view.rows() == []
    put(store, "a")
    assert view.rows() == [GroupRow(READY, 1), ThreadRow("a", 0)]


def test_activity_moves_no_row_within_its_group(store: ThreadStore, view: ThreadView) -> None:
    records = [put(store, name, created_at) for name, created_at in (("a", 3), ("b", 2), ("c", 2))]
    before = view.rows()

    for tick, record in enumerate(reversed(records)):
        record.updated_at, record.preview = 100 + tick, "new text"
        store.touch()
        assert view.rows() == before
    assert ids(view) == ["a", "b", "c"]


def test_a_thread_that_changes_its_group_moves(store: ThreadStore, view: ThreadView) -> None:
    put(store, "a", 1)
    record = put(store, "b", 2)
    assert ids(view) == ["b", "a"]

    record.status = "notLoaded"
    store.touch()
    assert view.rows() == [GroupRow(READY, 1), ThreadRow("a", 0), GroupRow(INACTIVE, 1), ThreadRow("b", 0)]


def test_recently_updated_is_taken_when_it_is_chosen(store: ThreadStore, view: ThreadView) -> None:
    old, new = put(store, "old", 1, updated_at=90), put(store, "new", 2, updated_at=10)
    assert view.next_order() is ThreadOrder.RECENT
    assert ids(view) == ["old", "new"]

    new.updated_at, old.updated_at = 200, 100
    put(store, "brand new", 300)
    put(store, "from an older page", 3, updated_at=5)
    assert ids(view) == ["brand new", "old", "new", "from an older page"]

    view.set_order(ThreadOrder.RECENT)
    assert ids(view) == ["brand new", "new", "old", "from an older page"]


def test_names_order_without_their_case(store: ThreadStore, view: ThreadView) -> None:
    for thread_id, name in (("1", "beta"), ("2", "Alpha"), ("3", "alpha")):
        put(store, thread_id, name=name)
    view.set_order(ThreadOrder.NAME)

    assert ids(view) == ["2", "3", "1"]


def test_orders_go_round(view: ThreadView) -> None:
    assert [view.next_order() for _ in range(3)] == [ThreadOrder.RECENT, ThreadOrder.NAME, ThreadOrder.NEWEST]
    assert view.order is ThreadOrder.NEWEST


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["a", "b"]),
        ("  ", ["a", "b"]),
        ("parser", ["a"]),
        ("PARSER fix", ["a"]),
        ("parser lockfile", []),
        ("/home/ann", ["b"]),
        ("gpt-5", ["a", "b"]),
        ("ÄRGER", ["b"]),
        ("a", ["a", "b"]),
        ("nothing", []),
    ],
)
def test_all_words_must_match_in_any_case(store: ThreadStore, view: ThreadView, text: str, found: list[str]) -> None:
    first, second = put(store, "a", 2, name="Fix the parser"), put(store, "b", 1, name="ärger")
    first.model = second.model = "gpt-5.5"
    first.cwd, second.cwd = "/work", "/home/ann"

    view.set_filter(text)

    assert (ids(view), view.filter_text) == (found, text)


def test_one_group_alone_and_round_again(store: ThreadStore, view: ThreadView) -> None:
    put(store, "a", status="active")
    put(store, "b")
    shown = []
    for _ in range(5):
        group = view.next_status_filter()
        shown.append((group, ids(view)))

    assert shown == [(NEEDS_YOU, []), (WORKING, ["a"]), (READY, ["b"]), (INACTIVE, []), (None, ["a", "b"])]


def test_counts_follow_the_text_but_not_the_group(store: ThreadStore, view: ThreadView) -> None:
    put(store, "a", status="active", name="x")
    put(store, "b", name="x")
    put(store, "c", name="y")
    view.set_filter("x")
    view.set_status_filter(READY)

    assert view.count_by_group() == {NEEDS_YOU: 0, WORKING: 1, READY: 1, INACTIVE: 0}


def test_archived_threads_are_left_out_until_asked_for(store: ThreadStore, view: ThreadView) -> None:
    put(store, "a").is_archived = True
    assert ids(view) == [] and not view.is_archived_shown

    view.set_archived_shown(True)
    assert ids(view) == ["a"]


def test_sub_agents_stand_below_their_parent(store: ThreadStore, view: ThreadView) -> None:
    put(store, "parent", 1)
    put(store, "other", 5)
    put(store, "child 1", 2, parent_id="parent")
    put(store, "child 2", 3, parent_id="parent")
    put(store, "grandchild", 4, parent_id="child 1")

    assert view.rows()[1:] == [
        ThreadRow("other", 0),
        ThreadRow("parent", 0),
        ThreadRow("child 2", 1),
        ThreadRow("child 1", 1),
        ThreadRow("grandchild", 2),
    ]


def test_a_sub_agent_whose_parent_is_elsewhere_stands_alone(store: ThreadStore, view: ThreadView) -> None:
    put(store, "parent", 1)
    put(store, "child", 2, "active", parent_id="parent")
    put(store, "orphan", 3, parent_id="never seen")

    rows = [row for row in view.rows() if isinstance(row, ThreadRow)]
    assert rows == [ThreadRow("child", 0), ThreadRow("orphan", 0), ThreadRow("parent", 0)]


def test_threads_that_name_each_other_as_parent_are_shown_once(store: ThreadStore, view: ThreadView) -> None:
    put(store, "a", 3, parent_id="b")
    put(store, "b", 2, parent_id="a")
    put(store, "self", 1, parent_id="self")

    assert sorted(ids(view)) == ["a", "b", "self"]


def test_a_long_chain_of_sub_agents_does_not_recurse(store: ThreadStore, view: ThreadView) -> None:
    for number in range(3_000):
        put(store, str(number), number, parent_id=str(number - 1))

    assert view.rows()[-1] == ThreadRow("2999", 2999)


def test_rows_are_made_again_only_after_a_change(store: ThreadStore, view: ThreadView) -> None:
    put(store, "a")
    rows = view.rows()
    assert view.rows() is rows

    store.touch()
    assert view.rows() is not rows


def test_streaming_text_makes_no_rows_again() -> None:
    session = Session()
    session.start_turn()
    session.start_item("i", "agentMessage")
    view = ThreadView(session.model.threads)
    rows = view.rows()

    session.tell("item/agentMessage/delta", threadId="t", turnId="u", itemId="i", delta="x")

    assert view.rows() is rows


def test_a_recorded_sub_agent_is_found_in_the_view() -> None:
    model = model_after("spawn")

    assert len(model.threads.records) == 2
    assert sorted(ids(ThreadView(model.threads))) == sorted(model.threads.records)
