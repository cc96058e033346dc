"""What the answers to our own requests change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from codex_tui.protocol.base import WireModel
from codex_tui.protocol.model_list import ModelOffer, ModelPage
from codex_tui.protocol.notifications import RateLimitsUpdated
from codex_tui.protocol.threads import Thread, ThreadOpened, ThreadPage, Turn, TurnPage
from codex_tui.state.changes import Change, LinkStatusChanged, NoticeRaised, ThreadsChanged, TimelineChanged
from codex_tui.state.history import prepend_turns
from codex_tui.state.model import Model
from codex_tui.state.threads import policy_name
from codex_tui.wire.connection import ResponseReceived

T = TypeVar("T", bound=WireModel)


def fold_response(model: Model, event: ResponseReceived, asked: Any, at: float) -> Iterable[Change]:
    """Take over one result; one that does not fit is said, and stays readable in the wire log."""
    handler = _HANDLERS.get(event.method)
    if handler is None:
        return []
    try:
        return list(handler(model, event.result, asked if isinstance(asked, dict) else {}, at))
    except ValidationError as error:
        model.unknown_count += 1
        return [NoticeRaised("warning", f"{event.method}: {error.error_count()} fields of the answer do not fit")]


def _fitting(model: Model, wire_model: type[T], rows: list[Any]) -> Iterator[T]:
    """The rows of a page that fit; one that does not must not hide the others."""
    for raw in rows:
        try:
            yield wire_model.model_validate(raw)
        except ValidationError:
            model.unknown_count += 1


def _fold_thread_list(model: Model, result: Any, asked: dict[str, Any], at: float) -> Iterable[Change]:
    page = ThreadPage.model_validate(result)
    for thread in _fitting(model, Thread, page.data):
        record = model.threads.upsert(thread, at)
        record.is_archived = bool(asked.get("archived"))
    if not asked.get("archived"):
        # The archived ones are a listing of their own; the pane pages through the others.
        model.threads.next_cursor = page.next_cursor
        model.threads.is_listed = True
    yield ThreadsChanged()


def _fold_thread_opened(model: Model, result: Any, asked: dict[str, Any], at: float) -> Iterable[Change]:
    opened = ThreadOpened.model_validate(result)
    record = model.threads.upsert(opened.thread, at)
    record.is_loaded = True
    record.model = opened.model or record.model
    record.cwd = opened.cwd or record.cwd
    record.effort = opened.reasoning_effort or record.effort
    record.approval_policy = policy_name(opened.approval_policy) or record.approval_policy
    record.sandbox = policy_name(opened.sandbox) or record.sandbox
    timeline = model.timeline(record.id)
    if "threadId" not in asked:
        # A thread that was only now started has nothing to read.
        timeline.is_history_loaded = True
    if opened.thread.turns:
        prepend_turns(timeline, list(reversed(opened.thread.turns)), at)
        timeline.is_history_loaded = True
    yield ThreadsChanged()
    yield TimelineChanged(record.id)


def _fold_thread_read(model: Model, result: Any, asked: dict[str, Any], at: float) -> Iterable[Change]:
    thread = Thread.model_validate(result.get("thread") if isinstance(result, dict) else result)
    model.threads.upsert(thread, at)
    yield ThreadsChanged()


def _fold_turns_list(model: Model, result: Any, asked: dict[str, Any], at: float) -> Iterable[Change]:
    page = TurnPage.model_validate(result)
    thread_id = asked.get("threadId")
    if not isinstance(thread_id, str):
        return
    timeline = model.timeline(thread_id)
    record = model.threads.get(thread_id)
    running_id = record.active_turn_id if record is not None and record.is_loaded else None
    turns = [_as_told(turn, running_id) for turn in _fitting(model, Turn, page.data)]
    prepend_turns(timeline, turns, at)
    timeline.older_cursor = page.next_cursor
    timeline.is_history_loaded = True
    yield TimelineChanged(timeline.thread_id)


def _as_told(turn: Turn, running_id: str | None) -> Turn:
    """History may call a turn interrupted, without a time, that has only just begun; of its end notifications tell."""
    is_begun = turn.id == running_id and turn.status == "interrupted" and turn.completed_at is None
    return turn.model_copy(update={"status": "inProgress"}) if is_begun else turn


def _fold_account(model: Model, result: Any, asked: dict[str, Any], at: float) -> Iterable[Change]:
    account = result.get("account") if isinstance(result, dict) else None
    if not isinstance(account, dict):
        model.account.label = "no account"
    elif account.get("type") == "chatgpt":
        model.account.label = f"{account.get('email') or 'ChatGPT'} · {account.get('planType') or '?'}"
    else:
        model.account.label = str(account.get("type", "?"))
    yield LinkStatusChanged()


def _fold_rate_limits(model: Model, result: Any, asked: dict[str, Any], at: float) -> Iterable[Change]:
    model.account.rate_limits = RateLimitsUpdated.model_validate(result).rate_limits
    yield LinkStatusChanged()


def _fold_models(model: Model, result: Any, asked: dict[str, Any], at: float) -> Iterable[Change]:
    offers = _fitting(model, ModelOffer, ModelPage.model_validate(result).data)
    model.models = tuple(offer for offer in offers if offer.name and not offer.hidden)
    return ()


_HANDLERS: dict[str, Callable[[Model, Any, dict[str, Any], float], Iterable[Change]]] = {
    "thread/list": _fold_thread_list,
    "thread/start": _fold_thread_opened,
    "thread/resume": _fold_thread_opened,
    "thread/fork": _fold_thread_opened,
    "thread/read": _fold_thread_read,
    "thread/turns/list": _fold_turns_list,
    "model/list": _fold_models,
    "account/read": _fold_account,
    "account/rateLimits/read": _fold_rate_limits,
}
