"""Copies through the terminal's own clipboard sequence (OSC 52), which no terminal takes without end."""

from __future__ import annotations

from typing import Any

from textual.app import App

from codex_tui.ui.render.figures import format_bytes
from codex_tui.ui.render.text import harmless, json_escape_of

DOUBTFUL_BYTES = 100_000
"""Beyond this some terminals and multiplexers drop the whole sequence, and do not say so."""
MAX_BYTES = 4_000_000
"""More would hold up the terminal for seconds."""


def copy_text(app: App[Any], text: str, remedy: str = "", *, is_json: bool = False) -> None:
    """Copy a text made harmless, and say how much it was and what was replaced.

    JSON has escapes for what could act on a terminal, so of JSON nothing is lost; `remedy` is what to do where it is
    too much.
    """
    text, replaced_count = harmless(text, json_escape_of) if is_json else harmless(text)
    size_bytes = len(text.encode("utf-8", "replace"))
    if size_bytes > MAX_BYTES:
        said = f"Not copied: {format_bytes(size_bytes)} is more than a terminal takes. {remedy}"
        app.notify(said, severity="warning")
        return
    app.copy_to_clipboard(text)
    is_doubtful = size_bytes > DOUBTFUL_BYTES
    said = f"Copied {len(text):,} characters."
    if is_doubtful:
        said = f"Copied {format_bytes(size_bytes)}, which some terminals refuse without a word. {remedy}".rstrip()
    if replaced_count:
        noun = "control or invisible character" if replaced_count == 1 else "control or invisible characters"
        way = "written as JSON escapes" if is_json else "replaced by name"
        said += f" {replaced_count:,} {noun} {way}."
    app.notify(said, severity="warning" if is_doubtful or (replaced_count and not is_json) else "information")
