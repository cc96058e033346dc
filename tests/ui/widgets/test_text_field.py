"""The picture of typed text: harmless, and as long as the text itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.widgets.text_field import Masking, masked
from tests.ui.render.rows import HOSTILE, forbidden_in


@given(HOSTILE)
def test_nothing_is_painted_that_a_terminal_obeys_and_no_character_moves(text: str) -> None:
    line = text.replace("\n", "")
    picture = masked(line)

    assert forbidden_in(picture.replace("\t", "")) == []
    assert len(picture) == len(line)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])))
def test_plain_text_is_its_own_picture(text: str) -> None:
    assert masked(text) == text


@given(HOSTILE)
def test_a_one_line_input_paints_no_tab_either(text: str) -> None:
    assert forbidden_in(Masking()(text.replace("\n", "")).plain) == []
