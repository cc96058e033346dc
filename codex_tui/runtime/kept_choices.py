"""Writes choices that count already to our config file, one after the other, so that they last.

A thread of the loop's own writes them: a disk may be slow, and another program may hold the file for a moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from codex_tui.runtime.config_file import SettingNotKept, keep_entry, keep_setting
from codex_tui.state.events import IntentDone, IntentFailed, StateEvent
from codex_tui.state.intents import Intent, KeepFilter, SetAttestationPolicy

FILTERS_TABLE = "filters"


class KeptChoices:
    """Belongs to one event loop; each intent ends in `IntentDone`, or in `IntentFailed` that says why."""

    def __init__(
        self,
        path: Path | None,
        emit: Callable[[StateEvent], None],
        keep_task: Callable[[Coroutine[Any, Any, None], str], object],
    ) -> None:
        self._path = path
        self._emit = emit
        self._keep_task = keep_task
        self._turn = asyncio.Lock()

    def keep_filter(self, intent: KeepFilter) -> None:
        """Write a saved filter, or take it out."""
        self._keep(intent, partial(keep_entry, self._path, FILTERS_TABLE, intent.name, intent.text))

    def keep_policy(self, intent: SetAttestationPolicy) -> None:
        """Write the attestation policy."""
        self._keep(intent, partial(keep_setting, self._path, "attestation", intent.policy))

    def _keep(self, intent: Intent, write: Callable[[], None]) -> None:
        self._keep_task(self._write(intent, write), "codex-tui config file")

    async def _write(self, intent: Intent, write: Callable[[], None]) -> None:
        try:
            async with self._turn:
                await asyncio.to_thread(write)
        except SettingNotKept as failure:
            self._emit(IntentFailed(intent, f"It counts for this session only: {failure}"))
        else:
            self._emit(IntentDone(intent))
