"""The command line of `codex-tui replay FILE`: a recorded session on the screen, without a server."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path

from codex_tui.settings import SettingsError, SettingsParser, current_settings


def run_replay(arguments: Sequence[str]) -> int:
    """Replay a file; the result is the exit code. Raises SettingsError where it cannot be."""
    options = _parser().parse_args(arguments)
    speed = _speed_from(options.speed)
    flags = ["--final-only"] if options.final_only else []
    if options.theme is not None:
        flags += ["--theme", options.theme]
    settings = current_settings(flags)
    from codex_tui.runtime.replay_file import NotReadable, ReplayFile

    try:
        file = ReplayFile(Path(os.path.expanduser(options.file)))
    except NotReadable as error:
        raise SettingsError(f"replay {error}. Name a file that --record or --output-file wrote.") from error
    if not (os.isatty(0) and os.isatty(1)):
        raise SettingsError("a replay needs a terminal: standard input or output is none.")
    # The screen is imported once it is known that there is something to show.
    from codex_tui.launch import run_app, screen_options
    from codex_tui.runtime.replay_player import ReplayPlayer
    from codex_tui.ui.replay_app import ReplayApp

    player = ReplayPlayer(file, speed=speed, is_following=options.follow)
    return run_app(ReplayApp(player, screen_options(settings)), os._exit)


def _parser() -> SettingsParser:
    result = SettingsParser(
        prog="codex-tui replay",
        description="Play a recorded session: what --record wrote, or the bare server lines of --output-file.",
        allow_abbrev=False,
    )
    result.add_argument("file", metavar="FILE", help="the recording; gzip-compressed ones are read as they are")
    result.add_argument("--speed", metavar="N", default="1", help="so many times the recorded speed; 0 is at once")
    result.add_argument("--follow", action="store_true", help="go on with what is still being written")
    result.add_argument("--final-only", action="store_true", help="show only finished messages and tool items")
    result.add_argument("--theme", metavar="NAME", help="codex-dark, codex-light, or any theme of Textual's")
    return result


def _speed_from(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not 0 <= speed < math.inf:
        raise SettingsError(f'--speed is "{text}", but must be a number from 0 up.')
    return speed
