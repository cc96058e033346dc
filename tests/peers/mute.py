"""Closes its output when told to, and lives on."""

from __future__ import annotations

import os

from tests.peers.peer import Message, serve, shake_hands


def fall_silent(_: Message) -> None:
    os.close(1)


shake_hands()
serve({"peer/fallSilent": fall_silent})
