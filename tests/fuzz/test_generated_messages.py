"""Whatever the server may say by its own schema: nothing raises, nothing escapes, and no byte is missing in the log."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core import to_json

from codex_tui.doctor.schema import schema_files
from codex_tui.runtime.records import inbound_record
from codex_tui.state.events import Received
from codex_tui.state.fold import fold
from codex_tui.state.joins import file_change_for, parent_title, thread_title
from codex_tui.ui.render.cards import CardContext, render_card
from codex_tui.ui.render.entries import EntryRenderer, entry_text, full_rows
from codex_tui.ui.render.request_detail import render_detail
from codex_tui.ui.render.status import facts_for, render_status
from codex_tui.ui.render.thread_rows import render_thread, thread_details
from codex_tui.ui.render.wire_rows import render_wire
from codex_tui.wire.connection import Connection
from tests.fuzz.generated import Generator
from tests.recording import STARTED_AT
from tests.session import Session
from tests.ui.render.rows import PLAIN, assert_rows

CASES = 10_000
SCHEMAS = ("ServerNotification.json", "ServerRequest.json")
MESSAGES_PER_CASE = 1
WIDTH = 80
NOW = STARTED_AT + 100.0


@pytest.fixture(scope="module")
def generators(codex_bin: Path) -> list[Generator]:
    """One for notifications, one for server requests."""
    return [Generator(schema) for schema in schema_files(str(codex_bin), SCHEMAS).values()]


def begun_session() -> Session:
    """A turn with open items, for messages to be about."""
    session = Session()
    session.start_turn()
    session.start_item("i", "agentMessage", text="")
    session.start_item("f", "fileChange", changes=[])
    return session


def draw_everything(session: Session) -> None:
    """Every place of the screen that shows what the server said."""
    model = session.model
    renderer = EntryRenderer(PLAIN)
    for timeline in model.timelines.values():
        for entry in timeline.entries:
            assert_rows(renderer.rows(entry, WIDTH, is_expanded=True), WIDTH)
            assert_rows(full_rows(entry, WIDTH, PLAIN), WIDTH)
            entry_text(entry)
    for request in model.inbox:
        title = thread_title(model, request.thread_id)
        change = file_change_for(model, request)
        context = CardContext(title, parent_title(model, request.thread_id), change=change)
        card = render_card(request, context, WIDTH, PLAIN, now=NOW, is_selected=True, is_armed=True)
        assert_rows(card.rows, WIDTH)
        assert_rows(render_detail(request, context, WIDTH, PLAIN).rows, WIDTH)
    for record in model.threads:
        row = render_thread(record, 0, WIDTH, PLAIN, now=NOW, spinner_frame=0, home="", is_open=False)
        assert_rows([row, *thread_details(record, WIDTH, PLAIN, NOW, "")], WIDTH)
    assert_rows([render_wire(record, WIDTH, PLAIN, tz=None) for record in model.wire_log.since(0)], WIDTH)
    assert_rows([render_status(facts_for(model, "t"), WIDTH, PLAIN)], WIDTH)


@pytest.mark.timeout(600)
@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
def test_any_message_of_the_schema_is_shown_harmlessly_and_logged_whole(
    generators: list[Generator], random: Random
) -> None:
    session = begun_session()
    connection = Connection()
    for _ in range(MESSAGES_PER_CASE):
        line = to_json(random.choice(generators).message(random))
        for event in connection.receive(line + b"\n"):
            record = inbound_record(event, session.at, is_redacting=False)
            fold(session.model, Received(record, event, session.generation))
        assert list(session.model.wire_log.since(0))[-1].line == line

    draw_everything(session)
