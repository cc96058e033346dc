"""The threads pane by keys and clicks: groups, filter, cursor, opening and paging."""

from __future__ import annotations

from codex_tui.state.intents import DescribeThread, ListThreads, OpenThread, ResumeThread
from codex_tui.state.threads import ThreadGroup
from tests.ui.stage import Stage, open_app, thread


def shown_ids(stage: Stage) -> list[str]:
    """The threads as they are listed."""
    return [row.split("number ")[1].split()[0] for row in stage.rows(stage.dashboard.threads) if "number " in row]


async def test_threads_stand_in_groups_by_who_needs_the_person_newest_first() -> None:
    async with open_app(thread_count=5) as stage:
        stage.session.status("t2", "idle")
        stage.session.status("t3", "active")
        stage.session.status("t4", "active", "waitingOnApproval")
        await stage.settle()

        text = "\n".join(stage.rows(stage.dashboard.threads))
        order = [
            "NEEDS YOU",
            "number 4",
            "WORKING",
            "number 3",
            "READY",
            "number 2",
            "INACTIVE",
            "number 5",
            "number 1",
        ]
        places = [text.index(part) for part in order]
        assert places == sorted(places)


async def test_the_filter_is_typed_applied_at_once_kept_by_enter_and_cleared_by_escape() -> None:
    async with open_app(thread_count=12) as stage:
        await stage.press("f2", "/")
        await stage.write("number 1")
        assert shown_ids(stage) == ["12", "11", "10", "1"]

        await stage.press("enter")
        assert stage.is_focused(stage.dashboard.threads)
        assert shown_ids(stage) == ["12", "11", "10", "1"]
        assert "/number 1" in stage.rows(stage.dashboard.panes["threads"].title)[0]

        await stage.press("escape")
        assert len(shown_ids(stage)) == 12
        assert stage.is_focused(stage.dashboard.threads)


async def test_escape_while_typing_the_filter_clears_it() -> None:
    async with open_app() as stage:
        await stage.press("f2", "/")
        await stage.write("nothing like it")
        assert "no thread matches" in stage.screen_text()

        await stage.press("escape")
        assert shown_ids(stage) == ["3", "2", "1"]
        assert stage.is_focused(stage.dashboard.threads)


async def test_enter_opens_without_resuming_and_goes_to_the_stream() -> None:
    async with open_app() as stage:
        await stage.press("f2", "j", "enter")

        assert stage.backend.submitted(OpenThread) == [OpenThread("t2")]
        assert stage.backend.submitted(ResumeThread) == []
        assert stage.is_focused(stage.dashboard.stream)
        assert "Job number 2" in stage.rows(stage.dashboard.panes["stream"].title)[0]


async def test_a_click_opens_and_leaves_the_focus_in_the_list() -> None:
    async with open_app() as stage:
        await stage.click_text(stage.dashboard.threads, "number 1")

        assert stage.backend.submitted(OpenThread) == [OpenThread("t1")]
        assert stage.backend.submitted(ResumeThread) == []
        assert stage.is_focused(stage.dashboard.threads)


async def test_a_double_click_asks_once_and_goes_to_the_stream() -> None:
    async with open_app() as stage:
        await stage.click_text(stage.dashboard.threads, "number 1", times=2)

        assert stage.backend.submitted(OpenThread) == [OpenThread("t1")]
        assert stage.is_focused(stage.dashboard.stream)


async def test_a_click_on_a_heading_opens_nothing() -> None:
    async with open_app() as stage:
        await stage.click_text(stage.dashboard.threads, "INACTIVE")

        assert stage.backend.submitted(OpenThread) == []


async def test_the_cursor_stays_on_its_thread_when_groups_change() -> None:
    async with open_app(thread_count=6) as stage:
        await stage.press("f2", "j", "j")
        assert stage.dashboard.threads.cursor_thread_id == "t4"

        stage.session.status("t1", "active", "waitingOnApproval")
        stage.session.status("t2", "active")
        await stage.settle()
        assert stage.dashboard.threads.cursor_thread_id == "t4"

        stage.session.status("t4", "idle")
        await stage.settle()
        assert stage.dashboard.threads.cursor_thread_id == "t4"
        await stage.press("enter")
        assert stage.backend.submitted(OpenThread) == [OpenThread("t4")]


async def test_the_end_of_the_list_asks_for_the_next_page_once() -> None:
    async with open_app(thread_count=1) as stage:
        stage.session.list_threads(*(thread(number) for number in range(1, 101)), cursor="page-2")
        await stage.settle()
        stage.session.status("t50", "idle")
        await stage.settle()
        assert stage.backend.submitted(ListThreads) == []
        assert "100+" in stage.rows(stage.dashboard.panes["threads"].title)[0]

        await stage.press("f2", "G", "k", "j")
        assert stage.backend.submitted(ListThreads) == [ListThreads("page-2")]

        stage.session.list_threads(thread(0))
        await stage.done(ListThreads("page-2"))
        await stage.press("G")
        assert stage.dashboard.threads.cursor_thread_id == "t0"
        assert stage.backend.submitted(ListThreads) == [ListThreads("page-2")]


async def test_a_page_that_failed_is_asked_for_again() -> None:
    async with open_app(thread_count=1) as stage:
        stage.session.list_threads(*(thread(number) for number in range(1, 101)), cursor="page-2")
        await stage.press("f2", "G")
        await stage.fail(ListThreads("page-2"), "the server is busy")
        await stage.press("k")

        assert stage.backend.submitted(ListThreads) == [ListThreads("page-2"), ListThreads("page-2")]
        assert stage.notices() == ["the server is busy"]


async def test_the_wheel_asks_for_the_next_page_as_well() -> None:
    async with open_app(thread_count=1) as stage:
        stage.session.list_threads(*(thread(number) for number in range(1, 61)), cursor="page-2")
        await stage.settle()
        assert stage.backend.submitted(ListThreads) == []

        for _ in range(10):
            await stage.wheel(stage.dashboard.threads, 1)
        assert stage.backend.submitted(ListThreads) == [ListThreads("page-2")]


async def test_the_order_and_the_status_filter_go_round() -> None:
    async with open_app() as stage:
        stage.session.status("t2", "idle")
        await stage.press("f2", "s", "s", "s")
        assert stage.dashboard.threads.view.status_filter is ThreadGroup.READY
        assert shown_ids(stage) == ["2"]

        await stage.press("escape")
        assert stage.dashboard.threads.view.status_filter is None

        await stage.press("o")
        assert "recently updated" in stage.rows(stage.dashboard.panes["threads"].title)[0]


async def test_a_thread_that_was_only_seen_by_its_status_is_looked_up_once() -> None:
    async with open_app() as stage:
        stage.session.status("sub", "active")
        stage.session.status("sub", "idle")
        await stage.settle()
        stage.session.status("sub", "active")
        await stage.settle()

        assert [intent.thread_id for intent in stage.backend.submitted(DescribeThread)] == ["sub"]


async def test_what_is_copied_is_the_id_under_the_cursor() -> None:
    async with open_app() as stage:
        await stage.press("f2", "y")

        assert stage.app.clipboard == "t3"
