"""The scripted model as one process for all end-to-end tests, and worlds that are pointed at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from codex_tui.demo.home import scripted_home
from tests.demo.conftest import provider_port as provider_port
from tests.e2e.client import Client
from tests.e2e.world import World

MakeWorld = Callable[..., World]


@pytest.fixture
def make_world(codex_bin: Path, provider_port: int, tmp_path: Path) -> Iterator[MakeWorld]:
    """Makes the test's world; takes the options of `scripted_home`."""
    with ExitStack() as stack:

        def make(**options: object) -> World:
            workspace = tmp_path / "workspace"
            workspace.mkdir()
            home = scripted_home(tmp_path, provider_port, **options)  # type: ignore[arg-type]
            return stack.enter_context(World.at(codex_bin, home, workspace))

        yield make


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """A world with the default settings: approvals on request, a read-only sandbox."""
    return make_world()


@pytest.fixture
def client(world: World) -> Client:
    """A client with a server of its own, ready."""
    return world.start()
