"""The home of a made-up ChatGPT account."""

from __future__ import annotations

import base64
import json
import time
import tomllib
from pathlib import Path

from codex_tui.demo.chatgpt import ACCOUNT_ID, chatgpt_home


def test_account_is_private_and_its_token_has_not_expired(tmp_path: Path) -> None:
    path = chatgpt_home(tmp_path, 1, supports_websockets=True) / "auth.json"

    assert path.stat().st_mode & 0o777 == 0o600
    tokens = json.loads(path.read_text())["tokens"]
    payload = tokens["id_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert claims["exp"] > time.time()
    assert claims["https://api.openai.com/auth"]["chatgpt_account_id"] == tokens["account_id"] == ACCOUNT_ID


def test_everything_is_asked_of_the_capture_server(tmp_path: Path) -> None:
    config = tomllib.loads((chatgpt_home(tmp_path, 4321, supports_websockets=False) / "config.toml").read_text())

    provider = config["model_providers"]["scripted"]
    assert provider["base_url"] == "http://127.0.0.1:4321/backend-api/codex"
    assert config["chatgpt_base_url"] == "http://127.0.0.1:4321/backend-api"
    assert provider["requires_openai_auth"] is True and provider["supports_websockets"] is False
