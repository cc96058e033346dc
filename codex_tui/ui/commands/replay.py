"""Commands of a replay: where to go in the recording, and how fast."""

from __future__ import annotations

from collections.abc import Callable

from codex_tui.ui.commands.host import Command, CommandHost, ReplayControl

JUMP_EXAMPLES = ("start", "end", "50%", "#100", "+30s", "-30s")
SPEED_EXAMPLES = ("0.5", "1", "2", "8", "64")


def is_no_replay(host: CommandHost) -> str:
    """Why a command of the replay cannot run."""
    return "" if host.replay is not None else "it is for codex-tui replay FILE"


def _on_replay(act: Callable[[ReplayControl, str], None]) -> Callable[[CommandHost, str], None]:
    def run(host: CommandHost, argument: str) -> None:
        if host.replay is not None:
            act(host.replay, argument)
        else:
            host.tell("warning", f"Nothing to do: {is_no_replay(host)}.")

    return run


COMMANDS = (
    Command(
        "jump",
        "<time | #message | part% | +seconds>",
        "Replay: go to another place",
        _on_replay(lambda replay, where: replay.jump(where)),
        lambda host: JUMP_EXAMPLES,
        is_no_replay,
    ),
    Command(
        "find",
        "[text]",
        "Replay: go on to the next message with this text",
        _on_replay(lambda replay, text: replay.find(text)),
        None,
        is_no_replay,
    ),
    Command(
        "speed",
        "<times>",
        "Replay: so many times the recorded speed, 0 at once",
        _on_replay(lambda replay, text: replay.use_speed(text)),
        lambda host: SPEED_EXAMPLES,
        is_no_replay,
    ),
    Command(
        "pause",
        "",
        "Replay: pause, or go on",
        _on_replay(lambda replay, _: replay.toggle_pause()),
        None,
        is_no_replay,
    ),
    Command(
        "step",
        "",
        "Replay: pause, and show one more message",
        _on_replay(lambda replay, _: replay.step()),
        None,
        is_no_replay,
    ),
    Command(
        "recording",
        "",
        "Replay: what is known of the recording, and what is wrong with it",
        _on_replay(lambda replay, _: replay.explain()),
        None,
        is_no_replay,
    ),
)
