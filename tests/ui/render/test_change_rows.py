from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.protocol.items import FileUpdateChange, PatchKind
from codex_tui.ui.render.change_rows import file_rows, is_outside
from tests.ui.render.samples import PALETTE, assert_rows_fit, file_change, hostile_texts, style_at, widths

CWD = "/home/me/src"
UPDATE = "@@ -1,2 +1,3 @@\n a\n-b\n+c\n+d\n"


def change_of(path: str, move_path: str | None = None) -> FileUpdateChange:
    return FileUpdateChange(path=path, kind=PatchKind(type="update", move_path=move_path), diff=UPDATE)


@pytest.mark.parametrize(
    ("path", "move_path", "is_out"),
    [
        ("/home/me/src/a.py", None, False),
        ("a/b.py", None, False),
        ("/home/me/src/../secret", None, True),
        ("../secret", None, True),
        ("/home/me/src2/a.py", None, True),
        ("/etc/hosts", None, True),
        ("/home/me/src/a.py", "/tmp/a.py", True),
    ],
)
def test_what_lies_outside_the_folder(path: str, move_path: str | None, is_out: bool) -> None:
    assert is_outside(change_of(path, move_path), CWD) is is_out
    assert is_outside(change_of(path, move_path), "") is False


def test_files_are_listed_with_aligned_counts() -> None:
    change = file_change(
        ("/home/me/src/docs/new.md", "add", "x\n" * 12),
        ("/home/me/src/parser.py", "update", UPDATE),
        ("/home/me/old.txt", "delete", "gone\n"),
    )
    rows = [row.text for row in file_rows(change.changes, 40, PALETTE, cwd=CWD, home="/home/me")]
    assert [row.plain for row in rows] == [
        "+ docs/new.md                     +12   ",
        "± parser.py                        +2 −1",
        "− ~/old.txt               outside     −1",
    ]
    assert style_at(rows[2], "~/old.txt") == style_at(rows[2], "outside") == PALETTE.warning
    assert style_at(rows[1], "parser.py") == PALETTE.text
    assert {row.style for row in rows} == {""}


def test_a_move_shows_both_ends_and_a_narrow_row_no_counts() -> None:
    ((row, _),) = file_rows([change_of(f"{CWD}/a.py", f"{CWD}/b.py")], 30, PALETTE, cwd=CWD, home="")
    assert row.plain == "± a.py → b.py            +2 −1"
    ((row, _),) = file_rows([change_of(f"{CWD}/parser.py")], 14, PALETTE, cwd=CWD, home="")
    assert row.plain == "± parser.py   "


@given(hostile_texts, hostile_texts, hostile_texts, widths, st.sampled_from(("add", "delete", "update", "odd")))
def test_hostile_paths_keep_the_cells(path: str, move_path: str, cwd: str, width: int, kind: str) -> None:
    change = FileUpdateChange(path=path, kind=PatchKind(type=kind, move_path=move_path), diff=path)
    rows = [row.text for row in file_rows([change, change], width, PALETTE, cwd=cwd, home=cwd)]
    assert {row.cell_len for row in rows} == {width}
    assert_rows_fit(rows, width)
