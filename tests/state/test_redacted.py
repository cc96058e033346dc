"""How a record says that its line is redacted, beside whatever else its note says."""

from __future__ import annotations

import pytest

from codex_tui.state.redacted import is_redacted, noted_as_redacted
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord


@pytest.mark.parametrize("note", ["", "not JSON: redacted"])
def test_the_note_tells_whether_a_line_is_redacted(note: str) -> None:
    record = WireRecord(0, Direction.INBOUND, MessageKind.MALFORMED, "", None, "", "", b"", 0, note=note)

    assert not is_redacted(record)
    record.note = noted_as_redacted(note)
    assert is_redacted(record) and record.note.startswith(note)
