"""However a recording is damaged: replaying it raises nothing, and each line that is still whole is in the wire log."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from codex_tui.protocol.replies import ACCEPT
from codex_tui.runtime.replay_file import GZIP_MAGIC, ReplayFile
from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.state.attestation import AttestationStatus
from codex_tui.state.events import (
    AttestationChanged,
    DecisionTaken,
    FaultReported,
    IntentDone,
    LinkChanged,
    LinkState,
    PolicyAnswered,
    Received,
    ReplyWritten,
    RequestKey,
    Sent,
    ServerIdentified,
    StderrReceived,
)
from codex_tui.state.fold import fold
from codex_tui.state.intents import OpenThread
from codex_tui.state.model import Model
from codex_tui.state.recording_format import (
    RecordedLine,
    end_entry,
    event_entry,
    header_entry,
    message_entry,
    parse_entry,
)
from codex_tui.ui.render.attestation import attestation_detail, settled_rows
from codex_tui.ui.render.cards import CardContext, render_card
from codex_tui.ui.render.replay import recording_rows
from codex_tui.ui.render.status import facts_for, render_status
from codex_tui.ui.render.wire_rows import render_wire
from tests.models import replayed
from tests.recording import STARTED_AT, events
from tests.ui.render.rows import PLAIN, assert_rows

SESSION = "exec-accept"
WIDTH = 80
TIMES = ("1e400", "-1e400", "NaN", "-Infinity", "1e300", "-1", "999999999999", "9" * 40, "1e-400", "null", '"soon"')
NUMBERS = ("1e400", "NaN", "9" * 40, "-1", "0.5", '"x"', "[]", "{}", "[" * 300)
CHUNK_EVENTS = 1_000
KEY = RequestKey(1, 0)
BESIDE = (
    LinkChanged(STARTED_AT, LinkState.READY, 1),
    ServerIdentified(1, "codex/0.163.0", "0.163.0", "/codex-home", "codex"),
    DecisionTaken(STARTED_AT + 50, KEY, "key", decision=ACCEPT),
    ReplyWritten(STARTED_AT + 50, KEY),
    PolicyAnswered(STARTED_AT + 50, RequestKey(1, 7), "clock", "answered"),
    AttestationChanged(STARTED_AT + 50, AttestationStatus(asked=3, last_latency_ms=1.5, p99_latency_ms=2.5)),
    StderrReceived(("one", "two")),
    FaultReported("the disk is full"),
    IntentDone(OpenThread("t"), "t"),
    LinkChanged(STARTED_AT + 50, LinkState.RESTARTING, 2, "it ended"),
)


@cache
def recorded() -> tuple[bytes, ...]:
    """A session as this program writes it, with its newlines."""
    messages = [message_entry(event.record) for event in events(SESSION) if isinstance(event, Received | Sent)]
    begun = [event_entry(event, STARTED_AT) or b"" for event in BESIDE[:2]]
    beside = [event_entry(event, STARTED_AT + 50) or b"" for event in BESIDE[2:]]
    return (header_entry(STARTED_AT, is_redacted=True), *begun, *messages, *beside, end_entry(STARTED_AT + 60))


def damaged(random: Random) -> bytes:
    """The session with some damage of each kind."""
    lines = list(recorded())
    for _ in range(random.randrange(4)):
        at = random.randrange(len(lines))
        lines[at] = lines[at].replace(b'"at":', b'"at":%b,"was":' % random.choice(TIMES).encode(), 1)
    for _ in range(random.randrange(4)):
        at = random.randrange(len(lines))
        digits = [place for place, byte in enumerate(lines[at]) if chr(byte).isdigit()]
        place = random.choice(digits) if digits else 0
        lines[at] = lines[at][:place] + random.choice(NUMBERS).encode() + lines[at][place + 1 :]
    for _ in range(random.randrange(4)):
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    for _ in range(random.randrange(4)):
        at = random.randrange(len(lines))
        lines[at] = lines[at][: random.randrange(len(lines[at]))]
    whole = bytearray(b"".join(lines))
    for _ in range(random.randrange(8)):
        whole[random.randrange(len(whole))] = random.randrange(256)
    return bytes(whole)


def messages_left_whole(data: bytes) -> Counter[bytes]:
    """The messages of the lines that are as they were recorded."""
    known = {line.removesuffix(b"\n") for line in recorded()}
    entries = [parse_entry(line) for line in data.split(b"\n") if line in known]
    return Counter(entry.line for entry in entries if isinstance(entry, RecordedLine))


def played(path: Path) -> Model:
    """The model after the file was played at once, step by step."""
    player, model = ReplayPlayer(ReplayFile(path), speed=0), Model()
    while taken := player.drain(CHUNK_EVENTS):
        for event in taken:
            fold(model, event)
    assert player.status.is_at_end
    assert_rows(recording_rows(player.status, WIDTH, PLAIN), WIDTH)
    player.file.close()
    return model


def draw(model: Model) -> None:
    """What the screen shows of it."""
    assert_rows([render_wire(record, WIDTH, PLAIN, tz=None) for record in model.wire_log.since(0)], WIDTH)
    assert_rows([render_status(facts_for(model, ""), WIDTH, PLAIN)], WIDTH)
    assert_rows(
        [*attestation_detail(model.attestation, WIDTH, PLAIN), *settled_rows(model.attestation, WIDTH, PLAIN)], WIDTH
    )
    for request in model.inbox:
        now = STARTED_AT + 60
        card = render_card(request, CardContext(""), WIDTH, PLAIN, now=now, is_selected=True, is_armed=True)
        assert_rows(card.rows, WIDTH)


@pytest.mark.timeout(300)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
def test_a_damaged_recording_is_replayed_as_far_as_it_is_whole(tmp_path: Path, random: Random) -> None:
    data = damaged(random)
    assume(not data.startswith(GZIP_MAGIC))
    path = tmp_path / "r.jsonl"
    path.write_bytes(data)

    for model in (played(path), replayed(path)):
        records = list(model.wire_log.since(0))
        assert not messages_left_whole(data) - Counter(record.line for record in records)
        draw(model)
