"""Records some events, says so once they can be read from the file, and waits to be killed with more under way."""

from __future__ import annotations

import sys
from pathlib import Path

from codex_tui.runtime.recorder import Recorder
from codex_tui.state.events import LinkChanged, LinkState

EVENTS = [LinkChanged(1.0, LinkState.READY, 1)] * 100

path = Path(sys.argv[1])
recorder = Recorder(path, lambda reason: sys.exit(reason))
recorder.take([*EVENTS])
while b"ready" not in path.read_bytes():
    pass
recorder.take([*EVENTS])
sys.stdout.write("written\n")
sys.stdout.flush()
sys.stdin.read()
