"""Whether a text comes any more, in each way in which a message can be recorded."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from codex_tui.runtime.replay_file import ReplayFile
from codex_tui.runtime.replay_jump import to_text
from codex_tui.runtime.replay_lookahead import ReplayLookahead
from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.state.events import FaultReported
from codex_tui.state.recording_format import event_entry
from tests.models import UNLIMITED_S

HEADER = b'{"codex_tui_recording":1,"at":1000,"program":"apricot","is_redacted":true}\n'
MESSAGES = (
    b'{"at":1001,"dir":"in","message":{"method":"lab/First","params":{}}}\n'
    b'{"at":1002,"dir":"in","fault":"not JSON","text":"b\\u0061nana"}\n'
    b'{"at":1003,"dir":"in","fault":"not UTF-8","base64":"/2NoZXJyeQ=="}\n'
    + (event_entry(FaultReported("damson"), 1004) or b"")
    + b'{"at":1005,"dir":"out","message":{"method":"lab/f\\u0069g"}}\n'
    + b'{"at":1005,"dir":"out","message":{"method":"lab/last","id":1}}\n'
    + b"elderberry is no JSON\n"
)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("first", True),
        ("LAST", True),
        ("banana", True),
        ("cherry", True),
        ("lab/f\\u0069g", True),
        ("elderberry", True),
        ("apricot", False),
        ("damson", False),
        ("dir", False),
    ],
)
@pytest.mark.parametrize("is_compressed", [False, True])
def test_only_messages_are_looked_at(tmp_path: Path, text: str, *, is_found: bool, is_compressed: bool) -> None:
    path = tmp_path / "recording"
    path.write_bytes(gzip.compress(HEADER + MESSAGES) if is_compressed else HEADER + MESSAGES)
    player = ReplayPlayer(ReplayFile(path))
    lookahead = ReplayLookahead(player, to_text(text))
    assert player.going_to
    lookahead.advance(UNLIMITED_S)
    assert lookahead.is_done and lookahead.is_found is is_found
    assert (player.message_count, player.going_to) == (0, "")


def test_what_lies_behind_does_not_come_any_more(tmp_path: Path) -> None:
    path = tmp_path / "recording"
    path.write_bytes(HEADER + MESSAGES)
    player = ReplayPlayer(ReplayFile(path))
    while player.message_count < 1:
        player.take()
    lookahead = ReplayLookahead(player, to_text("first"))
    lookahead.advance(UNLIMITED_S)
    assert not lookahead.is_found
