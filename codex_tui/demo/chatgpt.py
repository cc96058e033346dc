"""A home that is logged in with ChatGPT, with made-up tokens and the capture server in the place of chatgpt.com.

Attestation is asked for with this kind of account alone (PROTOCOL.md, section 6).
"""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime
from pathlib import Path

from codex_tui.demo.home import scripted_home

BASE_PATH = "/backend-api"
CODEX_PATH = f"{BASE_PATH}/codex"
ACCOUNT_ID = "00000000-0000-4000-8000-000000000001"
LIFETIME_S = 30 * 24 * 3600


def chatgpt_home(root: Path, port: int, *, supports_websockets: bool) -> Path:
    """Makes `root/codex-home` and logs it in; its model is the capture server on `port`."""
    home = scripted_home(
        root,
        port,
        base_path=CODEX_PATH,
        supports_websockets=supports_websockets,
        top_config=f'chatgpt_base_url = "http://127.0.0.1:{port}{BASE_PATH}"\ncli_auth_credentials_store = "file"',
        provider_config="requires_openai_auth = true",
    )
    token = _made_up_jwt()
    tokens = {"id_token": token, "access_token": token, "refresh_token": "made-up", "account_id": ACCOUNT_ID}
    auth = {
        "auth_mode": "chatgpt",
        "OPENAI_API_KEY": None,
        "tokens": tokens,
        "last_refresh": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
    }
    path = home / "auth.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(auth), encoding="utf-8")
    return home


def _made_up_jwt() -> str:
    """Unsigned, which the app-server does not check."""
    claims = {
        "email": "nobody@example.invalid",
        "exp": int(time.time()) + LIFETIME_S,
        "https://api.openai.com/auth": {
            "chatgpt_plan_type": "pro",
            "chatgpt_user_id": "made-up-user",
            "chatgpt_account_id": ACCOUNT_ID,
        },
    }
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    return ".".join((*encoded, "made-up"))
