"""Answers `account/chatgptAuthTokens/refresh` with a command of the user's: the server waits 10 s (PROTOCOL.md, 3)."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import from_json

from codex_tui.protocol.replies import REFUSED, Reply
from codex_tui.runtime.policy import PolicyReply
from codex_tui.runtime.programs import ProgramFailed, run_program

AUTH_REFRESH_METHOD = "account/chatgptAuthTokens/refresh"
REFRESH_DEADLINE_S = 9.0
"""A second before the server gives up."""
MAX_OUTPUT_BYTES = 64 * 1024
_BY = "auth-refresh command"
_TEXTS = ("accessToken", "chatgptAccountId")


async def refreshed(argv: tuple[str, ...], params: Any, limit_s: float = REFRESH_DEADLINE_S) -> PolicyReply:
    """The reply: what the command printed, or an error that never holds it.

    The command gets the request's parameters as JSON on stdin, and prints a JSON object with `accessToken`,
    `chatgptAccountId` and, where there is one, `chatgptPlanType`.
    """
    asked: dict[str, Any] = params if isinstance(params, dict) else {}
    try:
        end = await run_program(argv, json.dumps(asked).encode() + b"\n", limit_s, MAX_OUTPUT_BYTES)
        if end.exit_code != 0:
            raise ProgramFailed(f"it ended with exit code {end.exit_code}")
        tokens = _tokens(end.stdout, asked.get("previousAccountId"))
    except ProgramFailed as error:
        message = f"the auth-refresh command failed: {error}"
        return PolicyReply(Reply(error_code=REFUSED, error_message=message), _BY, f"refused, {error}")
    return PolicyReply(Reply(result=tokens), _BY, "fresh tokens were sent")


def _tokens(output: bytes, previous_account_id: Any) -> dict[str, Any]:
    try:
        found = from_json(output)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProgramFailed("it printed no JSON object")
    for name in _TEXTS:
        value = found.get(name)
        # Both become HTTP header values.
        if not isinstance(value, str) or not value or not all("\x21" <= character <= "\x7e" for character in value):
            raise ProgramFailed(f"{name} is missing, or is not made of visible ASCII characters")
    plan = found.get("chatgptPlanType")
    if plan is not None and not isinstance(plan, str):
        raise ProgramFailed("chatgptPlanType is no text")
    if isinstance(previous_account_id, str) and previous_account_id != found["chatgptAccountId"]:
        raise ProgramFailed("it gave the tokens of another account")
    return {**{name: found[name] for name in _TEXTS}, "chatgptPlanType": plan}
