"""From a chosen decision to the worker: the second key for lasting grants, and the text of a refusal."""

from __future__ import annotations

from codex_tui.protocol.replies import Decision
from codex_tui.state.inbox import ATTESTATION_KEY, InboxEntry
from codex_tui.state.joins import thread_title
from codex_tui.ui.commands.host import CommandHost
from codex_tui.ui.render.attestation import policy_grant
from codex_tui.ui.render.decisions import decision_label, lasting_explanation
from codex_tui.ui.render.text import visible
from codex_tui.ui.widgets.inbox_list import InboxList


class DecisionFlow:
    """Asks what must be asked before a decision may leave."""

    def __init__(self, host: CommandHost) -> None:
        self._host = host

    def choose(self, chosen: InboxList.DecisionChosen) -> None:
        """A decision was chosen on a card."""
        entry = self._host.context.model.inbox.entries.get(chosen.key)
        if entry is None:
            return
        # Behind attestation there is no agent that could read a message.
        if chosen.wants_message and chosen.key != ATTESTATION_KEY:
            self._ask_message(entry, chosen)
        elif chosen.decision.is_lasting:
            self._ask_second_key(entry, chosen)
        else:
            self._decide(chosen)

    def _ask_message(self, entry: InboxEntry, chosen: InboxList.DecisionChosen) -> None:
        def done(message: str) -> None:
            if not self._decide(chosen, message):
                # The request ended while the text was typed; the text itself must not end with it.
                self._host.controller.give_back(entry.thread_id or None, message)

        self._host.ask_text("Decline, and tell the agent", "", done)

    def _ask_second_key(self, entry: InboxEntry, chosen: InboxList.DecisionChosen) -> None:
        decision = chosen.decision
        is_policy = chosen.key == ATTESTATION_KEY
        attestation = self._host.context.model.attestation
        rows = policy_grant(decision, attestation) if is_policy else self._grant(entry, decision)
        self._host.ask_yes(
            "This allows more than this once",
            rows,
            lambda: self._decide_by_second_key(chosen),
            lambda: entry.is_decidable,
        )

    def _grant(self, entry: InboxEntry, decision: Decision) -> tuple[str, ...]:
        title = thread_title(self._host.context.model, entry.thread_id)
        cwd = getattr(entry.request, "cwd", None) or ""
        return (
            visible(title, keep_newlines=False),
            decision_label(decision, entry.request),
            lasting_explanation(decision, entry.request, cwd),
        )

    def _decide_by_second_key(self, chosen: InboxList.DecisionChosen) -> None:
        self._decide(chosen)

    def _decide(self, chosen: InboxList.DecisionChosen, message: str = "") -> bool:
        return self._host.controller.decide(
            chosen.key, chosen.decision, message, by=chosen.by, shown_hash=chosen.shown_hash
        )
