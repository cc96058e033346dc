"""`--keep-spool`: the wire log outlives the program, and can be replayed."""

from __future__ import annotations

from pathlib import Path

import pytest

from codex_tui.state.recording_format import RecordedLine, parse_entry
from codex_tui.state.wire_log import Direction
from tests.e2e.terminal import CTRL_Q
from tests.e2e.world import DASHBOARD, World

pytestmark = pytest.mark.e2e


def test_the_wire_log_is_kept_in_the_cache_folder_and_the_shell_is_told_where(world: World, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    program = ("env", f"XDG_CACHE_HOME={cache}", *DASHBOARD)
    dashboard = world.open_dashboard("--keep-spool", program=program)
    dashboard.send("scenario:hello")
    dashboard.wait_text("Hello from the scripted model.")
    dashboard.press(CTRL_Q)
    assert dashboard.wait_exit() == 0

    (kept,) = (cache / "codex-tui").iterdir()
    assert f"codex-tui replay {kept}" in dashboard.output.decode()
    lines = [entry for entry in map(parse_entry, kept.read_bytes().splitlines()) if isinstance(entry, RecordedLine)]
    assert lines[0].direction is Direction.OUTBOUND and b'"initialize"' in lines[0].line
    assert any(b"Hello from the scripted model." in each.line for each in lines)
