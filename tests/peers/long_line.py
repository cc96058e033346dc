"""Answers `peer/long` with one line of 20 MB."""

from __future__ import annotations

from tests.peers.peer import answer, serve, shake_hands

shake_hands()
serve({"peer/long": lambda request: answer(request, {"text": "x" * 20_000_000})})
