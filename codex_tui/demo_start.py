"""What the demo starts with: everything offline, a scripted model on loopback and threads that tell stories."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from codex_tui.demo.home import DemoUnavailable, open_demo_world
from codex_tui.runtime.options import WorkerOptions
from codex_tui.settings import SettingsError
from codex_tui.state.intents import Intent, StartThread, ThreadSettings


@contextlib.contextmanager
def demo_start() -> Iterator[tuple[WorkerOptions, tuple[Intent, ...]]]:
    """Where the worker runs and what it does first, until the block is left; raises SettingsError."""
    try:
        world = open_demo_world()
    except (DemoUnavailable, OSError) as error:
        raise SettingsError(f"--demo: {error}") from error
    try:
        stories = tuple(
            StartThread(
                ThreadSettings(cwd=str(world.cwd), **story.thread_settings),
                text=story.prompt,
                name=story.title,
                is_background=position < len(world.stories) - 1,
            )
            for position, story in enumerate(world.stories)
        )
        yield WorkerOptions(env=world.env, cwd=str(world.cwd), audit_file=world.root / "audit.jsonl"), stories
    finally:
        world.close()
