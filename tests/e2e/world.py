"""Where an end-to-end test happens: a Codex home with the scripted model, a workspace, and who works in them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.intents import ThreadSettings
from tests.e2e.client import Client
from tests.e2e.lines import Lines
from tests.e2e.processes import Process, left_behind, marked
from tests.e2e.terminal import Terminal

HOME_VARIABLE = "CODEX_HOME"
PANE_TITLES = ("Threads", "Inbox", "Wire log")
ROOT = Path(__file__).resolve().parents[2]
DASHBOARD = (sys.executable, "-m", "codex_tui")


@dataclass(slots=True)
class World:
    """A home and a workspace; stops every client that was started in it at the end of its block."""

    codex_bin: Path
    home: Path
    workspace: Path
    _stack: ExitStack

    @classmethod
    def at(cls, codex_bin: Path, home: Path, workspace: Path) -> Self:
        """A world in folders that exist."""
        return cls(codex_bin, home, workspace, ExitStack())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def processes(self) -> list[Process]:
        """What runs in this home: servers, guards, commands, dashboards."""
        return marked(HOME_VARIABLE, str(self.home))

    def running(self, text: str) -> list[Process]:
        """The processes that run in this home and have this text in an argument."""
        return [process for process in self.processes() if any(text in argument for argument in process.arguments)]

    def left_behind(self, deadline_s: float = 10.0) -> list[Process]:
        """What still runs in this home after the deadline."""
        return left_behind(HOME_VARIABLE, str(self.home), deadline_s)

    @property
    def env(self) -> dict[str, str]:
        """What a server or a dashboard needs in its environment to live here."""
        return {HOME_VARIABLE: str(self.home)}

    def start(self, options: WorkerOptions | None = None) -> Client:
        """A client with a server of its own, ready."""
        chosen = options or WorkerOptions()
        chosen = replace(
            chosen,
            codex_bin=chosen.codex_bin or str(self.codex_bin),
            cwd=str(self.workspace),
            env=self.env,
            settings=replace(chosen.settings, cwd=str(self.workspace)),
        )
        client = self._stack.enter_context(Client(chosen))
        client.wait_ready()
        return client

    def start_dashboard(
        self, *arguments: str, codex_bin: Path | None = None, program: Sequence[str] = DASHBOARD
    ) -> Terminal:
        """The dashboard in a terminal, as a person starts it here; its own config file is `config_file`."""
        command = [*program, "--codex-bin", str(codex_bin or self.codex_bin), *arguments]
        return self._stack.enter_context(Terminal(command, self.program_env, self.workspace))

    def start_lines(self, *arguments: str, codex_bin: Path | None = None, is_read: bool = True) -> Lines:
        """The line mode, driven through pipes."""
        command = [*DASHBOARD, "--codex-bin", str(codex_bin or self.codex_bin), *arguments]
        return self._stack.enter_context(Lines(command, self.program_env, self.workspace, is_read=is_read))

    @property
    def program_env(self) -> dict[str, str]:
        """What the dashboard and the line mode need in their environment to live here."""
        own = {"CODEX_TUI_CONFIG_FILE": str(self.config_file), "CODEX_TUI_AUDIT": str(self.audit_file)}
        return {**self.env, **own, "PYTHONPATH": str(ROOT)}

    def open_dashboard(
        self, *arguments: str, codex_bin: Path | None = None, program: Sequence[str] = DASHBOARD
    ) -> Terminal:
        """The same, once its server is ready."""
        terminal = self.start_dashboard(*arguments, codex_bin=codex_bin, program=program)
        terminal.wait_for(_is_ready, "the dashboard")
        return terminal

    @property
    def audit_file(self) -> Path:
        """Where the dashboards put their decisions on record."""
        return self.home.with_name("audit.jsonl")

    @property
    def config_file(self) -> Path:
        """The dashboards' own config file, which a test may write."""
        return self.home.with_name("codex-tui.toml")

    def settings(self, **values: str) -> ThreadSettings:
        """Settings for a thread that works here."""
        return ThreadSettings(cwd=str(self.workspace), **values)


def _is_ready(screen: str) -> bool:
    return " ready " in screen.partition("\n")[0] and all(title in screen for title in PANE_TITLES)
