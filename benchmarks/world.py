"""The same small world for every program measured: the scripted model, a trusted folder, a Codex home with threads."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import daemon
from benchmarks.peers.raw_reader import RawReader
from codex_tui.demo.home import scripted_home, start_provider

SEEDED_PROMPT = "scenario:hello"
SEEDED_THREADS = 5

# Without these the Codex TUI opens with a question about the folder or about a newer model.
_ANSWERED_QUESTIONS = """
[projects."{cwd}"]
trust_level = "trusted"

[notice.model_migrations]
"gpt-5.5" = "gpt-6-sol"
"""
_LEFT_OUT_ENV = ("OPENAI_API_KEY", "CODEX_HOME", "COLUMNS", "LINES", "NO_COLOR", "TMUX", "STY")


@dataclass(frozen=True, slots=True)
class World:
    """Where the programs run, one after the other."""

    codex_bin: Path
    cwd: Path
    env: Mapping[str, str]
    home: Path
    seeded_home: Path

    def reset(self) -> None:
        """Gives the next program the home as it was seeded; at the same path, because Codex stores absolute paths."""
        daemon.end(self.home)
        for path in self.home.iterdir():
            if path.name != daemon.PACKAGES_FOLDER:
                _delete(path)
        shutil.copytree(self.seeded_home, self.home, symlinks=True, dirs_exist_ok=True)


@contextmanager
def open_world(codex_bin: Path) -> Iterator[World]:
    """Starts the provider and seeds the home; at the end everything is gone."""
    with (
        tempfile.TemporaryDirectory(prefix="codex-tui-bench-", ignore_cleanup_errors=True) as folder,
        socket.create_server(("127.0.0.1", 0)) as listener,
        start_provider(listener) as provider,
    ):
        root = Path(folder)
        cwd = root / "work"
        cwd.mkdir()
        home = scripted_home(root, listener.getsockname()[1], extra_config=_ANSWERED_QUESTIONS.format(cwd=cwd))
        world = World(codex_bin, cwd, _environment(root, home), home, root / "seeded-home")
        try:
            _seed(world)
            yield world
        finally:
            daemon.end(home)
            provider.kill()


def _environment(root: Path, home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in _LEFT_OUT_ENV}
    own = {"XDG_CONFIG_HOME": str(root / "config"), "XDG_STATE_HOME": str(root / "state")}
    return {**kept, "CODEX_HOME": str(home), **own}


def _seed(world: World) -> None:
    daemon.install(world.codex_bin, world.env, world.home)
    with RawReader(world.codex_bin, world.env, world.cwd) as reader:
        for _ in range(SEEDED_THREADS):
            reader.play(SEEDED_PROMPT)
    left_out = shutil.ignore_patterns(daemon.PACKAGES_FOLDER)
    shutil.copytree(world.home, world.seeded_home, symlinks=True, ignore=left_out)


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
