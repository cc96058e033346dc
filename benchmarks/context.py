"""What every benchmark is given."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.program import Program
from benchmarks.world import World


@dataclass(frozen=True, slots=True)
class Context:
    """The world, the full-screen programs to measure in it, and how often."""

    world: World
    programs: tuple[Program, ...]
    has_raw_reader: bool
    has_sdk: bool
    runs: int
