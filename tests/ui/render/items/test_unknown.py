from __future__ import annotations

from codex_tui.ui.render.entries import entry_text
from tests.ui.render.items.drawing import entry_of, full_lines_of, lines_of


def test_an_unknown_item_shows_its_type_and_its_json() -> None:
    entry = entry_of("holodeck", program="Sherlock", cells=[1, 2])
    lines = lines_of(entry)
    assert lines[0] == "? unknown item type “holodeck”"
    assert '    "program": "Sherlock",' in lines and '    "cells": [1, 2]' in lines
    assert lines_of(entry, is_expanded=False) == lines[:1]
    assert '"program": "Sherlock"' in entry_text(entry)


def test_a_long_one_is_folded() -> None:
    entry = entry_of("holodeck", cells=[[at] for at in range(100)])
    assert len(lines_of(entry)) == 1 + 12 + 1
    assert lines_of(entry)[-1].endswith("more · enter") and "      [99]" in full_lines_of(entry)


def test_a_known_type_that_did_not_fit_says_so() -> None:
    assert lines_of(entry_of("imageView"))[0] == "? item of type “imageView” · 1 fields do not fit"
