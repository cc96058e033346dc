"""What is copied, and what is said where a terminal may not take it."""

from __future__ import annotations

import json

import pytest

from codex_tui.ui.copying import DOUBTFUL_BYTES, MAX_BYTES
from tests.ui.stage import open_app


@pytest.mark.parametrize(
    ("size_bytes", "is_copied", "said"),
    [
        (10, True, "Copied 52 characters."),
        (DOUBTFUL_BYTES, True, "Copied 100 kB, which some terminals refuse without a word. e writes what is shown"),
        (MAX_BYTES, False, "Not copied: 4.0 MB is more than a terminal takes. e writes what is shown to a file."),
    ],
)
async def test_a_long_message_says_so_when_it_is_copied(size_bytes: int, is_copied: bool, said: str) -> None:
    async with open_app() as stage:
        stage.session.tell("lab/long", text="x" * size_bytes)
        await stage.press("f4", "y")

        assert stage.notices()[-1].startswith(said)
        assert ("lab/long" in stage.app.clipboard) is is_copied


async def test_what_is_replaced_in_a_copy_is_said() -> None:
    async with open_app() as stage:
        stage.session.tell("lab/evil", text="a\x1b[31m\u202eb\tc", name="n\x07")
        await stage.settle()
        await stage.press("f4", "G", "enter", "slash")
        await stage.write("31m")
        await stage.press("enter", "y")
        assert stage.app.clipboard == "a␛[31m‹U+202E›b\tc"
        assert "2 control or invisible characters replaced by name." in stage.notices()[-1]


async def test_json_is_copied_with_escapes_so_that_nothing_is_lost() -> None:
    async with open_app() as stage:
        stage.session.tell("lab/evil", text="\x1b[31m\u202e\U000e0041\u00e9")
        await stage.settle()
        await stage.press("f4", "G", "y")
        assert json.loads(stage.app.clipboard)["params"] == {"text": "\x1b[31m\u202e\U000e0041\u00e9"}
        assert "\u202e" not in stage.app.clipboard and "\u00e9" in stage.app.clipboard
        assert "written as JSON escapes" in stage.notices()[-1]
        await stage.press("enter", "Y")
        assert json.loads(stage.app.clipboard)["params"] == {"text": "\x1b[31m\u202e\U000e0041\u00e9"}
        assert "\u202e" not in stage.app.clipboard and "\U000e0041" not in stage.app.clipboard
