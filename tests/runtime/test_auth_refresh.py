"""Fresh ChatGPT tokens from a command: what may be sent, and that no error repeats any of its output."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest

from codex_tui.runtime.auth_refresh import refreshed
from codex_tui.runtime.policy import PolicyReply

TOKENS = {"accessToken": "s3cret-token", "chatgptAccountId": "acc", "chatgptPlanType": "pro"}
ASKED = {"reason": "unauthorized", "previousAccountId": "acc"}


def refresh(script: str, params: Any = ASKED, limit_s: float = 20.0) -> PolicyReply:
    return asyncio.run(refreshed((sys.executable, "-c", script), params, limit_s))


def printing(value: Any) -> str:
    return f"print({json.dumps(value)!r})"


def test_the_printed_tokens_are_the_reply() -> None:
    answer = refresh(printing({**TOKENS, "more": 1}))

    assert answer.reply.result == TOKENS
    assert "s3cret" not in answer.outcome


def test_the_command_is_told_what_was_asked() -> None:
    script = "import json, sys; asked = json.load(sys.stdin); print(json.dumps({'accessToken': asked['reason'], "
    script += "'chatgptAccountId': asked['previousAccountId']}))"

    expected = {"accessToken": "unauthorized", "chatgptAccountId": "acc", "chatgptPlanType": None}
    assert refresh(script).reply.result == expected


@pytest.mark.parametrize(
    "script",
    [
        printing("s3cret"),
        printing({**TOKENS, "accessToken": ""}),
        printing({**TOKENS, "accessToken": "s3cret\n"}),
        printing({**TOKENS, "chatgptAccountId": "other"}),
        printing({**TOKENS, "chatgptPlanType": 5}),
        "print('s3cret')",
        "import sys; sys.exit('s3cret')",
        "import time; time.sleep(600)",
    ],
)
def test_anything_else_is_an_error_without_the_secret(script: str) -> None:
    answer = refresh(script, limit_s=3.0)

    assert answer.reply.is_error
    assert "s3cret" not in f"{answer.reply} {answer.outcome}"
