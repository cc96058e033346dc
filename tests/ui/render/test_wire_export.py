"""The wire log as Markdown, which no message can break out of."""

from __future__ import annotations

import json
from datetime import UTC

import pytest

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.ui.render.figures import format_bytes, format_latency
from codex_tui.ui.render.wire_export import MAX_INDENTED_BYTES, markdown_head, markdown_of

AT = 1_795_423_267.412


def record_for(line: bytes, kind: MessageKind = MessageKind.NOTIFICATION, method: str = "item/started") -> WireRecord:
    record = WireRecord(AT, Direction.INBOUND, kind, method, None, "t-1", "i-1", line, len(line))
    record.seq = 1_203
    return record


def test_a_message_has_a_heading_its_facts_and_its_json() -> None:
    record = record_for(b'{"id":0,"method":"x"}', MessageKind.REQUEST, "x/ask")
    record.id, record.latency_ms = 0, 16.0

    assert markdown_of(record, UTC, "why so late?\n2nd *line*") == (
        "\n## 1,204 · 08:41:07.412 · ← req · `x/ask`\n\n"
        "from the server · id `0` · thread `t-1` · item `i-1` · "
        f"{format_bytes(21)} · latency {format_latency(16.0)}\n\n"
        "> why so late?\n> 2nd \\*line\\*\n\n"
        '```json\n{\n  "id": 0,\n  "method": "x"\n}\n```\n'
    )


@pytest.mark.parametrize("text", ["```", "a\n```\n# not a heading", "`````` and `````", "~~~\n</details>"])
def test_no_content_ends_its_fence(text: str) -> None:
    for kind, line in (
        (MessageKind.NOTIFICATION, json.dumps({"text": text}).encode()),
        (MessageKind.MALFORMED, text.encode()),
    ):
        rows = markdown_of(record_for(line, kind), UTC).splitlines()
        opening = next(row for row in rows if row.startswith("```"))
        fence = opening.removesuffix("json").removesuffix("text")
        closing = [row for row in rows if set(row) == {"`"} and len(row) >= len(fence)]

        assert closing == [fence] and rows[-1] == fence


def test_a_method_cannot_leave_its_code_span() -> None:
    heading = markdown_of(record_for(b"{}", method="a`b\n# c\x1b[31m"), UTC).splitlines()[1]

    assert heading.endswith("`` a`b # c␛[31m ``")


def test_what_deceives_is_escaped_as_json_can_and_the_rest_stays() -> None:
    text = "пример \u202egnp.exe\x85 \U000e0041 ok"
    body = markdown_of(record_for(json.dumps({"t": text}, ensure_ascii=False).encode()), UTC)
    shown = body.split("```json\n")[1].split("\n```")[0]

    assert "\u202e" not in body and "\x85" not in body and "пример" in body
    assert json.loads(shown) == {"t": text}


def test_lines_that_are_no_json_are_shown_as_they_are() -> None:
    body = markdown_of(record_for(b"\xff{broken \x1b]0;x\x07", MessageKind.MALFORMED), UTC)

    assert "```text\n\ufffd{broken ␛]0;x␇\n```" in body


def test_a_huge_line_is_not_made_pretty() -> None:
    line = b'{"a":"' + b"x" * MAX_INDENTED_BYTES + b'"}'

    assert line.decode() in markdown_of(record_for(line), UTC)


def test_the_head_says_what_is_below() -> None:
    assert markdown_head(1_204, record_for(b"{}"), "method:`x`", UTC) == (
        "# Wire log\n\n1,204 messages · the first of 2026-11-23 · filter `` method:`x` ``\n"
    )
