"""Speaks the protocol, but says that it is a codex from long ago."""

from __future__ import annotations

from tests.peers.peer import serve, shake_hands

shake_hands("codex-tui/0.98.1 (Peer; none)")
serve({})
