"""From a chosen decision to the worker: the second key for lasting grants, and the text of a refusal."""

from __future__ import annotations

from codex_tui.protocol.replies import Decision
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import InboxEntry
from codex_tui.state.joins import thread_title
from codex_tui.ui.commands.host import CommandHost
from codex_tui.ui.render.decisions import decision_label, lasting_explanation
from codex_tui.ui.render.text import visible


class DecisionFlow:
    """Asks what must be asked before a decision may leave."""

    def __init__(self, host: CommandHost) -> None:
        self._host = host

    def choose(self, key: RequestKey, decision: Decision, *, wants_message: bool) -> None:
        """A decision was chosen on a card."""
        entry = self._host.context.model.inbox.entries.get(key)
        if entry is None:
            return
        if wants_message:
            self._ask_message(entry, decision)
        elif decision.is_lasting:
            self._ask_second_key(entry, decision)
        else:
            self._host.controller.decide(key, decision)

    def _ask_message(self, entry: InboxEntry, decision: Decision) -> None:
        def done(message: str) -> None:
            if not self._host.controller.decide(entry.key, decision, message):
                # The request ended while the text was typed; the text itself must not end with it.
                self._host.controller.give_back(entry.thread_id or None, message)

        self._host.ask_text("Decline, and tell the agent", "", done)

    def _ask_second_key(self, entry: InboxEntry, decision: Decision) -> None:
        title = thread_title(self._host.context.model, entry.thread_id)
        cwd = getattr(entry.request, "cwd", None) or ""
        rows = (
            visible(title, keep_newlines=False),
            decision_label(decision, entry.request),
            lasting_explanation(decision, entry.request, cwd),
        )
        self._host.ask_yes(
            "This allows more than this once",
            rows,
            lambda: self._decide(entry.key, decision),
            lambda: entry.is_decidable,
        )

    def _decide(self, key: RequestKey, decision: Decision) -> None:
        self._host.controller.decide(key, decision)
