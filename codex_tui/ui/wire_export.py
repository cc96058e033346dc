"""Writes what the wire log shows to a file, slice by slice, so that millions of messages never hold up the screen.

A slice is made in the screen's thread, which the messages belong to, and written in another, since a disk may be slow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from codex_tui.runtime.export_file import ExportFile
from codex_tui.state.recording_format import end_entry, header_entry, message_entry
from codex_tui.state.wire_view import Numbers
from codex_tui.ui.context import UiContext
from codex_tui.ui.render.wire_export import markdown_head, markdown_of

SLICE_S = 0.008
SLICE_BYTES = 1024 * 1024
MARKDOWN_SUFFIXES = (".md", ".markdown")


class ExportFailed(Exception):
    """Nothing was exported; the text says why."""


class WireExport:
    """One export of the messages `seqs`; the file is Markdown by its name, else a recording that can be replayed."""

    def __init__(self, context: UiContext, seqs: Numbers, filter_text: str, target: Path) -> None:
        self._context = context
        self._seqs = seqs
        self._filter_text = filter_text
        self._target = target
        self._row = 0
        self._last_at = 0.0
        self.exported_count = 0
        self.missing_count = 0
        """Messages that were dropped before they could be written."""

    @property
    def share(self) -> float:
        """How much is written, from 0 to 1."""
        return self._row / max(1, len(self._seqs))

    async def run(self, on_progress: Callable[[], None]) -> None:
        """Write everything; raises ExportFailed, and leaves no part of a file behind, also where it is cancelled."""
        try:
            file = ExportFile(self._target)
        except (OSError, ValueError) as error:
            raise self._failure(error) from error
        try:
            await asyncio.to_thread(file.write, self._first())
            for chunk in self._slices():
                await asyncio.to_thread(file.write, chunk)
                on_progress()
            await asyncio.to_thread(file.finish)
        except BaseException as error:
            file.discard()
            if isinstance(error, OSError):
                raise self._failure(error) from error
            raise

    @property
    def _is_markdown(self) -> bool:
        return self._target.suffix.lower() in MARKDOWN_SUFFIXES

    def _first(self) -> bytes:
        context = self._context
        first = context.model.wire_log.get(self._seqs[0]) if len(self._seqs) else None
        if not self._is_markdown:
            self._last_at = first.at if first is not None else context.now()
            return header_entry(self._last_at, is_redacted=context.is_redacting)
        return markdown_head(len(self._seqs), first, self._filter_text, context.tz).encode("utf-8", "replace")

    def _slices(self) -> Iterator[bytes]:
        """The messages, as many at once as the screen can wait for."""
        while self._row < len(self._seqs):
            parts: list[bytes] = []
            size_bytes, deadline = 0, perf_counter() + SLICE_S
            while self._row < len(self._seqs) and size_bytes < SLICE_BYTES and perf_counter() < deadline:
                part = self._part(self._seqs[self._row])
                parts.append(part)
                size_bytes += len(part)
                self._row += 1
            yield b"".join(parts)
        if not self._is_markdown:
            yield end_entry(self._last_at)

    def _part(self, seq: int) -> bytes:
        context = self._context
        record = context.model.wire_log.get(seq)
        if record is None:
            self.missing_count += 1
            return b""
        self.exported_count += 1
        self._last_at = record.at
        if not self._is_markdown:
            return message_entry(record)
        model = context.model
        note, is_waiting = model.wire_marks.note(seq), model.wire_log.is_waiting(record)
        return markdown_of(record, context.tz, note, is_waiting=is_waiting).encode("utf-8", "replace")

    def _failure(self, error: Exception) -> ExportFailed:
        reason = error.strerror if isinstance(error, OSError) else error
        return ExportFailed(f"Nothing was exported to {self._target}: {reason}. Give another file.")
