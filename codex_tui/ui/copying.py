"""Copies through the terminal's own clipboard sequence (OSC 52), which no terminal takes without end."""

from __future__ import annotations

from typing import Any

from textual.app import App

from codex_tui.ui.render.figures import format_bytes

DOUBTFUL_BYTES = 100_000
"""Beyond this some terminals and multiplexers drop the whole sequence, and do not say so."""
MAX_BYTES = 4_000_000
"""More would hold up the terminal for seconds."""


def copy_text(app: App[Any], text: str, remedy: str = "") -> None:
    """Copy a text that was made harmless, and say how much it was; `remedy` is what to do where it is too much."""
    size_bytes = len(text.encode("utf-8", "replace"))
    if size_bytes > MAX_BYTES:
        said = f"Not copied: {format_bytes(size_bytes)} is more than a terminal takes. {remedy}"
        app.notify(said, severity="warning")
        return
    app.copy_to_clipboard(text)
    if size_bytes > DOUBTFUL_BYTES:
        said = f"Copied {format_bytes(size_bytes)}, which some terminals refuse without a word. {remedy}"
        app.notify(said, severity="warning")
    else:
        app.notify(f"Copied {len(text):,} characters.")
