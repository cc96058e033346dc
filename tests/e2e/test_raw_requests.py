"""Requests by hand on the real server: the answer opens, an error too, and a past request is sent again."""

from __future__ import annotations

import pytest

from codex_tui.state.events import IntentDone
from codex_tui.state.intents import SendRequest
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from tests.e2e.client import Client
from tests.e2e.terminal import CTRL_U, READING_S, Terminal
from tests.e2e.world import World

pytestmark = pytest.mark.e2e

CTRL_S = "\x13"


def answers(client: Client, method: str) -> list[WireRecord]:
    """The server's answers to this method, oldest first."""
    log = client.model.wire_log
    records = [log.get(seq) for seq in range(log.first_seq, log.next_seq)]
    return [each for each in records if each and each.method == method and each.direction is Direction.INBOUND]


def test_each_request_has_an_id_of_its_own_and_its_answer_is_in_the_log(client: Client) -> None:
    first, second = (client.perform(SendRequest("thread/list", {})) for _ in range(2))

    assert isinstance(first, IntentDone) and isinstance(second, IntentDone)
    assert first.result != second.result
    by_id = {answer.id: answer for answer in answers(client, "thread/list")}
    assert by_id[first.result].kind is by_id[second.result].kind is MessageKind.RESULT


def test_an_error_is_an_answer(client: Client) -> None:
    done = client.perform(SendRequest("thread/read", {"threadId": "no such thread"}))

    assert isinstance(done, IntentDone)
    (answer,) = answers(client, "thread/read")
    assert (answer.id, answer.kind) == (done.result, MessageKind.ERROR)


def test_answers_open_on_the_screen_and_a_past_request_is_sent_again(world: World) -> None:
    dashboard: Terminal = world.open_dashboard()
    dashboard.send(":rpc thread/list {}")
    dashboard.wait_text("← ok thread/list", "result:", "data:")

    dashboard.press("]")
    dashboard.wait_text("→ req thread/list", "params:")
    dashboard.press("R")
    dashboard.wait_text("thread/list: the parameters", "Parameters of codex")
    dashboard.press(CTRL_S)
    dashboard.wait_text("Send thread/list again?")
    dashboard.read_for(READING_S)
    dashboard.press("y")
    dashboard.wait_text("← ok thread/list")


def test_the_error_of_an_unknown_method_is_shown(world: World) -> None:
    dashboard: Terminal = world.open_dashboard()
    dashboard.press(CTRL_U)
    dashboard.send(":rpc lab/nothing {}")
    dashboard.wait_text("Send lab/nothing?")
    dashboard.read_for(READING_S)
    dashboard.press("y")
    dashboard.wait_text("← err lab/nothing", "code:", "unknown variant")
