"""What the ill-behaved servers share: lines in, lines out, and the handshake; the rest of each is its own bad habit.

They are real programs, run as `python -m tests.peers.NAME app-server`, and use the standard library only.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

Message = dict[str, Any]

USER_AGENT = "codex-tui/0.163.0 (Peer; none)"


def read_messages() -> Iterator[Message]:
    """What the client sends, until it closes our input."""
    for line in sys.stdin.buffer:
        yield json.loads(line)


def send_raw(data: bytes) -> None:
    """Bytes as they are."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def send(message: Message) -> None:
    """One message as a line."""
    send_raw(json.dumps(message).encode() + b"\n")


def notify(method: str, params: Any) -> None:
    """One notification."""
    send({"method": method, "params": params})


def answer(request: Message, result: Any) -> None:
    """The result of a client's request."""
    send({"id": request["id"], "result": result})


def refuse(request: Message, code: int, message: str) -> None:
    """The refusal of a client's request."""
    send({"id": request["id"], "error": {"code": code, "message": message}})


def shake_hands(user_agent: str = USER_AGENT) -> None:
    """Answer `initialize` and take `initialized`; our home is said to be our process id."""
    answer(next(read_messages()), {"userAgent": user_agent, "codexHome": str(os.getpid())})
    next(read_messages())


def serve(handlers: dict[str, Callable[[Message], None]]) -> None:
    """Hand each request to its handler until the end of our input; others get an empty result."""
    for message in read_messages():
        handler = handlers.get(message.get("method", "reply"))
        if handler is not None:
            handler(message)
        elif "method" in message and "id" in message:
            answer(message, {})
