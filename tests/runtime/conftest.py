"""Ill-behaved servers by name, as executable files and as started workers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from codex_tui.runtime.options import WorkerOptions
from tests.runtime.driver import Driver

ROOT = Path(__file__).resolve().parents[2]

PeerPath = Callable[[str], str]
StartDriver = Callable[..., Driver]


@pytest.fixture
def peer_path(tmp_path: Path) -> PeerPath:
    """Gives the path of an executable that runs `tests.peers.NAME` with this interpreter."""

    def path_of(name: str) -> str:
        script = tmp_path / f"codex-{name}"
        command = f'PYTHONPATH="{ROOT}" exec "{sys.executable}" -m tests.peers.{name} "$@"'
        script.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
        script.chmod(0o700)
        return os.fspath(script)

    return path_of


@pytest.fixture
def start(peer_path: PeerPath) -> Iterator[StartDriver]:
    """Starts a worker on a peer: `start(name, **options)`."""
    with ExitStack() as stack:

        def start_driver(name: str, options: WorkerOptions | None = None) -> Driver:
            chosen = replace(options or WorkerOptions(), codex_bin=peer_path(name))
            return stack.enter_context(Driver(chosen))

        yield start_driver
