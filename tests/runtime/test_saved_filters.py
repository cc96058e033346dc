"""A filter that is to last is written to the config file, and taken out of it again."""

from __future__ import annotations

import tomllib
from pathlib import Path

from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import IntentDone, IntentFailed
from codex_tui.state.intents import KeepFilter
from tests.runtime.conftest import StartDriver


def test_a_filter_is_written_and_taken_out(start: StartDriver, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    driver = start("scripted", WorkerOptions(config_file=path))

    assert isinstance(driver.perform(KeepFilter("slow", "latency:>1s")), IntentDone)
    assert tomllib.loads(path.read_text()) == {"filters": {"slow": "latency:>1s"}}
    assert isinstance(driver.perform(KeepFilter("slow", None)), IntentDone)
    assert tomllib.loads(path.read_text()).get("filters", {}) == {}


def test_a_filter_that_cannot_be_written_counts_for_the_session(start: StartDriver) -> None:
    failed = start("scripted").perform(KeepFilter("slow", "dir:in"))

    assert isinstance(failed, IntentFailed)
    assert failed.reason == "It counts for this session only: there is no config file"
