"""One conversation with one server process: our requests and their answers, its requests and ours.

    bytes in → wire record and event to the outbox → a waiter, the policy, or nobody but the model

Everything that comes in or goes out reaches the outbox in the order in which it happened.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from pydantic_core import to_json

from codex_tui.protocol.replies import Decision, Reply, reply_for
from codex_tui.protocol.requests import ServerRequest
from codex_tui.runtime.activity import OPENING_METHODS, WATCHED_NOTIFICATIONS, ThreadActivity
from codex_tui.runtime.asking import Asking, OnSent
from codex_tui.runtime.attestation import Attestation
from codex_tui.runtime.audit import Audit, AuditFailed
from codex_tui.runtime.audit_trail import AuditTrail
from codex_tui.runtime.auth_refresh import AUTH_REFRESH_METHOD, refreshed
from codex_tui.runtime.options import WorkerOptions
from codex_tui.runtime.outbox import Outbox
from codex_tui.runtime.pipes import PipeWriter
from codex_tui.runtime.policy import Policy, PolicyReply, declined_unasked
from codex_tui.runtime.records import inbound_record, outbound_record
from codex_tui.runtime.session_errors import LinkLost, NoAnswer, NotAudited, SessionError
from codex_tui.state.attestation import ATTESTATION_METHOD
from codex_tui.state.audit import BY_AUTO_APPROVE, ONCE, Verdict, verdict_of
from codex_tui.state.events import FaultReported, PolicyAnswered, Received, RequestKey, Sent, StateEvent
from codex_tui.state.wire_log import MessageKind
from codex_tui.wire.connection import (
    Connection,
    Event,
    NotificationReceived,
    RequestReceived,
    ResponseReceived,
)
from codex_tui.wire.envelope import RequestId
from codex_tui.wire.errors import LocalProtocolError

MakeReply = Callable[[], Awaitable[Reply]]
"""Makes a reply by doing what was allowed; raises SessionError."""


class Session:
    """The client's side of one generation; belongs to one event loop."""

    def __init__(
        self,
        generation: int,
        options: WorkerOptions,
        stdin: PipeWriter,
        outbox: Outbox,
        attestation: Attestation,
        audit: Audit | None = None,
    ) -> None:
        self.generation = generation
        self.options = options
        self.activity = ThreadActivity()
        self.trail = AuditTrail(generation, audit)
        self._stdin = stdin
        self._outbox = outbox
        self._policy = Policy(options.should_auto_approve, options.dynamic_tools, is_unattended=options.is_unattended)
        self._attestation = attestation
        self._read_at_s = 0.0
        self._connection = Connection()
        self._asking = Asking(self._connection, self._write)
        self._undecided: dict[RequestId, ServerRequest] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread_locks: dict[str, asyncio.Lock] = {}
        self._batch: list[StateEvent] | None = None
        self._unreported_bytes = 0
        self._lost_reason: str | None = None

    # What comes in.

    def receive(self, chunk: bytes) -> None:
        """Take a chunk of the server's output."""
        at = time.time()
        self._read_at_s = time.monotonic()
        generation = self.generation
        self._unreported_bytes += len(chunk)
        is_redacting = self.options.is_redacting
        self._batch = batch = []
        try:
            for event in self._connection.receive(chunk):
                record = inbound_record(event, at, is_redacting=is_redacting)
                if isinstance(event, NotificationReceived):
                    batch.append(Received(record, event, generation))
                    if event.method in WATCHED_NOTIFICATIONS:
                        self.activity.take_notification(event.method, event.params)
                        if event.method == "turn/completed":
                            self.trail.turn_ended(event.params)
                    elif event.method == "serverRequest/resolved":
                        self._withdraw(event.params)
                elif isinstance(event, RequestReceived):
                    batch.append(Received(record, event, generation))
                    self.trail.asked(event.id, event.method, event.params)
                    self._take_request(event)
                elif isinstance(event, ResponseReceived):
                    batch.append(Received(record, event, generation, self._asking.take_params(event.id)))
                    if event.error is None and event.method in OPENING_METHODS:
                        self.activity.take_opened(event.result)
                    self._asking.take_answer(event)
                else:
                    batch.append(Received(record, event, generation))
        finally:
            self._flush()

    def lose(self, reason: str) -> None:
        """The server is gone: report a half line, and fail everything that waits for an answer."""
        rest: Event | None = self._connection.receive_end()
        if rest is not None:
            record = inbound_record(rest, time.time(), is_redacting=self.options.is_redacting)
            self.emit(Received(record, rest, self.generation))
        self._lost_reason = reason
        self._undecided.clear()
        self.trail.lost()
        self._asking.lose(reason)

    def emit(self, event: StateEvent) -> None:
        """Report something, behind everything that was received before it."""
        if self._batch is not None:
            self._batch.append(event)
        else:
            self._outbox.put([event])

    # What goes out.

    async def request(
        self,
        method: str,
        params: Any = None,
        deadline_s: float | None = None,
        on_sent: OnSent | None = None,
    ) -> Any:
        """Ask the server and return its result; an overloaded one is asked again where that is safe.

        `on_sent` is told the id, each time it is asked.

        Raises RequestRefused, NoAnswer after `deadline_s` seconds in all, LinkLost, and LocalProtocolError.
        """
        limit_s = self.options.request_deadline_s if deadline_s is None else deadline_s
        return await self._asking.request(method, params, limit_s, on_sent)

    def notify(self, method: str) -> None:
        """Tell the server something; raises LinkLost."""
        line = self._connection.send_notification(method)
        self._write(MessageKind.NOTIFICATION, method, None, None, line)

    async def decide(
        self,
        request_id: RequestId,
        decision: Decision,
        by: str = "key",
        shown_hash: str = "",
        *,
        has_message: bool = False,
    ) -> ServerRequest:
        """Answer a server request as a person decided, wait until the server took it, and return the request.

        `has_message` says that words for the agent will follow.

        Raises DecisionNotOffered, and what `answer` raises.
        """
        request = self.open_request(request_id)
        verdict = verdict_of(decision, request, by, shown_hash, has_message=has_message)
        reply = reply_for(request, decision, server_version=self.trail.server_version)
        await self.answer(request_id, reply, verdict)
        return request

    def open_request(self, request_id: RequestId) -> ServerRequest:
        """The request that waits for a decision; raises LocalProtocolError where it does no more, and LinkLost."""
        if self._lost_reason is not None:
            raise LinkLost(self._lost_reason)
        request = self._undecided.get(request_id)
        if request is None:
            raise LocalProtocolError("the request is not open any more")
        return request

    async def answer(self, request_id: RequestId, reply: Reply | MakeReply, verdict: Verdict) -> None:
        """Put the verdict on record, then make the reply where it must be made, send it, and wait until it was taken.

        Raises NotAudited, LocalProtocolError where the request is not open any more, NoAnswer, and LinkLost.
        """
        limit_s = self.options.request_deadline_s
        try:
            line = await self.trail.decided(request_id, verdict, limit_s)
        except AuditFailed as error:
            raise NotAudited(f"it could not be put on record. {error}") from error
        try:
            made = reply if isinstance(reply, Reply) else await reply()
            # It may have ended while the disk, or what makes the reply, was at work.
            self.open_request(request_id)
            self._reply(request_id, made)
        except (SessionError, LocalProtocolError):
            self.trail.not_sent(line)
            raise
        self.trail.left(request_id)
        try:
            async with asyncio.timeout(limit_s):
                await self._stdin.drain()
        except TimeoutError:
            raise NoAnswer(f"the server did not read it in {limit_s:g} seconds") from None
        except OSError as error:
            raise LinkLost(f"the server reads no more ({error.strerror or error})") from error

    def thread_lock(self, thread_id: str) -> asyncio.Lock:
        """Keeps messages to one thread in the order in which they were submitted."""
        return self._thread_locks.setdefault(thread_id, asyncio.Lock())

    def _reply(self, request_id: RequestId, reply: Reply) -> None:
        self._undecided.pop(request_id, None)
        method = self._connection.unanswered.get(request_id, "")
        if reply.error_code is not None:
            line = self._connection.send_error(request_id, reply.error_code, reply.error_message)
        else:
            line = self._connection.send_result(request_id, reply.result)
        kind = MessageKind.ERROR if reply.is_error else MessageKind.RESULT
        kept = None if reply.kept_result is None else to_json({"id": request_id, "result": reply.kept_result})
        self._write(kind, method, request_id, None, line, kept)

    def _write(
        self,
        kind: MessageKind,
        method: str,
        request_id: RequestId | None,
        params: Any,
        line: bytes,
        kept: bytes | None = None,
    ) -> None:
        """Write a line; `kept` is what the wire log keeps of it instead."""
        try:
            self._stdin.write(line)
        except OSError as error:
            raise LinkLost(self._lost_reason or f"the server reads no more ({error.strerror or error})") from error
        is_redacting = self.options.is_redacting
        at = time.time()
        self.emit(Sent(outbound_record(kind, method, request_id, params, line, at, kept, is_redacting=is_redacting)))

    # Server requests and answers.

    def _take_request(self, event: RequestReceived) -> None:
        if event.method == ATTESTATION_METHOD:
            if not event.is_replay:
                self._attestation.answer(self._read_at_s, partial(self._try_answer, event.id))
            return
        if event.method == AUTH_REFRESH_METHOD and self.options.auth_refresh_command:
            if not event.is_replay:
                self._keep(self._refresh_auth(event), "codex-tui auth refresh")
            return
        answer = self._policy.reply_to(event.method, event.params, self.trail.server_version)
        if isinstance(answer, ServerRequest):
            # A request that comes again is the same one (PROTOCOL.md, section 2), and its first form was shown.
            self._undecided.setdefault(event.id, answer)
            return
        if answer.grants is not None and self.trail.is_on:
            if event.id not in self._undecided:
                self._undecided[event.id] = answer.grants
                self._keep(self._grant(event.id, answer), "codex-tui grant")
            return
        self._try_answer(event.id, answer)

    async def _refresh_auth(self, event: RequestReceived) -> None:
        self._try_answer(event.id, await refreshed(self.options.auth_refresh_command, event.params))

    def _keep(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _try_answer(self, request_id: RequestId, answer: PolicyReply) -> bool:
        """Answer by policy; False where the server reads no more: its exit is on the way, and loses the entry."""
        try:
            self._answer_by_policy(request_id, answer)
        except LinkLost:
            return False
        return True

    def _answer_by_policy(self, request_id: RequestId, answer: PolicyReply) -> None:
        self._reply(request_id, answer.reply)
        self.trail.answered(request_id, Verdict(answer.outcome, ONCE, f"policy: {answer.by}"))
        self._report_policy(request_id, answer)

    async def _grant(self, request_id: RequestId, answer: PolicyReply) -> None:
        """What a policy grants leaves once it is on record; where it cannot be, the request waits for a person."""
        try:
            await self.answer(request_id, answer.reply, Verdict("accept", ONCE, BY_AUTO_APPROVE))
        except NotAudited as error:
            self._keep_unaudited(request_id, error)
        except (SessionError, LocalProtocolError):
            # It was withdrawn meanwhile, or the server is gone.
            return
        else:
            self._report_policy(request_id, answer)

    def _keep_unaudited(self, request_id: RequestId, error: NotAudited) -> None:
        """A grant that is not on record goes back to the person, or is declined where there is none."""
        if not self.options.is_unattended:
            self.emit(FaultReported(f"A request was not approved by itself and waits for you: {error}"))
            return
        self.emit(FaultReported(f"A request was declined, not approved: {error}"))
        request = self._undecided.get(request_id)
        if request is not None:
            self._try_answer(request_id, declined_unasked(request, self.trail.server_version))

    def _report_policy(self, request_id: RequestId, answer: PolicyReply) -> None:
        key = RequestKey(self.generation, request_id)
        self.emit(PolicyAnswered(time.time(), key, answer.by, answer.outcome))

    def _withdraw(self, params: Any) -> None:
        request_id = params.get("requestId") if isinstance(params, dict) else None
        if isinstance(request_id, (int, str)):
            self._connection.withdraw(request_id)
            self.trail.resolved(request_id)
            self._undecided.pop(request_id, None)

    def _flush(self) -> None:
        batch, self._batch = self._batch, None
        if batch:
            self._outbox.put(batch, self._unreported_bytes)
            self._unreported_bytes = 0
