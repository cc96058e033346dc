"""What `fold` says has changed; values that can be merged by equality and handed to the screen in batches."""

from __future__ import annotations

from dataclasses import dataclass

from codex_tui.state.events import RequestKey


@dataclass(frozen=True, slots=True)
class LinkStatusChanged:
    """The link, the server's identity or its account changed."""


@dataclass(frozen=True, slots=True)
class ThreadsChanged:
    """A thread came, went or changed."""


@dataclass(frozen=True, slots=True)
class TimelineChanged:
    """Entries of a thread's timeline came or changed."""

    thread_id: str


@dataclass(frozen=True, slots=True)
class InboxChanged:
    """An inbox entry came or changed its state."""

    key: RequestKey


@dataclass(frozen=True, slots=True)
class WireLogGrew:
    """There are new wire records."""


@dataclass(frozen=True, slots=True)
class NoticeRaised:
    """Something to tell the user that belongs to no thread; `level` is information, warning or error."""

    level: str
    text: str


Change = LinkStatusChanged | ThreadsChanged | TimelineChanged | InboxChanged | WireLogGrew | NoticeRaised
