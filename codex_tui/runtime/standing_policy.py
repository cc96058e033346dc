"""The attestation policy that a person chooses: on record like a decision, and in force from then on.

A policy that gives tokens counts once its line is on disk, and stays as it was where that fails. One that gives none
counts at once, and its line follows. The last choice wins, however slow the disk is with an earlier one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine
from typing import Any

from codex_tui.protocol.requests import RequestKind
from codex_tui.runtime.attestation import Attestation
from codex_tui.runtime.audit import Audit, AuditFailed
from codex_tui.state.attestation import ATTESTATION_METHOD, AttestationPolicy
from codex_tui.state.audit import FOR_EVER, FOR_THE_SESSION, AuditLine
from codex_tui.state.events import IntentFailed, StateEvent
from codex_tui.state.intents import SetAttestationPolicy

OVERTAKEN = "another policy was chosen meanwhile"


class StandingPolicy:
    """Puts choices on record and in force; belongs to one event loop."""

    def __init__(
        self,
        attestation: Attestation,
        audit: Audit | None,
        emit: Callable[[StateEvent], None],
        keep_task: Callable[[Coroutine[Any, Any, None], str], object],
        deadline_s: float,
    ) -> None:
        """`deadline_s` is how long the disk may take for a line."""
        self._attestation = attestation
        self._audit = audit
        self._emit = emit
        self._keep_task = keep_task
        self._deadline_s = deadline_s
        self._choice_count = 0

    def choose(self, intent: SetAttestationPolicy, server_version: str, done: Callable[[], None]) -> None:
        """Follow a policy; `done` is called once it is in force, else IntentFailed is reported."""
        self._choice_count += 1
        line = _line(intent, server_version)
        if self._audit is not None and intent.policy is AttestationPolicy.ALLOW:
            work = self._allow(self._audit, self._choice_count, intent, line, done)
            self._keep_task(work, "codex-tui attestation policy")
            return
        self._attestation.set_policy(intent.policy)
        if self._audit is not None:
            self._audit.write_later(line.to_json())
        done()

    async def _allow(
        self, audit: Audit, number: int, intent: SetAttestationPolicy, line: AuditLine, done: Callable[[], None]
    ) -> None:
        try:
            await audit.write(line.to_json(), self._deadline_s)
        except AuditFailed as error:
            self._emit(IntentFailed(intent, f"Nothing is allowed: it could not be put on record. {error}"))
            return
        if number != self._choice_count:
            self._emit(IntentFailed(intent, f"Nothing is allowed: {OVERTAKEN}."))
            return
        self._attestation.set_policy(intent.policy)
        done()


def _line(intent: SetAttestationPolicy, server_version: str) -> AuditLine:
    return AuditLine(
        at=time.time(),
        server=server_version,
        thread="",
        turn="",
        item="",
        request="",
        kind=RequestKind.ATTESTATION.value,
        method=ATTESTATION_METHOD,
        shown=intent.shown_hash,
        decision=f"policy {intent.policy}",
        scope=FOR_EVER if intent.is_kept else FOR_THE_SESSION,
        who=intent.by,
        latency_ms=0.0,
    )
