"""Which requests stand together on one card, which are marked, and what a key therefore decides.

A decision reaches only what stood on the card at the last sync, and a mark only what stood there when it was set: a
request that joins an equal one later is on its card, but nobody has seen it yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from codex_tui.protocol.replies import ACCEPT, ACCEPT_FOR_SESSION, CANCEL, DECLINE, Decision
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import ATTESTATION_KEY, EntryState, InboxEntry
from codex_tui.state.inbox_groups import Members, covering_grant, group_equal, lasting_grants
from codex_tui.state.model import Model

DECISIONS_BY_ACTION: Mapping[str, Decision] = MappingProxyType(
    {
        "accept": ACCEPT,
        "accept_session": ACCEPT_FOR_SESSION,
        "cancel": CANCEL,
        "decline": DECLINE,
        "decline_message": DECLINE,
    }
)
DECIDING_ACTIONS = frozenset({"decide", *DECISIONS_BY_ACTION})
MARKED_ACTIONS = frozenset({"decide", "accept", "decline"})
"""What can be done to several cards at once; what asks for more is decided card by card."""


class InboxCards:
    """The groups as of the last sync, and the marks; a card is named by its oldest request."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._members: dict[RequestKey, Members] = {}
        self._leads: dict[RequestKey, InboxEntry] = {}
        self._covered: dict[RequestKey, Decision] = {}
        self._marked: dict[RequestKey, InboxEntry] = {}
        self.grown: set[RequestKey] = set()
        """The cards that requests have joined since the sync before."""

    def sync(self, entries: Sequence[InboxEntry]) -> list[InboxEntry]:
        """Group the entries; the ones that have a card of their own, in order."""
        before = self._leads
        groups = group_equal(self._model, entries)
        self._members = {group[0].key: group for group in groups}
        self._leads = {entry.key: group[0] for group in groups for entry in group}
        self.grown = {lead for lead, group in self._members.items() if any(e.key not in before for e in group)}
        grants = lasting_grants(self._model.inbox)
        found = ((group[0].key, covering_grant(self._model, group[0], grants)) for group in groups if grants)
        self._covered = {key: grant for key, grant in found if grant is not None}
        self._keep_marks()
        return [entry for entry in entries if not entry.is_decidable or entry.key in self._members]

    def lead_of(self, key: RequestKey) -> InboxEntry | None:
        """The request that names the card on which this one stands."""
        return self._leads.get(key)

    def members_of(self, entry: InboxEntry) -> Members:
        """What stands on the card of this name; the entry alone where it has ended."""
        return self._members.get(entry.key, (entry,))

    @property
    def joined_keys(self) -> set[RequestKey]:
        """The requests that have no card of their own."""
        return self._leads.keys() - self._members.keys()

    def grant_over(self, entry: InboxEntry) -> Decision | None:
        """The lasting grant that covers this card, though the server still asks."""
        return self._covered.get(entry.key)

    @property
    def has_marks(self) -> bool:
        """Whether keys are for marks; true until the next sync where all that was marked has just ended."""
        return bool(self._marked)

    @property
    def marked(self) -> Members:
        """What is marked and can still be decided."""
        return tuple(entry for entry in self._marked.values() if entry.is_decidable)

    def is_marked(self, entry: InboxEntry) -> bool:
        """Whether all that stands on this card is marked."""
        return all(member.key in self._marked for member in self.members_of(entry))

    def toggle(self, entry: InboxEntry) -> None:
        """Mark all that stands on a card, or take its marks away; the attestation policy is chosen by itself."""
        if entry.key == ATTESTATION_KEY or not entry.is_decidable:
            return
        is_marked = self.is_marked(entry)
        for member in self.members_of(entry):
            if is_marked:
                del self._marked[member.key]
            else:
                self._marked[member.key] = member

    def clear_marks(self) -> bool:
        """Take all marks away; say whether there were any."""
        had_marks = self.has_marks
        self._marked.clear()
        return had_marks

    def marked_for(self, decision: Decision) -> Members:
        """The marked requests that offer this decision."""
        return tuple(entry for entry in self.marked if decision in entry.offered or decision in entry.refusals)

    def shared_offer(self) -> tuple[Decision, ...]:
        """The decisions by number where all marked requests offer the same list, else none."""
        offers = [entry.offered for entry in self.marked]
        return offers[0] if offers and all(offer == offers[0] for offer in offers) else ()

    def is_offered(self, selected: InboxEntry | None, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether a deciding action has something to decide: the marked cards if there are any, else the selected."""
        number = parameters[0] if action == "decide" and isinstance(parameters[0], int) else 0
        if self.has_marks:
            if number:
                return number <= len(self.shared_offer())
            return action in MARKED_ACTIONS and bool(self.marked_for(DECISIONS_BY_ACTION[action]))
        if selected is None or not selected.is_decidable:
            return False
        if number:
            return number <= len(selected.offered)
        if action == "decline_message" and selected.key == ATTESTATION_KEY:
            # Behind attestation there is no agent that could read a message.
            return False
        wanted = DECISIONS_BY_ACTION[action]
        return wanted in selected.offered or wanted in selected.refusals

    def _keep_marks(self) -> None:
        """A decision takes all marks away, any other end of a request its own."""
        entries = [self._model.inbox.entries.get(key) for key in self._marked]
        if any(e is not None and e.state is not EntryState.PENDING and e.decision is not None for e in entries):
            self._marked.clear()
        self._marked = {key: entry for key, entry in self._marked.items() if entry.is_decidable}
