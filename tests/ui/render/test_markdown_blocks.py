from __future__ import annotations

from dataclasses import replace

import pytest
from rich.style import Style

from codex_tui.ui.render.markdown import render_markdown
from tests.ui.render.rows import COLOURED, PLAIN, plain, styled

FILLED = replace(COLOURED, code_block=Style(bgcolor="#202020"))


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("one two three four", ["one two three", "four"]),
        ("# Head\ntext", ["Head", "text"]),
        ("text\n# Head", ["text", "", "Head"]),
        ("a\n\n\n\nb", ["a", "", "b"]),
        ("Do:\n- a\n- b", ["Do:", "• a", "• b"]),
        ("- a\n\n- b", ["• a", "", "• b"]),
        ("- one two three\n  - deep\n    1. deeper", ["• one two", "  three", "  ◦ deep", "    1. deeper"]),
        ("9. nine\n9. ten", ["9. nine", "10. ten"]),
        ("- [ ] open\n- [x] done", ["☐ open", "☑ done"]),
        ("- [x]done", ["• [x]done"]),
        ("- a\n\n      code", ["• a", "", "    code"]),
        ("> said\n> - so", ["▎ said", "▎ • so"]),
        ("a\n\n***\nb", ["a", "", "─" * 14, "", "b"]),
        ("", []),
        ("\n \n", []),
    ],
)
def test_blocks_look_calm(source: str, rows: list[str]) -> None:
    assert plain(render_markdown(source, 14, PLAIN)) == rows


@pytest.mark.parametrize("marker", ["> ", "- ", ">", "1. "])
def test_nesting_without_end_hides_nothing(marker: str) -> None:
    shown = "".join(plain(render_markdown(marker * 200 + "rm -rf /", 400, PLAIN)))
    assert shown.endswith("rm -rf /")


def test_headings_are_told_apart_by_style() -> None:
    rows = render_markdown("# one\n\ntwo\n---\n\n### three", 20, COLOURED)
    assert [row.style for row in rows if row.plain] == [COLOURED.heading, COLOURED.heading, COLOURED.strong]


def test_code_is_indented_folded_and_never_reflowed() -> None:
    rows = render_markdown("```\na  b   c\n\tx = '12345678'\n```", 14, PLAIN)
    assert plain(rows) == ["  a  b   c", "      x = '123", "  45678'"]


def test_closed_code_has_colours_and_fills_its_ground() -> None:
    (row,) = render_markdown("```py\nx = 1\n```", 20, FILLED)
    assert row.plain == "  x = 1" + " " * 13
    assert row.style == FILLED.code_block
    assert "=" in [row.plain[span.start : span.end] for span in row.spans]


def test_open_code_has_no_colours_yet_and_hides_half_a_closing_fence() -> None:
    (row,) = render_markdown("```py\nx = 1\n``", 20, FILLED)
    assert row.plain.strip() == "x = 1"
    assert "=" not in [row.plain[span.start : span.end] for span in row.spans]


def test_markers_are_muted_and_done_boxes_a_success() -> None:
    bullet, done = render_markdown("- a\n- [x] b", 20, COLOURED)
    assert styled(bullet, COLOURED.muted) == ["• "]
    assert styled(done, COLOURED.success) == ["☑ "]
