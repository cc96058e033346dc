"""The two themes, and the palette that a theme's tokens give."""

from __future__ import annotations

from dataclasses import replace

from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from codex_tui.ui.render.palette import PLAIN_PALETTE, Palette

DARK_THEME = Theme(
    name="codex-dark",
    primary="#8ab4f8",
    secondary="#a8c7fa",
    accent="#7fd1b9",
    foreground="#d6d9de",
    background="#111418",
    surface="#161a1f",
    panel="#20262d",
    success="#8fce8a",
    warning="#f2b866",
    error="#f28b82",
    dark=True,
)
LIGHT_THEME = Theme(
    name="codex-light",
    primary="#1a5fb4",
    secondary="#3d6fb6",
    accent="#00796b",
    foreground="#24292f",
    background="#fbfbfa",
    surface="#f3f3f1",
    panel="#e6e6e3",
    success="#2b7a2b",
    warning="#9a5b00",
    error="#b3261e",
    dark=False,
)
THEMES = (DARK_THEME, LIGHT_THEME)
THEME_NAMES = tuple(sorted({*BUILTIN_THEMES, *(theme.name for theme in THEMES)}))
"""Ours and Textual's."""


def palette_for(theme: Theme, *, has_colour: bool) -> Palette:
    """The palette of a theme, or the one that needs no colour."""
    if not has_colour:
        return PLAIN_PALETTE
    if theme.ansi:
        return _ansi_palette(theme)
    ground = Color.parse(theme.background or ("#000000" if theme.dark else "#ffffff"))
    ink = Color.parse(theme.foreground or ("#dddddd" if theme.dark else "#222222"))
    tokens = {
        name: Color.parse(getattr(theme, name) or theme.primary)
        for name in ("primary", "accent", "success", "warning", "error")
    }

    def ink_of(colour: Color, share: float = 1.0) -> str:
        return ground.blend(colour, share).hex6

    added, removed = tokens["success"], tokens["error"]
    return Palette(
        text=Style(color=ink_of(ink)),
        # On a light ground the same share of ink has less contrast.
        muted=Style(color=ink_of(ink, 0.58 if theme.dark else 0.66)),
        faint=Style(color=ink_of(ink, 0.3)),
        accent=Style(color=ink_of(tokens["accent"])),
        warning=Style(color=ink_of(tokens["warning"])),
        error=Style(color=ink_of(tokens["error"])),
        success=Style(color=ink_of(tokens["success"])),
        strong=Style(bold=True),
        emphasis=Style(italic=True),
        heading=Style(color=ink_of(tokens["primary"]), bold=True),
        code=Style(color=ink_of(tokens["primary"])),
        code_block=Style(color=ink_of(ink, 0.9)),
        link=Style(color=ink_of(tokens["primary"]), underline=True),
        added=Style(color=ink_of(added), bgcolor=ink_of(added, 0.12)),
        removed=Style(color=ink_of(removed), bgcolor=ink_of(removed, 0.12)),
        added_word=Style(bgcolor=ink_of(added, 0.32), bold=True),
        removed_word=Style(bgcolor=ink_of(removed, 0.32), bold=True),
        revealed=Style(color=ink_of(ground), bgcolor=ink_of(tokens["warning"])),
        cursor=Style(bgcolor=ink_of(ink, 0.08)),
        cursor_focused=Style(bgcolor=ink_of(tokens["accent"], 0.22)),
        match=Style(color=ink_of(ground), bgcolor=ink_of(tokens["warning"]), bold=True),
        is_dark=theme.dark,
        syntax_theme="github-dark" if theme.dark else "default",
    )


def _ansi_palette(theme: Theme) -> Palette:
    """The terminal's own colours on its own ground, of which nothing can be blended: the plain palette, coloured."""

    def ink(token: str | None) -> Style:
        return Style(color=(token or theme.primary).removeprefix("ansi_"))

    primary, success, warning, error = map(ink, (theme.primary, theme.success, theme.warning, theme.error))
    plain = PLAIN_PALETTE
    return replace(
        plain,
        accent=ink(theme.accent),
        warning=warning,
        error=error,
        success=success,
        heading=plain.strong + primary,
        code=primary,
        link=plain.link + primary,
        added=success,
        removed=error,
        added_word=plain.strong + success,
        removed_word=plain.strong + error,
        revealed=plain.revealed + warning,
        match=plain.match + warning,
        is_dark=theme.dark,
    )
