"""The doctor on the real server: its report, its words about a home that is wrong, and what it leaves behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from codex_tui.doctor.binary import stated_version
from codex_tui.doctor.comparison import NEEDED_METHODS
from codex_tui.doctor.schema import as_text, schema_of
from codex_tui.protocol.schema_table import SCHEMA_TABLE_FILE, built_for
from tests.e2e.world import ROOT, World

pytestmark = pytest.mark.e2e

WELL = (
    "config_file",
    "environment",
    "keys",
    "theme",
    "audit",
    "cache",
    "binary",
    "app_server",
    "version",
    "codex_home",
)


def doctor(world: World, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {"HOME": str(world.workspace), "PYTHONPATH": str(ROOT), "CODEX_TUI_CONFIG_FILE": str(world.config_file)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CODEX_TUI_", "XDG_"))}
    return subprocess.run(
        [sys.executable, "-m", "codex_tui", "doctor", "--codex-bin", str(world.codex_bin), *arguments],
        env={**kept, **world.env, **own, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=90,
    )


def checks_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    report = json.loads(done.stdout)
    checks = {check["id"]: check for check in report["checks"]}
    assert done.returncode == int(any(check["status"] == "problem" for check in checks.values()))
    return checks


def test_a_good_home_has_no_problem(world: World) -> None:
    config = (world.home / "config.toml").read_bytes()
    checks = checks_of(doctor(world, "--json"))

    assert {check_id: checks[check_id]["detail"] for check_id in WELL if checks[check_id]["status"] != "ok"} == {}
    assert checks["app_server"]["facts"]["initialize_ms"] > 0
    assert checks["version"]["facts"]["version"] == stated_version(str(world.codex_bin))
    assert checks["codex_home"]["facts"]["path"] == str(world.home)
    # The scripted provider needs no account, so that not being logged in is no problem.
    assert checks["account"]["status"] == "remark" and "scripted" in checks["account"]["detail"]
    assert checks["account"]["facts"]["needs_openai_account"] is False
    assert checks["protocol"]["status"] in ("ok", "remark")
    assert checks["sandbox"]["status"] == "ok" or "no command could be run" in checks["sandbox"]["detail"]
    assert (world.home / "config.toml").read_bytes() == config
    assert not (world.home / "sessions").exists() and world.left_behind() == []


def test_a_home_without_account_or_provider_is_a_problem(world: World) -> None:
    (world.home / "config.toml").unlink()
    done = doctor(world)

    assert done.returncode == 1
    assert "✗ account       not logged in\n                → Run `codex login`" in done.stdout


def test_a_broken_codex_config_is_named(world: World) -> None:
    (world.home / "config.toml").write_text("model = ", encoding="utf-8")
    check = checks_of(doctor(world, "--json"))["codex_config"]

    assert check["status"] == "problem" and str(world.home / "config.toml") in check["detail"]


def test_a_codex_home_that_is_not_there_is_named(world: World) -> None:
    checks = checks_of(doctor(world, "--json", CODEX_HOME="/not/there"))

    assert checks["app_server"]["status"] == checks["codex_home"]["status"] == "problem"
    assert "/not/there" in " ".join([checks["app_server"]["detail"], *checks["app_server"]["notes"]])


def test_the_table_built_for_is_what_the_binary_of_that_version_says(codex_bin: Path) -> None:
    version = stated_version(str(codex_bin))
    table = schema_of(str(codex_bin), version)

    assert set(NEEDED_METHODS) <= table["client_requests"].keys()
    if version == built_for()["version"]:
        assert as_text(table) == SCHEMA_TABLE_FILE.read_text("utf-8"), "run python -m codex_tui.doctor.schema"
