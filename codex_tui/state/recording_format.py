"""The recording format, version 1: one JSON object a line, in UTF-8, in the order in which things happened.

    {"codex_tui_recording": 1, "at": T, "program": "codex-tui 0.1.0", "is_redacted": true}     the first line
    {"at": T, "dir": "in", "message": {...}}            a line from the server ("in") or from us ("out"), as it was
    {"at": T, "dir": "in", "text": "...", "fault": F}   a line that is no JSON, and why
    {"at": T, "dir": "in", "base64": "...", "fault": F} a line that is not even UTF-8
    {"at": T, "link": {...}}                            what else is known: one of the names in `EVENT_TYPES`
    {"at": T, "end": true}                              the program was left; without it, it was killed

`T` is Unix seconds. `message` is the last member and holds the line byte for byte, as the wire log keeps it; before it
stand `size` where the line on the wire had another length, and `redacted` where secrets were taken out. Other members
are ignored, and so are other names, so that a later version can add some. A recording may be cut off at any byte: only
its last line suffers.

A line without `at` that is a message of the app-server is taken as one that came in, since a bare `--output-file` is a
recording without times.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from codex_tui.state import redacted
from codex_tui.state.events import (
    AttestationChanged,
    DecisionTaken,
    FaultReported,
    IntentDone,
    LinkChanged,
    PolicyAnswered,
    ReplyFailed,
    ReplyWritten,
    ServerIdentified,
    StateEvent,
    StderrReceived,
)
from codex_tui.state.intents import OpenThread
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.version import VERSION

_INBOUND, _NOTIFICATION = Direction.INBOUND, MessageKind.NOTIFICATION
FORMAT_VERSION = 1
HEADER_NAME = "codex_tui_recording"
MAX_REASON_CHARS = 120
END_OF_TIME = 1e10
"""In Unix seconds, some centuries away: what claims to be later, or before 1970, is damage."""

_DIRECTIONS: Mapping[Any, Direction] = MappingProxyType({"in": Direction.INBOUND, "out": Direction.OUTBOUND})
_DIRECTION_NAMES = MappingProxyType({direction: name for name, direction in _DIRECTIONS.items()})
_MESSAGE = re.compile(
    rb'\{"at":(\d{1,10}(?:\.\d{1,9})?),"dir":"(in|out)",(?:"size":(\d{1,15}),)?("redacted":true,)?"message":(.*)\}',
    re.DOTALL,
)

EVENT_TYPES: Mapping[str, type[Any]] = MappingProxyType(
    {
        "link": LinkChanged,
        "server": ServerIdentified,
        "stderr": StderrReceived,
        "policy": PolicyAnswered,
        "decided": DecisionTaken,
        "replied": ReplyWritten,
        "not_sent": ReplyFailed,
        "attestation": AttestationChanged,
        "notice": FaultReported,
        "opened": OpenThread,
    }
)
"""What stands beside the messages, with the fields of these types; a `key` is [generation, request id]."""
_ADAPTERS: Mapping[str, TypeAdapter[Any]] = MappingProxyType(
    {name: TypeAdapter(kind) for name, kind in EVENT_TYPES.items()}
)
_NAMES = MappingProxyType({kind: name for name, kind in EVENT_TYPES.items()})


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """The first line; `at` is when the recording began, in Unix seconds."""

    version: int
    at: float
    program: str
    is_redacted: bool


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """A line of the wire without its newline; `at` in Unix seconds, None where the file has no times.

    `size_bytes` is that of the line on the wire; `fault` says why it is no message, and is empty where it should be;
    `is_redacted` says that secrets were taken out of it.
    """

    at: float | None
    direction: Direction
    line: bytes
    size_bytes: int
    fault: str = ""
    is_redacted: bool = False


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """Something beside the wire; `at` in Unix seconds."""

    at: float
    event: StateEvent


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """The program was left, and did not die."""

    at: float


@dataclass(frozen=True, slots=True)
class DamagedLine:
    """A line of the file that is no entry, and why."""

    line: bytes
    reason: str


Entry = RecordingHeader | RecordedLine | RecordedEvent | RecordingEnded | DamagedLine


def header_entry(at: float, *, is_redacted: bool) -> bytes:
    """The first line of a recording that begins now."""
    program = f"codex-tui {VERSION}"
    return _entry({HEADER_NAME: FORMAT_VERSION, "at": at, "program": program, "is_redacted": is_redacted})


def end_entry(at: float) -> bytes:
    """The last line of a recording whose program was left."""
    return _entry({"at": at, "end": True})


def message_entry(record: WireRecord) -> bytes:
    """The entry of a line of the wire; runs once for each line, so what most of them are comes first."""
    line = record.line
    is_plain = not record.note and record.size_bytes == len(line)
    if is_plain and record.kind is _NOTIFICATION and record.direction is _INBOUND:
        return b'{"at":%r,"dir":"in","message":%b}\n' % (record.at, line)
    name = _DIRECTION_NAMES[record.direction]
    if record.kind is not MessageKind.MALFORMED or (not record.note and _is_json(line)):
        size = f'"size":{record.size_bytes},' if record.size_bytes != len(line) else ""
        mark = '"redacted":true,' if redacted.is_redacted(record) else ""
        return f'{{"at":{record.at!r},"dir":"{name}",{size}{mark}"message":'.encode() + line + b"}\n"
    facts: dict[str, Any] = {"at": record.at, "dir": name, "size": record.size_bytes}
    try:
        facts["text"] = line.decode()
    except UnicodeDecodeError:
        facts["base64"] = b64encode(line).decode()
    return _entry({**facts, "fault": record.note})


def event_entry(event: StateEvent, at: float) -> bytes | None:
    """The entry of something beside the wire, which happened at `at` unless it says when; None if none is kept."""
    value: Any = event.intent if type(event) is IntentDone else event
    name = _NAMES.get(type(value))
    if name is None:
        return None
    body = _ADAPTERS[name].dump_python(value, mode="json")
    return _entry({"at": body.pop("at", at), name: body})


def parse_entry(line: bytes) -> Entry:
    """One line of a recording, or of a bare `--output-file`, without its newline; never raises."""
    found = _MESSAGE.fullmatch(line)
    if found is not None:
        at, name, size, mark, body = found.groups()
        size_bytes = len(body) if size is None else int(size)
        return RecordedLine(float(at), _DIRECTIONS[name.decode()], body, size_bytes, "", mark is not None)
    try:
        value = from_json(line)
    except ValueError as error:
        return DamagedLine(line, f"it is no JSON: {str(error)[:MAX_REASON_CHARS]}")
    if type(value) is not dict:
        return DamagedLine(line, "it is no JSON object")
    told_at: Any = value.get("at")
    is_timed = type(told_at) in (int, float)
    if is_timed and not is_moment(told_at):
        return DamagedLine(line, "its time cannot be")
    if HEADER_NAME in value:
        return _header(line, value)
    if not is_timed:
        if "method" in value or "result" in value or "error" in value:
            return RecordedLine(None, Direction.INBOUND, line, len(line))
        return DamagedLine(line, "it has no time, and is no message of the app-server either")
    if "dir" in value:
        return _recorded_line(line, value)
    return _event(line, value)


def is_moment(at: float) -> bool:
    """Whether this can be when something was recorded, in Unix seconds; neither infinity nor NaN can."""
    return 0 <= at < END_OF_TIME


def _header(line: bytes, value: dict[str, Any]) -> Entry:
    version, at = value[HEADER_NAME], value.get("at")
    if type(version) is not int or type(at) not in (int, float):
        return DamagedLine(line, "its version or its time is not a number")
    is_redacted = value.get("is_redacted") is not False
    return RecordingHeader(version, float(at or 0), str(value.get("program", "")), is_redacted)


def _recorded_line(line: bytes, value: dict[str, Any]) -> Entry:
    direction = _DIRECTIONS.get(value["dir"]) if type(value["dir"]) is str else None
    if direction is None:
        return DamagedLine(line, "its direction is neither in nor out")
    size, fault = value.get("size"), value.get("fault", "")
    if "message" in value:
        kept = to_json(value["message"])
    elif type(value.get("text")) is str:
        kept = value["text"].encode("utf-8", "surrogatepass")
    else:
        try:
            kept = b64decode(value.get("base64", ""), validate=True)
        except (ValueError, TypeError):
            return DamagedLine(line, "it has no message")
        if "base64" not in value:
            return DamagedLine(line, "it has no message")
    size_bytes = size if type(size) is int and size >= 0 else len(kept)
    told = fault if type(fault) is str else ""
    return RecordedLine(float(value["at"]), direction, kept, size_bytes, told, value.get("redacted") is True)


def _event(line: bytes, value: dict[str, Any]) -> Entry:
    at = float(value["at"])
    if "end" in value:
        return RecordingEnded(at)
    name = next((name for name in value if name in EVENT_TYPES), None)
    if name is None:
        return DamagedLine(line, "nothing of this name is known; a newer codex-tui may know it")
    body = value[name]
    if not isinstance(body, dict):
        return DamagedLine(line, f"its {name} is no object")
    try:
        event = _ADAPTERS[name].validate_python({**body, "at": at} if _has_time(EVENT_TYPES[name]) else body)
    except ValueError:
        return DamagedLine(line, f"its {name} has other fields than it should")
    return RecordedEvent(at, IntentDone(event, event.thread_id) if isinstance(event, OpenThread) else event)


def _has_time(kind: type[Any]) -> bool:
    return "at" in kind.__dataclass_fields__


def _is_json(line: bytes) -> bool:
    try:
        from_json(line)
    except ValueError:
        return False
    return True


def _entry(value: dict[str, Any]) -> bytes:
    return to_json(value) + b"\n"
