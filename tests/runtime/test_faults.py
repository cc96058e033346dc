"""A server that breaks the rules, as a real process: every line is kept, nothing raises, and the session goes on."""

from __future__ import annotations

import pytest

from codex_tui.protocol.replies import ACCEPT, DECLINE
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.events import FaultReported, IntentDone, IntentFailed, LinkState, Received, RequestKey
from codex_tui.state.fold import fold_all
from codex_tui.state.inbox import EntryState
from codex_tui.state.intents import CallMethod, Decide, ListThreads
from codex_tui.state.model import Model
from codex_tui.ui.render.entries import full_rows
from tests.runtime.conftest import StartDriver
from tests.runtime.driver import Driver
from tests.ui.render.rows import PLAIN, assert_rows

FAULTS = (
    "answerTwice",
    "textIds",
    "answerNobody",
    "sameRequestId",
    "askAfterTheEnd",
    "endWhatNeverBegan",
    "clocks",
    "oddJson",
)


def known_after(driver: Driver) -> Model:
    """What is known after all that came, which is drawn as well."""
    model = Model()
    fold_all(model, driver.events)
    for timeline in model.timelines.values():
        for entry in timeline.entries:
            assert_rows(full_rows(entry, 80, PLAIN), 80)
    return model


@pytest.mark.parametrize("fault", FAULTS)
def test_the_session_goes_on_and_every_line_is_in_the_log(start: StartDriver, fault: str) -> None:
    driver = start("unruly")
    assert isinstance(driver.perform(CallMethod(f"fault/{fault}")), IntentDone)
    assert isinstance(driver.perform(ListThreads()), IntentDone)

    model = known_after(driver)
    received = [event.record for event in driver.events if isinstance(event, Received)]
    assert model.link.state is LinkState.READY
    assert len(model.wire_log) == model.wire_log.next_seq >= len(received)
    assert not [event for event in driver.events if isinstance(event, FaultReported)]


def test_answers_in_another_order_reach_who_asked(start: StartDriver) -> None:
    driver = start("unruly")
    first, second = (CallMethod("fault/answerBackwards", {"number": number}) for number in (1, 2))
    driver.worker.submit(first)
    driver.worker.submit(second)

    ends = driver.until_end(first), driver.until_end(second)
    assert [end.result for end in ends if isinstance(end, IntentDone)] == [{"of": 1}, {"of": 2}]


def test_an_id_that_comes_again_while_it_is_open_is_the_same_request(start: StartDriver) -> None:
    driver = start("unruly")
    driver.perform(CallMethod("fault/sameRequestId"))
    model = known_after(driver)
    assert [key.id for key in model.inbox.entries] == [0, "0"]
    decided = driver.perform(Decide(RequestKey(1, 0), DECLINE))
    again = driver.perform(Decide(RequestKey(1, 0), ACCEPT))

    assert isinstance(decided, IntentDone)
    assert isinstance(again, IntentFailed) and "not open" in again.reason


def test_a_request_after_its_turn_ended_waits_for_a_person(start: StartDriver) -> None:
    driver = start("unruly")
    driver.perform(CallMethod("fault/askAfterTheEnd"))

    (entry,) = known_after(driver).inbox
    assert entry.state is EntryState.PENDING


def test_odd_json_is_a_row_with_a_reason_or_what_it_says(start: StartDriver) -> None:
    driver = start("unruly")
    driver.perform(CallMethod("fault/oddJson"))

    model = known_after(driver)
    odd = [record for record in model.wire_log.since(0) if b"threadName" in record.line or record.note]
    assert len(odd) == 6
    assert [bool(record.note) for record in odd] == [True, False, True, True, True, True]


def test_a_line_of_100_megabytes_is_taken_whole(start: StartDriver) -> None:
    driver = start("unruly")
    driver.perform(CallMethod("fault/longLine"))

    named = next(event for event in driver.events if isinstance(event, Received) and event.record.size_bytes > 10**8)
    assert named.record.method == "thread/name/updated"


def test_a_server_that_reads_no_more_fails_what_it_is_asked_and_can_still_be_ended(start: StartDriver) -> None:
    driver = start("unruly", WorkerOptions(request_deadline_s=0.5))
    driver.perform(CallMethod("fault/stopReading"))
    # More than a pipe holds.
    end = driver.perform(CallMethod("fault/any", {"text": "x" * 1_000_000}))

    assert isinstance(end, IntentFailed) and "no answer in 0.5 seconds" in end.reason
    driver.worker.stop(1.0)
