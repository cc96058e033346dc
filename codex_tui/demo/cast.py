"""The threads that the demo opens: what each is called, what its person asked, and the settings it runs with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Story:
    """One thread to start at launch."""

    title: str
    """For `thread/name/set`."""
    prompt: str
    """The text of the first turn, by which the scripted model knows the story."""
    thread_settings: Mapping[str, str] = field(default_factory=dict)
    """Members to add to the `params` of `thread/start`, such as `sandbox`."""


WORKSPACE_WRITE: Mapping[str, str] = {"sandbox": "workspace-write"}

FLAKY_TEST = Story(
    "Fix the flaky parser test",
    "Make the parser test stable and explain why it was flaky.",
    WORKSPACE_WRITE,
)
LOCKFILE = Story("Upgrade the lockfile", "Upgrade rich to 14 and bring the lockfile along.")
README = Story("Rewrite the README", "Rewrite the README for people who have never seen the project. Take your time.")
CLI_PORT = Story(
    "Port the CLI to click", "Port words/cli.py from argparse to click, and watch the speed while you do it."
)
BENCHMARKS = Story("Benchmarks for v2", "How fast is the parser now? A short table will do.")
CHANGELOG = Story("Typo in the changelog", "There is a typo in the changelog. Please fix it.", WORKSPACE_WRITE)

# The quick ones come first and end as ready; the last one started is the newest and heads its group.
STORIES: tuple[Story, ...] = (CHANGELOG, BENCHMARKS, CLI_PORT, README, LOCKFILE, FLAKY_TEST)
