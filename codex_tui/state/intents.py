"""What a person can ask of the server, as values: the screen makes them, the worker carries them out.

Each ends in `IntentDone` or `IntentFailed`, in order with everything else that the worker reports.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from codex_tui.protocol.answers import FormAnswer
from codex_tui.protocol.replies import Decision
from codex_tui.state.attestation import AttestationPolicy


@dataclass(frozen=True, slots=True)
class Intent:
    """Something a person asked for."""


@dataclass(frozen=True, slots=True)
class ThreadSettings:
    """Settings of a new thread or of the next turns; None leaves the server's own."""

    model: str | None = None
    model_provider: str | None = None
    cwd: str | None = None
    approval_policy: str | None = None
    sandbox: str | None = None
    effort: str | None = None


@dataclass(frozen=True, slots=True)
class ListThreads(Intent):
    """The first page of threads, or the page after `cursor`."""

    cursor: str | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class OpenThread(Intent):
    """Read a thread and its newest turns, without resuming it."""

    thread_id: str


@dataclass(frozen=True, slots=True)
class DescribeThread(Intent):
    """Learn what a thread is that was only seen by its status, as sub-agents are at first."""

    thread_id: str


@dataclass(frozen=True, slots=True)
class LoadOlderTurns(Intent):
    """The turns before those that are known."""

    thread_id: str
    cursor: str


@dataclass(frozen=True, slots=True)
class StartThread(Intent):
    """A new thread, with an optional name and first message."""

    settings: ThreadSettings = field(default_factory=ThreadSettings)
    text: str = ""
    name: str = ""
    is_background: bool = False


@dataclass(frozen=True, slots=True)
class ResumeThread(Intent):
    """Load a thread in this server, which locks out other programs; `settings` hold from then on."""

    thread_id: str
    settings: ThreadSettings = field(default_factory=ThreadSettings)


@dataclass(frozen=True, slots=True)
class ForkThread(Intent):
    """A copy of a thread."""

    thread_id: str


@dataclass(frozen=True, slots=True)
class SendMessage(Intent):
    """A message to a thread; the thread is resumed first where need be, and a running turn is joined."""

    thread_id: str
    text: str
    turn_id: str | None = None
    settings: ThreadSettings = field(default_factory=ThreadSettings)


@dataclass(frozen=True, slots=True)
class RunShellCommand(Intent):
    """A command of the user's own, run by the server in the thread."""

    thread_id: str
    command: str


@dataclass(frozen=True, slots=True)
class InterruptTurn(Intent):
    """End the running turn."""

    thread_id: str
    turn_id: str


@dataclass(frozen=True, slots=True)
class EndBackgroundCommand(Intent):
    """End a command that outlived its turn."""

    thread_id: str
    process_id: str


@dataclass(frozen=True, slots=True)
class RenameThread(Intent):
    """Give a thread a name."""

    thread_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ArchiveThread(Intent):
    """Put a thread away, or take it back."""

    thread_id: str
    is_archived: bool


@dataclass(frozen=True, slots=True)
class DeleteThread(Intent):
    """Delete a thread for good."""

    thread_id: str


@dataclass(frozen=True, slots=True)
class CompactThread(Intent):
    """Sum up the conversation to make room."""

    thread_id: str


@dataclass(frozen=True, slots=True)
class StartReview(Intent):
    """Review the uncommitted changes of the thread's folder, or what `instructions` say."""

    thread_id: str
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class Decide(Intent):
    """The user's decision on a server request; `message` goes to the agent after a refusal.

    `by` (key or click) and `shown_hash`, the hash of what the person saw, are for the audit trail.
    """

    key: tuple[int, int | str]
    decision: Decision
    message: str = ""
    by: str = "key"
    shown_hash: str = ""


@dataclass(frozen=True, slots=True)
class Answer(Intent):
    """The user's answer to a server request that has a form; `by` and `shown_hash` are as in `Decide`."""

    key: tuple[int, int | str]
    answer: FormAnswer
    by: str = "key"
    shown_hash: str = ""


@dataclass(frozen=True, slots=True)
class FindFiles(Intent):
    """Files under `root` whose names are like `query`, for a mention."""

    query: str
    root: str


@dataclass(frozen=True, slots=True)
class ListModels(Intent):
    """The models that can be chosen."""


@dataclass(frozen=True, slots=True)
class SetAttestationPolicy(Intent):
    """Whether tokens are given from now on; `is_kept` writes it to the config file as well.

    `by` is key, click or command, and `shown_hash` is of what the person saw, empty where that was no card.
    """

    policy: AttestationPolicy
    is_kept: bool = False
    by: str = "command"
    shown_hash: str = ""


@dataclass(frozen=True, slots=True)
class KeepFilter(Intent):
    """Write a filter of the wire log to the config file under a name; None takes it out of there."""

    name: str
    text: str | None


@dataclass(frozen=True, slots=True)
class RestartServer(Intent):
    """End the server where it runs, and start it again."""


@dataclass(frozen=True, slots=True)
class SendRequest(Intent):
    """A request that a person wrote; the result is the id of what was sent, whether its answer is an error or not."""

    method: str
    params: Any = None


@dataclass(frozen=True, slots=True)
class CallMethod(Intent):
    """Any request, as it is."""

    method: str
    params: Any = None
