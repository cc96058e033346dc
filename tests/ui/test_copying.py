"""What is copied, and what is said where a terminal may not take it."""

from __future__ import annotations

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
