"""Properties are checked without a clock: how long one example takes on a busy machine says nothing about the code."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
