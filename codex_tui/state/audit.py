"""What the audit trail says of one server request and its outcome, as a value and as a line of JSON.

A line never holds a token, an answer or the text of a command: `shown` is a hash of what the person saw, and the ids of
thread, turn and item say where the rest is.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from codex_tui.protocol.replies import Decision, DecisionKind, outlives_once
from codex_tui.protocol.requests import ServerRequest

MAX_VALUE_CHARS = 200
"""Ids and method names come from the server; a longer one is cut."""

NOT_SENT = "not sent"
RESOLVED_ELSEWHERE = "resolved elsewhere"
WITHDRAWN = "withdrawn"
LOST = "lost"
WITH_MESSAGE = " with message"

BY_SERVER = "server cleanup"
BY_OTHER_CLIENT = "other client"
BY_AUTO_APPROVE = "--auto-approve"

ONCE = "once"
FOR_THE_TURN = "turn"
FOR_THE_SESSION = "session"
FOR_EVER = "for ever"

_SCOPES = {
    "accept": ONCE,
    "acceptForSession": FOR_THE_SESSION,
    "acceptAlways": FOR_EVER,
    "acceptWithExecpolicyAmendment": FOR_EVER,
    "applyNetworkPolicyAmendment": FOR_EVER,
    "decline": ONCE,
    "cancel": ONCE,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided and by whom: `who` is key, click, --auto-approve or `policy: NAME`.

    `scope` is once, turn, session, for ever or unknown, and empty where nothing was decided here; `shown` is the hash
    of what the person saw, empty where nobody saw it.
    """

    decision: str
    scope: str
    who: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One outcome; `at` in Unix seconds, `request` as `process/generation:id` with the id as in JSON."""

    at: float
    server: str
    thread: str
    turn: str
    item: str
    request: str
    kind: str
    method: str
    shown: str
    decision: str
    scope: str
    who: str
    latency_ms: float

    def to_json(self) -> str:
        """One line, plain ASCII, without its newline."""
        values: dict[str, Any] = asdict(self)
        del values["at"]
        bounded = {name: value[:MAX_VALUE_CHARS] if isinstance(value, str) else value for name, value in values.items()}
        time = datetime.fromtimestamp(self.at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return json.dumps({"time": time, **bounded, "latency_ms": round(self.latency_ms, 1)})


def parse_line(line: bytes) -> AuditLine | None:
    """Read a line of the file again; None where it is none of ours."""
    try:
        values = json.loads(line)
        at = datetime.fromisoformat(values.pop("time")).timestamp()
        latency_ms = float(values.pop("latency_ms"))
        texts = {field.name: values[field.name] for field in fields(AuditLine) if field.name not in _NO_TEXTS}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
        return None
    if not all(isinstance(text, str) for text in texts.values()):
        return None
    return AuditLine(at=at, latency_ms=latency_ms, **texts)


def verdict_of(
    decision: Decision, request: ServerRequest, who: str, shown: str = "", *, has_message: bool = False
) -> Verdict:
    """How a decision goes on record: its name on the wire, what a rule does, and whether words for the agent follow."""
    word = decision.kind.value
    if decision.kind is DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT:
        word += " deny" if decision.denies_for_good else " allow"
    elif decision.kind is DecisionKind.OTHER:
        word += f" {_name_of(decision.wire)}"
    return Verdict(word + (WITH_MESSAGE if has_message else ""), scope_of(decision, request), who, shown)


def scope_of(decision: Decision, request: ServerRequest) -> str:
    """For how long a decision holds; that of a kind which is not known is not known either."""
    scope = _SCOPES.get(decision.kind.value, "unknown")
    return FOR_THE_SESSION if scope == ONCE and outlives_once(decision, request) else scope


def _name_of(wire: Any) -> str:
    """What the server calls a decision of a kind that is not known."""
    if isinstance(wire, dict):
        return ", ".join(map(str, wire))
    return str(wire)


_NO_TEXTS = frozenset({"at", "latency_ms"})
