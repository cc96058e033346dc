"""The inbox: one entry for each server request, from all threads, and its life.

    state        becomes        when
    pending      answering      a person decides (`claim`); a second claim, or one on an ended entry, is refused
    pending      answering      it was decided elsewhere than on this screen (`take_decision`)
    pending      by policy      a policy answered (`answer_by_policy`)
    pending      withdrawn      `serverRequest/resolved`, or the end of its turn, came without us
    answering    answered       the reply has left
    answering    lost           the reply could not leave
    answering    pending        … for a reason that can be mended: it was not audited, and nothing was sent
    answering    resolved       `serverRequest/resolved` overtook the word that the reply has left
    resolved     withdrawn      … and the reply turns out not to have left
    answered     resolved       `serverRequest/resolved`, or the end of its turn
    pending, answering, answered → lost   the server is gone

An entry is named by its request key, so an answer can never reach a later server's request of the same id. A request
that the server replays (PROTOCOL.md, section 2) takes up its pending entry again and is not doubled.

Attestation has one entry for all its requests: pending while the person should choose the policy, else by policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from codex_tui.protocol.answers import AnswerNotFitting, FormAnswer, choices_for, reply_for_answer
from codex_tui.protocol.forms import Form
from codex_tui.protocol.replies import Decision
from codex_tui.protocol.requests import AttestationRequest, RequestKind, ServerRequest
from codex_tui.state.attestation import ATTESTATION_METHOD, POLICY_DECISIONS
from codex_tui.state.events import RequestKey

ATTESTATION_KEY = RequestKey(0, "attestation")
"""Generations of servers begin at 1, so no request of theirs has it."""
MAX_ENDED_ENTRIES = 500


class EntryState(StrEnum):
    """The life of an entry."""

    PENDING = "pending"
    ANSWERING = "answering"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    LOST = "lost"
    BY_POLICY = "by policy"


OPEN_STATES = frozenset({EntryState.PENDING, EntryState.ANSWERING, EntryState.ANSWERED})
_LOST_OUTCOMES = {
    EntryState.PENDING: "lost with the server; nothing was sent",
    EntryState.ANSWERING: "lost with the server; the decision may not have reached it",
    EntryState.ANSWERED: "sent, but the server was lost before it confirmed",
}


@dataclass(slots=True)
class InboxEntry:
    """One server request; times in Unix seconds, `outcome` says in words how it ended."""

    key: RequestKey
    method: str
    kind: RequestKind
    request: ServerRequest
    thread_id: str
    received_at: float
    state: EntryState = EntryState.PENDING
    decision: Decision | None = None
    outcome: str = ""
    ended_at: float | None = None
    revision: int = 0
    offered: tuple[Decision, ...] = ()
    refusals: tuple[Decision, ...] = ()
    form: Form | None = None
    answer: FormAnswer | None = None

    @property
    def is_decidable(self) -> bool:
        """Whether a person can decide or answer it now."""
        return self.state is EntryState.PENDING and bool(self.offered or self.refusals)


class ClaimRefused(Exception):
    """The entry cannot be decided any more; the text says why."""


@dataclass(slots=True)
class Inbox:
    """Entries by request key, in the order they came."""

    entries: dict[RequestKey, InboxEntry] = field(default_factory=dict)

    def __iter__(self) -> Iterator[InboxEntry]:
        return iter(self.entries.values())

    @property
    def pending(self) -> list[InboxEntry]:
        """The entries that wait for a person, oldest first."""
        return [entry for entry in self.entries.values() if entry.is_decidable]

    def add(self, key: RequestKey, method: str, kind: RequestKind, request: ServerRequest, at: float) -> InboxEntry:
        """A request came, or came again; an open entry of that key is kept as it is."""
        known = self.entries.get(key)
        if known is not None and known.state in OPEN_STATES:
            known.revision += 1
            return known
        choices = choices_for(request)
        entry = InboxEntry(
            key,
            method,
            kind,
            request,
            request.thread_id,
            at,
            offered=choices.offered,
            refusals=choices.refusals,
            form=choices.form,
        )
        self.entries.pop(key, None)
        self.entries[key] = entry
        self._trim()
        return entry

    def show_attestation(self, is_undecided: bool, at: float) -> None:
        """The attestation card has come, or changed; it can be decided where `is_undecided`."""
        entry = self.entries.get(ATTESTATION_KEY)
        if entry is None:
            kind, request = RequestKind.ATTESTATION, AttestationRequest()
            entry = InboxEntry(ATTESTATION_KEY, ATTESTATION_METHOD, kind, request, "", at, EntryState.BY_POLICY)
            entry.offered = tuple(POLICY_DECISIONS)
            self.entries[ATTESTATION_KEY] = entry
        if not is_undecided:
            entry.state = EntryState.BY_POLICY
        elif entry.state is EntryState.BY_POLICY:
            entry.state, entry.received_at = EntryState.PENDING, at
        entry.revision += 1

    def claim(self, key: RequestKey, decision: Decision) -> InboxEntry:
        """Take an entry for answering; raises ClaimRefused where it is not pending or the decision not offered."""
        entry = self._claimable(key)
        if decision not in entry.offered and decision not in entry.refusals:
            raise ClaimRefused(f"{decision.kind} is not offered for this request; nothing was sent")
        entry.state, entry.decision = EntryState.ANSWERING, decision
        entry.revision += 1
        return entry

    def claim_answer(self, key: RequestKey, answer: FormAnswer) -> InboxEntry:
        """Take an entry for answering with a form; raises ClaimRefused as `claim` does, and for a wrong answer."""
        entry = self._claimable(key)
        try:
            reply_for_answer(entry.request, answer)
        except AnswerNotFitting as error:
            raise ClaimRefused(f"{error}; nothing was sent") from error
        entry.state, entry.answer = EntryState.ANSWERING, answer
        entry.revision += 1
        return entry

    def take_decision(self, key: RequestKey, decision: Decision | None, answer: FormAnswer | None) -> bool:
        """It was decided elsewhere than on this screen, and its reply is under way; say whether that is new."""
        entry = self.entries.get(key)
        if entry is None or entry.state is not EntryState.PENDING:
            return False
        entry.state, entry.decision, entry.answer = EntryState.ANSWERING, decision, answer
        entry.revision += 1
        return True

    def _claimable(self, key: RequestKey) -> InboxEntry:
        entry = self.entries.get(key)
        if entry is None:
            raise ClaimRefused("this request is not known any more; nothing was sent")
        if entry.state is not EntryState.PENDING:
            raise ClaimRefused(f"this request is already {entry.state}; nothing was sent")
        return entry

    def answer_by_policy(self, key: RequestKey, by: str, outcome: str, at: float) -> None:
        """A policy answered."""
        entry = self.entries.get(key)
        if entry is not None and entry.state is EntryState.PENDING:
            self._end(entry, EntryState.BY_POLICY, f"{outcome} · by policy: {by}", at)

    def mark_answered(self, key: RequestKey, at: float) -> None:
        """The reply has left."""
        entry = self.entries.get(key)
        if entry is not None and entry.state is EntryState.ANSWERING:
            entry.state, entry.ended_at = EntryState.ANSWERED, at
            entry.revision += 1

    def mark_failed(self, key: RequestKey, reason: str, at: float) -> None:
        """The reply could not leave; where the server meanwhile needed none, it was decided elsewhere."""
        entry = self.entries.get(key)
        if entry is None:
            return
        if entry.state is EntryState.ANSWERING:
            self._end(entry, EntryState.LOST, f"not sent: {reason}", at)
        elif entry.state is EntryState.RESOLVED:
            self._end(entry, EntryState.WITHDRAWN, f"decided elsewhere; not sent: {reason}", at)

    def give_back(self, key: RequestKey) -> None:
        """Nothing was sent, and the server still waits: the entry can be decided again."""
        entry = self.entries.get(key)
        if entry is not None and entry.state is EntryState.ANSWERING:
            entry.state, entry.decision, entry.answer = EntryState.PENDING, None, None
            entry.revision += 1

    def resolve(self, key: RequestKey, at: float, without_us: str = "decided elsewhere") -> InboxEntry | None:
        """The server needs no answer any more; `without_us` says why where it has none of ours."""
        entry = self.entries.get(key)
        if entry is None:
            return None
        if entry.state in (EntryState.ANSWERED, EntryState.ANSWERING):
            self._end(entry, EntryState.RESOLVED, entry.outcome, at)
        elif entry.state is EntryState.PENDING:
            self._end(entry, EntryState.WITHDRAWN, without_us, at)
        return entry

    def end_turn(self, thread_id: str, turn_id: str, is_interrupted: bool, at: float) -> list[InboxEntry]:
        """A turn is over: what it left open was withdrawn with it, and some kinds are never called resolved."""
        ended = []
        for entry in self.entries.values():
            if entry.thread_id != thread_id or entry.request.turn_id != turn_id or entry.state not in OPEN_STATES:
                continue
            if entry.state is EntryState.PENDING:
                why = "withdrawn: the turn was interrupted" if is_interrupted else "withdrawn: the turn ended"
                self._end(entry, EntryState.WITHDRAWN, why, at)
            else:
                self._end(entry, EntryState.RESOLVED, entry.outcome, at)
            ended.append(entry)
        return ended

    def lose_generation(self, generation: int, at: float) -> list[InboxEntry]:
        """The server of that generation is gone, and with it everything it asked."""
        lost = [e for e in self.entries.values() if e.key.generation == generation and e.state in OPEN_STATES]
        for entry in lost:
            self._end(entry, EntryState.LOST, _LOST_OUTCOMES[entry.state], at)
        return lost

    def _end(self, entry: InboxEntry, state: EntryState, outcome: str, at: float) -> None:
        entry.state, entry.outcome, entry.ended_at = state, outcome, at
        entry.revision += 1

    def _trim(self) -> None:
        """Forget the oldest ended entries beyond the cap; open ones are never forgotten."""
        surplus = len(self.entries) - MAX_ENDED_ENTRIES
        if surplus <= 0:
            return
        ended = [e.key for e in self.entries.values() if e.state not in OPEN_STATES and e.key != ATTESTATION_KEY]
        for key in ended[:surplus]:
            del self.entries[key]
