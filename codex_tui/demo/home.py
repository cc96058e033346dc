"""Makes the temporary world of `--demo`: a Codex home, a workspace to work in, and the scripted model as a process.

Only the standard library is imported here: the dashboard starts its server right after this.
"""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codex_tui.demo.cast import STORIES, Story
from codex_tui.demo.sample import SAMPLE_FILES, SMALL_PNG_BASE64

TOKEN_VARIABLE = "CODEX_TUI_DEMO_TOKEN"
STOP_TIMEOUT_S = 2.0

_CONFIG = """\
model = "gpt-5.5"
model_provider = "scripted"
approval_policy = "{approval_policy}"
sandbox_mode = "{sandbox_mode}"
check_for_update_on_startup = false
allow_login_shell = false
suppress_unstable_features_warning = true
web_search = "live"
{top_config}
[tools.update_plan]
enabled = true

[features]
apps = false
plugins = false
default_mode_request_user_input = true
request_permissions_tool = true

[model_providers.scripted]
name = "scripted"
base_url = "http://127.0.0.1:{port}{base_path}"
wire_api = "responses"
supports_websockets = {supports_websockets}
request_max_retries = 0
stream_max_retries = {stream_max_retries}
{provider_token}
{provider_config}
{extra_config}
"""


# The stories' own commands run without a sandbox, so that the demo also works where none can be set up.
_ALLOWED_COMMANDS = (
    ("cat",),
    ("sed", "-n"),
    ("ls", "-R"),
    ("python3", "-m", "words.cli"),
    ("sh", "repeat.sh", "6"),
    ("python3", "bench.py"),
)


class DemoUnavailable(Exception):
    """The demo cannot start; the message says what to install."""


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """What one run of the demo owns; `close()` ends and deletes all of it."""

    env: Mapping[str, str]
    """To merge into the environment of the app-server."""
    cwd: Path
    """The sample workspace, where the stories' threads work."""
    stories: tuple[Story, ...]
    root: Path
    provider: subprocess.Popen[bytes]

    def close(self) -> None:
        """Deletes the folder and ends the provider; may be called again. Waits up to twice `STOP_TIMEOUT_S` seconds."""
        shutil.rmtree(self.root, ignore_errors=True)
        if self.provider.stdin is not None:
            with contextlib.suppress(OSError):
                self.provider.stdin.close()
        try:
            self.provider.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.provider.kill()
            self.provider.wait(STOP_TIMEOUT_S)


def open_demo_world() -> DemoWorld:
    """Makes the folder, binds the port and starts the provider, which may still be starting: connections queue.

    Raises `DemoUnavailable` without aiohttp, and `OSError` when no folder, socket or process can be had.
    """
    if importlib.util.find_spec("aiohttp") is None:
        raise DemoUnavailable("the demo needs aiohttp: install codex-tui[demo]")
    root = Path(tempfile.mkdtemp(prefix="codex-demo-"))
    try:
        token = secrets.token_urlsafe(24)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port: int = listener.getsockname()[1]
            home = scripted_home(root, port, token=token, stream_max_retries=2)
            _write_rules(home)
            workspace = _make_workspace(root / "parser")
            provider = start_provider(listener, token, root)
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        raise
    return DemoWorld({"CODEX_HOME": str(home)}, workspace, STORIES, root, provider)


def scripted_home(
    root: Path,
    port: int,
    *,
    approval_policy: str = "on-request",
    sandbox_mode: str = "read-only",
    supports_websockets: bool = False,
    stream_max_retries: int = 0,
    token: str = "",
    base_path: str = "/v1",
    top_config: str = "",
    provider_config: str = "",
    extra_config: str = "",
) -> Path:
    """Makes `root/codex-home` with a config.toml whose model is the provider on `port`, and returns it.

    `top_config` is TOML for before the first table, `provider_config` for the provider's, `extra_config` for after the
    last.
    """
    home = root / "codex-home"
    home.mkdir(mode=0o700, parents=True)
    config = _CONFIG.format(
        approval_policy=approval_policy,
        sandbox_mode=sandbox_mode,
        supports_websockets=str(supports_websockets).lower(),
        stream_max_retries=stream_max_retries,
        port=port,
        base_path=base_path,
        provider_config=provider_config,
        provider_token=f'experimental_bearer_token = "{token}"' if token else "",
        top_config=top_config,
        extra_config=extra_config,
    )
    path = home / "config.toml"
    path.write_text(config, encoding="utf-8")
    path.chmod(0o600)
    return home


def start_provider(listener: socket.socket, token: str = "", folder: Path | None = None) -> subprocess.Popen[bytes]:
    """Starts the provider on a listening socket; it ends when its standard input closes, as it does when we die.

    It then deletes `folder`, so that a killed dashboard leaves nothing behind either.
    """
    fd = listener.fileno()
    command = [sys.executable, "-P", "-m", "codex_tui.demo.provider", "--fd", str(fd), "--exit-with-stdin"]
    if folder is not None:
        command += ["--then-remove", str(folder)]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(fd,),
        # A session of its own, so that ctrl+c in the terminal does not end it before the app-server.
        start_new_session=True,
        env={**os.environ, TOKEN_VARIABLE: token},
    )


def _write_rules(home: Path) -> None:
    rules = (f'prefix_rule(pattern={json.dumps(prefix)}, decision="allow")\n' for prefix in _ALLOWED_COMMANDS)
    folder = home / "rules"
    folder.mkdir(mode=0o700)
    (folder / "default.rules").write_text("".join(rules), encoding="utf-8")


def _make_workspace(folder: Path) -> Path:
    for name, text in SAMPLE_FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "logo.png").write_bytes(base64.b64decode(SMALL_PNG_BASE64))
    return folder
