"""Shakes hands, and dies at the first request after that."""

from __future__ import annotations

import sys

from tests.peers.peer import read_messages, shake_hands

shake_hands()
next(read_messages())
sys.stderr.write("Error: it is over\n\nStack backtrace:\n   0: <unknown>\n   1: <unknown>\n")
sys.exit(7)
