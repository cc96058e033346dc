"""Questions whose answer goes back with the intent."""

from __future__ import annotations

from typing import Any

from codex_tui.runtime.session import Session
from codex_tui.state.events import IntentDone
from codex_tui.state.intents import CallMethod, FindFiles, ListModels


async def find_files(session: Session, intent: FindFiles) -> IntentDone:
    """The result is the list of `{root, path, file_name, score, …}` objects, best first."""
    result = await session.request("fuzzyFileSearch", {"query": intent.query, "roots": [intent.root]})
    return IntentDone(intent, result=_list_in(result, "files"))


async def list_models(session: Session, intent: ListModels) -> IntentDone:
    """What the server offers is folded from its answer."""
    await session.request("model/list")
    return IntentDone(intent)


async def call_method(session: Session, intent: CallMethod) -> IntentDone:
    """The result is the server's own."""
    return IntentDone(intent, result=await session.request(intent.method, intent.params))


def _list_in(result: Any, name: str) -> list[Any]:
    found = result.get(name) if isinstance(result, dict) else None
    return found if isinstance(found, list) else []
