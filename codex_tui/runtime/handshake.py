"""The first exchange with a server: who we are, what we can do, and who answers."""

from __future__ import annotations

from typing import Any

from codex_tui.runtime.binary import OLDEST_VERSION_TEXT, is_too_old, version_from
from codex_tui.runtime.session import Session
from codex_tui.state.events import ServerIdentified
from codex_tui.version import VERSION

CLIENT_INFO = {"name": "codex-tui", "title": "codex-tui", "version": VERSION}
"""The name becomes an HTTP header value, so it is plain ASCII (PROTOCOL.md, section 1)."""


class StartFailed(Exception):
    """The server did not become ready; the message says why and what to do."""


async def shake_hands(session: Session, binary: str, deadline_s: float, *, has_attestation: bool) -> ServerIdentified:
    """Initialize the session within `deadline_s` seconds; who answered. Raises SessionError and StartFailed."""
    capabilities: dict[str, Any] = {"experimentalApi": True, "extensions": {"openai/form": {}}}
    if has_attestation:
        capabilities["requestAttestation"] = True
    params = {"clientInfo": CLIENT_INFO, "capabilities": capabilities}
    answer = await session.request("initialize", params, deadline_s)
    session.notify("initialized")
    found = answer if isinstance(answer, dict) else {}
    user_agent = str(found.get("userAgent", ""))
    version = version_from(user_agent)
    if is_too_old(user_agent):
        raise StartFailed(f"this is codex {version}, and {OLDEST_VERSION_TEXT} is the oldest that works")
    session.trail.server_version = version
    home = str(found.get("codexHome", ""))
    return ServerIdentified(session.generation, user_agent, version, home, binary)
