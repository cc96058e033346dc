"""Folders that are there, are not there, or cannot be written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from codex_tui.doctor.folders import LEAST_BYTES, codex_home, examine_home, examine_own_folders, room_result
from codex_tui.doctor.results import Status
from codex_tui.settings import Settings


def test_a_home_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (result,) = examine_home(tmp_path / "none")

    assert result.status is Status.PROBLEM and "CODEX_HOME" in result.remedy


def test_a_home_is_looked_at_and_left_alone(tmp_path: Path) -> None:
    before = tmp_path.stat().st_mtime_ns
    (result,) = examine_home(tmp_path)

    assert result.facts["is_writable"] is True and result.facts["free_bytes"] > 0
    assert tmp_path.stat().st_mtime_ns == before and not list(tmp_path.iterdir())


def test_the_servers_word_about_its_home_counts_first(tmp_path: Path) -> None:
    assert codex_home("/said", {"CODEX_HOME": "/set"}) == Path("/said")
    assert codex_home("", {"CODEX_HOME": "/set"}) == Path("/set")
    assert codex_home("", {}) == Path.home() / ".codex"


@pytest.mark.parametrize(
    ("free_bytes", "status"),
    [(LEAST_BYTES - 1, Status.PROBLEM), (LEAST_BYTES, Status.REMARK), (10**12, Status.OK)],
)
def test_little_room_is_said(free_bytes: int, status: Status) -> None:
    assert room_result("codex_home", "/x", free_bytes, {}).status is status


def test_our_folders_are_tried_and_nothing_is_left(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    settings = Settings(audit=str(tmp_path / "not" / "yet" / "audit.jsonl"))
    audit, tried = examine_own_folders(settings, cache)

    assert (audit.status, tried.status) == (Status.OK, Status.OK)
    assert "made when it is needed" in audit.detail
    assert not list(cache.iterdir()) and not (tmp_path / "not").exists()


def test_a_file_in_the_place_of_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("", encoding="utf-8")
    audit, _ = examine_own_folders(Settings(audit=str(tmp_path / "state" / "audit.jsonl")), tmp_path)

    assert audit.status is Status.PROBLEM and "--audit off" in audit.remedy


def test_an_audit_trail_that_is_off_is_fine(tmp_path: Path) -> None:
    audit, _ = examine_own_folders(Settings(audit="off"), tmp_path)

    assert (audit.status, audit.facts["path"]) == (Status.OK, None)
