"""Our requests to one server and its answers: who waits for which, and what is asked again.

Sending stays with the session, which keeps everything that goes out in order.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable
from typing import Any

from codex_tui.runtime.session_errors import LinkLost, NoAnswer, RequestRefused
from codex_tui.state.wire_log import MessageKind
from codex_tui.wire.connection import Connection, ResponseReceived
from codex_tui.wire.envelope import RequestId

MAX_IN_FLIGHT = 16
MAX_LATE_ANSWERS = 256
OVERLOADED = -32001
FIRST_BACKOFF_S = 0.1
MAX_BACKOFF_S = 3.0

REPEATABLE_METHODS = frozenset(
    (
        "account/rateLimits/read",
        "account/read",
        "fuzzyFileSearch",
        "model/list",
        "thread/list",
        "thread/name/set",
        "thread/read",
        "thread/resume",
        "thread/turns/list",
    )
)
"""Requests that may be sent again after the server said it was overloaded."""

WriteLine = Callable[[MessageKind, str, RequestId | None, Any, bytes], None]
"""Writes a line of this kind, with its method, id and parameters; raises LinkLost."""
OnSent = Callable[[RequestId], None]


class Asking:
    """Every request that waits for an answer; belongs to one event loop."""

    def __init__(self, connection: Connection, write: WriteLine) -> None:
        self._connection = connection
        self._write = write
        self._answers: dict[RequestId, asyncio.Future[Any]] = {}
        self._asked: dict[RequestId, Any] = {}
        self._late_ids: deque[RequestId] = deque()
        self._slots = asyncio.Semaphore(MAX_IN_FLIGHT)
        self._lost_reason: str | None = None

    async def request(self, method: str, params: Any, limit_s: float, on_sent: OnSent | None) -> Any:
        """The server's result, within `limit_s` seconds in all; see `Session.request`."""
        try:
            async with asyncio.timeout(limit_s), self._slots:
                return await self._ask_until_taken(method, params, on_sent)
        except TimeoutError:
            raise NoAnswer(f"{method}: the server gave no answer in {limit_s:g} seconds") from None

    def take_params(self, request_id: RequestId) -> Any:
        """What was asked under this id, once; None where nothing is known of it."""
        return self._asked.pop(request_id, None)

    def take_answer(self, event: ResponseReceived) -> None:
        """Hand an answer to who waits for it; one that is late has nobody."""
        answer = self._answers.get(event.id)
        if answer is None or answer.done():
            return
        if event.error is not None:
            answer.set_exception(RequestRefused(event.method, event.error))
        else:
            answer.set_result(event.result)

    def lose(self, reason: str) -> None:
        """The server is gone: fail everything that waits, and whatever is asked from now on."""
        self._lost_reason = reason
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(LinkLost(reason))

    async def _ask_until_taken(self, method: str, params: Any, on_sent: OnSent | None) -> Any:
        backoff_s = FIRST_BACKOFF_S
        while True:
            try:
                return await self._ask(method, params, on_sent)
            except RequestRefused as refusal:
                if refusal.code != OVERLOADED or method not in REPEATABLE_METHODS:
                    raise
            await asyncio.sleep(backoff_s * random.uniform(0.5, 1.0))
            backoff_s = min(backoff_s * 2, MAX_BACKOFF_S)

    async def _ask(self, method: str, params: Any, on_sent: OnSent | None) -> Any:
        if self._lost_reason is not None:
            raise LinkLost(self._lost_reason)
        request_id, line = self._connection.send_request(method, params)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked[request_id] = params
        self._answers[request_id] = answer
        try:
            self._write(MessageKind.REQUEST, method, request_id, params, line)
            if on_sent is not None:
                on_sent(request_id)
            return await answer
        finally:
            del self._answers[request_id]
            if request_id in self._asked:
                self._expect_late(request_id)

    def _expect_late(self, request_id: RequestId) -> None:
        """An answer after the deadline is still worth folding, but not for ever worth waiting for."""
        self._late_ids.append(request_id)
        if len(self._late_ids) > MAX_LATE_ANSWERS:
            forgotten = self._late_ids.popleft()
            self._asked.pop(forgotten, None)
            self._connection.forget(forgotten)
