"""The few styles everything is drawn with, so that a theme is one value and colour always means something."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style


@dataclass(frozen=True, slots=True)
class Palette:
    """Rich styles by meaning; built from the theme's tokens by `ui/theme.py`, or `PLAIN_PALETTE` without colour."""

    text: Style
    muted: Style
    faint: Style
    accent: Style
    warning: Style
    error: Style
    success: Style
    strong: Style
    emphasis: Style
    heading: Style
    code: Style
    code_block: Style
    link: Style
    added: Style
    removed: Style
    added_word: Style
    removed_word: Style
    revealed: Style
    cursor: Style
    cursor_focused: Style
    match: Style
    syntax_theme: str
    """Name of a Pygments style for finished code blocks; empty where there is no colour."""
    is_dark: bool = True
    """Whether the ground is dark; the colours of command output are kept legible on it."""


PLAIN_PALETTE = Palette(
    text=Style(),
    muted=Style(dim=True),
    faint=Style(dim=True),
    accent=Style(bold=True),
    warning=Style(bold=True),
    error=Style(bold=True, underline=True),
    success=Style(),
    strong=Style(bold=True),
    emphasis=Style(italic=True),
    heading=Style(bold=True, underline=True),
    code=Style(bold=True),
    code_block=Style(),
    link=Style(underline=True),
    added=Style(bold=True),
    removed=Style(dim=True),
    added_word=Style(bold=True, underline=True),
    removed_word=Style(dim=True, strike=True),
    revealed=Style(reverse=True),
    cursor=Style(bold=True),
    cursor_focused=Style(reverse=True),
    match=Style(reverse=True, bold=True),
    syntax_theme="",
)
