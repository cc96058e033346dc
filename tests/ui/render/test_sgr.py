from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.style import Style

from codex_tui.ui.render.sgr import NO_PEN, changed_pen, pen_style


@pytest.mark.parametrize(
    ("parameters", "style"),
    [
        ("31", Style(color="color(1)")),
        ("1;92", Style(color="color(10)", bold=True)),
        ("38;5;208", Style(color="color(208)")),
        ("38;2;250;200;10", Style(color="#fac80a")),
        ("38:2:250:200:10", Style(color="#fac80a")),
        ("3;4;9;2", Style(italic=True, underline=True, strike=True, dim=True)),
        ("48;5;1;33", Style(color="color(3)")),
        ("5;7;8;41", Style()),
        ("38;9;1;31", Style()),
        ("999;;", Style()),
    ],
)
def test_foreground_and_weight_are_honoured_and_nothing_that_hides(parameters: str, style: Style) -> None:
    assert pen_style(changed_pen(NO_PEN, parameters), is_dark=True) == style


def test_attributes_are_taken_back() -> None:
    pen = changed_pen(NO_PEN, "1;3;31")
    assert pen_style(changed_pen(pen, "22"), is_dark=True) == Style(italic=True, color="color(1)")
    assert pen_style(changed_pen(pen, "39;23"), is_dark=True) == Style(bold=True)
    assert changed_pen(pen, "") == changed_pen(pen, "0") == NO_PEN


@pytest.mark.parametrize(
    ("parameters", "is_dark", "color"),
    [("30", True, "color(8)"), ("37", True, "color(7)"), ("97", False, None), ("30", False, "color(0)")],
)
def test_the_colour_of_the_ground_is_not_used_for_text(parameters: str, is_dark: bool, color: str | None) -> None:
    assert pen_style(changed_pen(NO_PEN, parameters), is_dark=is_dark) == Style(color=color)


@given(st.tuples(*[st.integers(0, 255)] * 3), st.booleans())
def test_any_colour_stands_out_from_the_ground(rgb: tuple[int, int, int], is_dark: bool) -> None:
    style = pen_style(changed_pen(NO_PEN, "38;2;{};{};{}".format(*rgb)), is_dark=is_dark)
    assert style.color is not None
    red, green, blue = Color.parse(style.color.name).get_truecolor()
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    assert light >= 88 if is_dark else light <= 151


@given(st.text("0123456789;:", max_size=40))
def test_any_parameters_are_survived(parameters: str) -> None:
    assert isinstance(pen_style(changed_pen(NO_PEN, parameters), is_dark=False), Style)
