"""Everything that the real server said in the recordings fits its model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from codex_tui.protocol.items import ITEM_MODELS, ThreadItem, UnknownItem, parse_item
from codex_tui.protocol.notifications import (
    DELTA_FIELDS,
    NOTIFICATION_MODELS,
    ItemDelta,
    UnknownNotification,
    parse_notification,
)
from codex_tui.protocol.requests import REQUEST_MODELS, RequestKind, parse_request
from codex_tui.protocol.table import ITEM_TYPES, NOTIFICATIONS, SERVER_REQUESTS
from codex_tui.state.wire_log import Direction
from tests.recording import load, names


def messages(name: str) -> Iterator[dict[str, Any]]:
    """The messages of the server that are calls."""
    for recorded in load(name):
        message = recorded.message
        if recorded.direction is Direction.INBOUND and isinstance(message, dict) and "method" in message:
            yield message


@pytest.mark.parametrize("name", names())
def test_every_notification_fits(name: str) -> None:
    for message in messages(name):
        if "id" in message:
            continue
        method, params = message["method"], message["params"]
        parsed = parse_notification(method, params)
        assert method in NOTIFICATIONS
        if method in DELTA_FIELDS:
            assert isinstance(parsed, ItemDelta)
        elif method in NOTIFICATION_MODELS:
            assert isinstance(parsed, NOTIFICATION_MODELS[method])
        else:
            assert isinstance(parsed, UnknownNotification) and parsed.reason == ""


@pytest.mark.parametrize("name", names())
def test_every_item_fits(name: str) -> None:
    for message in messages(name):
        if message["method"] in ("item/started", "item/completed"):
            raw = message["params"]["item"]
            item = parse_item(raw)
            assert item is not None and not isinstance(item, UnknownItem)
            assert (item.type, item.id) == (raw["type"], raw["id"])


@pytest.mark.parametrize("name", names())
def test_every_server_request_fits(name: str) -> None:
    for message in messages(name):
        if "id" not in message:
            continue
        method, params = message["method"], message["params"]
        kind, request = parse_request(method, params)
        assert (kind, type(request)) == REQUEST_MODELS[method]
        assert request.thread_id == params.get("threadId", "")
        assert request.item_id == params.get("itemId")


def test_the_recordings_hold_every_kind_of_request_that_the_server_still_sends() -> None:
    seen = {parse_request(m["method"], m["params"])[0] for name in names() for m in messages(name) if "id" in m}

    assert set(RequestKind) - seen == {RequestKind.LEGACY_COMMAND, RequestKind.LEGACY_PATCH, RequestKind.UNKNOWN}


def test_models_stand_only_for_what_the_table_lists() -> None:
    assert set(ITEM_MODELS) == ITEM_TYPES
    assert set(REQUEST_MODELS) == SERVER_REQUESTS
    assert set(NOTIFICATION_MODELS) | set(DELTA_FIELDS) <= NOTIFICATIONS


def test_no_two_item_types_share_a_model() -> None:
    assert len(set(ITEM_MODELS.values())) == len(ITEM_MODELS)
    assert all(issubclass(model, ThreadItem) for model in ITEM_MODELS.values())
