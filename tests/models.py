"""What two models have in common, for tests that fold one session in two ways."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from codex_tui.runtime.replay_file import ReplayFile
from codex_tui.runtime.replay_jump import ReplayJump, to_end
from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.state.events import StateEvent
from codex_tui.state.fold import fold
from codex_tui.state.model import Model

UNLIMITED_S = 1e9


def model_of(events: Iterable[StateEvent]) -> Model:
    """The model after these events."""
    model = Model()
    for event in events:
        fold(model, event)
    return model


def replayed(path: Path) -> Model:
    """The model at the end of a recording."""
    model, player = Model(), ReplayPlayer(ReplayFile(path))
    ReplayJump(player, model, to_end(), Model).advance(UNLIMITED_S)
    player.file.close()
    return model


def facts_of(model: Model, *, has_link: bool = True) -> dict[str, Any]:
    """Threads, items, inbox and wire, without what counts only how often something was drawn."""
    return {
        "link": (model.link.version, model.link.codex_home, model.link.state) if has_link else None,
        "account": model.account,
        "threads": [
            (record.id, record.title, record.status, record.flags, record.is_loaded) for record in model.threads
        ],
        "items": {
            thread_id: [(type(entry).__name__, _shown(entry)) for entry in timeline.entries]
            for thread_id, timeline in model.timelines.items()
        },
        "inbox": [
            (entry.key, entry.method, entry.state, entry.decision, entry.outcome, entry.request)
            for entry in model.inbox
        ],
        "wire": [
            (record.direction, record.kind, record.method, record.id, record.thread_id, record.line)
            for record in model.wire_log.since(0)
        ],
    }


def _shown(entry: Any) -> Any:
    fields = getattr(type(entry), "__slots__", ())
    return {name: getattr(entry, name, None) for name in fields if "revision" not in name}
