"""Pictures of the screen's main moments, made from recorded sessions.

What each moment means is asserted elsewhere; these say that it still looks as it did when somebody last looked at it.
After a change of look: `python -m pytest tests/snapshots --snapshot-update`, and look at every picture that changed.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeAlias

import pytest
from textual.pilot import Pilot

from codex_tui.state.events import LinkChanged, LinkState, Received, ServerIdentified, StateEvent
from codex_tui.ui.app import AppOptions
from codex_tui.ui.widgets.filter_bar import FilterBar
from codex_tui.wire.connection import NotificationReceived, RequestReceived
from tests.recording import STARTED_AT, events
from tests.ui.stage import MEDIUM, NARROW, WIDE, Clock, RecordedBackend, Stage, StagedSession, make_app

Play: TypeAlias = Callable[[Stage], Coroutine[Any, Any, None]]
SnapCompare: TypeAlias = Callable[..., bool]

LIGHT = AppOptions(theme="codex-light")


@pytest.fixture(autouse=True)
def has_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may want no colour; the pictures are in colour."""
    monkeypatch.delenv("NO_COLOR", raising=False)


def until_asked(name: str, count: int, generation: int = 1) -> Iterator[StateEvent]:
    """A session up to and with its n-th server request; warnings about the recording's own machine are left out."""
    for event in events(name, generation):
        method = getattr(getattr(event, "event", None), "method", "")
        if isinstance(event, Received) and isinstance(event.event, NotificationReceived) and method == "configWarning":
            continue
        yield event
        count -= isinstance(event, Received) and isinstance(event.event, RequestReceived)
        if count == 0:
            return


def story() -> list[StateEvent]:
    """A finished answer, two threads at work of which one asks twice, and a third that asks for more than this once."""
    return [
        LinkChanged(STARTED_AT, LinkState.READY, 2),
        ServerIdentified(2, "codex/0.163.0", "0.163.0", "/codex-home", "codex"),
        *until_asked("markdown", 1),
        *until_asked("exec-amendment", 1),
        *until_asked("multi-thread", 2, generation=2),
    ]


def is_picture(
    snap_compare: SnapCompare,
    size: tuple[int, int],
    play: Play,
    options: AppOptions | None = None,
    source: Callable[[], list[StateEvent]] = story,
) -> bool:
    """Play a moment from the recordings and compare its picture."""
    backend, clock = RecordedBackend(source()), Clock()
    app = make_app(backend, clock, options)

    async def run(pilot: Pilot[int]) -> None:
        stage = Stage(app, pilot, backend, StagedSession(backend), clock)
        await stage.settle()
        await play(stage)
        await stage.settle()

    return snap_compare(app, terminal_size=size, run_before=run)


async def open_titled(stage: Stage, part: str) -> None:
    """Open the first thread whose title has this part."""
    stage.app.controller.show_thread(next(r.id for r in stage.app.model.threads if part in r.title.lower()))
    await stage.settle()


async def overview(stage: Stage) -> None:
    await open_titled(stage, "markdown")


async def selected(stage: Stage) -> None:
    await open_titled(stage, "markdown")
    await stage.press("ctrl+g")
    await stage.arm()


async def detail(stage: Stage) -> None:
    await selected(stage)
    await stage.press("enter")


async def lasting(stage: Stage) -> None:
    await selected(stage)
    await stage.press("2")


async def help_screen(stage: Stage) -> None:
    await stage.press("f1")


async def wire_detail(stage: Stage) -> None:
    stage.app.host.set_filter("wire", "requestApproval")
    await stage.press("f4", "enter")


async def inbox(stage: Stage) -> None:
    await overview(stage)
    await stage.press("f5")


async def lost(stage: Stage) -> None:
    await overview(stage)
    await stage.show(*(LinkChanged(stage.clock.now, LinkState.LOST, generation) for generation in (1, 2)))


async def completing(stage: Stage) -> None:
    await overview(stage)
    await stage.write(":re")
    await stage.press("tab")


def patches() -> list[StateEvent]:
    """A patch of several files that waits."""
    return [LinkChanged(STARTED_AT, LinkState.READY, 1), *until_asked("patch-multi", 1)]


def spawning() -> list[StateEvent]:
    """A sub-agent asks."""
    return [LinkChanged(STARTED_AT, LinkState.READY, 1), *until_asked("spawn", 1)]


async def patch(stage: Stage) -> None:
    stage.app.controller.show_thread(next(iter(stage.app.model.threads)).id)
    await stage.press("ctrl+g")
    await stage.arm()


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW], ids=["140x40", "100x30", "80x24"])
def test_overview(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    assert is_picture(snap_compare, size, overview)


def test_overview_light(snap_compare: SnapCompare) -> None:
    assert is_picture(snap_compare, WIDE, overview, LIGHT)


def test_selected_approval(snap_compare: SnapCompare) -> None:
    assert is_picture(snap_compare, WIDE, selected)


def test_selected_patch(snap_compare: SnapCompare) -> None:
    assert is_picture(snap_compare, WIDE, patch, source=patches)


def test_sub_agent_asks(snap_compare: SnapCompare) -> None:
    assert is_picture(snap_compare, WIDE, patch, source=spawning)


def test_detail(snap_compare: SnapCompare) -> None:
    assert is_picture(snap_compare, MEDIUM, detail)


def test_lasting_grant(snap_compare: SnapCompare) -> None:
    assert is_picture(snap_compare, MEDIUM, lasting)


def test_inbox_narrow(snap_compare: SnapCompare) -> None:
    assert is_picture(snap_compare, NARROW, inbox)


def test_help(snap_compare: SnapCompare) -> None:
    assert is_picture(snap_compare, MEDIUM, help_screen)


def test_wire_detail(snap_compare: SnapCompare) -> None:
    assert is_picture(snap_compare, MEDIUM, wire_detail)


def test_wire_filter(snap_compare: SnapCompare) -> None:
    async def play(stage: Stage) -> None:
        await stage.press("f4", "/")
        stage.dashboard.query_one(FilterBar).cursor_blink = False
        await stage.write("dir:in kind:big method:item/com")

    assert is_picture(snap_compare, MEDIUM, play)


def test_lost_link_and_completions(snap_compare: SnapCompare) -> None:
    async def play(stage: Stage) -> None:
        await lost(stage)
        await completing(stage)

    assert is_picture(snap_compare, WIDE, play)
