"""All that is known, in one value that one thread owns; only `fold` changes it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from codex_tui.protocol.model_list import ModelOffer
from codex_tui.protocol.threads import RateLimits
from codex_tui.state.attestation import AttestationStatus
from codex_tui.state.events import LinkState
from codex_tui.state.inbox import Inbox
from codex_tui.state.threads import ThreadStore
from codex_tui.state.timeline import Timeline
from codex_tui.state.unanswered import Unanswered
from codex_tui.state.wire_log import WireLog
from codex_tui.state.wire_marks import WireMarks
from codex_tui.state.wire_stats import WireStats

MAX_STDERR_LINES = 2_000


@dataclass(slots=True)
class Link:
    """The process and its connection; `generation` counts the processes."""

    state: LinkState = LinkState.STARTING
    detail: str = ""
    generation: int = 0
    version: str = ""
    user_agent: str = ""
    codex_home: str = ""
    binary: str = ""
    missing_methods: frozenset[str] = frozenset()
    """What this server is known not to have."""


@dataclass(slots=True)
class Account:
    """Who pays, and how much is left; `label` is empty until the server said."""

    label: str = ""
    rate_limits: RateLimits | None = None


@dataclass(slots=True)
class Model:
    """The stores."""

    link: Link = field(default_factory=Link)
    account: Account = field(default_factory=Account)
    models: tuple[ModelOffer, ...] = ()
    """What the server offers; empty until it was asked."""
    threads: ThreadStore = field(default_factory=ThreadStore)
    timelines: dict[str, Timeline] = field(default_factory=dict)
    inbox: Inbox = field(default_factory=Inbox)
    attestation: AttestationStatus = field(default_factory=AttestationStatus)
    wire_log: WireLog = field(default_factory=WireLog)
    wire_stats: WireStats = field(default_factory=WireStats)
    wire_marks: WireMarks = field(default_factory=WireMarks)
    unanswered: Unanswered = field(init=False)
    stderr: deque[str] = field(default_factory=lambda: deque(maxlen=MAX_STDERR_LINES))
    unknown_count: int = 0

    def __post_init__(self) -> None:
        self.unanswered = Unanswered(self.wire_log)

    def timeline(self, thread_id: str) -> Timeline:
        """The timeline of a thread, made at first sight."""
        known = self.timelines.get(thread_id)
        if known is None:
            known = self.timelines[thread_id] = Timeline(thread_id)
        return known
