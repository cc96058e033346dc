"""How a wire record says that secrets were taken out of its line, so that nobody sends that line again as it is."""

from __future__ import annotations

from codex_tui.state.wire_log import WireRecord

REDACTED_NOTE = "redacted"
_SEPARATOR = " · "


def noted_as_redacted(note: str) -> str:
    """A record's note, with the remark that its line is redacted."""
    return f"{note}{_SEPARATOR}{REDACTED_NOTE}" if note else REDACTED_NOTE


def is_redacted(record: WireRecord) -> bool:
    """Whether the line of this record differs from what went over the wire."""
    return record.note == REDACTED_NOTE or record.note.endswith(_SEPARATOR + REDACTED_NOTE)
