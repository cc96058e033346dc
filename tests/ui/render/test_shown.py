"""The text that stands for what a person saw, and its hash."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codex_tui.ui.render.cards import CardContext
from codex_tui.ui.render.shown import shown_hash, shown_text
from tests.ui.render.samples import COMMAND, COMMAND_METHOD, FILE_CHANGE, FILE_METHOD, entry_for, file_change

CONTEXT = CardContext(thread_title="Fix the parser", home="/home/me", cwd="/home/me/src")


def test_it_says_what_the_card_says() -> None:
    text = shown_text(entry_for(), CONTEXT)

    for said in ("COMMAND", "Fix the parser", "touch lab.txt && ls -la", "May I run this", "Accept", "Cancel the turn"):
        assert said in text


def test_the_hash_is_sixteen_hexadecimal_digits_and_stands_still() -> None:
    first = shown_hash(entry_for(), CONTEXT)

    assert len(first) == 16 and int(first, 16) >= 0
    assert shown_hash(entry_for(waited_s=9), CONTEXT) == first


@pytest.mark.parametrize(
    "change",
    [
        {"command": "/bin/bash -lc 'touch lab.txt && ls -la '"},
        {"cwd": "/home/me/src"},
        {"reason": "May I?"},
        {"availableDecisions": ["accept", "cancel"]},
        {"additionalPermissions": {"network": {"enabled": True}}},
        {"newerField": 1},
    ],
)
def test_whatever_differs_on_the_request_differs_in_the_hash(change: dict[str, object]) -> None:
    assert shown_hash(entry_for(COMMAND_METHOD, {**COMMAND, **change}), CONTEXT) != shown_hash(entry_for(), CONTEXT)


def test_a_patch_is_what_was_shown_of_it() -> None:
    entry = entry_for(FILE_METHOD, FILE_CHANGE)
    one = replace(CONTEXT, change=file_change(("a.py", "update", "@@ -1 +1 @@\n-a\n+b\n")))
    other = replace(CONTEXT, change=file_change(("a.py", "update", "@@ -1 +1 @@\n-a\n+c\n")))

    assert len({shown_hash(entry, context) for context in (CONTEXT, one, other)}) == 3


def test_hostile_text_is_hashed_as_it_was_shown() -> None:
    entry = entry_for(COMMAND_METHOD, {**COMMAND, "command": "ls \ud800\x1b[2K\u202e", "reason": "\x00"})

    assert len(shown_hash(entry, CONTEXT)) == 16
    assert "\x1b" not in shown_text(entry, CONTEXT)
