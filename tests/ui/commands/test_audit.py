"""`:audit` on the screen and into a file."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from codex_tui.ui.app import AppOptions
from codex_tui.ui.screens.reader import ReaderScreen
from tests.state.test_audit import LINE
from tests.ui.stage import Stage, open_app


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    path = tmp_path / "audit.jsonl"
    lines = (LINE, replace(LINE, who="click", kind="file change"))
    path.write_text("".join(f"{line.to_json()}\n" for line in lines))
    return path


async def command(stage: Stage, text: str) -> None:
    await stage.press("f6")
    await stage.write(text)
    await stage.press("enter")


def is_private_copy(target: Path, trail: Path) -> bool:
    return target.read_bytes() == trail.read_bytes() and stat.S_IMODE(target.stat().st_mode) == 0o600


async def test_it_is_shown_and_filtered(trail: Path) -> None:
    async with open_app(options=AppOptions(audit_file=trail)) as stage:
        await command(stage, ":audit")
        assert stage.is_at(ReaderScreen)
        assert "command" in stage.screen_text() and "file change" in stage.screen_text()

        await stage.back_to_dashboard()
        await command(stage, ":audit Click")
        assert "file change" in stage.screen_text() and "command  " not in stage.screen_text()


async def test_the_newest_is_first_and_the_heading_is_no_row_of_it(trail: Path) -> None:
    async with open_app(options=AppOptions(audit_file=trail)) as stage:
        await command(stage, ":audit")
        first, second = (line for line in stage.screen_text().splitlines() if "2023-" in line)

        assert "file change" in first and "command" in second
        assert "1/2" in stage.screen_text()
        await stage.press("up", "G")
        assert "2/2" in stage.screen_text() and "time " in stage.screen_text()


async def test_a_file_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    async with open_app(options=AppOptions(audit_file=tmp_path / "none")) as stage:
        await command(stage, ":audit")

        assert "Nothing of this is on record." in stage.screen_text()


async def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    async with open_app(options=AppOptions(audit_file=tmp_path)) as stage:
        await command(stage, ":audit")

        assert any("cannot be read: Is a directory" in notice for notice in stage.notices())


async def test_an_audit_that_is_off_is_said() -> None:
    async with open_app() as stage:
        await command(stage, ":audit")

        assert any("the audit trail is off" in notice for notice in stage.notices())


async def test_an_export_is_a_private_copy_and_overwrites_nothing(trail: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.jsonl"
    async with open_app(options=AppOptions(audit_file=trail)) as stage:
        await command(stage, f":audit export {target}")
        await command(stage, f":audit export {target}")

        assert any("Nothing was exported" in notice and "File exists" in notice for notice in stage.notices())
    assert is_private_copy(target, trail)


async def test_an_export_without_a_name_asks_for_it(trail: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.jsonl"
    async with open_app(options=AppOptions(audit_file=trail)) as stage:
        await command(stage, ":audit export")
        await stage.write(str(target))
        await stage.press("enter")

    assert is_private_copy(target, trail)
