"""The demo's temporary world: private, complete, and gone afterwards whatever happens."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from codex_tui.demo.home import open_demo_world, scripted_home
from codex_tui.demo.sample import SAMPLE_FILES

HOLD_WORLD = """
import sys
from codex_tui.demo.home import open_demo_world
world = open_demo_world()
print(world.root, flush=True)
sys.stdin.read()
"""


def provider_of(root: Path) -> HTTPConnection:
    config = tomllib.loads((root / "codex-home" / "config.toml").read_text(encoding="utf-8"))
    port = urlsplit(config["model_providers"]["scripted"]["base_url"]).port
    return HTTPConnection("127.0.0.1", port, timeout=20)


def test_a_world_is_private_and_complete_and_closing_it_leaves_nothing() -> None:
    world = open_demo_world()
    try:
        home = Path(world.env["CODEX_HOME"])
        assert home.stat().st_mode & 0o777 == 0o700
        assert (home / "config.toml").stat().st_mode & 0o777 == 0o600
        assert all((world.cwd / name).is_file() for name in SAMPLE_FILES)
        connection = provider_of(world.root)
        connection.request("GET", "/v1/models")
        assert connection.getresponse().status == 401
        connection.close()
    finally:
        world.close()
    assert world.provider.returncode == 0
    assert not world.root.exists()
    world.close()


def test_a_killed_parent_leaves_neither_provider_nor_folder() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_WORLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        root = Path(parent.stdout.readline().strip())
        connection = provider_of(root)
        connection.request("GET", "/v1/models")
        connection.getresponse().read()
        parent.kill()
    assert connection.sock.recv(1) == b"", "the provider still holds its end"
    connection.close()
    assert not root.exists()


def test_opening_a_world_imports_neither_aiohttp_nor_asyncio() -> None:
    code = "import sys, codex_tui.demo.home; print({'aiohttp', 'asyncio'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_options_reach_the_configuration(tmp_path: Path) -> None:
    home = scripted_home(
        tmp_path,
        4711,
        approval_policy="never",
        sandbox_mode="workspace-write",
        supports_websockets=True,
        stream_max_retries=3,
        token="secret",
        top_config="model_context_window = 1000",
        extra_config="[mcp_servers.x]\ncommand = 'y'",
    )
    config = tomllib.loads((home / "config.toml").read_text(encoding="utf-8"))
    assert (config["approval_policy"], config["sandbox_mode"]) == ("never", "workspace-write")
    assert (config["model_context_window"], config["mcp_servers"]) == (1000, {"x": {"command": "y"}})
    provider = config["model_providers"]["scripted"]
    assert (provider["base_url"], provider["stream_max_retries"]) == ("http://127.0.0.1:4711/v1", 3)
    assert (provider["supports_websockets"], provider["experimental_bearer_token"]) == (True, "secret")
