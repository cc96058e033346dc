"""Commands about the wire log: export, and the views and statistics by name."""

from __future__ import annotations

import os
from pathlib import Path

from codex_tui.ui.screens.questions import PromptScreen
from codex_tui.ui.screens.wire_stats import WireStatsScreen
from tests.ui.stage import Stage, open_app


async def run(stage: Stage, line: str) -> None:
    await stage.press("f6")
    await stage.write(line)
    await stage.press("enter")


async def notice(stage: Stage) -> str:
    """What is said once the export is over."""
    await stage.until(lambda: not stage.dashboard.wire.activity)
    return stage.notices()[-1]


async def test_export_writes_a_file_or_asks_for_one(tmp_path: Path) -> None:
    async with open_app() as stage:
        target = tmp_path / "wire.jsonl"
        await run(stage, f":export {target}")
        assert await notice(stage) == f"Exported 1 messages to {target}."
        assert target.read_text().count('"dir":"in"') == 1

        await run(stage, ":export")
        assert stage.is_at(PromptScreen)


async def test_a_markdown_export_has_the_notes(tmp_path: Path) -> None:
    async with open_app() as stage:
        stage.app.model.wire_marks.set_note(0, "the first page")
        target = tmp_path / "wire.md"
        await run(stage, f":export {target}")
        await notice(stage)

        text = target.read_text()
        assert text.startswith("# Wire log\n\n1 messages")
        assert "> the first page\n" in text and "```json\n{" in text


async def test_an_export_without_a_folder_says_so(tmp_path: Path) -> None:
    async with open_app() as stage:
        target = tmp_path / "missing" / "wire.jsonl"
        await run(stage, f":export {target}")

        said = f"Nothing was exported to {target}: No such file or directory. Give another file."
        assert await notice(stage) == said


async def test_a_name_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    async with open_app() as stage:
        stage.app.host.export_wire(str(tmp_path / "name\0"))

        assert "Nothing was exported" in await notice(stage) and os.listdir(tmp_path) == []


async def test_what_is_exported_is_what_was_shown_when_it_began(tmp_path: Path) -> None:
    async with open_app() as stage:
        for number in range(300):
            stage.session.tell(f"lab/message{number}", threadId="t1")
        await stage.settle()
        stage.app.host.set_filter("wire", "method:lab")
        target = tmp_path / "wire.jsonl"
        stage.app.host.export_wire(str(target))
        stage.session.tell("lab/late", threadId="t1")

        assert await notice(stage) == f"Exported 300 messages to {target}."
        assert "lab/late" not in target.read_text()


async def test_unanswered_and_marks_show_the_wire_log() -> None:
    async with open_app() as stage:
        await run(stage, ":unanswered")
        assert stage.is_focused(stage.dashboard.wire) and stage.dashboard.wire.subset_name == "unanswered"
        await run(stage, ":unanswered")
        assert stage.dashboard.wire.subset_name == "unanswered"
        await run(stage, ":marks")
        assert stage.dashboard.wire.subset_name == "marked"


async def test_stats_are_a_screen_of_their_own() -> None:
    async with open_app() as stage:
        await run(stage, ":stats")
        assert stage.is_at(WireStatsScreen)
