"""No check can hold up the others: each has a deadline, and an error in one is its own result."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from codex_tui.doctor.results import Result, problem
from codex_tui.runtime.process import spoken_lines
from codex_tui.runtime.programs import ProgramEnd, run_program

MAX_OUTPUT_BYTES = 64 * 1024
MAX_READ_BYTES = 16 * 1024**2
"""What prints more than this is no codex."""
MAX_WORDS_CHARS = 300


def within(deadline_s: float, check_id: str, check: Callable[[], list[Result]]) -> list[Result]:
    """The results of a check, or the problem that it has none after so many seconds."""
    found: list[list[Result]] = []

    def run() -> None:
        try:
            found.append(check())
        except Exception as error:
            found.append([problem(check_id, f"an error in codex-tui: {error!r}", "Report it, with these words.")])

    # A daemon, since a check that waits for a disk or a network for ever must not keep the program from ending.
    thread = threading.Thread(target=run, name=f"codex-tui doctor {check_id}", daemon=True)
    thread.start()
    thread.join(deadline_s)
    if found:
        return found[0]
    detail = f"no result in {deadline_s:g} seconds"
    return [problem(check_id, detail, "Look for a disk or a network that does not answer, then try again.")]


def run_briefly(
    argv: Sequence[str], limit_s: float, env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> ProgramEnd:
    """Run a program that is given no input; `env` is merged over ours.

    Raises ProgramFailed, also where it is not done after `limit_s` or prints without end.
    """
    merged_env = {**os.environ, **(env or {})}
    return asyncio.run(run_program(tuple(argv), b"", limit_s, MAX_OUTPUT_BYTES, cwd, merged_env, MAX_READ_BYTES))


def last_words(end: ProgramEnd) -> str:
    """The last line that a program said, standard error first; empty where it said nothing."""
    for output in (end.stderr, end.stdout):
        lines = spoken_lines(output.decode("utf-8", "replace").splitlines())
        if lines:
            return lines[-1][:MAX_WORDS_CHARS]
    return ""
