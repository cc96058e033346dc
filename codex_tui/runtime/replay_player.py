"""Plays a recording to the screen in the place of a worker: the same events, in time, and nothing is ever sent.

    playing    each line is handed over when its time has come, at so many times the recorded speed
    paused     nothing is handed over but what is stepped through
    going      a `ReplayJump` folds what lies between; nothing is handed over meanwhile

The recorded time goes on while it plays, stands while it is paused, and waits at the end of the file for more where the
file is followed.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from codex_tui.runtime.replay_events import Step, StepReader, time_told_by
from codex_tui.runtime.replay_file import FileLine, ReplayFile
from codex_tui.state.events import IntentDone, IntentFailed, ReplyFailed, RequestKey, StateEvent
from codex_tui.state.intents import (
    Answer,
    Decide,
    DescribeThread,
    Intent,
    KeepFilter,
    ListThreads,
    LoadOlderTurns,
    OpenThread,
)
from codex_tui.state.recording_format import RecordedLine, is_moment, parse_entry
from codex_tui.state.replay import ReplayStatus

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)
EDGE_BYTES = 64 * 1024
"""Of the file's beginning and end, where its times are looked for when it is opened."""
NOT_SENT = "this is a replay, and there is no server"
READING_INTENTS = (DescribeThread, ListThreads, LoadOlderTurns, OpenThread)
"""What the screen asks for by itself; all that can be known is in the recording."""


class ReplayPlayer:
    """A backend for the screen; belongs to the screen's thread."""

    def __init__(
        self,
        file: ReplayFile,
        *,
        speed: float = 1.0,
        is_following: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.file = file
        self.speed = speed
        self.is_following = is_following
        self.is_paused = False
        self.going_to = ""
        self._monotonic = monotonic
        self._wake: Callable[[], None] = lambda: None
        self._outcomes: deque[StateEvent] = deque()
        self._started_at, self._has_times = _first_time(file)
        self._ended_at = _last_time(file) if self._has_times else None
        self.message_count = 0
        self.damage_count = 0
        self.first_damage = ""
        self.rewind()

    # The screen's backend.

    def submit(self, intent: Intent) -> None:
        """Nothing can be asked of a recording; what the screen asks by itself has already been answered."""
        if isinstance(intent, Decide | Answer):
            self._outcomes.append(ReplyFailed(self._at, RequestKey(*intent.key), NOT_SENT, may_retry=True))
        elif isinstance(intent, READING_INTENTS):
            self._outcomes.append(IntentDone(intent))
        elif isinstance(intent, KeepFilter):
            self._outcomes.append(IntentFailed(intent, "It counts for this replay only: a replay writes no settings."))
        else:
            self._outcomes.append(IntentFailed(intent, f"Not done: {NOT_SENT}."))
        self._wake()

    def set_wake(self, wake: Callable[[], None]) -> None:
        """Have `wake` called when there is something to drain."""
        self._wake = wake
        wake()

    def drain(self, limit: int) -> list[StateEvent]:
        """What is due now, at most about `limit` events; a step is never handed over in parts."""
        taken: list[StateEvent] = []
        while self._outcomes and len(taken) < limit:
            taken.append(self._outcomes.popleft())
        while len(taken) < limit and not self.going_to and self.has_due():
            step = self.take()
            if step is None:
                break
            taken += step.events
        return taken

    def tick(self) -> None:
        """Time has passed: wake the screen if something is due."""
        if not self.going_to and (self._outcomes or self.has_due()):
            self._wake()

    def has_due(self) -> bool:
        """Whether a step is to be handed over now."""
        if self.is_paused:
            return self.message_count < self._wanted_count and self.peek() is not None
        step = self.peek()
        if step is None:
            self._is_waiting_for_more = True
            return False
        if self._is_waiting_for_more:
            # What is written now is shown now; the pause before it has been waited for already.
            self._is_waiting_for_more = False
            self._at = step.at
            self._anchor()
        return not self.speed or step.at <= self._anchor_at + (self._monotonic() - self._anchor_monotonic) * self.speed

    # What a person does with it.

    @property
    def status(self) -> ReplayStatus:
        """Where it stands now."""
        is_at_end = self._is_exhausted
        header = self._reader.header
        return ReplayStatus(
            name=self.file.path.name,
            at=self.now(),
            started_at=self._started_at,
            ended_at=self._ended_at,
            fraction=self.fraction,
            message_count=self.message_count,
            speed=self.speed,
            is_paused=self.is_paused,
            is_at_end=is_at_end,
            is_following=self.is_following,
            is_empty=self.file.size_bytes == 0,
            is_redacted=header is None or header.is_redacted,
            is_cut_off=is_at_end and header is not None and not self._reader.is_ended,
            damage_count=self.damage_count,
            first_damage=self.first_damage,
            going_to=self.going_to,
        )

    def now(self) -> float:
        """The recorded time, in Unix seconds."""
        if self.is_paused or self.going_to or not self.speed or self._is_waiting_for_more:
            return self._at
        due_at = self._anchor_at + (self._monotonic() - self._anchor_monotonic) * self.speed
        return due_at if self._ahead is None else min(due_at, max(self._at, self._ahead.at))

    @property
    def fraction(self) -> float:
        """How much of the file lies behind, from 0 to 1."""
        size_bytes = self.file.size_bytes
        if self._is_exhausted:
            return 1.0
        return min(1.0, self.passed_bytes / size_bytes) if size_bytes else 1.0

    @property
    def passed_bytes(self) -> int:
        """How much of the file on the disk lies behind; of a compressed one only about."""
        if self.file.is_compressed:
            return self.file.position_bytes
        return self.next_offset

    @property
    def next_offset(self) -> int:
        """Where the next line begins, in uncompressed bytes."""
        if self._ahead is not None:
            return self._ahead.line.offset
        return self._lines[0].offset if self._lines else self.file.next_offset

    def set_paused(self, is_paused: bool) -> None:
        """Pause, or go on from here."""
        self._at = self.now()
        self.is_paused = is_paused
        self._anchor()
        self.tick()

    def set_speed(self, speed: float) -> None:
        """Go on at another speed, in recorded seconds a second; 0 is at once."""
        self._at = self.now()
        self.speed = speed
        self._anchor()
        self.tick()

    def change_speed(self, step: int) -> None:
        """The next speed up (1) or down (-1) of those on the ladder."""
        if step > 0:
            self.set_speed(next((speed for speed in SPEEDS if speed > self.speed), SPEEDS[-1]))
        else:
            self.set_speed(next((speed for speed in reversed(SPEEDS) if speed < self.speed), SPEEDS[0]))

    def step(self) -> None:
        """Pause, and hand over what lies up to the next message, and that."""
        self.set_paused(True)
        self._wanted_count = self.message_count + 1
        self._wake()

    # What is read.

    def rewind(self) -> None:
        """Stand before the first line; what has been folded is to be forgotten."""
        self.file.rewind()
        self._reader = StepReader(self._started_at, has_times=self._has_times)
        self._lines: deque[FileLine] = deque()
        self._ahead: Step | None = None
        self._is_waiting_for_more = False
        self._at = self._started_at
        self._wanted_count = 0
        self.message_count = 0
        self.damage_count = 0
        self.first_damage = ""
        self._anchor()

    def peek(self) -> Step | None:
        """The step that comes next; None at the end of what there is."""
        while self._ahead is None:
            if not self._has_lines():
                return None
            self._ahead = self._reader.step_for(self._lines.popleft())
        return self._ahead

    def peek_line(self) -> bytes | None:
        """The line that comes next, where it is whole, was not looked at, and is this program's; else None."""
        if self._ahead is not None or self._reader.header is None or not self._has_lines():
            return None
        line = self._lines[0]
        return None if line.fault else line.data

    def pass_line(self, at: float) -> float:
        """Go past the line that was looked at, a message of this time; the time that counts for it."""
        self._lines.popleft()
        self.message_count += 1
        self._at = self._reader.move_to(at)
        return self._at

    def _has_lines(self) -> bool:
        while not self._lines:
            self._lines.extend(self.file.read(is_complete=not self.is_following))
            if not self._lines and self.file.is_at_end:
                return False
        return True

    def take(self) -> Step | None:
        """Go one step on; None at the end of what there is."""
        step = self.peek()
        if step is None:
            return None
        self._ahead = None
        self._at = step.at
        self.message_count += step.is_message
        if step.damage:
            self.damage_count += 1
            self.first_damage = self.first_damage or step.damage
        return step

    def settle(self) -> None:
        """A jump has ended here: time goes on from here."""
        self.going_to = ""
        self._wanted_count = 0
        self._anchor()
        self.tick()

    @property
    def _is_exhausted(self) -> bool:
        return self._ahead is None and not self._lines and self.file.is_at_end

    def _anchor(self) -> None:
        self._anchor_at, self._anchor_monotonic = self._at, self._monotonic()


def _first_time(file: ReplayFile) -> tuple[float, bool]:
    """When the recording begins, and whether it says so; else the file's own time stands for it."""
    for line in file.head(EDGE_BYTES).split(b"\n"):
        at = _time_in(line)
        if at is not None:
            return at, True
    return file.changed_at if is_moment(file.changed_at) else 0.0, False


def _last_time(file: ReplayFile) -> float | None:
    for line in reversed(file.tail(EDGE_BYTES).split(b"\n")):
        at = _time_in(line)
        if at is not None:
            return at
    return None


def _time_in(line: bytes) -> float | None:
    entry = parse_entry(line)
    return time_told_by(entry) if isinstance(entry, RecordedLine) else getattr(entry, "at", None)
