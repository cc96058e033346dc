"""Notifications: deltas without a model, the others with one, and nothing raises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_tui.protocol.notifications import (
    DELTA_FIELDS,
    ErrorReported,
    ItemDelta,
    ServerRequestResolved,
    TokenUsageUpdated,
    TurnCompleted,
    UnknownNotification,
    Warned,
    parse_notification,
)
from codex_tui.protocol.table import NOTIFICATIONS

DELTA = {"threadId": "t", "turnId": "u", "itemId": "i", "delta": "text"}


@pytest.mark.parametrize(
    ("method", "extra", "field", "index"),
    [
        ("item/agentMessage/delta", {}, "text", 0),
        ("item/plan/delta", {}, "text", 0),
        ("item/reasoning/summaryTextDelta", {"summaryIndex": 2}, "summary", 2),
        ("item/reasoning/textDelta", {"contentIndex": 1}, "content", 1),
        ("item/commandExecution/outputDelta", {}, "output", 0),
        ("item/fileChange/outputDelta", {}, "output", 0),
    ],
)
def test_each_delta_names_its_field(method: str, extra: dict[str, int], field: str, index: int) -> None:
    assert parse_notification(method, {**DELTA, **extra}) == ItemDelta("t", "u", "i", field, index, "text")


def test_every_delta_method_is_tested() -> None:
    assert len(DELTA_FIELDS) == 6


@pytest.mark.parametrize(
    "params",
    [
        None,
        [],
        {},
        {**DELTA, "delta": None},
        {**DELTA, "itemId": 5},
        {**DELTA, "threadId": None},
        {**DELTA, "turnId": ["u"]},
        {**DELTA, "summaryIndex": "x"},
    ],
)
def test_a_delta_that_does_not_fit_is_unknown(params: Any) -> None:
    parsed = parse_notification("item/reasoning/summaryTextDelta", params)

    assert isinstance(parsed, UnknownNotification)


def test_an_error_may_carry_its_code_as_text_or_as_an_object() -> None:
    for info in ("usageLimitExceeded", {"responseStreamDisconnected": {"httpStatusCode": 500}}, None):
        params = {"error": {"message": "m", "codexErrorInfo": info}, "willRetry": True, "threadId": "t", "turnId": "u"}
        parsed = parse_notification("error", params)
        assert isinstance(parsed, ErrorReported)
        assert parsed.error.codex_error_info == info and parsed.will_retry


@pytest.mark.parametrize("request_id", [0, "0", 7])
def test_a_resolved_id_keeps_its_type(request_id: int | str) -> None:
    parsed = parse_notification("serverRequest/resolved", {"threadId": "t", "requestId": request_id})

    assert isinstance(parsed, ServerRequestResolved)
    assert parsed.request_id == request_id and type(parsed.request_id) is type(request_id)


def test_the_texts_of_warnings_have_varying_names() -> None:
    warning = parse_notification("warning", {"threadId": None, "message": "a"})
    deprecation = parse_notification("deprecationNotice", {"summary": "b", "details": "c"})

    assert isinstance(warning, Warned) and warning.message == "a"
    assert isinstance(deprecation, Warned) and (deprecation.summary, deprecation.details) == ("b", "c")


def test_0_131_leaves_out_what_is_new() -> None:
    turn = parse_notification("turn/completed", {"threadId": "t", "turn": {"id": "u", "status": "completed"}})
    usage = parse_notification("thread/tokenUsage/updated", {"threadId": "t", "tokenUsage": {"total": {}, "last": {}}})

    assert isinstance(turn, TurnCompleted) and turn.turn.items == []
    assert isinstance(usage, TokenUsageUpdated) and usage.token_usage.model_context_window is None


def test_a_method_that_nobody_knows_is_unknown_without_a_reason() -> None:
    assert parse_notification("thread/teleported", {"x": 1}) == UnknownNotification("thread/teleported", {"x": 1}, "")


def test_params_that_do_not_fit_are_unknown_with_a_reason() -> None:
    parsed = parse_notification("turn/started", {"threadId": 5})

    assert isinstance(parsed, UnknownNotification)
    assert parsed.reason == "2 fields do not fit"


SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=3)
KEYS = st.sampled_from(
    ["threadId", "turnId", "itemId", "delta", "item", "turn", "thread", "status", "plan", "error", "requestId", "id"]
)
PARAMS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=10,
)


@given(st.sampled_from(sorted(NOTIFICATIONS)), PARAMS)
def test_no_params_raise(method: str, params: Any) -> None:
    assert parse_notification(method, params) is not None
