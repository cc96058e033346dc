"""Answers `attestation/generate` in the worker: the server waits 100 ms, queueing included (PROTOCOL.md, section 3).

deny, ask, no provider   an error at once, which the server forwards as s=2
allow                    the token that is ready, else one from the provider within 80 ms: s=0
allow, no token          an error at once, s=2
allow, too slow          an error after the server has stopped waiting: s=1, which is what happened
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from codex_tui.protocol.replies import REFUSED, Reply
from codex_tui.runtime.policy import PolicyReply
from codex_tui.runtime.prefetch import Prefetch
from codex_tui.runtime.redaction import fingerprint
from codex_tui.runtime.swift_switching import SwiftSwitching
from codex_tui.runtime.token_providers import TokenProvider
from codex_tui.runtime.tokens import TokenRefused, UsedTokens, checked_token
from codex_tui.state.attestation import AttestationPolicy, AttestationStatus
from codex_tui.state.events import AttestationChanged, StateEvent

SERVER_PATIENCE_S = 0.1
PROVIDER_BUDGET_S = 0.08
LATE_REPLY_S = 0.15
"""An error between the budget's end and the server's patience would be taken for a refusal."""
MAX_AT_ONCE = 4
"""More requests than that at a time are refused, lest a server has us start programs without end."""
MAX_LATENCIES = 1_000

Send = Callable[[PolicyReply], bool]
"""Sends a reply to one request; says whether it left."""
KeepTask = Callable[[Coroutine[Any, Any, None], str], "asyncio.Task[None]"]

NO_PROVIDER = "codex-tui has no attestation provider"
UNDECIDED = "codex-tui has not been told whether to attest; a person is asked"
DENIED = "attestation is denied by the person's policy"


@dataclass(frozen=True, slots=True)
class AttestationOptions:
    """The provider and the policy to begin with."""

    command: tuple[str, ...] = ()
    """A command and its arguments, whose standard output is the token."""
    token_file: Path | None = None
    policy: AttestationPolicy = AttestationPolicy.ASK
    prefetch_s: float | None = None
    """Keep a token of at most this age ready."""


class Attestation:
    """Policy, budget and statistics; outlives the server, and belongs to one event loop."""

    def __init__(
        self,
        options: AttestationOptions,
        provider: TokenProvider | None,
        report: Callable[[StateEvent], None],
        keep_task: KeepTask,
    ) -> None:
        """`report` takes what the screen is to know, `keep_task` starts a task and keeps it."""
        self._options = options
        self._provider = provider
        self._report = report
        self._keep_task = keep_task
        self._used = UsedTokens()
        self._latencies_ms: deque[float] = deque(maxlen=MAX_LATENCIES)
        self._under_way = 0
        self._swiftly = SwiftSwitching()
        self._prefetch: Prefetch | None = None
        self._prefetching: asyncio.Task[None] | None = None
        name = provider.name if provider is not None else ""
        self._status = AttestationStatus(options.policy, name)
        if provider is not None:
            self._publish()
        self._prefetch_if_allowed()

    @property
    def has_provider(self) -> bool:
        """Whether the capability is to be advertised."""
        return self._provider is not None

    def set_policy(self, policy: AttestationPolicy) -> None:
        """Follow this policy from now on."""
        self._status = replace(self._status, policy=policy, is_undecided=False)
        self._publish()
        self._prefetch_if_allowed()

    def answer(self, read_at_s: float, send: Send) -> None:
        """Answer a request that was read at `read_at_s` on the monotonic clock, at once or when a token is there."""
        policy = self._status.policy
        self._status = replace(self._status, asked=self._status.asked + 1)
        if self._provider is None:
            self._refuse(NO_PROVIDER, "no provider", read_at_s, send)
        elif policy is AttestationPolicy.DENY:
            self._refuse(DENIED, "deny", read_at_s, send)
        elif policy is AttestationPolicy.ASK:
            self._status = replace(self._status, is_undecided=True)
            self._refuse(UNDECIDED, "ask", read_at_s, send)
        elif (ready := self._ready_token()) is not None:
            self._give(ready, read_at_s, send)
        elif self._under_way >= MAX_AT_ONCE:
            self._fail("too many requests at once", read_at_s, send)
        else:
            self._under_way += 1
            work = self._answer_with_token(self._provider, read_at_s, send)
            self._keep_task(work, "codex-tui attestation").add_done_callback(self._end_one)

    def _end_one(self, task: asyncio.Task[None]) -> None:
        self._under_way -= 1

    async def _answer_with_token(self, provider: TokenProvider, read_at_s: float, send: Send) -> None:
        try:
            with self._swiftly:
                async with asyncio.timeout(read_at_s + PROVIDER_BUDGET_S - time.monotonic()):
                    token = await self._next_token(provider, read_at_s)
        except TokenRefused as refused:
            self._fail(str(refused), read_at_s, send)
        except TimeoutError:
            await asyncio.sleep(read_at_s + LATE_REPLY_S - time.monotonic())
            self._fail(f"the provider took longer than {PROVIDER_BUDGET_S * 1000:.0f} ms", read_at_s, send)
        else:
            self._give(token, read_at_s, send)

    def _ready_token(self) -> str | None:
        """A token that was fetched before, so that the answer need not wait for the loop's next turn."""
        token = self._prefetch.take_ready() if self._prefetch is not None else None
        try:
            return self._used.take(token) if token is not None else None
        except TokenRefused:
            return None

    async def _next_token(self, provider: TokenProvider, read_at_s: float) -> str:
        token = await self._prefetch.take() if self._prefetch is not None else None
        if token is None:
            token = await self._fetch(provider, PROVIDER_BUDGET_S)
        if self._status.policy is not AttestationPolicy.ALLOW:
            raise TokenRefused(DENIED)
        return self._used.take(token)

    async def _fetch(self, provider: TokenProvider, limit_s: float) -> str:
        token = checked_token(await provider.fetch(limit_s))
        self._used.refuse_used(token)
        return token

    def _give(self, token: str, read_at_s: float, send: Send) -> None:
        by, outcome = str(self._status.policy), f"gave a token of {fingerprint(token)}"
        self._send(Reply(result={"token": token}), by, outcome, read_at_s, send)

    def _refuse(self, why: str, by: str, read_at_s: float, send: Send) -> None:
        """The policy, or the want of a provider, gives no token."""
        self._send(Reply(error_code=REFUSED, error_message=why), by, "refused", read_at_s, send)

    def _fail(self, problem: str, read_at_s: float, send: Send) -> None:
        """The policy would give a token, but there is none."""
        reply = Reply(error_code=REFUSED, error_message=f"codex-tui has no token: {problem}")
        self._send(reply, str(self._status.policy), f"refused: {problem}", read_at_s, send, problem)

    def _send(self, reply: Reply, by: str, outcome: str, read_at_s: float, send: Send, problem: str = "") -> None:
        is_sent = send(PolicyReply(reply, f"attestation, {by}", outcome))
        if is_sent:
            self._count(reply.is_error, time.monotonic() - read_at_s, problem)
        self._publish()

    def _count(self, is_error: bool, latency_s: float, problem: str) -> None:
        is_late = latency_s > SERVER_PATIENCE_S
        self._latencies_ms.append(latency_s * 1000)
        status = self._status
        self._status = replace(
            status,
            answered=status.answered + (not is_late and not is_error),
            refused=status.refused + (not is_late and is_error),
            late=status.late + is_late,
            last_latency_ms=latency_s * 1000,
            p99_latency_ms=sorted(self._latencies_ms)[int(len(self._latencies_ms) * 0.99)],
            problem=problem,
        )

    def _publish(self) -> None:
        self._report(AttestationChanged(time.time(), self._status))

    def _prefetch_if_allowed(self) -> None:
        """Keep a token ready while tokens may be given, and none otherwise."""
        provider, max_age_s = self._provider, self._options.prefetch_s
        if self._prefetching is not None:
            self._prefetching.cancel()
        self._prefetch = self._prefetching = None
        if provider is not None and max_age_s is not None and self._status.policy is AttestationPolicy.ALLOW:
            self._prefetch = Prefetch(lambda limit_s: self._fetch(provider, limit_s), max_age_s)
            self._prefetching = self._keep_task(self._prefetch.run(), "codex-tui attestation prefetch")
