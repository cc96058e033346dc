"""Where a replay stands, as a value that the screen draws."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReplayStatus:
    """Where a replay stands; times in Unix seconds, `speed` in recorded seconds a second, 0 is at once.

    `fraction` is of the file; `ended_at` is None where the file does not say it without being read. `going_to` is where
    a jump goes, while one is under way. `first_damage` says in words what is wrong with the file, and where.
    """

    name: str
    at: float
    started_at: float
    ended_at: float | None = None
    fraction: float = 0.0
    message_count: int = 0
    speed: float = 1.0
    is_paused: bool = False
    is_at_end: bool = False
    is_following: bool = False
    is_empty: bool = False
    is_redacted: bool = True
    is_cut_off: bool = False
    """The end was reached, and the program that recorded was not left in order."""
    damage_count: int = 0
    first_damage: str = ""
    going_to: str = ""
