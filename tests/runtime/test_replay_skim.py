"""A jump past streamed text leads to the same as folding it line by line, wherever it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic_core import from_json

from codex_tui.runtime.replay_file import ReplayFile
from codex_tui.runtime.replay_jump import ReplayJump, to_message
from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.runtime.replay_skim import DeltaSkimmer
from codex_tui.state.events import Received, Sent
from codex_tui.state.model import Model
from codex_tui.state.recording_format import header_entry, message_entry
from tests.models import UNLIMITED_S, facts_of, model_of
from tests.recording import STARTED_AT, events

STREAMED = ("flood", "interrupt-stream", "markdown", "multi-thread", "reasoning", "stream-output")


def recorded(folder: Path, name: str) -> Path:
    path = folder / f"{name}.jsonl"
    happened = (event for event in events(name) if isinstance(event, Received | Sent))
    path.write_bytes(
        header_entry(STARTED_AT, is_redacted=True) + b"".join(message_entry(event.record) for event in happened)
    )
    return path


@pytest.mark.parametrize("name", STREAMED)
def test_wherever_it_ends_the_same_is_known(tmp_path: Path, name: str) -> None:
    path, happened = recorded(tmp_path, name), events(name)
    for count in range(1, len(happened) + 1, 1 + len(happened) // 25):
        player = ReplayPlayer(ReplayFile(path))
        found = ReplayJump(player, Model(), to_message(count), Model)
        found.advance(UNLIMITED_S)
        player.file.close()

        assert facts_of(found.model, has_link=False) == facts_of(model_of(happened[:count]), has_link=False), count


def test_real_deltas_are_skimmed(tmp_path: Path) -> None:
    skimmer = DeltaSkimmer(Model())
    lines = recorded(tmp_path, "flood").read_bytes().splitlines()
    deltas = [line for line in lines if b"/delta" in line]

    assert len(deltas) > 200
    assert all(skimmer.record_in(line) is not None for line in deltas)
    assert all(skimmer.record_in(line) is None for line in lines if line not in deltas)


@pytest.mark.parametrize("damage", [b'"', b"\\", b"\xff", b"{", b"\x00", b",", b"}"])
def test_no_damaged_delta_is_skimmed(tmp_path: Path, damage: bytes) -> None:
    lines = recorded(tmp_path, "flood").read_bytes().splitlines()
    line = next(line for line in lines if b"item/agentMessage/delta" in line)

    found = [DeltaSkimmer(Model()).record_in(line[:at] + damage + line[at + 1 :]) for at in range(len(line))]

    assert found.count(None) > len(line) // 2
    assert all(from_json(record.line)["method"] == record.method for record in found if record is not None)


def test_no_delta_of_a_time_that_cannot_be_is_skimmed(tmp_path: Path) -> None:
    lines = recorded(tmp_path, "flood").read_bytes().splitlines()
    line = next(line for line in lines if b"item/agentMessage/delta" in line)

    assert DeltaSkimmer(Model()).record_in(line.replace(b'{"at":', b'{"at":99')) is None
