"""Breaks one rule of the protocol for each `fault/…` request, and then answers it like any other.

What it breaks is the request's method; a client that is still well afterwards gets its answer.
"""

from __future__ import annotations

import signal
from typing import Any

from tests.peers.peer import Message, answer, notify, refuse, send, send_raw, serve, shake_hands

OVERLOADED = -32001
DEPTH = 10_000
LONG_LINE_BYTES = 100_000_000
APPROVAL = "item/commandExecution/requestApproval"
held: list[Message] = []


def ask(request_id: Any, **params: Any) -> None:
    send({"id": request_id, "method": APPROVAL, "params": {"threadId": "t", "turnId": "u", "command": "ls", **params}})


def tell_item(method: str, **rest: Any) -> None:
    item = {"type": "agentMessage", "id": "i", "text": "hello"}
    notify(method, {"threadId": "t", "turnId": "u", "item": item, **rest})


def answer_twice(request: Message) -> None:
    answer(request, {"data": [], "nextCursor": None})
    refuse(request, OVERLOADED, "and now not")


def answer_backwards(request: Message) -> None:
    """The first waits for the second, and is answered after it."""
    held.append(request)
    if len(held) == 2:
        for one in reversed(held):
            answer(one, {"of": one["params"]["number"]})


def answer_under_text_ids(request: Message) -> None:
    answer({"id": str(request["id"])}, {"wrong": True})
    answer(request, {})


def answer_nobody(request: Message) -> None:
    send({"id": 987_654, "result": {}})
    send({"id": "nobody", "error": {"code": 1, "message": "unasked"}})
    answer(request, {})


def repeat_request_ids(request: Message) -> None:
    ask(0, command="first")
    ask(0, command="second under the same id")
    ask("0", command="under a text")
    answer(request, {})


def ask_after_the_end(request: Message) -> None:
    notify("turn/started", {"threadId": "t", "turn": {"id": "u", "status": "inProgress"}})
    notify("turn/completed", {"threadId": "t", "turn": {"id": "u", "status": "completed"}})
    ask(7)
    answer(request, {})


def end_what_never_began(request: Message) -> None:
    notify("turn/completed", {"threadId": "t", "turn": {"id": "never", "status": "completed"}})
    tell_item("item/completed", turnId="never")
    notify("serverRequest/resolved", {"threadId": "t", "requestId": 4711})
    notify("item/agentMessage/delta", {"threadId": "t", "turnId": "u", "itemId": "unknown", "delta": "x"})
    notify("item/commandExecution/outputDelta", {"threadId": "nowhere", "itemId": "unknown", "delta": "x"})
    answer(request, {})


def jump_clocks(request: Message) -> None:
    for at_ms in (0, -(2**53), 2**53, 10**30, 1.5, "noon", None):
        send({"method": "turn/started", "params": {"threadId": "t", "turn": {"id": "u", "startedAt": at_ms}},
              "emittedAtMs": at_ms})  # fmt: skip
    answer(request, {})


def write_odd_json(request: Message) -> None:
    head = b'{"method":"thread/name/updated","params":{"threadId":"t","threadName":'
    send_raw(head + b"[" * DEPTH + b"]" * DEPTH + b"}}\n")
    send_raw(head + b'"a","threadName":"b"},"method":"thread/name/updated"}\n')
    send_raw(head + b"9" * 5_000 + b"}}\n")
    send_raw(head + b'"nul \\u0000 raw \x00"}}\n')
    send_raw(head + b'"not UTF-8 \xff\xfe\xc3"}}\n')
    send_raw(head + b'"half a pair \\ud83d"}}\n')
    answer(request, {})


def write_a_long_line(request: Message) -> None:
    send_raw(b'{"method":"thread/name/updated","params":{"threadId":"t","threadName":"')
    for _ in range(LONG_LINE_BYTES // 1_000_000):
        send_raw(b"x" * 1_000_000)
    send_raw(b'"}}\n')
    answer(request, {})


def stop_reading(request: Message) -> None:
    """Nothing that comes after this is read."""
    answer(request, {})
    while True:
        signal.pause()


shake_hands()
serve(
    {
        "fault/answerTwice": answer_twice,
        "fault/answerBackwards": answer_backwards,
        "fault/textIds": answer_under_text_ids,
        "fault/answerNobody": answer_nobody,
        "fault/sameRequestId": repeat_request_ids,
        "fault/askAfterTheEnd": ask_after_the_end,
        "fault/endWhatNeverBegan": end_what_never_began,
        "fault/clocks": jump_clocks,
        "fault/oddJson": write_odd_json,
        "fault/longLine": write_a_long_line,
        "fault/stopReading": stop_reading,
    }
)
