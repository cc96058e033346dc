from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from codex_tui.ui.render.text import cut, cut_path, pad, reveal, visible, with_tilde
from tests.ui.render.rows import COLOURED, HOSTILE, PLAIN, forbidden_in, styled


def test_harmless_text_is_returned_as_the_same_object() -> None:
    text = "Grüße aus 日本\nsecond line"
    assert visible(text) is text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Kb", "a␛[2Kb"),
        ("safe\rrm -rf", "safe␍rm -rf"),
        ("one\r\ntwo", "one\ntwo"),
        ("\x00\x7f\x9b", "␀␡‹U+009B›"),
        ("a\tb", "a    b"),
        ("gpj\u202eexe", "gpj‹U+202E›exe"),
        ("pay\u200bpal", "pay‹U+200B›pal"),
        ("\U000e0041", "‹U+E0041›"),
        ("\ud800", "‹U+D800›"),
        ("a\u2028b", "a‹U+2028›b"),
        ("x\u200dy", "x‹U+200D›y"),
        ("e\u0301", "e\u0301"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * 4 + "‹5 marks›"),
        ("[red]no markup[/red]", "[red]no markup[/red]"),
    ],
)
def test_hostile_characters_are_shown_by_name(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_glue_within_an_emoji_is_dropped_but_not_elsewhere() -> None:
    assert visible("👩\u200d👩\u200d👧 ⚠\ufe0f 👍🏽 1\ufe0f\u20e3") == "👩👩👧 ⚠ 👍 1\u20e3"
    assert visible("⚠\ufe0f\ufe0f a\ufe0f") == "⚠‹U+FE0F› a‹U+FE0F›"


def test_newlines_become_one_space_in_a_list_cell() -> None:
    assert visible("Fix it\r\n\nnow", keep_newlines=False) == "Fix it now"


@given(HOSTILE)
def test_visible_text_has_no_forbidden_character_and_stays_as_it_is(text: str) -> None:
    shown = visible(text)
    assert forbidden_in(shown.replace("\n", "")) == []
    assert visible(shown) == shown


def test_reveal_marks_what_could_deceive_in_the_style_for_it() -> None:
    shown = reveal("rm \u202e–rf /tmp/а.txt  \n\tok\xa0\r", COLOURED)
    assert shown.plain == "rm ‹U+202E›–‹U+2013›rf /tmp/а‹U+0430›.txt␣␣\n⇥ok‹U+00A0›␍"
    assert styled(shown, COLOURED.revealed) == ["‹U+202E›", "–‹U+2013›", "а‹U+0430›", "␣␣", "⇥", "‹U+00A0›", "␍"]


@pytest.mark.parametrize(
    "honest", ["почта.рф", "echo 'Привет, мир — ok'", "ls -la ~/日本語/é", "Ωmega", "git commit -m 'и я'"]
)
def test_reveal_leaves_honest_text_alone(honest: str) -> None:
    assert reveal(honest, PLAIN).plain == honest


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("раура1.com", "р‹U+0440›а‹U+0430›у‹U+0443›р‹U+0440›а‹U+0430›1.com"),
        ("ｒm", "ｒ‹U+FF52›m"),
        ("a／b", "a／‹U+FF0F›b"),
        ("👩\u200d💻", "👩‹U+200D›💻"),
    ],
)
def test_reveal_names_look_alikes(text: str, shown: str) -> None:
    assert reveal(text, PLAIN).plain == shown


@given(HOSTILE)
def test_revealed_text_has_no_forbidden_character(text: str) -> None:
    assert forbidden_in(reveal(text, PLAIN).plain.replace("\n", "")) == []


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("short", 10, "short"),
        ("Fix the flaky parser test", 22, "Fix the flaky parser…"),
        ("Fix the flaky parser test", 20, "Fix the flaky…"),
        ("Supercalifragilistic", 10, "Supercali…"),
        ("日本語日本語", 6, "日本…"),
        ("e\u0301" * 5, 3, "e\u0301e\u0301…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("two\nlines", 20, "two lines"),
    ],
)
def test_cut_ends_at_a_word_when_one_is_near(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "~/src/parser/tests/unit/test_parser.py"),
        (32, "~/…/tests/unit/test_parser.py"),
        (20, "~/…/test_parser.py"),
        (16, "…/test_parser.py"),
        (10, "…parser.py"),
    ],
)
def test_paths_lose_folders_in_the_middle_first(width: int, shown: str) -> None:
    assert cut_path("/home/me/src/parser/tests/unit/test_parser.py", width, "/home/me") == shown


def test_home_is_a_tilde_only_as_a_whole_folder() -> None:
    assert cut_path("/home/me", 20, "/home/me") == "~"
    assert cut_path("/home/meadow/x", 20, "/home/me") == "/home/meadow/x"
    assert [with_tilde("/srv/x", home) for home in (None, "", "/", "/srv/", "/srv")] == [*["/srv/x"] * 3, *["~/x"] * 2]


@given(HOSTILE, st.integers(min_value=0, max_value=200), st.sampled_from(["left", "right", "center"]))
def test_cells_of_lists_are_never_wider_than_asked(text: str, width: int, align: str) -> None:
    assert cell_len(cut(text, width)) <= width
    assert cell_len(cut_path(text, width)) <= width
    for shown in (cut(text, width), cut_path(text, width)):
        assert forbidden_in(shown) == []
    if align == "left":
        assert cell_len(pad(text, width)) == width
    elif align == "right":
        assert cell_len(pad(text, width, "right")) == width
    else:
        assert cell_len(pad(text, width, "center")) == width


def test_pad_aligns() -> None:
    assert [pad("ab", 5, "left"), pad("ab", 5, "right"), pad("ab", 5, "center")] == ["ab   ", "   ab", " ab  "]
