"""What each notification changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from codex_tui.protocol.items import UserMessage
from codex_tui.protocol.notifications import (
    ErrorReported,
    FileChangePatchUpdated,
    ItemCompleted,
    ItemDelta,
    ItemStarted,
    McpToolCallProgress,
    ModelRerouted,
    RateLimitsUpdated,
    ServerRequestResolved,
    TerminalInteraction,
    ThreadGone,
    ThreadNameUpdated,
    ThreadSettingsUpdated,
    ThreadStarted,
    ThreadStatusChanged,
    TokenUsageUpdated,
    TurnCompleted,
    TurnDiffUpdated,
    TurnPlanUpdated,
    TurnStarted,
    UnknownNotification,
    Warned,
    parse_notification,
)
from codex_tui.protocol.table import NOTIFICATIONS
from codex_tui.protocol.threads import RateLimits, TokenUsage
from codex_tui.state.changes import (
    Change,
    InboxChanged,
    LinkStatusChanged,
    NoticeRaised,
    ThreadsChanged,
    TimelineChanged,
)
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import EntryState
from codex_tui.state.inbox_groups import covering_grant, grant_words, lasting_grants
from codex_tui.state.model import Model
from codex_tui.state.pending import recount_pending
from codex_tui.state.threads import policy_name
from codex_tui.state.timeline import TurnEntry
from codex_tui.wire.connection import NotificationReceived


def fold_notification(model: Model, event: NotificationReceived, generation: int, at: float) -> Iterable[Change]:
    """Take over one notification."""
    parsed = parse_notification(event.method, event.params)
    if type(parsed) is ItemDelta:
        return _fold_delta(model, parsed, at)
    if isinstance(parsed, UnknownNotification):
        model.unknown_count += parsed.reason != "" or event.method not in NOTIFICATIONS
        return ()
    if isinstance(parsed, ServerRequestResolved):
        return _fold_resolved(model, RequestKey(generation, parsed.request_id), at)
    if isinstance(parsed, ThreadGone):
        return _fold_gone(model, event.method, parsed, at)
    handler = _HANDLERS.get(type(parsed))
    return handler(model, parsed, at) if handler is not None else ()


def _fold_delta(model: Model, delta: ItemDelta, at: float) -> Iterable[Change]:
    timeline = model.timelines.get(delta.thread_id)
    if timeline is not None and timeline.append_delta(delta.item_id, delta.field, delta.index, delta.text):
        return (TimelineChanged(delta.thread_id),)
    return ()


def _fold_resolved(model: Model, key: RequestKey, at: float) -> Iterable[Change]:
    model.wire_log.settle(key.id)
    asked = model.inbox.entries.get(key)
    if asked is None:
        return
    grant = covering_grant(model, asked, lasting_grants(model.inbox))
    without_us = "decided elsewhere" if grant is None else f"resolved by {grant_words(grant)}"
    entry = model.inbox.resolve(key, at, without_us)
    if entry is None:
        return
    yield InboxChanged(key)
    recount_pending(model, entry.thread_id)
    yield ThreadsChanged()
    yield TimelineChanged(entry.thread_id)


def _fold_gone(model: Model, method: str, gone: ThreadGone, at: float) -> Iterable[Change]:
    record = model.threads.get(gone.thread_id)
    if record is None:
        return
    match method:
        case "thread/archived":
            record.is_archived = True
        case "thread/unarchived":
            record.is_archived = False
        case "thread/deleted":
            model.threads.remove(gone.thread_id)
            model.timelines.pop(gone.thread_id, None)
        case "thread/closed":
            record.is_loaded = False
            record.status, record.flags, record.status_at = "notLoaded", (), at
    yield ThreadsChanged()


def _fold_thread_started(model: Model, started: ThreadStarted, at: float) -> Iterable[Change]:
    record = model.threads.upsert(started.thread, at)
    record.is_loaded = True
    yield ThreadsChanged()


def _fold_status(model: Model, changed: ThreadStatusChanged, at: float) -> Iterable[Change]:
    record = model.threads.seen(changed.thread_id, at)
    model.threads.set_status(record, changed.status, at)
    yield ThreadsChanged()


def _fold_name(model: Model, updated: ThreadNameUpdated, at: float) -> Iterable[Change]:
    model.threads.seen(updated.thread_id, at).name = updated.thread_name or ""
    yield ThreadsChanged()


def _fold_settings(model: Model, updated: ThreadSettingsUpdated, at: float) -> Iterable[Change]:
    record = model.threads.seen(updated.thread_id, at)
    settings = updated.thread_settings
    record.model = settings.model or record.model
    record.cwd = settings.cwd or record.cwd
    record.effort = settings.effort or record.effort
    record.approval_policy = policy_name(settings.approval_policy) or record.approval_policy
    record.sandbox = policy_name(settings.sandbox_policy) or record.sandbox
    yield ThreadsChanged()


def _fold_tokens(model: Model, updated: TokenUsageUpdated, at: float) -> Iterable[Change]:
    record, usage = model.threads.seen(updated.thread_id, at), updated.token_usage
    known_tokens = record.tokens.total.total_tokens if record.tokens is not None else None
    record.tokens = usage
    timeline = model.timeline(updated.thread_id)
    turn = timeline.turn(updated.turn_id)
    if turn is not None:
        _count_tokens(turn, usage, known_tokens)
        timeline.touch(turn)
        yield TimelineChanged(updated.thread_id)
    yield ThreadsChanged()


def _count_tokens(turn: TurnEntry, usage: TokenUsage, known_tokens: int | None) -> None:
    """The turn's own share of the thread's total; `known_tokens` is the total before, None where nothing was known.

    A turn that had ended before the first word of its tokens gets none: a resumed thread tells its last turn's again,
    and of that only the last request is known.
    """
    total_tokens = usage.total.total_tokens
    if turn.tokens_before is None:
        if turn.status != "inProgress":
            return
        turn.tokens_before = total_tokens - usage.last.total_tokens if known_tokens is None else known_tokens
    turn.spent_tokens = max(0, total_tokens - turn.tokens_before)


def _fold_turn_started(model: Model, started: TurnStarted, at: float) -> Iterable[Change]:
    record = model.threads.seen(started.thread_id, at)
    record.is_loaded = True
    header = model.timeline(started.thread_id).apply_turn(started.turn, at)
    if header.status == "inProgress":
        record.active_turn_id = header.turn_id
    yield TimelineChanged(started.thread_id)
    yield ThreadsChanged()


def _fold_turn_completed(model: Model, completed: TurnCompleted, at: float) -> Iterable[Change]:
    record = model.threads.seen(completed.thread_id, at)
    turn = completed.turn
    if record.active_turn_id == turn.id:
        record.active_turn_id = None
    record.updated_at = at
    timeline = model.timeline(completed.thread_id)
    timeline.apply_turn(turn, at)
    for entry in model.inbox.end_turn(completed.thread_id, turn.id, turn.status == "interrupted", at):
        if entry.state is EntryState.WITHDRAWN:
            model.wire_log.settle(entry.key.id)
        yield InboxChanged(entry.key)
    recount_pending(model, completed.thread_id)
    yield TimelineChanged(completed.thread_id)
    yield ThreadsChanged()


def _fold_plan(model: Model, updated: TurnPlanUpdated, at: float) -> Iterable[Change]:
    timeline = model.timeline(updated.thread_id)
    timeline.set_plan(updated.turn_id, updated.plan, updated.explanation or "", at)
    yield TimelineChanged(updated.thread_id)


def _fold_diff(model: Model, updated: TurnDiffUpdated, at: float) -> Iterable[Change]:
    timeline = model.timeline(updated.thread_id)
    header = timeline.ensure_turn(updated.turn_id, at)
    header.diff = updated.diff
    timeline.touch(header)
    yield TimelineChanged(updated.thread_id)


def _fold_item_started(model: Model, started: ItemStarted, at: float) -> Iterable[Change]:
    has_changed = model.threads.get(started.thread_id) is None
    record = model.threads.seen(started.thread_id, at)
    entry = model.timeline(started.thread_id).start_item(started.item, started.turn_id, at)
    if not record.preview and entry is not None and isinstance(entry.item, UserMessage):
        # The server told of the thread before its first message, and does not tell of it again.
        record.preview = "\n".join(part.text for part in entry.item.content if part.text)
        has_changed = True
    if has_changed:
        yield ThreadsChanged()
    yield TimelineChanged(started.thread_id)


def _fold_item_completed(model: Model, completed: ItemCompleted, at: float) -> Iterable[Change]:
    model.timeline(completed.thread_id).complete_item(completed.item, completed.turn_id, at)
    yield TimelineChanged(completed.thread_id)


def _fold_patch(model: Model, updated: FileChangePatchUpdated, at: float) -> Iterable[Change]:
    if model.timeline(updated.thread_id).replace_changes(updated.item_id, updated.changes):
        yield TimelineChanged(updated.thread_id)


def _fold_terminal(model: Model, written: TerminalInteraction, at: float) -> Iterable[Change]:
    # An agent that only looks whether the command is done writes nothing.
    if written.stdin and model.timeline(written.thread_id).add_progress(written.item_id, f"stdin: {written.stdin}"):
        yield TimelineChanged(written.thread_id)


def _fold_progress(model: Model, progress: McpToolCallProgress, at: float) -> Iterable[Change]:
    if model.timeline(progress.thread_id).add_progress(progress.item_id, progress.message):
        yield TimelineChanged(progress.thread_id)


def _fold_error(model: Model, error: ErrorReported, at: float) -> Iterable[Change]:
    if not error.thread_id:
        yield NoticeRaised("error", error.error.message)
        return
    level = "warning" if error.will_retry else "error"
    details = error.error.additional_details or ""
    model.timeline(error.thread_id).add_notice(level, error.error.message, details, error.turn_id, at)
    yield TimelineChanged(error.thread_id)


def _fold_rerouted(model: Model, rerouted: ModelRerouted, at: float) -> Iterable[Change]:
    text = f"{rerouted.to_model} answers instead of {rerouted.from_model}"
    model.timeline(rerouted.thread_id).add_notice("warning", text, "", rerouted.turn_id, at)
    yield TimelineChanged(rerouted.thread_id)


def _fold_warning(model: Model, warned: Warned, at: float) -> Iterable[Change]:
    text = warned.message or warned.summary
    if warned.thread_id:
        model.timeline(warned.thread_id).add_notice("warning", text, warned.details or "", "", at)
        yield TimelineChanged(warned.thread_id)
    else:
        yield NoticeRaised("warning", text)


def _fold_rate_limits(model: Model, updated: RateLimitsUpdated, at: float) -> Iterable[Change]:
    """A rolling update is sparse: what it leaves out stays."""
    known = model.account.rate_limits or RateLimits()
    news = updated.rate_limits
    model.account.rate_limits = RateLimits(
        limit_id=news.limit_id or known.limit_id,
        primary=news.primary or known.primary,
        secondary=news.secondary or known.secondary,
        plan_type=news.plan_type or known.plan_type,
    )
    yield LinkStatusChanged()


_HANDLERS: dict[type, Callable[..., Iterable[Change]]] = {
    ThreadStarted: _fold_thread_started,
    ThreadStatusChanged: _fold_status,
    ThreadNameUpdated: _fold_name,
    ThreadSettingsUpdated: _fold_settings,
    TokenUsageUpdated: _fold_tokens,
    TurnStarted: _fold_turn_started,
    TurnCompleted: _fold_turn_completed,
    TurnPlanUpdated: _fold_plan,
    TurnDiffUpdated: _fold_diff,
    ItemStarted: _fold_item_started,
    ItemCompleted: _fold_item_completed,
    FileChangePatchUpdated: _fold_patch,
    TerminalInteraction: _fold_terminal,
    McpToolCallProgress: _fold_progress,
    ErrorReported: _fold_error,
    ModelRerouted: _fold_rerouted,
    Warned: _fold_warning,
    RateLimitsUpdated: _fold_rate_limits,
}
