"""A small app-server for the worker's actions: threads, turns that end when told to, and the versions' oddities.

The text of a message says what happens in its turn: `ask` opens an approval, `end` ends it at once, and anything else
leaves it running. `PEER_VERSION=131` leaves out what that version lacks, and answers no interrupt before a turn's end.
"""

from __future__ import annotations

import os
from itertools import count

from tests.peers.peer import Message, answer, notify, refuse, send, serve, shake_hands

INVALID = -32600
is_old = os.environ.get("PEER_VERSION") == "131"
thread_numbers, turn_numbers, request_numbers = count(1), count(1), count(0)
active_turns: dict[str, str] = {}


def open_thread(request: Message) -> None:
    thread_id = request["params"].get("threadId")
    if thread_id is None or request["method"] == "thread/fork":
        thread_id = f"thread-{next(thread_numbers)}"
    elif thread_id.startswith("gone"):
        refuse(request, INVALID, f"no rollout found for thread id {thread_id}")
        return
    answer(request, {"thread": {"id": thread_id}})


def list_turns(request: Message) -> None:
    thread_id = request["params"]["threadId"]
    if thread_id.startswith("fresh"):
        refuse(request, INVALID, f"thread {thread_id} is not materialized yet; thread/turns/list is unavailable")
    elif thread_id.startswith("gone"):
        refuse(request, INVALID, f"thread not loaded: {thread_id}")
    else:
        answer(request, {"data": [], "nextCursor": None})


def start_turn(request: Message) -> None:
    thread_id, text = request["params"]["threadId"], request["params"]["input"][0]["text"]
    turn_id = active_turns.get(thread_id) or f"turn-{next(turn_numbers)}"
    answer(request, {"turn": {"id": turn_id}})
    if thread_id not in active_turns:
        active_turns[thread_id] = turn_id
        notify("turn/started", {"threadId": thread_id, "turn": {"id": turn_id, "status": "inProgress"}})
    if text == "ask":
        ask = {"threadId": thread_id, "turnId": turn_id, "itemId": "call", "command": "true"}
        send({"id": next(request_numbers), "method": "item/commandExecution/requestApproval", "params": ask})
    elif text == "end":
        end_turn(thread_id, "completed")


def steer(request: Message) -> None:
    params = request["params"]
    if active_turns.get(params["threadId"]) == params["expectedTurnId"]:
        answer(request, {"turnId": params["expectedTurnId"]})
    else:
        refuse(request, INVALID, "no active turn to steer")


def interrupt(request: Message) -> None:
    thread_id, turn_id = request["params"]["threadId"], request["params"]["turnId"]
    if active_turns.get(thread_id) != turn_id:
        refuse(request, INVALID, "no active turn to interrupt")
        return
    if not is_old:
        answer(request, {})
    end_turn(thread_id, "interrupted")


def end_turn(thread_id: str, status: str) -> None:
    turn_id = active_turns.pop(thread_id)
    notify("turn/completed", {"threadId": thread_id, "turn": {"id": turn_id, "status": status}})


def terminate(request: Message) -> None:
    if is_old:
        refuse(
            request, INVALID, f"Invalid request: unknown variant `{request['method']}`, expected one of `initialize`"
        )
    else:
        answer(request, {"terminated": request["params"]["processId"] == "running"})


def take_reply(reply: Message) -> None:
    """A cancelled approval interrupts its turn."""
    if reply.get("result") == {"decision": "cancel"}:
        for thread_id in list(active_turns):
            end_turn(thread_id, "interrupted")


shake_hands("codex-tui/0.131.0 (Peer)" if is_old else "codex-tui/0.163.0 (Peer)")
serve(
    {
        "thread/start": open_thread,
        "thread/resume": open_thread,
        "thread/fork": open_thread,
        "thread/turns/list": list_turns,
        "turn/start": start_turn,
        "turn/steer": steer,
        "turn/interrupt": interrupt,
        "thread/delete": terminate,
        "thread/backgroundTerminals/terminate": terminate,
        "fuzzyFileSearch": lambda request: answer(request, {"files": [{"path": "parser.py"}]}),
        "model/list": lambda request: answer(request, {"data": [{"id": "gpt"}], "nextCursor": None}),
        "reply": take_reply,
    }
)
