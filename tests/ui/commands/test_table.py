"""The help, which is made of the key table and the commands."""

from __future__ import annotations

import pytest

from codex_tui.ui.commands.table import COMMANDS, help_rows
from codex_tui.ui.keys import KEYS
from tests.ui.render.rows import COLOURED, assert_rows, styled


@pytest.mark.parametrize("width", [30, 48, 80, 140])
def test_nothing_in_the_help_is_cut(width: int) -> None:
    rows = help_rows(width, COLOURED, {})
    assert_rows(rows, width)
    for column, entries in (
        (COLOURED.accent, [f":{command.name}{command.argument}" for command in COMMANDS]),
        (COLOURED.text, [text for text in HELP_TEXTS if text not in BY_NUMBER]),
    ):
        shown = "".join(piece for row in rows for piece in styled(row, column)).replace(" ", "")
        assert [entry for entry in entries if entry.replace(" ", "") not in shown] == []


HELP_TEXTS = [*(command.help for command in COMMANDS), *(key.help for key in KEYS)]
BY_NUMBER = frozenset(key.help for key in KEYS if key.id.startswith("inbox.decide_"))


def test_the_columns_stay_columns_where_a_name_and_its_text_are_long() -> None:
    starts = {
        row.plain.index("Filter the list") for row in help_rows(80, COLOURED, {}) if "Filter the list" in row.plain
    }
    assert starts == {20}
