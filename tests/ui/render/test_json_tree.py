"""A row of a message: what of it is marked in a search."""

from __future__ import annotations

import pytest

from codex_tui.state.json_folds import JsonFolds
from codex_tui.state.json_tree import JsonDocument
from codex_tui.ui.render.json_search import JsonSearch
from codex_tui.ui.render.json_tree import hit_style, render_json_row
from tests.ui.render.samples import PALETTE

WIDTH = 60
LINE = '{"truth":true,"list":["a true word"]}'


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("true", ["true", "true"]),
        ("truth", ["truth"]),
        ("a true", ["a true"]),
        ("list", ["list"]),
    ],
)
def test_only_what_has_the_words_is_marked(words: str, marked: list[str]) -> None:
    document = JsonDocument(LINE)
    folds = JsonFolds(document)
    search = JsonSearch(document, words)
    rows = [render_json_row(folds, row, WIDTH, PALETTE, search) for row in folds.rows]

    style = hit_style(PALETTE)
    assert [row.plain[span.start : span.end] for row in rows for span in row.spans if span.style == style] == marked
