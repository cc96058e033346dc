"""The life of the link: start a server, shake hands, carry out intents, notice its end, start another.

state        becomes              when
starting     ready                `initialize` was answered
starting     down                 no binary, exit, no answer, or a version too old
ready        lost                 the server ended
lost         restarting           the server ended by itself, for the first few times in a row (`comeback`)
ready, lost, down → restarting    the user asked; it goes on as starting does
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Coroutine
from functools import cached_property, partial
from typing import Any

from codex_tui.runtime.actions import perform
from codex_tui.runtime.attestation import Attestation
from codex_tui.runtime.audit import Audit
from codex_tui.runtime.binary import BinaryNotFound, find_binary
from codex_tui.runtime.comeback import Comeback
from codex_tui.runtime.handshake import StartFailed, shake_hands
from codex_tui.runtime.kept_choices import KeptChoices
from codex_tui.runtime.kept_session import KeptSession
from codex_tui.runtime.options import WorkerOptions
from codex_tui.runtime.outbox import Outbox
from codex_tui.runtime.process import OUTPUT_END_DEADLINE_S, ServerProcess
from codex_tui.runtime.redaction import redacted_text
from codex_tui.runtime.session import Session
from codex_tui.runtime.session_errors import LinkLost, SessionError
from codex_tui.runtime.standing_policy import StandingPolicy
from codex_tui.runtime.token_providers import provider_for
from codex_tui.state.events import (
    FaultReported,
    IntentDone,
    IntentFailed,
    LinkChanged,
    LinkState,
    OutputReceived,
    StateEvent,
    StderrReceived,
)
from codex_tui.state.intents import Intent, KeepFilter, RestartServer, SetAttestationPolicy
from codex_tui.wire.errors import LocalProtocolError

REMEDY = "Run it by hand with `app-server` to see more, or pass another --codex-bin FILE."
UNREADY_STOP_DEADLINE_S = 1.0
"""A server that never was ready has nothing to bring to an end."""


class Link:
    """Owns the server process and its session; belongs to one event loop."""

    def __init__(self, options: WorkerOptions, outbox: Outbox) -> None:
        self._options = options
        self._outbox = outbox
        self._env = {**os.environ, **(options.env or {})}
        self._loop = asyncio.get_running_loop()
        self._kept_session = KeptSession(options, outbox, self._emit)
        self._audit = Audit(options.audit_file, self._report_fault) if options.audit_file is not None else None
        self._comeback = Comeback(options.restart_pauses_s)
        self._generation = 0
        self._state = LinkState.STARTING
        self._binary = ""
        self._process: ServerProcess | None = None
        self._session: Session | None = None
        self._life: asyncio.Task[None] | None = None
        self._first_intents = options.first_intents
        self._queued: list[Intent] = []
        self._is_ending = False
        self._is_stopped = False
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Start a server as the next generation, unless this program is ending."""
        if self._is_stopped:
            return
        self._generation += 1
        self._is_ending = False
        is_first = self._generation == 1
        self._change(LinkState.STARTING if is_first else LinkState.RESTARTING)
        self._life = self._keep(self._live(), f"codex-tui generation {self._generation}")

    def submit(self, intent: Intent) -> None:
        """Carry out an intent now, or once the server is ready, or say that there is no server."""
        self._kept_session.note_decision(intent)
        if isinstance(intent, SetAttestationPolicy):
            self._set_attestation(intent)
        elif isinstance(intent, KeepFilter):
            self._kept_choices.keep_filter(intent)
        elif isinstance(intent, RestartServer):
            self._keep(self._restart(intent), "codex-tui restart")
        elif self._state is LinkState.READY and self._session is not None:
            self._keep(self._perform(self._session, intent), f"codex-tui {type(intent).__name__}")
        elif self._state in (LinkState.STARTING, LinkState.RESTARTING):
            self._queued.append(intent)
        else:
            self._emit(IntentFailed(intent, "the server is not running"))

    async def stop(self, deadline_s: float) -> None:
        """End the server and everything under way."""
        self._is_ending = self._is_stopped = True
        await self._kept_session.end_replay()
        # Nobody drains any more, so what the server still says is recorded and no longer queued.
        self._session = None
        if self._process is not None:
            self._process.resume()
        await self._end_server(deadline_s)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._kept_session.close()
        if self._audit is not None:
            self._audit.close()

    def report_fault(self, error: object) -> None:
        """An error that nothing else took; it is said, and everything goes on."""
        self._emit(FaultReported(f"an error in codex-tui: {error!r}"))

    # One generation.

    async def _live(self) -> None:
        if self._is_stopped:
            return
        try:
            process, session = self._spawn()
        except StartFailed as failure:
            self._end(LinkState.DOWN, str(failure))
            return
        watch = self._keep(self._watch(process, session), f"codex-tui watch {session.generation}")
        try:
            deadline_s, has_attestation = self._options.initialize_deadline_s, self._attestation.has_provider
            self._emit(await shake_hands(session, self._binary, deadline_s, has_attestation=has_attestation))
        except (SessionError, StartFailed) as failure:
            if isinstance(failure, LinkLost):
                # The failed write may be seen before the exit that explains it.
                await asyncio.wait((watch,), timeout=OUTPUT_END_DEADLINE_S)
            reason = process.end_sentence() if watch.done() else str(failure)
            await process.stop(UNREADY_STOP_DEADLINE_S)
            await watch
            self._end(LinkState.DOWN, f"{self._binary}: {reason.rstrip('.')}. {REMEDY}")
            return
        self._comeback.note_ready(self._loop.time())
        self._change(LinkState.READY)
        self._keep(self._read_account(session), "codex-tui account")
        waiting = [*self._first_intents, *self._queued]
        self._first_intents, self._queued = (), []
        for intent in waiting:
            self.submit(intent)
        await watch
        self._end(LinkState.LOST, process.end_sentence())

    def _spawn(self) -> tuple[ServerProcess, Session]:
        try:
            binary = find_binary(self._options.codex_bin, self._env)
        except BinaryNotFound as error:
            raise StartFailed(str(error)) from error
        overrides = [part for override in self._options.config_overrides for part in ("-c", override)]
        try:
            command = [binary, *overrides, "app-server"]
            process = ServerProcess(command, self._options.cwd, self._env, self._take_stdout, self._take_stderr)
        except OSError as error:
            # Where the folder to start in is the trouble, the error names that.
            raise StartFailed(f"{error.filename or binary} cannot be started: {error.strerror}. {REMEDY}") from error
        self._process, self._binary = process, binary
        self._session = Session(
            self._generation, self._options, process.stdin, self._outbox, self._attestation, self._audit
        )
        return process, self._session

    async def _watch(self, process: ServerProcess, session: Session) -> None:
        """Wait for the server's end, and let everything that waits for it know."""
        await process.wait_end()
        self._kept_session.end_output()
        session.lose("the server was ended on request" if self._is_ending else process.end_sentence())

    async def _read_account(self, session: Session) -> None:
        """Who is logged in and what is left; a server without an account has neither, which is no fault."""
        with contextlib.suppress(SessionError):
            answer = await session.request("account/read")
            account = answer.get("account") if isinstance(answer, dict) else None
            if isinstance(account, dict) and account.get("type") == "chatgpt":
                await session.request("account/rateLimits/read")

    # Its end.

    async def _restart(self, intent: RestartServer) -> None:
        if self._state in (LinkState.STARTING, LinkState.RESTARTING):
            self._emit(IntentFailed(intent, "the server is already being started"))
            return
        self._change(LinkState.RESTARTING)
        self._is_ending = True
        self._comeback.reset()
        await self._end_server(self._options.stop_deadline_s)
        self.start()
        self._emit(IntentDone(intent))

    async def _end_server(self, deadline_s: float) -> None:
        if self._process is not None:
            await self._process.stop(deadline_s)
        if self._life is not None:
            await asyncio.wait((self._life,))
        self._process = self._session = None

    def _end(self, state: LinkState, detail: str) -> None:
        """The server ended, or did not become ready; without our doing it is started again, a few times."""
        if self._is_ending:
            self._give_up(state, "")
            return
        may_come_back = state is LinkState.LOST or self._comeback.is_under_way
        pause_s = self._comeback.next_pause_s(self._loop.time()) if may_come_back else None
        if pause_s is None:
            self._give_up(state, detail)
            return
        self._change(LinkState.LOST, detail)
        words = f"Another is started in {pause_s:g} s, {self._comeback.words}."
        self._change(LinkState.RESTARTING, f"{detail.rstrip('.')}. {words}")
        self._keep(self._start_after(pause_s), "codex-tui comeback")

    async def _start_after(self, pause_s: float) -> None:
        await asyncio.sleep(pause_s)
        self.start()

    def _give_up(self, state: LinkState, detail: str) -> None:
        self._change(state, detail)
        failed, self._queued = self._queued, []
        for intent in failed:
            self._emit(IntentFailed(intent, "the server could not be started"))

    # Pipes, tasks, reports.

    def _take_stdout(self, chunk: bytes) -> None:
        self._kept_session.take_output(chunk)
        if self._options.is_output_wanted:
            self._outbox.put([OutputReceived(chunk)], len(chunk))
        if self._session is not None:
            self._session.receive(chunk)
        self._pause_if_full()

    def _take_stderr(self, lines: tuple[str, ...]) -> None:
        if self._options.is_redacting:
            lines = tuple(map(redacted_text, lines))
        self._outbox.put([StderrReceived(lines)], sum(map(len, lines)))
        self._pause_if_full()

    def _pause_if_full(self) -> None:
        process = self._process
        if process is None or self._session is None:
            return
        if self._outbox.is_waiting_for_room(self._resume_from_afar):
            process.pause()

    def _resume_from_afar(self) -> None:
        """There is room again, says the draining thread."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._resume)

    def _resume(self) -> None:
        if self._process is not None:
            self._process.resume()

    async def _perform(self, session: Session, intent: Intent) -> None:
        """Carry out one intent; whatever goes wrong is said, and stays its own affair."""
        try:
            done = await perform(session, intent)
        except (SessionError, LocalProtocolError) as error:
            self._emit(IntentFailed(intent, str(error)))
        except Exception as error:
            self._emit(IntentFailed(intent, f"an error in codex-tui: {error!r}"))
        else:
            self._emit(done)

    def _keep(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = self._loop.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finish)
        return task

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        self.report_fault(error)
        if task is self._life:
            self._give_up(LinkState.DOWN, "The server is not attended to any more.")

    def _change(self, state: LinkState, detail: str = "") -> None:
        self._state = state
        self._emit(LinkChanged(time.time(), state, self._generation, detail))

    def _emit(self, event: StateEvent) -> None:
        self._outbox.put([event])

    @cached_property
    def _attestation(self) -> Attestation:
        """Made when the server is first started: looking for plug-ins takes a while, in which the server boots."""
        options = self._options.attestation
        provider, fault = provider_for(options.command, options.token_file)
        if fault:
            self._emit(FaultReported(fault))
        return Attestation(options, provider, self._emit, self._keep)

    @cached_property
    def _policy(self) -> StandingPolicy:
        return StandingPolicy(self._attestation, self._audit, self._emit, self._keep, self._options.request_deadline_s)

    def _set_attestation(self, intent: SetAttestationPolicy) -> None:
        version = self._session.trail.server_version if self._session is not None else ""
        self._policy.choose(intent, version, partial(self._settle_attestation, intent))

    def _settle_attestation(self, intent: SetAttestationPolicy) -> None:
        if intent.is_kept:
            self._kept_choices.keep_policy(intent)
        else:
            self._emit(IntentDone(intent))

    @cached_property
    def _kept_choices(self) -> KeptChoices:
        return KeptChoices(self._options.config_file, self._emit, self._keep)

    def _report_fault(self, reason: str) -> None:
        """Something beside the session failed, says a thread of its own."""
        self._emit(FaultReported(reason))
