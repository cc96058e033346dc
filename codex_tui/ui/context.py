"""What every widget is given: the model, the palette, the clock and the user's own surroundings.

A value of this kind is made once by the app; tests make one with a clock that stands still.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from time import monotonic

from codex_tui.state.model import Model
from codex_tui.ui.render.palette import PLAIN_PALETTE, Palette


@dataclass(slots=True)
class UiContext:
    """Shared by all widgets; `now` gives Unix seconds, `tz` None is the local zone.

    `monotonic` gives seconds that never jump, for what must last a while before it counts.
    """

    model: Model
    now: Callable[[], float]
    monotonic: Callable[[], float] = monotonic
    tz: tzinfo | None = None
    home: str = field(default_factory=lambda: os.path.expanduser("~"))
    palette: Palette = PLAIN_PALETTE
    is_final_only: bool = False
    is_redacting: bool = True
    audit_file: Path | None = None
    is_replay: bool = False
    """There is no server, and nothing can be sent."""
    greyed_keys: frozenset[str] = frozenset()
    """Ids of keys that would only say why they do nothing."""
    spinner_frame: int = 0
    keys: Mapping[str, str] = field(default_factory=dict)
    """The keys that the config file rebinds, by id."""
    saved_filters: dict[str, str] = field(default_factory=dict)
    """Filters of the wire log by name."""
    tool_commands: Mapping[str, str] = field(default_factory=dict)
    """What the user's own tools run, by name."""
