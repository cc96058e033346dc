"""Our own settings, right and wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from codex_tui.doctor.configuration import examine_settings
from codex_tui.doctor.results import Result, Status
from codex_tui.settings import Settings


def examined(folder: Path, text: str = "", **env: str) -> tuple[dict[str, Result], Settings]:
    config_file = folder / "config.toml"
    if text:
        config_file.write_text(text, encoding="utf-8")
    results, settings = examine_settings(env, config_file)
    return {result.id: result for result in results}, settings


def test_no_config_file_is_fine(tmp_path: Path) -> None:
    found, settings = examined(tmp_path, PATH="/nowhere")

    assert {result.status for result in found.values()} == {Status.OK}
    assert found["config_file"].facts["is_present"] is False
    assert settings == Settings()


@pytest.mark.parametrize(
    ("text", "check_id", "part"),
    [
        ("theme = ", "config_file", "cannot be read"),
        ("thme = 'x'", "config_file", "thme"),
        ("notify = 'shout'", "config_file", "notify"),
        ("[keys]\n'threads.nwe' = 'N'", "keys", "threads.nwe"),
        ("[keys]\n'threads.new' = 'nonsense+key'", "keys", "nonsense+key"),
        ("theme = 'nope'", "theme", "nope"),
        ("[filters]\nslow = 'latency:>'", "filters", "slow"),
        ("[filters]\n'no name' = 'error'", "filters", "no name"),
        ("[filters]\na = '@b'\nb = '@a'", "filters", "a"),
        ("notify_command = 'not-there-at-all --now'", "programs", "not-there-at-all"),
        ("dynamic_tool = ['look=not-there-at-all']", "programs", "not-there-at-all"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_with_its_remedy(
    tmp_path: Path, text: str, check_id: str, part: str
) -> None:
    found, _ = examined(tmp_path, text)
    problems = {name: result for name, result in found.items() if result.status is Status.PROBLEM}

    assert list(problems) == [check_id]
    assert part in problems[check_id].detail and problems[check_id].remedy


def test_a_broken_file_does_not_hide_the_environment(tmp_path: Path) -> None:
    found, settings = examined(tmp_path, "theme = ", CODEX_TUI_MODEL="mine")

    assert (found["config_file"].status, found["environment"].status) == (Status.PROBLEM, Status.OK)
    assert settings.model == "mine"


def test_a_wrong_variable_does_not_hide_the_file(tmp_path: Path) -> None:
    found, settings = examined(tmp_path, "model = 'mine'", CODEX_TUI_NOTIFY="shout")

    assert (found["config_file"].status, found["environment"].status) == (Status.OK, Status.PROBLEM)
    assert settings.model == "mine"


def test_an_unknown_variable_is_a_remark(tmp_path: Path) -> None:
    found, _ = examined(tmp_path, CODEX_TUI_MODLE="mine")

    assert found["environment"].status is Status.REMARK and "CODEX_TUI_MODLE" in found["environment"].detail
