"""From a chosen decision to the worker: the second key for lasting or many grants, and the text of a refusal.

A decision may be for several requests: equal ones on one card, or marked ones. Each is claimed, sent and audited on its
own, and one that ended meanwhile is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence

from codex_tui.protocol.replies import Decision, DecisionKind, outlives_once
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import ATTESTATION_KEY, EntryState, InboxEntry
from codex_tui.state.joins import file_change_for, thread_title
from codex_tui.ui.commands.host import REPLAY_REASON, CommandHost
from codex_tui.ui.render.attestation import policy_grant
from codex_tui.ui.render.decisions import decision_label, lasting_explanation
from codex_tui.ui.render.kinds import kind_title
from codex_tui.ui.render.request_facts import subject_of
from codex_tui.ui.render.text import cut, visible
from codex_tui.ui.widgets.inbox_list import InboxList

MAX_TITLE_CELLS = 70


class DecisionFlow:
    """Asks what must be asked before a decision may leave."""

    def __init__(self, host: CommandHost) -> None:
        self._host = host
        self._begun: dict[RequestKey, str] = {}

    def choose(self, chosen: InboxList.DecisionChosen) -> None:
        """A decision was chosen, on a card or by marks."""
        inbox = self._host.context.model.inbox
        found = (inbox.entries.get(target.key) for target in chosen.targets)
        entries = [entry for entry in found if entry is not None]
        if not entries:
            return
        if self._host.context.is_replay:
            self._host.tell("warning", f"Not decided: {REPLAY_REASON}. The inbox shows what was decided.")
            return
        if chosen.wants_message:
            self._ask_message(entries[0], chosen)
        elif self._is_question(entries, chosen):
            self._ask_second_key(entries, chosen)
        else:
            self._decide(chosen)

    def _is_question(self, entries: Sequence[InboxEntry], chosen: InboxList.DecisionChosen) -> bool:
        """Whether a second key is wanted: for what lasts, for what was not seen, and for many at once."""
        is_lasting = any(outlives_once(chosen.decision, entry.request) for entry in entries)
        return is_lasting or bool(chosen.warnings) or (chosen.is_by_marks and not chosen.decision.is_refusal)

    def _ask_message(self, entry: InboxEntry, chosen: InboxList.DecisionChosen) -> None:
        def done(message: str) -> None:
            self._begun.pop(entry.key, None)
            if not (entry.is_decidable and self._decide(chosen, message)):
                # The request ended while the text was typed; the text itself must not end with it.
                self._host.controller.give_back(entry.thread_id or None, message)

        def left(message: str) -> None:
            self._begun[entry.key] = message

        title = f"Decline, and tell the agent · {self._named(entry)}"
        self._host.ask_text(
            cut(title, MAX_TITLE_CELLS),
            self._begun.get(entry.key, ""),
            done,
            left,
            is_still_open=lambda: entry.is_decidable,
        )

    def sweep(self) -> None:
        """Give back the words for requests that ended before they were declined."""
        inbox = self._host.context.model.inbox
        for key in list(self._begun):
            entry = inbox.entries.get(key)
            if entry is None or not (entry.is_decidable or entry.state is EntryState.ANSWERING):
                text = self._begun.pop(key)
                if text.strip():
                    self._host.controller.give_back(entry.thread_id or None if entry is not None else None, text)

    def _ask_second_key(self, entries: Sequence[InboxEntry], chosen: InboxList.DecisionChosen) -> None:
        decision = chosen.decision
        rows: list[str] = [self._named(entry) for entry in entries] if len(entries) > 1 or chosen.is_by_marks else []
        if entries[0].key == ATTESTATION_KEY:
            rows += policy_grant(decision, self._host.context.model.attestation)
        else:
            for entry in entries if chosen.is_by_marks else entries[:1]:
                rows += self._grant(entry, decision) if outlives_once(decision, entry.request) else ()
        self._host.ask_yes(
            question_for(decision, entries),
            [*chosen.warnings, *rows],
            lambda: self._decide_by_second_key(chosen),
            lambda: any(entry.is_decidable for entry in entries),
        )

    def _named(self, entry: InboxEntry) -> str:
        """The kind, the thread, and the command or the files."""
        model = self._host.context.model
        change = file_change_for(model, entry)
        subject = subject_of(entry.request) or ", ".join(file.path for file in (change.changes if change else ()))
        facts = (kind_title(entry.kind, entry.request), thread_title(model, entry.thread_id), subject)
        return visible(" · ".join(filter(None, facts)), keep_newlines=False)

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
        """Decide all that can still be decided; say whether one could, which alone carries the message."""
        inbox, is_decided, ended_count = self._host.context.model.inbox, False, 0
        for target in chosen.targets:
            entry = inbox.entries.get(target.key)
            if len(chosen.targets) > 1 and (entry is None or not entry.is_decidable):
                ended_count += 1
                continue
            is_decided |= self._host.controller.decide(
                target.key,
                chosen.decision,
                "" if is_decided else message,
                by=chosen.by,
                shown_hash=target.shown_hash,
            )
        if ended_count:
            were = "was" if ended_count == 1 else "were"
            told = f"{ended_count} of {len(chosen.targets)} requests {were} over already; nothing was sent for them."
            self._host.tell("warning", told)
        return is_decided


def question_for(decision: Decision, entries: Sequence[InboxEntry]) -> str:
    """What the second key is asked for."""
    if decision.kind is DecisionKind.OTHER:
        return "Send this decision, whatever it means?"
    if decision.denies_for_good:
        return "Deny this from now on?"
    if any(outlives_once(decision, entry.request) for entry in entries):
        return "Allow more than this once?"
    return "Allow this?" if len(entries) == 1 else f"Allow these {len(entries)} requests?"
