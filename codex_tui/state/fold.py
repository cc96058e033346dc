"""`fold(model, event)`: the one place where what is known changes, and what changed comes back.

Each event type has one handler; wire events go on to `fold_notification`, `fold_response` or the inbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from codex_tui.protocol.requests import RequestKind, parse_request
from codex_tui.protocol.versions import missing_methods, says_unknown_method
from codex_tui.state.changes import (
    Change,
    InboxChanged,
    LinkStatusChanged,
    NoticeRaised,
    ThreadsChanged,
    TimelineChanged,
    WireLogGrew,
)
from codex_tui.state.events import (
    AttestationChanged,
    DecisionTaken,
    FaultReported,
    IntentDone,
    LinkChanged,
    LinkState,
    PolicyAnswered,
    Received,
    ReplyFailed,
    ReplyWritten,
    RequestKey,
    Sent,
    ServerIdentified,
    StateEvent,
    StderrReceived,
)
from codex_tui.state.fold_notifications import fold_notification
from codex_tui.state.fold_responses import fold_response
from codex_tui.state.inbox import ATTESTATION_KEY
from codex_tui.state.intents import OpenThread
from codex_tui.state.model import Model
from codex_tui.state.pending import recount_pending
from codex_tui.wire.connection import NotificationReceived, RequestReceived, ResponseReceived


def fold(model: Model, event: StateEvent) -> list[Change]:
    """Take one event into the model and say what changed."""
    if type(event) is Received:
        changes = _fold_received(model, event)
    else:
        handler = _HANDLERS.get(type(event))
        changes = list(handler(model, event)) if handler is not None else []
    if any(type(change) is ThreadsChanged for change in changes):
        model.threads.touch()
    return changes


def fold_all(model: Model, events: Iterable[StateEvent]) -> list[Change]:
    """Take many events, and give each change once, in the order of first sight."""
    changes: dict[Change, None] = {}
    for event in events:
        changes.update(dict.fromkeys(fold(model, event)))
    return list(changes)


def _fold_received(model: Model, received: Received) -> list[Change]:
    """The raw line enters the log before anything can fail on it."""
    model.wire_log.append(received.record)
    model.wire_stats.add(received.record)
    changes: list[Change] = [WireLogGrew()]
    event, at = received.event, received.record.at
    if type(event) is NotificationReceived:
        changes += fold_notification(model, event, received.generation, at)
    elif type(event) is RequestReceived:
        changes += _fold_request(model, event, received.generation, at)
    elif type(event) is ResponseReceived and event.error is None:
        changes += fold_response(model, event, received.asked, at)
    elif type(event) is ResponseReceived and event.error is not None:
        changes += _fold_refusal(model, event.method, event.error.message)
    return changes


def _fold_refusal(model: Model, method: str, message: str) -> Iterable[Change]:
    """What the server does not have is not offered again."""
    if says_unknown_method(method, message):
        model.link.missing_methods |= {method}
        yield LinkStatusChanged()


def _fold_request(model: Model, event: RequestReceived, generation: int, at: float) -> Iterable[Change]:
    key = RequestKey(generation, event.id)
    kind, request = parse_request(event.method, event.params)
    if kind is RequestKind.ATTESTATION:
        # All of them share one card; see `_fold_attestation`.
        return
    entry = model.inbox.add(key, event.method, kind, request, at)
    yield InboxChanged(key)
    if entry.thread_id:
        model.threads.seen(entry.thread_id, at)
        recount_pending(model, entry.thread_id)
        yield ThreadsChanged()
        yield TimelineChanged(entry.thread_id)


def _fold_sent(model: Model, event: Sent) -> Iterable[Change]:
    model.wire_log.append(event.record)
    model.wire_stats.add(event.record)
    yield WireLogGrew()


def _fold_link(model: Model, event: LinkChanged) -> Iterable[Change]:
    link = model.link
    link.state, link.detail = event.state, event.detail
    link.generation = max(link.generation, event.generation)
    yield LinkStatusChanged()
    if event.state in (LinkState.LOST, LinkState.DOWN):
        model.unanswered.lose_all()
        for entry in model.inbox.lose_generation(event.generation, event.at):
            yield InboxChanged(entry.key)
        for timeline in model.timelines.values():
            if timeline.interrupt_all(event.at):
                yield TimelineChanged(timeline.thread_id)
        model.threads.unload_all(event.at)
        for record in model.threads:
            recount_pending(model, record.id)
        yield ThreadsChanged()


def _fold_identified(model: Model, event: ServerIdentified) -> Iterable[Change]:
    link = model.link
    link.generation, link.version, link.user_agent = event.generation, event.version, event.user_agent
    link.codex_home, link.binary = event.codex_home, event.binary
    link.missing_methods = missing_methods(event.version)
    yield LinkStatusChanged()


def _fold_stderr(model: Model, event: StderrReceived) -> Iterable[Change]:
    model.stderr.extend(event.lines)
    yield LinkStatusChanged()


def _fold_policy(model: Model, event: PolicyAnswered) -> Iterable[Change]:
    model.inbox.answer_by_policy(event.key, event.by, event.outcome, event.at)
    yield from _entry_changed(model, event.key)


def _fold_decision(model: Model, event: DecisionTaken) -> Iterable[Change]:
    """Where the screen claimed the entry itself, nothing is new."""
    if model.inbox.take_decision(event.key, event.decision, event.answer):
        yield from _entry_changed(model, event.key)


def _fold_reply_written(model: Model, event: ReplyWritten) -> Iterable[Change]:
    model.inbox.mark_answered(event.key, event.at)
    yield from _entry_changed(model, event.key)


def _fold_reply_failed(model: Model, event: ReplyFailed) -> Iterable[Change]:
    if event.may_retry:
        model.inbox.give_back(event.key)
    model.inbox.mark_failed(event.key, event.reason, event.at)
    yield from _entry_changed(model, event.key)
    yield NoticeRaised("error", f"The decision was not sent: {event.reason}")


def _fold_attestation(model: Model, event: AttestationChanged) -> Iterable[Change]:
    model.attestation = event.status
    if event.status.provider or event.status.asked:
        model.inbox.show_attestation(event.status.is_undecided, event.at)
        yield InboxChanged(ATTESTATION_KEY)


def _fold_fault(model: Model, event: FaultReported) -> Iterable[Change]:
    yield NoticeRaised("error", event.reason)


def _entry_changed(model: Model, key: RequestKey) -> Iterable[Change]:
    yield InboxChanged(key)
    entry = model.inbox.entries.get(key)
    if entry is not None and entry.thread_id:
        recount_pending(model, entry.thread_id)
        yield ThreadsChanged()
        yield TimelineChanged(entry.thread_id)


def _fold_done(model: Model, event: IntentDone) -> Iterable[Change]:
    """A thread was read; one without a first message has no history, which is an answer, too."""
    if isinstance(event.intent, OpenThread):
        model.timeline(event.intent.thread_id).is_history_loaded = True
        yield TimelineChanged(event.intent.thread_id)


_HANDLERS: dict[type, Callable[..., Iterable[Change]]] = {
    Sent: _fold_sent,
    LinkChanged: _fold_link,
    ServerIdentified: _fold_identified,
    StderrReceived: _fold_stderr,
    IntentDone: _fold_done,
    PolicyAnswered: _fold_policy,
    DecisionTaken: _fold_decision,
    ReplyWritten: _fold_reply_written,
    ReplyFailed: _fold_reply_failed,
    AttestationChanged: _fold_attestation,
    FaultReported: _fold_fault,
}
