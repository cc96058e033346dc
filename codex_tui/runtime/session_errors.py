"""What can go wrong between asking a server, or answering it, and its taking that."""

from __future__ import annotations

from codex_tui.protocol.versions import says_unknown_method
from codex_tui.wire.envelope import ErrorResponse

MAX_MESSAGE_CHARS = 500
HELD_ELSEWHERE = "already has an active writer"
"""What the server says of a thread that another program holds (PROTOCOL.md, section 2)."""
HELD_REMEDY = "Another program holds it: close it there, or fork it."


class SessionError(Exception):
    """What was asked of the server did not come about; the message is a sentence for the user."""


class RequestRefused(SessionError):
    """The server answered with an error; `code` is its own."""

    def __init__(self, method: str, error: ErrorResponse) -> None:
        self.code = error.code
        self.server_message = error.message
        self.is_unknown_method = says_unknown_method(method, error.message)
        text = "this version of codex does not have it" if self.is_unknown_method else error.message[:MAX_MESSAGE_CHARS]
        if HELD_ELSEWHERE in text:
            text = f"{text}. {HELD_REMEDY}"
        super().__init__(f"{method}: {text}")


class NoAnswer(SessionError):
    """The deadline passed."""


class LinkLost(SessionError):
    """The server is gone."""


class NotAudited(SessionError):
    """The audit line of a decision is not on disk, so nothing was sent; the request is still open."""
