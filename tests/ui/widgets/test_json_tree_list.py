"""The tree of a message with lines that no sane server sends: all is drawn, and no key fails."""

from __future__ import annotations

import json

import pytest

from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.ui.keys import KEYS, Where
from codex_tui.ui.screens.message import MessageScreen
from tests.ui.stage import NARROW, WIDE, open_app

DEEP_LEVELS = 10_000
LINES = {
    "deep": b"[" * DEEP_LEVELS + b"]" * DEEP_LEVELS,
    "long array": json.dumps(list(range(20_000))).encode(),
    "3 MB": json.dumps({"delta": "0123456789\n" * 300_000}).encode(),
    "duplicate keys": b'{"a":1,"a":{"a":[]},"":{}}',
    "huge number": b'{"n":' + b"9" * 10_000 + b"}",
    "nul": b'{"a":"\\u0000"}',
    "surrogate": b'{"\\ud800":"\\udfff\\n\\ud800"}',
    "controls": '{"\u202e\\u001b[31m":"\u200b\\u001b]52;c;AAAA\\u0007"}'.encode(),
    "wide": '{"界界界":"界\\n界界"}'.encode(),
    "not JSON": b"\xff\xfe{]",
    "empty": b"",
}
MESSAGE_KEYS = [key.keys.split(",")[0] for key in KEYS if key.where is Where.MESSAGE]


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("name", LINES)
async def test_any_line_is_drawn_and_no_key_fails_on_it(name: str, size: tuple[int, int]) -> None:
    line = LINES[name]
    async with open_app(size=size) as stage:
        record = WireRecord(1.0, Direction.INBOUND, MessageKind.NOTIFICATION, "x/y", None, "", "", line, len(line))
        stage.app.model.wire_log.append(record)
        stage.app.host.show_message(record)
        await stage.settle()
        for key in (*MESSAGE_KEYS, "G", "enter", "y"):
            await stage.press(key)
            text = stage.screen_text()
            assert "\x1b" not in text and "\u202e" not in text and "\u200b" not in text
            assert all(len(strip.text) <= size[0] for strip in stage.strips())
            while not isinstance(stage.app.screen, MessageScreen):
                await stage.press("escape")
        assert "\x1b" not in stage.app.clipboard and "\u202e" not in stage.app.clipboard
