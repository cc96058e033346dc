"""Everything that `fold` accepts: what came over the wire, and what the worker says about the link and its own acts.

The worker makes these values and never touches the model; the thread that owns the model folds them in order.
Times are Unix seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from codex_tui.protocol.answers import FormAnswer
from codex_tui.protocol.replies import Decision
from codex_tui.state.attestation import AttestationStatus
from codex_tui.state.intents import Intent
from codex_tui.state.wire_log import WireRecord
from codex_tui.wire.connection import Event
from codex_tui.wire.envelope import RequestId


class RequestKey(NamedTuple):
    """Names one server request for ever: ids start again at 0 with each process, generations do not."""

    generation: int
    id: RequestId


class LinkState(StrEnum):
    """The process and its connection, as the user sees them."""

    STARTING = "starting"
    READY = "ready"
    LOST = "lost"
    RESTARTING = "restarting"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class OutputReceived:
    """Bytes of the server's output as they came, lines whole or not; only where they are asked for."""

    chunk: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """A line from the server; `asked` are the parameters of our request that a response answers."""

    record: WireRecord
    event: Event
    generation: int
    asked: Any = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A line that we wrote."""

    record: WireRecord


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The link changed; `detail` says why in one sentence."""

    at: float
    state: LinkState
    generation: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ServerIdentified:
    """`initialize` was answered."""

    generation: int
    user_agent: str
    version: str
    codex_home: str
    binary: str


@dataclass(frozen=True, slots=True)
class StderrReceived:
    """Lines of the server's standard error."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyAnswered:
    """A server request was answered without a person; `by` names the policy, `outcome` says what went out."""

    at: float
    key: RequestKey
    by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class DecisionTaken:
    """A person decided or answered a server request; `by` is key, click, or what else a person does it with.

    The screen knows it already, a recording does not. Of an answer it has which kind it is and what was granted, and
    nothing that was typed.
    """

    at: float
    key: RequestKey
    by: str
    decision: Decision | None = None
    answer: FormAnswer | None = None


@dataclass(frozen=True, slots=True)
class ReplyWritten:
    """The reply to a server request has left."""

    at: float
    key: RequestKey


@dataclass(frozen=True, slots=True)
class ReplyFailed:
    """The reply to a server request could not leave; it is not answered.

    `may_retry` says that the request is open as before, and can be decided once the reason is mended.
    """

    at: float
    key: RequestKey
    reason: str
    may_retry: bool = False


@dataclass(frozen=True, slots=True)
class AttestationChanged:
    """The server asked to attest, or the policy changed."""

    at: float
    status: AttestationStatus


@dataclass(frozen=True, slots=True)
class IntentDone:
    """What the user asked for has happened; `thread_id` is the thread it made or touched."""

    intent: Intent
    thread_id: str | None = None
    result: Any = None


@dataclass(frozen=True, slots=True)
class IntentFailed:
    """What the user asked for has not happened, and why."""

    intent: Intent
    reason: str


@dataclass(frozen=True, slots=True)
class FaultReported:
    """Something beside the session failed, such as writing `--output-file`, or a fault of our own; it goes on."""

    reason: str


StateEvent = (
    OutputReceived
    | Received
    | Sent
    | LinkChanged
    | ServerIdentified
    | StderrReceived
    | PolicyAnswered
    | DecisionTaken
    | ReplyWritten
    | ReplyFailed
    | AttestationChanged
    | IntentDone
    | IntentFailed
    | FaultReported
)
