from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.items import CommandExecution
from codex_tui.state.timeline import ItemEntry, ItemState
from codex_tui.ui.render.entries import entry_text
from codex_tui.ui.render.items.commands import unwrapped
from tests.ui.render.items.drawing import entry_of, full_lines_of, lines_of, rows_of
from tests.ui.render.samples import PALETTE, style_at

RAN: dict[str, Any] = {
    "command": "/bin/bash -lc 'pytest -q'",
    "cwd": "/home/me/src/parser",
    "status": "completed",
    "exitCode": 0,
}


def output_of(count: int) -> str:
    return "".join(f"line {at}\n" for at in range(count))


@pytest.mark.parametrize(
    ("command", "inner"),
    [
        ("/bin/bash -lc 'a && b'", "a && b"),
        ("bash -c \"echo 'x'\"", "echo 'x'"),
        ("/usr/bin/zsh -lc ls", "ls"),
        ("bash -lc 'a' extra", "bash -lc 'a' extra"),
        ("bash -lc 'broken", "bash -lc 'broken"),
        ("python -c 'x'", "python -c 'x'"),
        ("bash -lc '" + "x" * 9000 + "'", "bash -lc '" + "x" * 9000 + "'"),
    ],
)
def test_the_shell_around_a_command_is_left_out(command: str, inner: str) -> None:
    assert unwrapped(command) == inner


def test_a_command_shows_how_it_ended_and_the_end_of_its_output() -> None:
    entry = entry_of("commandExecution", **RAN, durationMs=1420, aggregatedOutput=output_of(20))
    lines = lines_of(entry, 40)
    assert lines[:2] == ["$ pytest -q                  ✓ 0    1.4s", "  … earlier output · enter"]
    assert lines[2:] == [f"  line {at}" for at in range(12, 20)]
    assert style_at(rows_of(entry)[-1], "line") == PALETTE.muted
    assert lines_of(entry, 40, is_expanded=False) == lines[:1]


def test_an_expanded_command_hides_nothing() -> None:
    entry = entry_of("commandExecution", **RAN, processId="47", aggregatedOutput=output_of(20))
    lines = lines_of(entry, is_expanded=True)
    assert lines[1:4] == ["  /bin/bash -lc 'pytest -q'", "  in ~/src/parser · process 47", "  line 0"]
    assert lines[-1] == "  line 19" and full_lines_of(entry) == lines


def test_what_could_deceive_is_marked_in_the_expanded_command() -> None:
    entry = entry_of("commandExecution", command="rm x\u202e\r\x1b[2K", status="inProgress", state=ItemState.OPEN)
    row = rows_of(entry, is_expanded=True)[1]
    assert row.plain == "  rm x‹U+202E›␍␛[2K" and style_at(row, "‹U+202E›") == PALETTE.revealed


def test_one_more_row_of_output_is_shown_rather_than_announced() -> None:
    assert len(lines_of(entry_of("commandExecution", **RAN, aggregatedOutput=output_of(9)))) == 10
    assert lines_of(entry_of("commandExecution", **RAN, aggregatedOutput="\n"))[1:] == []


@pytest.mark.parametrize(
    ("facts", "state", "fact", "style"),
    [
        ({"status": "failed", "exitCode": 2}, ItemState.DONE, "✗ 2", PALETTE.error),
        ({"status": "failed"}, ItemState.DONE, "✗ failed", PALETTE.error),
        ({"status": "declined"}, ItemState.DONE, "declined", PALETTE.muted),
        ({"status": "inProgress"}, ItemState.OPEN, "running", PALETTE.accent),
        ({"status": "inProgress"}, ItemState.OUTLIVES, "runs on after its turn", PALETTE.accent),
        ({"status": "inProgress"}, ItemState.CLOSED, "ended with its turn", PALETTE.muted),
        ({"status": "vaporised"}, ItemState.DONE, "vaporised", PALETTE.muted),
    ],
)
def test_the_state_of_a_command_in_a_word(facts: dict[str, Any], state: ItemState, fact: str, style: object) -> None:
    [row] = rows_of(entry_of("commandExecution", command="x", state=state, **facts))
    assert row.plain.endswith(f"  {fact}") and style_at(row, fact) == style


def looking(**facts: Any) -> ItemEntry:
    actions = [
        {"type": "read", "command": "cat a", "name": "a.py", "path": "a.py"},
        {"type": "read", "command": "cat b", "name": "b.py", "path": "b.py"},
        {"type": "search", "command": "rg x", "query": "parse(", "path": "/home/me/src/parser/words"},
        {"type": "listFiles", "command": "ls", "path": None},
    ]
    return entry_of("commandExecution", **{**RAN, "commandActions": actions, "aggregatedOutput": "text\n", **facts})


def test_a_command_that_only_looks_is_told_in_words() -> None:
    assert lines_of(looking(), 90) == [
        "$ read a.py, b.py · searched for “parse(” in words · listed the folder".ljust(87) + "✓ 0"
    ]
    assert lines_of(looking(exitCode=1), 90)[1:] == ["  text"]
    assert lines_of(looking(commandActions=[{"type": "unknown", "command": "x"}]))[0].startswith("$ pytest -q")


def test_a_script_shows_its_first_line() -> None:
    entry = entry_of("commandExecution", command="python - <<EOF\nprint(1)\nEOF", status="completed")
    assert lines_of(entry)[0].startswith("$ python - <<EOF  +2 lines ")


def test_a_growing_output_shows_its_end_and_what_was_written_to_it() -> None:
    entry = entry_of("commandExecution", command="x", state=ItemState.OPEN)
    entry.parts[("output", 0)] = [f"{at}\n" for at in range(1000)]
    entry.progress = ["stdin: yes\n"]
    assert lines_of(entry)[1:4] == ["  ‹ stdin: yes", "  … earlier output · enter", "  992"]
    assert lines_of(entry)[-1] == "  999"
    assert len(lines_of(entry, is_expanded=True)) == 1000 + 3
    assert isinstance(entry.item, CommandExecution) and entry_text(entry).startswith("$ x\n0\n1\n")


def test_the_users_own_command_has_the_accent() -> None:
    [row] = rows_of(entry_of("commandExecution", command="ls", source="userShell", status="completed"))
    assert style_at(row, "$") == style_at(row, "ls") == PALETTE.accent


def test_the_users_own_look_shows_its_command_and_what_it_found() -> None:
    row, found = rows_of(looking(source="userShell", command="/bin/bash -lc 'cat a.py'"))
    assert row.plain.startswith("$ cat a.py ") and found.plain == "  text"
