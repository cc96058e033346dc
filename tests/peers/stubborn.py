"""Ignores the end of its input and SIGTERM; says its process id as its home."""

from __future__ import annotations

import os
import signal

from tests.peers.peer import answer, read_messages, serve

signal.signal(signal.SIGTERM, signal.SIG_IGN)
answer(next(read_messages()), {"userAgent": "codex-tui/0.163.0 (Peer)", "codexHome": str(os.getpid())})
serve({})
while True:
    signal.pause()
