"""Themes are legible: what is written stands out from its ground, and the terminal's own colours are left to it."""

from __future__ import annotations

from dataclasses import fields

import pytest
from rich.color import ColorType
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from codex_tui.ui.render.palette import PLAIN_PALETTE, Palette
from codex_tui.ui.theme import THEMES, palette_for

ALL_THEMES = {theme.name: theme for theme in (*THEMES, *BUILTIN_THEMES.values())}
READABLE_CONTRAST = 4.5
"""WCAG's for text. Some of Textual's own themes have not that much to give."""


def styles_of(palette: Palette) -> list[Style]:
    values = (getattr(palette, field.name) for field in fields(palette))
    return [value for value in values if isinstance(value, Style)]


def luminance(colour: Color) -> float:
    """WCAG's relative luminance."""
    linear = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in colour.normalized)
    return sum(share * v for share, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first: Color, second: Color) -> float:
    """WCAG's contrast ratio."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_whatever_is_written_in_our_own_themes_stands_out_from_the_ground(theme: Theme) -> None:
    palette, ground = palette_for(theme, has_colour=True), Color.parse(theme.background or "")
    written = ("text", "muted", "accent", "warning", "error", "success", "heading", "code", "code_block", "link")
    for name in written:
        colour = getattr(palette, name).color
        assert contrast(Color(*colour.triplet), ground) >= READABLE_CONTRAST, name


@pytest.mark.parametrize("theme", [theme for theme in ALL_THEMES.values() if theme.ansi], ids=lambda theme: theme.name)
def test_a_theme_of_the_terminals_own_colours_names_them_and_sets_no_other(theme: Theme) -> None:
    palette = palette_for(theme, has_colour=True)
    colours = [colour for style in styles_of(palette) for colour in (style.color, style.bgcolor) if colour is not None]

    assert len(colours) > 5
    assert {colour.type for colour in colours} == {ColorType.STANDARD}
    assert palette.accent != palette.error != palette.success


def test_without_colour_there_is_none() -> None:
    assert all(palette_for(theme, has_colour=False) is PLAIN_PALETTE for theme in ALL_THEMES.values())
