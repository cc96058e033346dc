"""What a server does not have is known from its version, or learned from its refusal, and forgotten with it."""

from __future__ import annotations

from codex_tui.state.changes import LinkStatusChanged
from codex_tui.state.events import Received, ServerIdentified
from codex_tui.state.fold import fold
from codex_tui.state.model import Model
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.wire.connection import ResponseReceived
from codex_tui.wire.envelope import ErrorResponse


def identified(version: str) -> ServerIdentified:
    return ServerIdentified(1, f"codex-tui/{version} (x)", version, "/home", "/bin/codex")


def refused(method: str, message: str) -> Received:
    event = ResponseReceived(b"{}", 1, method, None, ErrorResponse(1, -32600, message))
    return Received(WireRecord(0.0, Direction.INBOUND, MessageKind.ERROR, method, 1, "", "", b"{}", 2), event, 1)


def test_the_version_says_what_is_missing() -> None:
    model = Model()
    list(fold(model, identified("0.131.0")))
    assert model.link.missing_methods == {"thread/delete"}

    list(fold(model, identified("0.163.0")))
    assert model.link.missing_methods == frozenset()


def test_a_refusal_teaches_what_is_missing_until_another_server_comes() -> None:
    model = Model()
    unknown = "Invalid request: unknown variant `thread/fork`, expected one of `initialize`"
    changes = list(fold(model, refused("thread/fork", unknown)))

    assert model.link.missing_methods == {"thread/fork"}
    assert LinkStatusChanged() in changes

    list(fold(model, identified("0.163.0")))
    assert model.link.missing_methods == frozenset()


def test_other_refusals_teach_nothing() -> None:
    model = Model()
    list(fold(model, refused("thread/fork", "no rollout found for thread id x")))

    assert model.link.missing_methods == frozenset()
