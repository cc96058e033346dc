from __future__ import annotations

import pytest
from rich.style import Style

from codex_tui.ui.render.markdown_inline import inline_text, segments
from codex_tui.ui.render.markdown_syntax import SEGMENT_CHARS
from tests.ui.render.rows import COLOURED, styled


def test_emphasis_code_and_strikes_are_styles_without_their_marks() -> None:
    text = inline_text("a **bold *both*** `code` ~~gone~~", COLOURED)
    assert text.plain == "a bold both code gone"
    assert styled(text, COLOURED.strong) == ["bold both"]
    assert styled(text, COLOURED.emphasis) == ["both"]
    assert styled(text, COLOURED.code) == ["code"]
    assert styled(text, Style(strike=True)) == ["gone"]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("[docs](https://a.example/x)", "docs (https://a.example/x)"),
        ("[https://bank.example](https://evil.example)", "https://bank.example (https://evil.example)"),
        ("[https://a.example](https://a.example)", "https://a.example"),
        ("<https://a.example>", "https://a.example"),
        ("<me@a.example>", "me@a.example"),
        ("![chart](http://a/c.png)", "chart (http://a/c.png)"),
        ("![](http://a/c.png)", "image (http://a/c.png)"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("[**b** `c`](u)", "b c (u)"),
        ("[text][ref]", "[text][ref]"),
        ("<b>html</b>", "<b>html</b>"),
        ("[red]markup[/red] \\*", "[red]markup[/red] *"),
        ("&#x202e;&#10;x&#27;&amp;", "‹U+202E› x\ufffd&"),
        ("soft\nbreak  \nhard\\\nend", "soft\nbreak\nhard\nend"),
        ("  two \n  lines ", "two\nlines"),
    ],
)
def test_text_is_shown_with_the_address_it_leads_to(source: str, shown: str) -> None:
    assert inline_text(source, COLOURED).plain == shown


def test_an_address_is_muted_and_its_text_a_link() -> None:
    text = inline_text("see [docs](https://a.example)", COLOURED)
    assert styled(text, COLOURED.link) == ["docs"]
    assert styled(text, COLOURED.muted) == [" (https://a.example)"]


@pytest.mark.parametrize("word", ["word ", "word\n", "**two words** ", "x"])
def test_long_text_is_cut_where_nothing_is_lost(word: str) -> None:
    content = (word * 3000).strip()
    pieces = list(segments(content))
    assert "".join(text + separator for text, separator in pieces) == content
    assert max(len(text) for text, _ in pieces) <= SEGMENT_CHARS
    assert all(text.count("**") % 2 == 0 for text, _ in pieces)


def test_segments_of_open_text_stay_the_same_when_it_grows() -> None:
    content = "some `code` and *more* words " * 200
    grown = list(segments(content + "and then some `more`" * 90))
    still_open = list(segments(content, is_open=True))
    assert len(still_open) > 3
    assert grown[: len(still_open)] == still_open
