"""Text from the server, the model and its tools in every visible place: the screen shows it and obeys none of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeAlias

import pytest

from codex_tui.state.events import LinkChanged, LinkState, StderrReceived
from codex_tui.state.intents import FindFiles, ListModels
from codex_tui.ui.screens.questions import PromptScreen
from tests.ui.render.rows import forbidden_in
from tests.ui.stage import MEDIUM, NARROW, WIDE, Stage, open_app

EVIL = (
    "\x1b[2J\x1b]52;c;AAAA\x07\x1b]8;;http://evil.example\x1b\\link\r\x08\x9b31m\u202egnp.\u2066x\u200b\u200d\ufeff"
    "\U000e0041[bold red]markup[/] [@click=app.quit]x[/] end"
)
Play: TypeAlias = Callable[[Stage], Coroutine[Any, Any, None]]


@pytest.fixture
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """Hostile words in everything that the server says of threads, items, requests and itself."""
    async with open_app(size=getattr(request, "param", WIDE), thread_count=0) as stage:
        session = stage.session
        facts = {"cwd": f"/w/{EVIL}", "createdAt": 1.0, "updatedAt": 1.0}
        session.list_threads(
            {"id": "t1", "preview": EVIL, **facts},
            {"id": "t2", "name": EVIL, "preview": "", "model": EVIL, **facts},
            {"id": EVIL, "preview": "", **facts},
        )
        session.fold(LinkChanged(session.at, LinkState.READY, 1, EVIL))
        session.start_turn(thread_id="t1")
        for number, (kind, rest) in enumerate(ITEMS.items()):
            session.end_item(f"i{number}{EVIL}", kind, thread_id="t1", **rest)
        session.start_item("f1", "fileChange", thread_id="t1", changes=CHANGES)
        session.tell("error", threadId="t1", turnId="u", error={"message": EVIL, "additionalDetails": EVIL})
        session.tell("warning", threadId="t1", message=EVIL)
        session.tell("configWarning", summary=EVIL, details=EVIL)
        session.tell(f"lab/{EVIL}", text=EVIL)
        session.tell("turn/plan/updated", threadId="t1", turnId="u", plan=[{"step": EVIL, "status": "pending"}])
        session.ask(
            0, threadId="t1", turnId="u", command=EVIL, cwd=EVIL, reason=EVIL,
            availableDecisions=["accept", {"acceptWithExecpolicyAmendment": {"execpolicy_amendment": [EVIL]}}, EVIL],
            networkApprovalContext={"host": EVIL, "protocol": EVIL},
        )  # fmt: skip
        session.ask(1, "item/fileChange/requestApproval", threadId="t1", turnId="u", itemId="f1", reason=EVIL)
        session.ask(2, f"item/{EVIL}", threadId="t1", text=EVIL)
        stage.app.controller.show_thread("t1")
        await stage.settle()
        yield stage


CHANGES = [{"path": f"/w/{EVIL}.py", "kind": {"type": "update"}, "diff": f"@@ -1 +1 @@\n-{EVIL}\n+{EVIL}2\n"}]
ITEMS: dict[str, dict[str, Any]] = {
    "userMessage": {"content": [{"type": "text", "text": EVIL}, {"type": "localImage", "path": EVIL}]},
    "agentMessage": {
        "text": f"# {EVIL}\n\n- {EVIL}\n\n```{EVIL}\n{EVIL}\n```\n\n| {EVIL} | b |\n|---|---|\n| {EVIL} | c |"
    },
    "reasoning": {"summary": [EVIL], "content": [EVIL]},
    "commandExecution": {"command": EVIL, "cwd": EVIL, "aggregatedOutput": f"{EVIL}\n{EVIL}", "exitCode": 1},
    "mcpToolCall": {"server": EVIL, "tool": EVIL, "arguments": {EVIL: EVIL}, "error": {"message": EVIL}},
    "dynamicToolCall": {"tool": EVIL, "arguments": {EVIL: EVIL}, "contentItems": [{"type": "inputText", "text": EVIL}]},
    "webSearch": {"query": EVIL, "action": {"type": "search", "query": EVIL}},
    "imageView": {"path": EVIL},
    "enteredReviewMode": {"review": EVIL},
    "collabAgentToolCall": {"tool": EVIL, "prompt": EVIL, "receiverThreadIds": [EVIL]},
    f"unknown{EVIL}": {"text": EVIL},
}


async def detail(stage: Stage) -> None:
    await stage.press("ctrl+g", "enter")


async def file_detail(stage: Stage) -> None:
    await stage.press("ctrl+g", "ctrl+g", "enter")


async def confirm(stage: Stage) -> None:
    await stage.press("ctrl+g")
    await stage.arm()
    await stage.press("2")


async def wire_detail(stage: Stage) -> None:
    await stage.press("f4", "/", *"text", "enter", "enter")


async def delete(stage: Stage) -> None:
    await stage.press("f2", "g", "D")


async def stderr(stage: Stage) -> None:
    await stage.show(StderrReceived((EVIL, EVIL)))
    await stage.press("f6", *":stderr", "escape", "enter")


async def models(stage: Stage) -> None:
    await stage.done(ListModels(), None, [{"model": EVIL, "description": EVIL, "supportedReasoningEfforts": [EVIL]}])


async def files(stage: Stage) -> None:
    await stage.press("f6", *"@x", "tab")
    await stage.done(FindFiles("x", f"/w/{EVIL}"), None, [{"path": EVIL}])


async def full_items(stage: Stage) -> None:
    for _ in ITEMS:
        await stage.press("f3", "k", "enter", "o")
        assert forbidden_in("".join(stage.screen_rows())) == []
        await stage.back_to_dashboard()


async def rename(stage: Stage) -> None:
    stage.app.controller.show_thread("t2")
    await stage.press("f3", *":", "f6", *":rename", "escape", "enter")
    assert stage.is_at(PromptScreen)


async def paste(stage: Stage) -> None:
    await stage.press("f6")
    await stage.paste(EVIL)
    await stage.press("up", "left")


async def complete(stage: Stage) -> None:
    await stage.press("f6", *":use ", "tab", "tab", "tab")


async def mention(stage: Stage) -> None:
    await files(stage)
    await stage.press("tab")


async def filter_by(stage: Stage) -> None:
    await stage.press("f4", "/")
    await stage.paste(EVIL)


async def failure(stage: Stage) -> None:
    await stage.fail(ListModels(), EVIL)


async def panes(stage: Stage) -> None:
    for key in ("f2", "f3", "f4", "f5", "g", "j", "G"):
        await stage.press(key)
        assert forbidden_in("".join(stage.screen_rows())) == []


async def decided(stage: Stage) -> None:
    await stage.press("ctrl+g")
    await stage.arm()
    await stage.press("d")


PLACES: list[Play] = [
    rename, paste, complete, mention, filter_by, panes, detail, file_detail, confirm, wire_detail, delete, stderr,
    models, files, full_items, failure, decided,
]  # fmt: skip


@pytest.mark.parametrize("play", PLACES, ids=lambda play: play.__name__)
async def test_nothing_that_a_terminal_obeys_reaches_the_screen(stage: Stage, play: Play) -> None:
    await play(stage)

    rows = stage.screen_rows()
    assert forbidden_in("".join(rows)) == []
    assert any("␛" in row or "\ufffd" in row for row in rows)


@pytest.mark.parametrize("stage", [MEDIUM, NARROW], ids=["medium", "narrow"], indirect=True)
@pytest.mark.parametrize("play", [panes, detail, confirm], ids=lambda play: play.__name__)
async def test_nor_where_there_is_less_room(stage: Stage, play: Play) -> None:
    await test_nothing_that_a_terminal_obeys_reaches_the_screen(stage, play)


async def test_nothing_is_clickable_that_the_server_wrote(stage: Stage) -> None:
    for key in ("f2", "f3", "f4", "f5"):
        await stage.press(key)
        metas = [segment.style.meta for strip in stage.strips() for segment in strip if segment.style is not None]
        links = [segment.style.link for strip in stage.strips() for segment in strip if segment.style is not None]
        assert not any("@click" in meta for meta in metas) and not any(links)


async def test_the_title_of_the_terminal_is_ours(stage: Stage) -> None:
    assert forbidden_in(stage.app.title) == [] and stage.app.title == "codex-tui"
