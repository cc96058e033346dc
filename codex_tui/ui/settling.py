"""Loads, once the first screen has stood for a while, what the person may need later.

A module that is first wanted when no file can be opened any more, or when its disk is gone, would take the screen down.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from pathlib import Path

log = logging.getLogger(__name__)

PACKAGE_FOLDER = Path(__file__).parents[1]
PARTS = ("codex_tui.ui.", "codex_tui.state.", "codex_tui.runtime.", "codex_tui.protocol.")
FOREIGN = ("concurrent.futures.thread", "rich.traceback", "pygments.lexers", "pygments.styles")
"""What the loop's own threads, a crash and coloured code need."""


def load_everything() -> None:
    """Import all parts of the dashboard."""
    found = pkgutil.walk_packages([str(PACKAGE_FOLDER)], "codex_tui.", onerror=lambda name: None)
    try:
        for name in [*(each.name for each in found if each.name.startswith(PARTS)), *FOREIGN]:
            importlib.import_module(name)
    except (OSError, ImportError) as error:
        # Then each part is loaded when it is wanted, as before.
        log.warning("not everything is loaded: %s", error)
    else:
        log.info("everything is loaded")
