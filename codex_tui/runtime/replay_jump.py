"""Goes to another place of a recording at full speed, in slices, so that keys are heard meanwhile.

Forwards what lies between is folded into the model that is there; backwards a new model begins at the first line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import perf_counter

from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.runtime.replay_skim import DeltaSkimmer
from codex_tui.state.events import Received, Sent, StateEvent
from codex_tui.state.fold import fold
from codex_tui.state.model import Model
from codex_tui.state.wire_log import WireRecord

STEPS_BETWEEN_LOOKS = 64


@dataclass(frozen=True, slots=True)
class JumpTarget:
    """Where to go, in one of several ways; `words` name it.

    Everything up to the moment `at`, in Unix seconds; so many messages; so much of the file, from 0 to 1; or up to and
    with the next message that has the `text`, in small letters.
    """

    words: str
    at: float = inf
    message_count: float = inf
    fraction: float | None = None
    text: bytes = b""


def to_time(at: float) -> JumpTarget:
    """Everything up to this moment, in Unix seconds."""
    return JumpTarget("a time", at=at)


def to_message(number: int) -> JumpTarget:
    """So many messages, as the wire log counts them."""
    return JumpTarget(f"message {number:,}", message_count=number)


def to_fraction(fraction: float) -> JumpTarget:
    """A part of the file, from 0 to 1."""
    return JumpTarget(f"{fraction:.0%}", fraction=fraction)


def to_start() -> JumpTarget:
    """Before the first line."""
    return JumpTarget("the start", message_count=-1)


def to_end() -> JumpTarget:
    """Behind the last line."""
    return JumpTarget("the end")


def to_text(text: str) -> JumpTarget:
    """Up to and with the next message that has this text, whatever the case of its letters."""
    return JumpTarget(f"“{text}”", text=text.encode("utf-8", "surrogatepass").lower())


class ReplayJump:
    """One jump under way; `model` is what is known at its end."""

    def __init__(self, player: ReplayPlayer, model: Model, target: JumpTarget, new_model: Callable[[], Model]) -> None:
        self.player = player
        self.target = target
        self._wanted_bytes = inf if target.fraction is None else target.fraction * player.file.size_bytes
        self.is_backwards = (
            player.now() > target.at
            or player.message_count > target.message_count
            or player.passed_bytes > self._wanted_bytes
        )
        self.model = new_model() if self.is_backwards else model
        self.is_done = False
        self.is_missed = False
        """The end came before the text that was looked for."""
        self._skimmer = DeltaSkimmer(self.model)
        self._is_found = False
        player.going_to = target.words
        if self.is_backwards:
            player.rewind()

    def advance(self, budget_s: float) -> None:
        """Fold for so many seconds, about; sets `is_done` where the target or the end is reached."""
        deadline = perf_counter() + budget_s
        while not self.is_done and perf_counter() < deadline:
            for _ in range(STEPS_BETWEEN_LOOKS):
                if not self._go_on():
                    self.finish()
                    break

    def finish(self) -> None:
        """Stay here, at the target or where it was broken off."""
        self.is_done = True
        self._skimmer.fold_waiting()
        self.player.settle()

    def _go_on(self) -> bool:
        """One line further; False where it ends here."""
        player = self.player
        line = player.peek_line()
        delta = self._skimmer.record_in(line) if line is not None else None
        if delta is not None:
            if self._has_come(delta.at):
                return False
            delta.at = player.pass_line(delta.at)
            self._skimmer.take(delta)
            self._look_for_text(delta)
            return True
        step = player.peek()
        if step is None:
            self.is_missed = bool(self.target.text) and not self._is_found
            return False
        if self._has_come(step.at):
            return False
        player.take()
        for event in step.events:
            self._fold(event)
        return True

    def _has_come(self, next_at: float) -> bool:
        """Whether what comes next lies behind the target."""
        player, target = self.player, self.target
        return (
            self._is_found
            or next_at > target.at
            or player.message_count >= target.message_count
            or player.passed_bytes >= self._wanted_bytes
        )

    def _fold(self, event: StateEvent) -> None:
        if isinstance(event, Received | Sent):
            record = event.record
            self._skimmer.before(record)
            self._look_for_text(record)
        fold(self.model, event)

    def _look_for_text(self, record: WireRecord) -> None:
        if self.target.text and self.target.text in record.line.lower():
            self._is_found = True
