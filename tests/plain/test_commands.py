"""What a line of input means."""

from __future__ import annotations

import pytest

from codex_tui.plain.commands import HELP_ROWS, Command, Message, NotUnderstood, parse_line
from codex_tui.wire.framing import OversizedLine


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (b"hello there", Message("hello there")),
        (b"  two spaces  inside ", Message("two spaces  inside")),
        ("漢字 e\u0301".encode(), Message("漢字 e\u0301")),
        (b":help", Command("help")),
        (b" :h ", Command("help")),
        (b":new", Command("new")),
        (b":resume thr_1", Command("resume", "thr_1")),
        (b":use\tthr_1", Command("use", "thr_1")),
        (b":refresh-thread", Command("refresh-thread")),
        (b":refresh-thread c2", Command("refresh-thread", "c2")),
        (b":quit", Command("quit")),
        (b":q", Command("quit")),
        (b":exit", Command("quit")),
        (b"", None),
        (b" \t", None),
    ],
)
def test_a_line_is_a_message_a_command_or_nothing(line: bytes, meant: Message | Command | None) -> None:
    assert parse_line(line) == meant


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b":", "There is no command : here. :help lists them all."),
        (b":)", "There is no command :) here."),
        (b":fork", "There is no command :fork here."),
        (b":use", ":use needs <thread-id>. :refresh-thread lists the threads."),
        (b":use a b", ":use takes <thread-id>, and nothing else."),
        (b":new please", ":new takes no argument"),
        (b"caf\xe9", "A line is not UTF-8 text (byte 4) and was not sent."),
        (OversizedLine(b"xx", 20_000_000), "A line of 20,000,000 bytes is too long"),
    ],
)
def test_what_means_nothing_is_told_with_a_remedy(line: bytes | OversizedLine, words: str) -> None:
    with pytest.raises(NotUnderstood) as raised:
        parse_line(line)

    assert str(raised.value).startswith(words)


def test_the_help_names_every_command() -> None:
    text = "\n".join(HELP_ROWS)

    for name in (":help", ":new", ":resume <thread-id>", ":use <thread-id>", ":refresh-thread", ":quit"):
        assert f"  {name} " in text
