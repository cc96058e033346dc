"""The statistics of the wire log by keys: sections, order, and the way from a row to its messages."""

from __future__ import annotations

import pytest

from codex_tui.ui.screens.wire_stats import StatRows, WireStatsScreen
from codex_tui.ui.widgets.key_footer import KeyFooter
from tests.recording import events
from tests.ui.stage import MEDIUM, NARROW, NOW, WIDE, Stage, open_app


def rows_of(stage: Stage) -> list[str]:
    screen = stage.app.screen
    assert isinstance(screen, WireStatsScreen)
    return [row for row in stage.rows(screen.query_one(StatRows)) if row.strip()]


def methods_of(stage: Stage) -> list[str]:
    screen = stage.app.screen
    assert isinstance(screen, WireStatsScreen) and screen.rows.table is not None
    return [str(row.target) for row in screen.rows.table.rows]


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW])
async def test_every_section_can_be_looked_at_in_every_size(size: tuple[int, int]) -> None:
    async with open_app(events("exec-accept"), size=size) as stage:
        await stage.press("f4", "S")
        assert "item/agentMessage/delta" in "\n".join(rows_of(stage))
        await stage.press("2")
        assert "(no thread)" in "\n".join(rows_of(stage))
        await stage.press("3")
        assert any(row.startswith("server") and "requestApproval" in row for row in rows_of(stage))
        await stage.press("tab")
        assert " kB" in rows_of(stage)[0]
        await stage.press("tab")
        assert rows_of(stage)[0].startswith("Messages a second") and "█" in "\n".join(rows_of(stage))
        await stage.press("tab", "shift+tab", "escape")
        assert stage.is_focused(stage.dashboard.wire)


async def test_a_table_is_sorted_by_any_column_both_ways() -> None:
    async with open_app(events("exec-accept")) as stage:
        await stage.press("f4", "S", "o", "o", "o", "o", "o")
        assert "method▴" in stage.screen_rows()[2]
        names = methods_of(stage)
        assert names == sorted(names)

        await stage.press("O")
        assert methods_of(stage) == sorted(names, reverse=True)


async def test_the_figures_are_counted_anew_and_the_cursor_stays_on_its_row() -> None:
    async with open_app() as stage:
        for _ in range(3):
            stage.session.tell("lab/often", threadId="t1")
        stage.session.tell("lab/once", threadId="t1")
        await stage.press("f4", "S", "j")
        screen = stage.app.screen
        assert isinstance(screen, WireStatsScreen) and screen.rows.cursor_row is not None
        assert screen.rows.cursor_row.target == "lab/once"

        for _ in range(9):
            stage.session.tell("lab/more", threadId="t1")
        await stage.settle()
        screen.recount()
        await stage.settle()
        assert rows_of(stage)[0].startswith("lab/more") and screen.rows.cursor_row.target == "lab/once"


async def test_enter_shows_the_messages_of_a_method_or_a_thread() -> None:
    async with open_app(events("exec-accept")) as stage:
        await stage.press("f4", "S", "enter")
        wire = stage.dashboard.wire
        assert stage.is_focused(wire) and wire.filter_text == 'method:"item/agentMessage/delta"'
        assert len(wire.shown) == stage.app.model.wire_stats.methods["item/agentMessage/delta"].count

        await stage.press("S", "2", "enter")
        assert wire.filter_text.startswith('thread:"')
        await stage.press("backspace", "backspace")
        assert wire.filter_text == ""


async def test_enter_opens_one_of_the_largest_messages_over_the_statistics() -> None:
    async with open_app(events("exec-accept")) as stage:
        await stage.press("f4", "S", "4", "enter")
        assert stage.app.screen is not stage.dashboard and not stage.is_at(WireStatsScreen)

        await stage.press("escape")
        assert stage.is_at(WireStatsScreen)


async def test_the_item_of_one_of_the_largest_messages_can_be_gone_to() -> None:
    async with open_app() as stage:
        stage.session.start_turn(thread_id="t2")
        stage.session.say("m1", "here it is " * 100, thread_id="t2")
        await stage.press("f4", "S", "4", "enter", "i")

        assert stage.app.screen is stage.dashboard and stage.is_focused(stage.dashboard.stream)
        assert stage.dashboard.stream.cursor_key == "item:m1"


async def test_a_click_on_a_section_shows_it() -> None:
    async with open_app(events("exec-accept")) as stage:
        await stage.press("f4", "S")
        screen = stage.app.screen
        assert isinstance(screen, WireStatsScreen)
        await stage.click_text(screen.tabs, "Largest")

        assert " kB" in rows_of(stage)[0]


async def test_the_footer_offers_no_order_for_a_plot() -> None:
    async with open_app() as stage:
        await stage.press("f4", "S")
        footer = stage.app.screen.query_one(KeyFooter)
        assert "o Sort by" in stage.rows(footer)[0]
        await stage.press("5")
        assert "o Sort by" not in stage.rows(footer)[0] and "enter" not in stage.rows(footer)[0]


async def test_a_plot_ends_now_or_with_what_is_long_ago() -> None:
    async with open_app() as stage:
        await stage.press("f4", "S", "5")
        assert "now 0" in rows_of(stage)[0]

        stage.clock.now = NOW + 100_000
        screen = stage.app.screen
        assert isinstance(screen, WireStatsScreen)
        screen.recount()
        await stage.settle()
        assert "now 1" in rows_of(stage)[0]


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW])
async def test_with_a_filter_the_statistics_say_that_they_are_of_all(size: tuple[int, int]) -> None:
    async with open_app(events("exec-accept"), size=size) as stage:
        await stage.press("f4", "S")
        total = next(part for part in stage.screen_rows()[0].split("·") if "messages" in part).split()[-2]
        assert "of all" not in stage.screen_rows()[0]
        await stage.press("escape", "slash")
        await stage.write("method:turn/")
        await stage.press("enter", "S")
        assert "of all, not only what the filter shows" in stage.screen_rows()[0]
        assert f"{total} messages" in stage.screen_rows()[0]


async def test_latencies_have_their_mean_where_there_is_room() -> None:
    async with open_app(events("exec-accept"), size=MEDIUM) as stage:
        await stage.press("f4", "S", "3")
        assert stage.screen_rows()[2].split()[2:] == ["answers▾", "errors", "mean", "p50", "p95", "p99", "max"]
        await stage.resize(*NARROW)
        assert "mean" not in stage.screen_rows()[2] and "p99" in stage.screen_rows()[2]
