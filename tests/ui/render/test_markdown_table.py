from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.ui.render.markdown import render_markdown
from tests.ui.render.rows import COLOURED, HOSTILE, PLAIN, WIDTHS, assert_rows, plain, styled

TABLE = "| Name | Share | Note |\n|:--|--:|:-:|\n| **parse** | 5 | x |\n| 日本 | 12.5 | a `b` |\n"


def test_columns_align_to_the_cell() -> None:
    rows = render_markdown(TABLE, 40, COLOURED)
    assert plain(rows) == [
        "Name   Share  Note",
        "─────  ─────  ────",
        "parse      5   x  ",
        "日本    12.5  a b ",
    ]
    assert styled(rows[0], COLOURED.strong) == ["Name   Share  Note"]
    assert styled(rows[2], COLOURED.strong) == ["parse"]
    assert styled(rows[3], COLOURED.code) == ["b"]


def test_wide_columns_give_way_first() -> None:
    source = "| id | text |\n|--|--|\n| 7 | one two three four five |\n"
    assert plain(render_markdown(source, 16, PLAIN)) == [
        "id  text        ",
        "──  ────────────",
        "7   one two     ",
        "    three four  ",
        "    five        ",
    ]


def test_a_table_without_room_becomes_a_list_of_records() -> None:
    source = "| id | text |\n|--|--|\n| 7 | one two |\n| 8 | three |\n"
    rows = render_markdown(source, 7, PLAIN)
    assert plain(rows) == [
        "id: 7",
        "text:",
        "one two",
        "───────",
        "id: 8",
        "text:",
        "three",
    ]


@given(st.lists(st.lists(HOSTILE, min_size=1, max_size=4), min_size=1, max_size=4), WIDTHS)
def test_any_table_fits(records: list[list[str]], width: int) -> None:
    lines = ["|" + "|".join(cell.replace("\n", " ") for cell in record) + "|" for record in records]
    delimiter = "|" + "-|" * len(records[0])
    assert_rows(render_markdown("\n".join([lines[0], delimiter, *lines[1:]]), width, PLAIN), width)
