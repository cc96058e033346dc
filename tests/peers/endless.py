"""Prints the same word for ever, as a program does that is not codex at all."""

from __future__ import annotations

from tests.peers.peer import send_raw

while True:
    send_raw(b"app-server\n" * 1_000)
