"""Takes secrets out of what we write before anybody keeps a copy: wire log, recordings, exports.

One function for each method whose message holds a secret; what stands in its place only tells two secrets apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from pydantic_core import from_json, to_json

from codex_tui.state.wire_log import MessageKind

HASH_CHARS = 8

Redact = Callable[[Any], Any]
"""Takes the body of a message, a request's parameters or a reply's result, and gives one without its secrets."""


def fingerprint(secret: str) -> str:
    """The length of a secret in bytes and a short hash, in words."""
    data = secret.encode("utf-8", "surrogatepass")
    return f"{len(data)} bytes, sha256 {sha256(data).hexdigest()[:HASH_CHARS]}…"


def redacted_line(kind: MessageKind, method: str, line: bytes) -> bytes:
    """The line that we wrote, or a copy without its secrets where its method has some."""
    redact = _REDACTIONS.get((kind, method))
    if redact is None:
        return line
    message = from_json(line)
    part = _PARTS[kind]
    return to_json({**message, part: redact(message.get(part))})


def _without(*names: str) -> Redact:
    """Replaces these members, which are texts."""

    def redact(body: Any) -> Any:
        if not isinstance(body, dict):
            return body
        hidden = {name: f"<{fingerprint(str(body[name]))}>" for name in names if name in body}
        return {**body, **hidden}

    return redact


_PARTS = {MessageKind.REQUEST: "params", MessageKind.RESULT: "result"}
_REDACTIONS: Mapping[tuple[MessageKind, str], Redact] = MappingProxyType(
    {
        (MessageKind.RESULT, "attestation/generate"): _without("token"),
        (MessageKind.RESULT, "account/chatgptAuthTokens/refresh"): _without("accessToken"),
        (MessageKind.REQUEST, "account/login/start"): _without("accessToken", "apiKey"),
    }
)
