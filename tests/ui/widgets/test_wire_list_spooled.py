"""A wire log that is longer than what fits into memory: all of it can be reached and filtered, and nothing jumps."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from codex_tui.runtime.spool import open_spool
from codex_tui.state.wire_log import CAPS_WITH_ARCHIVE
from codex_tui.ui.app import AppOptions
from tests.state.wire_blocks import record
from tests.ui.stage import Stage, open_app

COUNT = 5 * CAPS_WITH_ARCHIVE.records


def options_with(folder: Path) -> AppOptions:
    return AppOptions(open_archive=partial(open_spool, folder=folder))


def fill(stage: Stage) -> None:
    """Every tenth message is a `lab/tenth`; numbers begin where the log does."""
    log = stage.app.model.wire_log
    while log.next_seq < COUNT:
        log.append(record("lab/tenth" if log.next_seq % 10 == 0 else "lab/other", item_id=f"item-{log.next_seq}"))
    stage.dashboard.wire.sync()


def title(stage: Stage) -> str:
    return stage.rows(stage.dashboard.panes["wire"].title)[0]


async def test_the_oldest_message_can_be_read_after_it_left_the_memory(tmp_path: Path) -> None:
    async with open_app(options=options_with(tmp_path)) as stage:
        fill(stage)
        assert stage.app.model.wire_log.memory_first_seq > 0
        await stage.press("f4", "g")
        wire = stage.dashboard.wire
        assert wire.cursor_record is not None and wire.cursor_record.seq == 0
        rows = stage.rows(wire)

        await stage.press("G", "g")
        assert stage.rows(wire) == rows


async def test_a_filter_keeps_the_rows_in_place_while_it_finds_older_messages(tmp_path: Path) -> None:
    async with open_app(options=options_with(tmp_path)) as stage:
        fill(stage)
        wire = stage.dashboard.wire
        wire.set_filter("lab/tenth")
        assert wire.view.is_scanning and "so far" in wire.title_facts().facts
        wire.move_to(wire.cursor - 1)
        seq, rows_above = COUNT - 20, wire.cursor - wire.top
        assert wire.cursor_record is not None and wire.cursor_record.seq == seq

        await stage.until(lambda: not wire.view.is_scanning)
        await stage.settle()
        assert wire.cursor_record.seq == seq and wire.cursor - wire.top == rows_above
        # The first message is the server's own.
        assert f"{COUNT // 10 - 1:,} of {COUNT:,}" in title(stage)


async def test_a_spool_that_cannot_be_made_is_said_on_the_screen(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with open_app(options=options_with(tmp_path / "file" / "cache")) as stage:
        fill(stage)
        await stage.settle()

        (notice,) = stage.notices()
        assert notice.startswith("The wire log keeps only what fits into memory") and "Not a directory" in notice
        assert stage.app.model.wire_log.memory_first_seq == 0


async def test_a_mark_and_a_note_stay_when_their_message_leaves_the_memory(tmp_path: Path) -> None:
    async with open_app(options=options_with(tmp_path)) as stage:
        await stage.press("f4", "space", "N")
        await stage.write("the very first")
        await stage.press("enter")
        fill(stage)
        assert stage.app.model.wire_log.memory_first_seq > 0

        await stage.press("M")
        assert stage.dashboard.wire.cursor_record is not None and stage.dashboard.wire.cursor_record.seq == 0
        assert "the very first" in stage.rows(stage.dashboard.wire)[0]


async def test_the_way_back_waits_until_the_filter_has_found_the_message_again(tmp_path: Path) -> None:
    async with open_app(options=options_with(tmp_path)) as stage:
        fill(stage)
        wire = stage.dashboard.wire
        await stage.press("f4")
        wire.set_filter("lab/tenth")
        await stage.until(lambda: not wire.view.is_scanning)
        wire.move_to(3)
        seq = wire.cursor_record.seq if wire.cursor_record is not None else -1
        wire.jumps.to_seq(seq + 1, "the next message")
        assert wire.filter_text == "" and wire.cursor_record is not None and wire.cursor_record.seq == seq + 1

        await stage.press("backspace")
        await stage.until(lambda: not wire.view.is_scanning)
        await stage.settle()
        assert wire.filter_text == "lab/tenth" and wire.cursor_record.seq == seq and not wire.is_following


async def test_an_export_waits_for_the_filter_and_has_what_is_in_the_spool(tmp_path: Path) -> None:
    async with open_app(options=options_with(tmp_path / "cache")) as stage:
        fill(stage)
        wire = stage.dashboard.wire
        wire.set_filter("lab/tenth")
        assert wire.view.is_scanning
        stage.app.host.export_wire(str(tmp_path / "out.jsonl"))
        assert "exporting" in wire.title_facts().facts
        await stage.until(lambda: not wire.activity)

        assert stage.notices()[-1] == f"Exported {COUNT // 10 - 1:,} messages to {tmp_path / 'out.jsonl'}."


async def test_an_export_whose_filter_is_changed_is_given_up(tmp_path: Path) -> None:
    async with open_app(options=options_with(tmp_path / "cache")) as stage:
        fill(stage)
        wire = stage.dashboard.wire
        wire.set_filter("lab/tenth")
        stage.app.host.export_wire(str(tmp_path / "out.jsonl"))
        wire.set_filter("lab/other")
        await stage.until(lambda: not wire.activity)

        assert stage.notices()[-1].startswith("Nothing was exported: the filter was changed")
        assert "out.jsonl" not in os.listdir(tmp_path)
