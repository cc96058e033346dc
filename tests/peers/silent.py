"""Reads everything and never answers, not even `initialize`."""

from __future__ import annotations

from tests.peers.peer import read_messages

for _ in read_messages():
    pass
