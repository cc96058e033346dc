from __future__ import annotations

import re
import unicodedata

import pytest
from rich.cells import cell_len

from codex_tui.ui.render.characters import HAZARDS, SINGLE_CELLS, STACKING_MARKS, ascii_double

EVERY_CHARACTER = "".join(map(chr, range(0x110000)))


def test_hazards_hold_every_invisible_category_but_the_newline() -> None:
    hazardous = set(re.findall(f"[{HAZARDS}]", EVERY_CHARACTER))
    invisible = {
        character
        for character in EVERY_CHARACTER
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and character != "\n"
    }
    assert invisible <= hazardous


def test_hazards_hold_no_character_of_ordinary_text() -> None:
    ordinary = "Grüße, 日本語, Привет, שלום, مرحبا, हिन्दी, ไทย, ½ — “quoted” … → ✓ ░▓ 🎉 é\n"
    assert re.findall(f"[{HAZARDS}]", ordinary) == []


def test_single_cells_are_measured_as_one_cell_by_rich() -> None:
    wrong = [character for character in re.findall(f"[{SINGLE_CELLS}]", EVERY_CHARACTER) if cell_len(character) != 1]
    assert wrong == []


def test_stacking_marks_are_all_marks_without_width() -> None:
    marks = re.findall(f"[{STACKING_MARKS}]", EVERY_CHARACTER)
    assert {unicodedata.category(mark) for mark in marks} <= {"Mn", "Me", "Cn"}
    assert {cell_len(mark) for mark in marks} == {0}


@pytest.mark.parametrize(
    ("character", "double"),
    [("а", "a"), ("Ο", "O"), ("ｒ", "r"), ("／", "/"), ("𝐜", "c"), ("–", "-"), ("\u037e", ";"), ("ﬁ", "fi")],
)
def test_doubles_of_ascii_are_known(character: str, double: str) -> None:
    assert ascii_double(character) == double


@pytest.mark.parametrize("character", ["é", "я", "日", "™", "²", "…", "→", "\xa0", "ß"])
def test_what_looks_like_itself_is_no_double(character: str) -> None:
    assert ascii_double(character) == ""
