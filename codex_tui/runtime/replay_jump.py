"""Goes to another place of a recording at full speed, in slices, so that keys are heard meanwhile.

Forwards what lies between is folded into the model that is there; backwards a new model begins at the first line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from codex_tui.runtime.replay_events import Step
from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.state.events import Received, Sent
from codex_tui.state.fold import fold
from codex_tui.state.model import Model

STEPS_BETWEEN_LOOKS = 64


@dataclass(frozen=True, slots=True)
class JumpTarget:
    """Where to go: `has_come` says, of the step that comes next, whether it lies behind the target already.

    `is_behind` says whether the target lies before where the player stands.
    """

    words: str
    is_behind: Callable[[ReplayPlayer], bool]
    has_come: Callable[[ReplayPlayer, Step], bool]
    is_end_welcome: bool = True
    """Whether the end of the file will do."""


def to_time(at: float) -> JumpTarget:
    """Everything up to this moment, in Unix seconds."""
    return JumpTarget("a time", lambda player: player.status.at > at, lambda player, step: step.at > at)


def to_message(number: int) -> JumpTarget:
    """So many messages, as the wire log counts them."""
    return JumpTarget(
        f"message {number:,}",
        lambda player: player.message_count > number,
        lambda player, step: player.message_count >= number,
    )


def to_fraction(fraction: float) -> JumpTarget:
    """A part of the file, from 0 to 1."""

    def wanted_bytes(player: ReplayPlayer) -> float:
        return player.file.size_bytes * fraction

    return JumpTarget(
        f"{fraction:.0%}",
        lambda player: player.passed_bytes > wanted_bytes(player),
        lambda player, step: player.passed_bytes >= wanted_bytes(player),
    )


def to_start() -> JumpTarget:
    """Before the first line."""
    return JumpTarget("the start", lambda player: True, lambda player, step: True)


def to_end() -> JumpTarget:
    """Behind the last line."""
    return JumpTarget("the end", lambda player: False, lambda player, step: False)


class ReplayJump:
    """One jump under way; `model` is what is known at its end."""

    def __init__(self, player: ReplayPlayer, model: Model, target: JumpTarget, new_model: Callable[[], Model]) -> None:
        self.player = player
        self.target = target
        self.is_backwards = target.is_behind(player)
        self.model = new_model() if self.is_backwards else model
        self.is_done = False
        self.is_missed = False
        """The end came before the target."""
        player.going_to = target.words
        if self.is_backwards:
            player.rewind()

    def advance(self, budget_s: float) -> None:
        """Fold for so many seconds, about; sets `is_done` where the target or the end is reached."""
        deadline = perf_counter() + budget_s
        player, model, has_come = self.player, self.model, self.target.has_come
        while perf_counter() < deadline:
            for _ in range(STEPS_BETWEEN_LOOKS):
                step = player.peek()
                if step is None:
                    self.is_missed = not self.target.is_end_welcome
                    self.finish()
                    return
                if has_come(player, step):
                    self.finish()
                    return
                player.take()
                for event in step.events:
                    fold(model, event)

    def finish(self) -> None:
        """Stay here, at the target or where it was broken off."""
        self.is_done = True
        self.player.settle()


def find_text(text: str) -> Callable[[Step], bool]:
    """Whether a step's message has this text, in any case of its letters."""
    wanted = text.casefold().encode("utf-8", "surrogatepass")

    def has_text(step: Step) -> bool:
        return any(wanted in event.record.line.lower() for event in step.events if isinstance(event, Received | Sent))

    return has_text


def to_text(text: str, after: int) -> JumpTarget:
    """Up to and with the next message behind number `after` that has this text."""
    has_text, found = find_text(text), False

    def has_come(player: ReplayPlayer, step: Step) -> bool:
        nonlocal found
        if found:
            return True
        found = player.message_count >= after and has_text(step)
        return False

    return JumpTarget(f"“{text}”", lambda player: False, has_come, is_end_welcome=False)
