"""From the lines of a recording to the events that a worker would have reported, so that a replay folds the same.

Three kinds of files are read alike: a recording of this program, one of another hand in the same format without what
stands beside the messages, and the bare lines of a server, whose answers must be told apart by their looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from codex_tui.runtime.binary import version_from
from codex_tui.runtime.records import inbound_record, subject_of
from codex_tui.runtime.replay_file import FileLine
from codex_tui.state.events import (
    FaultReported,
    LinkChanged,
    LinkState,
    Received,
    Sent,
    ServerIdentified,
    StateEvent,
)
from codex_tui.state.recording_format import (
    FORMAT_VERSION,
    DamagedLine,
    RecordedEvent,
    RecordedLine,
    RecordingEnded,
    RecordingHeader,
    is_moment,
    parse_entry,
)
from codex_tui.state.redacted import noted_as_redacted
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.wire.connection import Connection, Event, MalformedReceived, ResponseReceived
from codex_tui.wire.envelope import (
    Envelope,
    ErrorResponse,
    Malformed,
    Notification,
    Request,
    RequestId,
    Response,
    parse_line,
)

UNTIMED_STEP_S = 0.02
"""Between two lines of a file without times."""
_EMITTED_AT = re.compile(rb'"emittedAtMs":(\d{10,16})\}\Z')


@dataclass(frozen=True, slots=True)
class Step:
    """What one line of a recording leads to, at `at` (Unix seconds, never less than before); `damage` says what was
    wrong with it. A step that `is_message` adds one message to the wire log."""

    at: float
    events: list[StateEvent]
    line: FileLine
    is_message: bool = False
    damage: str = ""


class StepReader:
    """Makes steps of lines, in order; belongs to one pass over a file."""

    def __init__(self, started_at: float, *, has_times: bool) -> None:
        """The recording began at `started_at`; without times its lines follow one another at a steady pace."""
        self.header: RecordingHeader | None = None
        self.is_ended = False
        self.generation = 0
        self._at = started_at
        self._has_times = has_times
        self._has_links = False
        self._connection = Connection()
        self._asked: dict[RequestId, Any] = {}

    def step_for(self, line: FileLine) -> Step | None:
        """The step of a line; None for a blank one."""
        if line.fault:
            return self._damaged(line, line.fault)
        if not line.data.strip():
            return None
        entry = parse_entry(line.data)
        match entry:
            case RecordedLine():
                return self._message(line, entry)
            case RecordedEvent(at, event):
                self.move_to(at)
                self._note_link(event)
                return Step(self._at, [event], line)
            case RecordingHeader():
                return self._begin(line, entry)
            case RecordingEnded(at):
                self.move_to(at)
                self.is_ended = True
                return Step(self._at, [], line)
            case DamagedLine(_, reason):
                return self._damaged(line, reason)

    def _begin(self, line: FileLine, header: RecordingHeader) -> Step:
        self.header = header
        self.move_to(header.at)
        events: list[StateEvent] = []
        if header.version > FORMAT_VERSION:
            told = f"This recording is of version {header.version}, and {FORMAT_VERSION} is the newest known here."
            events.append(FaultReported(f"{told} What is not known of it is left out."))
        return Step(self._at, events, line)

    def _message(self, line: FileLine, recorded: RecordedLine) -> Step:
        self.move_to(time_told_by(recorded))
        if recorded.direction is Direction.OUTBOUND:
            envelope = parse_line(recorded.line)
            if isinstance(envelope, Malformed) and _is_broken(envelope.reason, recorded):
                return self._damaged(line, envelope.reason)
            events: list[StateEvent] = [self._sent(recorded, envelope)]
        elif recorded.fault:
            malformed = MalformedReceived(recorded.line, recorded.fault, recorded.size_bytes)
            events = [self._received(malformed, recorded)]
        else:
            self._expect_answer(recorded.line)
            found = list(self._connection.receive(recorded.line + b"\n"))
            for event in found:
                if isinstance(event, MalformedReceived) and _is_broken(event.reason, recorded):
                    return self._damaged(line, event.reason)
            events = [each for event in found for each in self._told_by(event, recorded)]
        return Step(self._at, events, line, is_message=True)

    def _damaged(self, line: FileLine, reason: str) -> Step:
        damage = f"line {line.number:,} of the recording is damaged: {reason}"
        event = MalformedReceived(line.data, damage, len(line.data))
        return Step(self._at, [self._received(event)], line, is_message=True, damage=damage)

    def _received(self, event: Event, recorded: RecordedLine | None = None) -> Received:
        """What a recording has of a line was redacted when it was recorded, or was not to be."""
        asked = self._asked.pop(event.id, None) if isinstance(event, ResponseReceived) else None
        record = inbound_record(event, self._at, is_redacting=self.header is None)
        if recorded is not None:
            record.size_bytes = recorded.size_bytes
            if recorded.is_redacted:
                record.note = noted_as_redacted(record.note)
        return Received(record, event, max(1, self.generation), asked)

    def _told_by(self, event: Event, recorded: RecordedLine) -> list[StateEvent]:
        """The event, and what the worker made of it where the file does not say that."""
        before: list[StateEvent] = []
        if self._has_links:
            pass
        elif isinstance(event, ResponseReceived) and event.method == "initialize" and isinstance(event.result, dict):
            before = self._restarted(event.result)
        elif self.generation == 0:
            self.generation = 1
            before = [LinkChanged(self._at, LinkState.READY, 1)]
        return [*before, self._received(event, recorded)]

    def _restarted(self, result: dict[str, Any]) -> list[StateEvent]:
        lost = [LinkChanged(self._at, LinkState.LOST, self.generation)] if self.generation else []
        self.generation += 1
        user_agent, home = str(result.get("userAgent", "")), str(result.get("codexHome", ""))
        identified = ServerIdentified(self.generation, user_agent, version_from(user_agent), home, "")
        return [*lost, LinkChanged(self._at, LinkState.READY, self.generation), identified]

    def _sent(self, recorded: RecordedLine, envelope: Envelope) -> Sent:
        """What we wrote, as it was kept; our requests await an answer, and the server's have theirs."""
        method, params = "", None
        request_id: RequestId | None = None
        kind = MessageKind.MALFORMED
        match envelope:
            case Request(asked_id, method, params):
                kind, request_id = MessageKind.REQUEST, asked_id
                self._connection.expect(asked_id, method)
                self._asked[asked_id] = params
            case Notification(method, params):
                kind = MessageKind.NOTIFICATION
            case Response(answered_id):
                kind, request_id, method = MessageKind.RESULT, answered_id, self._answered(answered_id)
            case ErrorResponse(int() | str() as refused_id):
                kind, request_id, method = MessageKind.ERROR, refused_id, self._answered(refused_id)
        record = WireRecord(
            self._at,
            Direction.OUTBOUND,
            kind,
            method,
            request_id,
            *subject_of(params),
            recorded.line,
            recorded.size_bytes,
            note=noted_as_redacted(recorded.fault) if recorded.is_redacted else recorded.fault,
        )
        return Sent(record)

    def _answered(self, request_id: RequestId) -> str:
        method = self._connection.unanswered.get(request_id, "")
        self._connection.withdraw(request_id)
        return method

    def _expect_answer(self, line: bytes) -> None:
        """Where the file does not have the request, what an answer looks like says what it was about."""
        if b'"method"' in line[:64]:
            return
        envelope = parse_line(line)
        if isinstance(envelope, Response) and envelope.id not in self._connection.awaiting:
            self._connection.expect(envelope.id, method_by_looks(envelope.result))
        elif isinstance(envelope, ErrorResponse) and envelope.id is not None:
            if envelope.id not in self._connection.awaiting:
                self._connection.expect(envelope.id, "")

    def _note_link(self, event: StateEvent) -> None:
        """Ids start again with each server."""
        if isinstance(event, LinkChanged):
            self._has_links = True
            if event.generation > self.generation:
                self.generation = event.generation
                self._connection = Connection()
                self._asked.clear()

    def move_to(self, at: float | None) -> float:
        """Something happened at a time, or after what was before; a clock that was set back turns nothing around."""
        if at is not None:
            self._at = max(self._at, at)
        elif not self._has_times:
            self._at += UNTIMED_STEP_S
        return self._at


def _is_broken(reason: str, recorded: RecordedLine) -> bool:
    """What stands in a recording as a message was one when it was written."""
    return recorded.at is not None and not recorded.fault and reason.startswith("not JSON")


def time_told_by(recorded: RecordedLine) -> float | None:
    """When a line came: what the recording says, else the server's own word for it; None where neither does."""
    if recorded.at is not None:
        return recorded.at
    told = _EMITTED_AT.search(recorded.line)
    at = int(told[1]) / 1000 if told is not None else None
    return at if at is not None and is_moment(at) else None


def method_by_looks(result: Any) -> str:
    """The method that a result without its request answers, as far as its members tell; empty where they do not."""
    if not isinstance(result, dict):
        return ""
    if "userAgent" in result:
        return "initialize"
    if isinstance(result.get("thread"), dict):
        return "thread/resume" if "model" in result else "thread/read"
    rows = result.get("data")
    if isinstance(rows, list) and rows and isinstance(rows[0], dict) and "preview" in rows[0]:
        return "thread/list"
    if "rateLimits" in result:
        return "account/rateLimits/read"
    return ""
