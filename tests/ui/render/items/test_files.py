from __future__ import annotations

from codex_tui.state.timeline import ItemState
from codex_tui.ui.render.entries import entry_text
from tests.ui.render.items.drawing import entry_of, full_lines_of, lines_of, rows_of
from tests.ui.render.samples import PALETTE, style_at

DIFF = "@@ -1,2 +1,2 @@\n-old\n+new\n same\n"


def change(path: str, kind: str = "update", diff: str = DIFF, **kind_facts: object) -> dict[str, object]:
    return {"path": path, "kind": {"type": kind, **kind_facts}, "diff": diff}


def test_each_file_has_a_row_with_aligned_counts_and_its_diff() -> None:
    changes = [
        change("/home/me/src/parser/a.py"),
        change("/home/me/src/parser/new.txt", "add", "x\n" * 10),
        change("/home/me/src/parser/b.py", move_path="/home/me/src/parser/c.py"),
        change("/etc/hosts", "delete", "gone\n"),
    ]
    lines = lines_of(entry_of("fileChange", changes=changes, status="completed"), 50)
    heads = [line for line in lines if not line.startswith(" ")]
    assert heads == [
        "± a.py".ljust(44) + " +1 −1",
        "+ new.txt".ljust(44) + "+10",
        "± b.py → c.py".ljust(44) + " +1 −1",
        "− /etc/hosts outside".ljust(44) + "    −1",
    ]
    assert lines[1:4] == ["  1 − old", "  1 + new", "  2   same"]


def test_a_large_patch_is_shown_in_part_and_names_all_its_files() -> None:
    changes = [change("a.py", "add", "x\n" * 100), change("b.py")]
    entry = entry_of("fileChange", changes=changes, status="completed")
    lines = lines_of(entry)
    assert len(lines) == 1 + 16 + 1 + 1
    assert lines[-2].startswith("± b.py") and lines[-1] == "  … 87 more · enter"
    assert len(lines_of(entry, is_expanded=True)) == 1 + 100 + 1 + 3
    assert [line.split()[1] for line in lines_of(entry, is_expanded=False)] == ["a.py", "b.py"]


def test_the_full_view_puts_old_and_new_side_by_side() -> None:
    lines = full_lines_of(entry_of("fileChange", changes=[change("a.py")], status="completed"), 120)
    assert any("old" in line and "new" in line for line in lines)


def test_only_what_went_wrong_or_still_runs_is_said() -> None:
    open_row = rows_of(entry_of("fileChange", changes=[change("a.py")], state=ItemState.OPEN))[0]
    assert open_row.plain.endswith("running  +1 −1") and style_at(open_row, "running") == PALETTE.accent
    declined = rows_of(entry_of("fileChange", changes=[change("a.py"), change("b.py")], status="declined"))
    assert [row.plain.count("declined") for row in declined if "py" in row.plain] == [1, 0]
    assert lines_of(entry_of("fileChange", changes=[], status="failed")) == ["± a patch".ljust(52) + "✗ failed"]


def test_a_patch_is_copied_with_its_paths() -> None:
    assert entry_text(entry_of("fileChange", changes=[change("a.py")])) == f"update a.py\n{DIFF}".rstrip()
