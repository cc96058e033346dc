"""The two tables of a connection, driven by a server that lives in memory."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.wire.connection import (
    Connection,
    Event,
    MalformedReceived,
    NotificationReceived,
    RequestReceived,
    ResponseReceived,
)
from codex_tui.wire.envelope import ErrorResponse, Request, RequestId, Response, encode, parse_line
from codex_tui.wire.errors import LocalProtocolError


class ConnectionPair:
    """A client connection and the other end of its pipe, without a pipe."""

    def __init__(self) -> None:
        self.client = Connection()

    def serve(self, *messages: dict[str, Any]) -> list[Event]:
        """The server writes these messages in one go."""
        return list(self.client.receive(b"".join(map(encode, messages))))

    def ask(self, request_id: RequestId, method: str = "item/tool/call") -> RequestReceived:
        """The server sends a request."""
        (event,) = self.serve({"id": request_id, "method": method, "params": {}})
        assert isinstance(event, RequestReceived)
        return event


@pytest.fixture
def pair() -> ConnectionPair:
    return ConnectionPair()


def test_requests_are_numbered_and_always_carry_params(pair: ConnectionPair) -> None:
    first_id, first = pair.client.send_request("initialize", {"a": 1})
    second_id, second = pair.client.send_request("thread/loaded/list")

    assert parse_line(first) == Request(first_id, "initialize", {"a": 1})
    assert parse_line(second) == Request(second_id, "thread/loaded/list", {})
    assert first_id != second_id
    assert pair.client.awaiting == {first_id: "initialize", second_id: "thread/loaded/list"}


def test_an_answer_finds_its_request_in_any_order(pair: ConnectionPair) -> None:
    first_id, _ = pair.client.send_request("one")
    second_id, _ = pair.client.send_request("two")

    events = pair.serve({"id": second_id, "result": 2}, {"id": first_id, "error": {"code": -1, "message": "no"}})

    assert [(event.method, event.result, event.error) for event in events if isinstance(event, ResponseReceived)] == [
        ("two", 2, None),
        ("one", None, ErrorResponse(first_id, -1, "no")),
    ]
    assert pair.client.awaiting == {}


def test_the_same_id_may_be_open_on_both_sides(pair: ConnectionPair) -> None:
    our_id, _ = pair.client.send_request("turn/start")
    asked = pair.ask(our_id)
    (answered,) = pair.serve({"id": our_id, "result": "ours"})

    assert isinstance(answered, ResponseReceived) and answered.method == "turn/start"
    assert pair.client.unanswered == {our_id: "item/tool/call"}
    assert parse_line(pair.client.send_result(asked.id, "theirs")) == Response(our_id, "theirs")


@pytest.mark.parametrize(
    "answer",
    [{"id": 99, "result": 1}, {"id": "1", "result": 1}, {"id": 99, "error": {}}, {"id": None, "error": {}}],
    ids=["unknown id", "id of another type", "error for an unknown id", "error for no id"],
)
def test_an_answer_to_nothing_is_shown_and_touches_no_table(pair: ConnectionPair, answer: dict[str, Any]) -> None:
    pair.client.send_request("one")

    (event,) = pair.serve(answer)

    assert isinstance(event, MalformedReceived)
    assert len(pair.client.awaiting) == 1


def test_a_second_answer_is_not_taken(pair: ConnectionPair) -> None:
    our_id, _ = pair.client.send_request("one")

    first, second = pair.serve({"id": our_id, "result": 1}, {"id": our_id, "result": 2})

    assert isinstance(first, ResponseReceived)
    assert isinstance(second, MalformedReceived)


def test_an_answer_after_its_deadline_is_not_taken(pair: ConnectionPair) -> None:
    our_id, _ = pair.client.send_request("one")
    pair.client.forget(our_id)
    pair.client.forget(our_id)

    (event,) = pair.serve({"id": our_id, "result": 1})

    assert isinstance(event, MalformedReceived)


@pytest.mark.parametrize("request_id", [0, "0", "", -1])
def test_a_server_request_is_answered_under_its_own_id(pair: ConnectionPair, request_id: RequestId) -> None:
    pair.ask(request_id)

    answer = parse_line(pair.client.send_result(request_id, {}))

    assert isinstance(answer, Response)
    assert answer.id == request_id and type(answer.id) is type(request_id)
    assert pair.client.unanswered == {}


def test_zero_and_the_text_zero_are_two_requests(pair: ConnectionPair) -> None:
    assert not pair.ask(0).is_replay
    assert not pair.ask("0").is_replay
    pair.client.send_result("0", {})

    assert list(pair.client.unanswered) == [0]


def test_only_open_requests_can_be_answered_and_only_once(pair: ConnectionPair) -> None:
    pair.ask(0)
    pair.client.send_result(0, {})

    for request_id in (0, "0", 1):
        with pytest.raises(LocalProtocolError):
            pair.client.send_result(request_id, {})
        with pytest.raises(LocalProtocolError):
            pair.client.send_error(request_id, -1, "no")


def test_an_answer_that_cannot_be_written_leaves_the_request_open(pair: ConnectionPair) -> None:
    pair.ask(0)

    with pytest.raises(LocalProtocolError):
        pair.client.send_result(0, "\ud800")
    with pytest.raises(LocalProtocolError):
        pair.client.send_error(0, -1, "\ud800")

    assert pair.client.unanswered == {0: "item/tool/call"}


def test_a_request_that_cannot_be_written_is_not_awaited(pair: ConnectionPair) -> None:
    with pytest.raises(LocalProtocolError):
        pair.client.send_request("turn/start", {"text": "\ud800"})

    assert pair.client.awaiting == {}


def test_a_request_that_comes_again_is_a_replay_until_it_is_answered(pair: ConnectionPair) -> None:
    assert not pair.ask(3).is_replay
    assert pair.ask(3).is_replay
    pair.client.send_error(3, -32601, "unknown")
    assert not pair.ask(3).is_replay


def test_a_withdrawn_request_cannot_be_answered(pair: ConnectionPair) -> None:
    pair.ask(3)

    assert pair.client.withdraw(3) is True
    assert pair.client.withdraw(3) is False
    assert pair.client.withdraw("never seen") is False
    with pytest.raises(LocalProtocolError):
        pair.client.send_result(3, {})


def test_a_refusal_carries_code_and_message(pair: ConnectionPair) -> None:
    pair.ask(0)

    assert parse_line(pair.client.send_error(0, -32601, "no")) == ErrorResponse(0, -32601, "no")


def test_a_notification_has_no_id_and_no_empty_params() -> None:
    assert Connection().send_notification("initialized") == b'{"method":"initialized"}\n'
    assert Connection().send_notification("x", {}) == b'{"method":"x","params":{}}\n'


def test_events_keep_the_line_as_it_came() -> None:
    line = b'{ "method" : "warning",  "params": {"message":"\\u00e4"} }'

    (event,) = Connection().receive(line + b"\r\n")

    assert event == NotificationReceived(line, "warning", {"message": "ä"})


def test_lines_over_the_cap_and_no_json_are_events() -> None:
    connection = Connection(max_line_bytes=30)

    events = list(connection.receive(b"x" * 40 + b'\nnonsense\n{"method":"m"}\n'))

    oversized, nonsense, last = events
    assert isinstance(oversized, MalformedReceived) and oversized.size_bytes == 40 and len(oversized.line) == 30
    assert isinstance(nonsense, MalformedReceived) and nonsense.line == b"nonsense"
    assert isinstance(last, NotificationReceived)


@pytest.mark.parametrize(("rest", "size_bytes"), [(b'{"id":1', 7), (b"x" * 40, 40)])
def test_half_a_line_at_the_end_is_one_last_event(rest: bytes, size_bytes: int) -> None:
    connection = Connection(max_line_bytes=30)
    assert list(connection.receive(rest)) == []

    event = connection.receive_end()

    assert isinstance(event, MalformedReceived)
    assert event.size_bytes == size_bytes and rest.startswith(event.line)
    assert connection.receive_end() is None
