"""Ends at once, with a complaint in colour."""

from __future__ import annotations

import sys

sys.stderr.write("starting\n\x1b[31mERROR\x1b[0m the configuration is broken\n")
sys.exit(3)
