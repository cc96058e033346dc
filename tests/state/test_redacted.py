"""How a record says that its line is redacted, beside whatever else its note says."""

from __future__ import annotations

import pytest

from codex_tui.runtime.redaction import fingerprint
from codex_tui.state.redacted import is_redacted, noted_as_redacted, placeholder_paths
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord


@pytest.mark.parametrize("note", ["", "not JSON: redacted"])
def test_the_note_tells_whether_a_line_is_redacted(note: str) -> None:
    record = WireRecord(0, Direction.INBOUND, MessageKind.MALFORMED, "", None, "", "", b"", 0, note=note)

    assert not is_redacted(record)
    record.note = noted_as_redacted(note)
    assert is_redacted(record) and record.note.startswith(note)


def test_placeholders_are_found_wherever_they_stand() -> None:
    held = f"<{fingerprint('secret')}>"
    value = {"a": held, "b c": [1, {"d": f"Bearer {held}"}, "<6 bytes>"], held: None}
    assert placeholder_paths(value) == [f'["{held}"]', ".a", '["b c"][1].d']
    assert placeholder_paths(held) == ["."]
    assert placeholder_paths({"a": ["<5 bytes, sha256 of it>"]}) == []


def test_a_value_of_many_levels_has_its_placeholders_found() -> None:
    value: object = f"<{fingerprint('secret')}>"
    for _ in range(5_000):
        value = [value]
    assert placeholder_paths(value) == ["[0]" * 5_000]
