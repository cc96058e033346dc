"""The scripted model as one process for all tests of the demo, and app-servers that are pointed at it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from codex_tui.demo.home import scripted_home, start_provider
from tests.e2e.server import RawClient

StartClient: TypeAlias = Callable[..., AbstractContextManager[RawClient]]


@pytest.fixture(scope="session")
def provider_port() -> Iterator[int]:
    """The port of a running provider that asks for no token."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        provider = start_provider(listener)
    assert provider.stdin is not None
    with provider:
        yield port
        provider.stdin.close()
        assert provider.wait(10) == 0


@pytest.fixture
def start_client(codex_bin: Path, provider_port: int, tmp_path: Path) -> StartClient:
    """Starts a real app-server with a home and an empty workspace of its own; takes the options of `scripted_home`."""

    @contextmanager
    def start(**options: object) -> Iterator[RawClient]:
        workspace = tmp_path / "workspace"
        workspace.mkdir()
        home = scripted_home(tmp_path, provider_port, **options)  # type: ignore[arg-type]
        with RawClient(codex_bin, home, workspace) as client:
            yield client

    return start
