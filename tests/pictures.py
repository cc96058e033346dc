"""`python -m tests.pictures FOLDER`: the README's pictures, taken from the demo with the real app-server.

The demo's threads tell their stories for a few seconds, and then each view is drawn as an SVG of its own.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from codex_tui.demo.home import open_demo_world
from codex_tui.runtime.worker import Worker, WorkerOptions
from codex_tui.state.intents import ListThreads, StartThread, ThreadSettings
from codex_tui.ui.app import AppOptions, CodexTuiApp

SIZE = (140, 40)
DEADLINE_S = 60.0
STORY_S = 6.0
"""How long the stories go on before the first picture, so that there is something to see."""
FONT_FACES = re.compile(r"@font-face \{.*?\}", re.DOTALL)

Act = Callable[[Pilot[int]], Awaitable[None]]


async def decide(pilot: Pilot[int]) -> None:
    """The inbox, with its first card selected."""
    await pilot.press("ctrl+g")


async def look_at_wire(pilot: Pilot[int]) -> None:
    """The wire log by itself, filtered."""
    await pilot.press("f4", "f10", "slash", *"kind:req or latency:>5ms")


async def look_at_statistics(pilot: Pilot[int]) -> None:
    """What the wire log counts."""
    await pilot.press("escape", "S")


PICTURES: tuple[tuple[str, Act], ...] = (
    ("dashboard", decide),
    ("wire-log", look_at_wire),
    ("statistics", look_at_statistics),
)


async def take(folder: Path) -> None:
    """Write all pictures into the folder."""
    world = open_demo_world()
    stories = tuple(
        StartThread(
            ThreadSettings(cwd=str(world.cwd), **story.thread_settings),
            text=story.prompt,
            name=story.title,
            is_background=position < len(world.stories) - 1,
        )
        for position, story in enumerate(world.stories)
    )
    options = WorkerOptions(env=world.env, cwd=str(world.cwd), first_intents=(ListThreads(), *stories))
    worker = Worker(options)
    worker.start()
    try:
        app = CodexTuiApp(worker, AppOptions())
        app.ui_context.home = str(world.cwd.parent)
        async with app.run_test(size=SIZE) as pilot:
            async with asyncio.timeout(DEADLINE_S):
                while len(app.model.inbox.pending) < 2:
                    await pilot.pause(0.1)
            await pilot.pause(STORY_S)
            for name, act in PICTURES:
                await act(pilot)
                await pilot.pause(1.0)
                picture = FONT_FACES.sub("", app.export_screenshot(title="codex-tui"))
                (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
    finally:
        worker.stop()
        world.close()


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
