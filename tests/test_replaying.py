"""`codex-tui replay`: what cannot be replayed is said in one line, with exit code 2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from codex_tui.replaying import run_replay
from codex_tui.settings import SettingsError


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            ["missing.jsonl"],
            "missing.jsonl: No such file or directory. Name a file that --record or --output-file wrote.",
        ),
        (["."], ". is no regular file. Name a file that --record or --output-file wrote."),
        (["there.jsonl", "--speed", "fast"], '--speed is "fast", but must be a number from 0 up.'),
        (["there.jsonl", "--speed", "-1"], '--speed is "-1", but must be a number from 0 up.'),
        (["there.jsonl", "--speed", "inf"], '--speed is "inf", but must be a number from 0 up.'),
        (["there.jsonl", "--nonsense"], "not understood: --nonsense. See codex-tui replay --help."),
        ([], "missing: FILE. See codex-tui replay --help."),
        (["there.jsonl"], "a replay needs a terminal: standard input or output is none."),
    ],
)
def test_what_cannot_be_replayed_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.jsonl").touch()

    with pytest.raises(SettingsError) as refused:
        run_replay(arguments)

    assert str(refused.value).endswith(reason)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["replay", "missing.jsonl"], "No such file or directory. Name a file that --record or --output-file wrote.\n"),
        (["--record", "mine.jsonl"], "it holds something already. Name another file.\n"),
    ],
)
def test_the_program_ends_with_2_and_one_line(tmp_path: Path, arguments: list[str], reason: str) -> None:
    (tmp_path / "mine.jsonl").write_text("mine")

    done = subprocess.run(
        [sys.executable, "-m", "codex_tui", *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=30
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(reason)
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "mine.jsonl").read_text() == "mine"
