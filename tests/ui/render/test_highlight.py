from __future__ import annotations

from dataclasses import replace

import pytest

from codex_tui.ui.render.highlight import MAX_CODE_CHARS, can_highlight, highlighted
from tests.ui.render.rows import COLOURED, PLAIN, styled


def test_known_languages_get_colours_without_a_change_of_text() -> None:
    code = "def f(x):\n    return 'ü'  # why"
    text = highlighted(code, "Python", COLOURED)
    assert text.plain == code
    colours = {text.plain[span.start : span.end] for span in text.spans}
    assert {"def", "f", "# why"} <= colours
    assert all(span.end <= len(code) for span in text.spans)


@pytest.mark.parametrize("language", ["", "nonsense", "text"])
def test_unknown_languages_stay_plain(language: str) -> None:
    assert not can_highlight(language, 10, COLOURED)
    assert highlighted("def f(): pass", language, COLOURED).spans == []


def test_no_colour_and_long_code_stay_plain() -> None:
    assert highlighted("def f(): pass", "python", PLAIN).spans == []
    assert highlighted("x = 1\n" * (MAX_CODE_CHARS // 6 + 1), "python", COLOURED).spans == []
    assert highlighted("x = " + "1" * 2000, "python", COLOURED).spans == []


def test_an_unknown_theme_is_no_error() -> None:
    assert highlighted("x = 1", "python", replace(PLAIN, syntax_theme="no-such-theme")).spans == []


@pytest.mark.parametrize("language", ["diff", "Patch"])
def test_a_diff_tells_what_is_added_from_what_is_removed(language: str) -> None:
    code = "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n"
    text = highlighted(code, language, COLOURED)
    assert text.plain == code
    assert styled(text, COLOURED.success) == ["+new"] and styled(text, COLOURED.error) == ["-old"]
    assert styled(text, COLOURED.muted) == ["--- a/x", "+++ b/x", "@@ -1,2 +1,2 @@"]
    assert highlighted(code, language, PLAIN).spans == []
