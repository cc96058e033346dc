"""Which requests ask the same, and which of them a lasting grant of ours covers.

Equal requests can be decided together, so equality is strict: all that the server sent but its names for this one
request must be the same, and for a patch the changes too. What is not known is equal to nothing.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Hashable, Iterable

from codex_tui.protocol.replies import Decision, DecisionKind
from codex_tui.protocol.requests import (
    CommandApproval,
    FileChangeApproval,
    LegacyCommandApproval,
    LegacyPatchApproval,
)
from codex_tui.state.inbox import EntryState, Inbox, InboxEntry
from codex_tui.state.joins import file_change_for
from codex_tui.state.model import Model

Members = tuple[InboxEntry, ...]

_NAMES_OF_ONE_REQUEST = ("turnId", "itemId", "approvalId", "callId", "startedAtMs")
_GRANTED_STATES = frozenset({EntryState.ANSWERED, EntryState.RESOLVED})
_SHELL_FLAGS = frozenset({"-c", "-lc"})
_SHELL_SYNTAX = re.compile(r"[^\w\s./:=@%+,'\"-]")
"""What makes a script more than one plain command; a grant is claimed for none of these."""


def group_equal(model: Model, entries: Iterable[InboxEntry]) -> list[Members]:
    """The decidable entries in groups that ask the same in the same thread, in the order of their first members."""
    groups: dict[Hashable, list[InboxEntry]] = {}
    for entry in entries:
        if entry.is_decidable:
            groups.setdefault(_asked(model, entry) or entry.key, []).append(entry)
    return [tuple(members) for members in groups.values()]


def _asked(model: Model, entry: InboxEntry) -> Hashable | None:
    """What equal requests have in common; None for what stands alone."""
    request = entry.request
    if not isinstance(request, CommandApproval | FileChangeApproval | LegacyCommandApproval | LegacyPatchApproval):
        return None
    # What is typed into a running program depends on where that program is, which no request says.
    if isinstance(request, CommandApproval) and request.kind != "command":
        return None
    if isinstance(request, CommandApproval) and not request.command and request.network_approval_context is None:
        return None
    change = file_change_for(model, entry)
    changes = tuple((c.path, c.kind.type, c.kind.move_path, c.diff) for c in change.changes) if change else ()
    if isinstance(request, FileChangeApproval | LegacyPatchApproval) and not changes:
        return None
    said = request.model_dump(by_alias=True, exclude_unset=True)
    facts = sorted((name, repr(value)) for name, value in said.items() if name not in _NAMES_OF_ONE_REQUEST)
    return entry.key.generation, entry.thread_id, entry.method, entry.kind, tuple(facts), changes


def lasting_grants(inbox: Inbox) -> list[InboxEntry]:
    """The requests that were answered with a grant that outlives this once."""
    return [
        entry
        for entry in inbox
        if entry.state in _GRANTED_STATES and entry.decision is not None and entry.decision.is_lasting
    ]


def covering_grant(model: Model, entry: InboxEntry, grants: Iterable[InboxEntry]) -> Decision | None:
    """The lasting decision of ours that allows what this entry asks, if there is one."""
    for grant in grants:
        if grant is not entry and grant.key.generation == entry.key.generation and _covers(model, grant, entry):
            return grant.decision
    return None


def grant_words(decision: Decision) -> str:
    """What to call a lasting grant."""
    is_session = decision.kind is DecisionKind.ACCEPT_FOR_SESSION
    return "your grant for the session" if is_session else "your lasting grant"


def _covers(model: Model, grant: InboxEntry, entry: InboxEntry) -> bool:
    decision = grant.decision
    assert decision is not None
    if decision.kind is DecisionKind.ACCEPT_WITH_EXECPOLICY_AMENDMENT:
        return _starts_with(entry, decision.amendment)
    if grant.thread_id != entry.thread_id or grant.method != entry.method:
        return False
    if decision.kind is DecisionKind.APPLY_NETWORK_POLICY_AMENDMENT:
        host = _host(entry)
        return host is not None and isinstance(decision.amendment, dict) and decision.amendment.get("host") == host
    if decision.kind is not DecisionKind.ACCEPT_FOR_SESSION:
        return False
    granted, asked = _paths(model, grant), _paths(model, entry)
    if granted or asked:
        return bool(asked) and asked <= granted
    command = _command(entry)
    return command is not None and command == _command(grant)


def _starts_with(entry: InboxEntry, prefix: object) -> bool:
    """Whether an entry asks to run one plain command that begins with these words."""
    request = entry.request
    if not isinstance(request, CommandApproval) or request.kind != "command" or not isinstance(prefix, list):
        return False
    words = _words(request.command or "")
    if len(words) == 3 and words[1] in _SHELL_FLAGS:
        words = [] if _SHELL_SYNTAX.search(words[2]) or "\n" in words[2] else _words(words[2])
    return bool(prefix) and words[: len(prefix)] == prefix


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


def _host(entry: InboxEntry) -> str | None:
    context = entry.request.network_approval_context if isinstance(entry.request, CommandApproval) else None
    return context.host if context is not None else None


def _paths(model: Model, entry: InboxEntry) -> frozenset[str]:
    change = file_change_for(model, entry)
    return frozenset(c.path for c in change.changes) if change is not None else frozenset()


def _command(entry: InboxEntry) -> Hashable | None:
    """What a session grant of a command holds on to."""
    request = entry.request
    if isinstance(request, LegacyCommandApproval):
        return tuple(request.command), request.cwd
    if isinstance(request, CommandApproval) and request.kind == "command" and request.command:
        return request.command, request.cwd, repr(request.additional_permissions)
    return None
