"""Requests by hand: `:rpc`, and past requests sent again."""

from __future__ import annotations

import json

import pytest

from codex_tui.runtime.redaction import redacted_line
from codex_tui.state.intents import SendRequest
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.ui.raw_requests import KEPT_NOTE
from codex_tui.ui.screens.message import MessageScreen
from codex_tui.ui.screens.questions import ConfirmScreen
from codex_tui.ui.screens.request import RequestScreen
from tests.ui.stage import Stage, open_app


async def run(stage: Stage, line: str) -> None:
    await stage.press("f6")
    await stage.write(line)
    await stage.press("enter")


def editor(stage: Stage) -> RequestScreen:
    assert isinstance(stage.app.screen, RequestScreen)
    return stage.app.screen


def sent(stage: Stage) -> list[tuple[str, object]]:
    return [(intent.method, intent.params) for intent in stage.backend.submitted(SendRequest)]


def add(stage: Stage, kind: MessageKind, direction: Direction, line: bytes, note: str = "") -> WireRecord:
    method = "thread/name/set"
    record = WireRecord(0.0, direction, kind, method, 7, "t1", "", line, len(line), note=note)
    stage.app.model.wire_log.append(record)
    return record


async def test_a_request_that_only_looks_is_sent_at_once() -> None:
    async with open_app() as stage:
        await run(stage, ':rpc thread/list {"limit": 3}')
        assert sent(stage) == [("thread/list", {"limit": 3})]


async def test_a_request_that_may_change_something_asks_first() -> None:
    async with open_app() as stage:
        await run(stage, ':rpc thread/archive {"threadId": "t1"}')
        assert stage.is_at(ConfirmScreen) and "Send thread/archive?" in stage.screen_text()
        await stage.press("n")
        assert sent(stage) == []
        await run(stage, ':rpc thread/archive {"threadId": "t1"}')
        await stage.press("y")
        assert sent(stage) == [("thread/archive", {"threadId": "t1"})]


@pytest.mark.parametrize(
    ("method", "reason"),
    [
        ("initialize", "initialize opens a connection"),
        ("item/commandExecution/requestApproval", "decided in the inbox"),
        ("thread/approveGuardianDeniedAction", "decided in the inbox"),
    ],
)
async def test_what_is_never_sent_by_hand_says_why(method: str, reason: str) -> None:
    async with open_app() as stage:
        await run(stage, f":rpc {method} {{}}")
        assert reason in stage.notices()[-1] and sent(stage) == []


async def test_without_json_there_is_an_editor_with_what_must_be_given() -> None:
    async with open_app() as stage:
        await run(stage, ":rpc thread/name/set")
        screen = editor(stage)
        assert screen.editor.text == '{\n  "name": "",\n  "threadId": ""\n}'
        assert "threadId: string" in stage.screen_text()

        screen.editor.text = '{"name": "x",\n "threadId": }'
        await stage.press("ctrl+s")
        assert "line 2, column 14" in stage.screen_text()
        assert screen.editor.text == '{"name": "x",\n "threadId": }'

        screen.editor.text = '{"name": "x", "threadId": "t1"}'
        await stage.press("ctrl+s")
        assert stage.is_at(ConfirmScreen)
        await stage.press("y")
        assert sent(stage) == [("thread/name/set", {"name": "x", "threadId": "t1"})]
        assert stage.app.screen is stage.dashboard


async def test_json_that_cannot_be_sent_opens_the_editor_with_it() -> None:
    async with open_app() as stage:
        await run(stage, ":rpc thread/list {oops")
        screen = editor(stage)
        assert screen.editor.text == "{oops" and "line 1, column 2" in stage.screen_text()
        await stage.press("escape")
        assert stage.app.screen is stage.dashboard and sent(stage) == []


async def test_what_was_typed_comes_back_after_a_failure() -> None:
    async with open_app() as stage:
        await run(stage, ':rpc thread/list {"limit": 3}')
        await stage.fail(
            stage.backend.submitted(SendRequest)[0], "thread/list: the server gave no answer in 30 seconds"
        )
        assert "gave no answer in 30 seconds" in stage.notices()[-1]
        await run(stage, ":rpc thread/list")
        screen = editor(stage)
        assert screen.editor.text == '{"limit": 3}'


async def test_the_answer_opens_in_the_detail_view_be_it_an_error() -> None:
    async with open_app() as stage:
        await run(stage, ":rpc thread/name/list {}")
        add(stage, MessageKind.REQUEST, Direction.OUTBOUND, b'{"id":7,"method":"thread/name/set"}')
        add(stage, MessageKind.ERROR, Direction.INBOUND, b'{"id":7,"error":{"code":-32600,"message":"no such thing"}}')
        await stage.done(SendRequest("thread/name/set", {}), result=7)
        screen = stage.app.screen
        assert isinstance(screen, MessageScreen)
        assert screen.record.kind is MessageKind.ERROR and "no such thing" in stage.screen_text()


async def test_a_past_request_is_edited_and_sent_again_after_a_second_key() -> None:
    async with open_app() as stage:
        line = b'{"id":7,"method":"thread/name/set","params":{"name":"old","threadId":"t1"}}'
        add(stage, MessageKind.REQUEST, Direction.OUTBOUND, line)
        stage.dashboard.wire.sync()
        await stage.press("f4", "G", "R")
        screen = editor(stage)
        assert '"name": "old"' in screen.editor.text
        screen.editor.text = screen.editor.text.replace("old", "new")
        await stage.press("ctrl+s")
        assert "Send thread/name/set again?" in stage.screen_text() and "new id" in stage.screen_text()
        await stage.press("y")
        assert sent(stage) == [("thread/name/set", {"name": "new", "threadId": "t1"})]


async def test_a_redacted_request_wants_its_secrets_anew() -> None:
    async with open_app() as stage:
        line = b'{"id":7,"method":"thread/name/set","params":{"name":"x"}}'
        stage.app.host.resend(add(stage, MessageKind.REQUEST, Direction.OUTBOUND, line, "redacted"))
        await stage.settle()
        assert "type them anew" in " ".join(stage.screen_text().split())


async def test_a_secret_that_was_taken_out_is_never_sent_as_its_placeholder() -> None:
    async with open_app() as stage:
        params = {"name": "x", "env": [{"apiKey": "sk-" + "a1" * 20}]}
        line = redacted_line(
            MessageKind.REQUEST,
            "thread/name/set",
            json.dumps({"id": 7, "method": "thread/name/set", "params": params}).encode(),
        )
        stage.app.host.resend(add(stage, MessageKind.REQUEST, Direction.OUTBOUND, line, "redacted"))
        await stage.settle()
        await stage.press("ctrl+s")
        assert "a secret was taken out of .env[0].apiKey: type it again there." in stage.screen_text()
        screen = editor(stage)
        typed = screen.editor.text
        screen.editor.text = '{"name": "new"}'
        await stage.press("ctrl+s", "y")
        assert sent(stage) == [("thread/name/set", {"name": "new"})]

        await run(stage, f":rpc thread/list {' '.join(typed.split())}")
        assert "Not sent: a secret was taken out of .env[0].apiKey" in stage.notices()[-1]
        assert len(sent(stage)) == 1 and editor(stage).editor.text.startswith("{")


async def test_what_was_typed_is_there_again_after_going_back() -> None:
    async with open_app() as stage:
        await run(stage, ":rpc thread/name/set")
        await stage.press("escape")
        await run(stage, ":rpc thread/name/set")
        assert KEPT_NOTE not in stage.screen_text()
        editor(stage).editor.text = '{"name": "half'
        await stage.press("escape")
        await run(stage, ":rpc thread/list")
        assert editor(stage).editor.text == "{}"
        await stage.press("escape")
        await run(stage, ":rpc thread/name/set")
        assert editor(stage).editor.text == '{"name": "half' and KEPT_NOTE in stage.screen_text()


async def test_what_was_changed_to_be_sent_again_is_kept_for_that_message() -> None:
    async with open_app() as stage:
        lines = [b'{"id":7,"method":"thread/name/set","params":{"name":"%s"}}' % name for name in (b"one", b"two")]
        first, second = (add(stage, MessageKind.REQUEST, Direction.OUTBOUND, line) for line in lines)
        for record, shown in ((first, "one"), (second, "two"), (first, "changed")):
            stage.app.host.resend(record)
            await stage.settle()
            assert shown in editor(stage).editor.text
            editor(stage).editor.text = editor(stage).editor.text.replace("one", "changed")
            await stage.press("escape")


async def test_what_was_typed_is_kept_where_the_answer_is_an_error() -> None:
    async with open_app() as stage:
        await run(stage, ':rpc thread/name/set {"name": "x"}')
        await stage.press("y")
        add(stage, MessageKind.REQUEST, Direction.OUTBOUND, b'{"id":7,"method":"thread/name/set"}')
        add(stage, MessageKind.ERROR, Direction.INBOUND, b'{"id":7,"error":{"code":-32602,"message":"no"}}')
        await stage.done(SendRequest("thread/name/set", {"name": "x"}), result=7)
        await stage.back_to_dashboard()
        await run(stage, ":rpc thread/name/set")
        assert editor(stage).editor.text == '{"name": "x"}'


@pytest.mark.parametrize(
    ("kind", "direction", "reason"),
    [
        (MessageKind.REQUEST, Direction.INBOUND, "decided in the inbox"),
        (MessageKind.RESULT, Direction.OUTBOUND, "an approval is never given twice"),
        (MessageKind.ERROR, Direction.OUTBOUND, "an approval is never given twice"),
        (MessageKind.RESULT, Direction.INBOUND, "the server sent it"),
        (MessageKind.NOTIFICATION, Direction.OUTBOUND, "a notification"),
    ],
)
async def test_nothing_but_our_own_requests_is_sent_again(kind: MessageKind, direction: Direction, reason: str) -> None:
    async with open_app() as stage:
        stage.app.host.resend(add(stage, kind, direction, b'{"id":7,"result":{"decision":"accept"}}'))
        await stage.settle()
        assert reason in stage.notices()[-1]
        assert stage.app.screen is stage.dashboard


async def test_methods_are_completed() -> None:
    async with open_app() as stage:
        await stage.press("f6")
        await stage.write(":rpc thread/li")
        await stage.press("tab")
        assert stage.dashboard.composer.text == ":rpc thread/list "
