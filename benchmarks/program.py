"""A full-screen program under measurement, and how a person would see that it is there and that it can be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.screen import Screen
from benchmarks.terminal import Terminal
from benchmarks.world import World

# Long enough for a program that takes fast keys for a paste, and Enter within it for a line break.
TYPING_PAUSE_S = 0.3


@dataclass(frozen=True, slots=True)
class Program:
    """How to start one program, and what its screen says."""

    name: str
    command: tuple[str | Path, ...]
    is_painted: Callable[[Screen], bool]
    """Whether everything that the first screen consists of is drawn."""
    is_ready: Callable[[Screen], bool]
    """Whether the screen says that the server is connected and a message can be sent."""
    is_listed: Callable[[Screen], bool]
    """Whether the threads of the seeded home are listed."""
    list_keys: str
    """What brings the list of threads up where it is not on the first screen."""
    compose_keys: str
    """What brings the keyboard to the composer."""

    def start(self, world: World) -> Terminal:
        """Starts it in the world as it was seeded."""
        world.reset()
        return Terminal(self.command, world.env, world.cwd)

    def start_ready(self, world: World) -> Terminal:
        """Starts it and returns when it is ready, the composer in focus."""
        terminal = self.start(world)
        try:
            terminal.wait_for(self.is_ready, f"{self.name} ready")
            terminal.press(self.compose_keys)
            terminal.read_for(TYPING_PAUSE_S)
        except BaseException:
            terminal.close()
            raise
        return terminal


def send(terminal: Terminal, prompt: str) -> float:
    """Types the prompt and sends it; returns the moment of Enter in monotonic seconds."""
    terminal.press(prompt)
    terminal.wait_for(lambda screen: prompt in screen.text(), f"the typed prompt {prompt!r}")
    terminal.read_for(TYPING_PAUSE_S)
    return terminal.press("\r")
