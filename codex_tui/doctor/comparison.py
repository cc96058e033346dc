"""Two protocol tables side by side: what is new, gone or changed in the binary at hand, and what that means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from codex_tui.protocol.schema_reducer import Parameters, SchemaTable


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of names in the table, and what a difference in it means."""

    key: Literal["client_requests", "server_requests", "notifications", "item_types"]
    words: str
    if_new: str
    if_gone: str
    if_changed: str


KINDS = (
    Kind(
        "client_requests",
        "client methods",
        "can be sent with :rpc",
        "greyed out, or done in another way",
        "sent as before",
    ),
    Kind("server_requests", "server requests", "shown, and refused at once", "never asked", "shown as before"),
    Kind("notifications", "notifications", "shown raw", "never come", "read as far as they fit"),
    Kind("item_types", "item types", "shown raw", "never come", "read as far as they fit"),
)
NEEDED_METHODS = (
    "initialize",
    "thread/list",
    "thread/read",
    "thread/resume",
    "thread/start",
    "thread/turns/list",
    "turn/interrupt",
    "turn/start",
)
"""Without these there is no dashboard."""
USED_METHODS = frozenset(NEEDED_METHODS) | {
    "account/rateLimits/read",
    "account/read",
    "config/read",
    "fuzzyFileSearch",
    "model/list",
    "review/start",
    "thread/archive",
    "thread/backgroundTerminals/clean",
    "thread/backgroundTerminals/terminate",
    "thread/compact/start",
    "thread/delete",
    "thread/fork",
    "thread/name/set",
    "thread/shellCommand",
    "thread/unarchive",
    "turn/steer",
}
"""All that codex-tui sends by itself or for a command."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How one kind differs; `changed` has a sentence for each parameter."""

    kind: Kind
    new: tuple[str, ...]
    gone: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]

    @property
    def count(self) -> int:
        """How many names differ."""
        return len(self.new) + len(self.gone) + len(self.changed)


def differences(built_for: SchemaTable, at_hand: SchemaTable) -> list[Difference]:
    """The kinds in which the binary at hand differs from what codex-tui was built for."""
    found = []
    for kind in KINDS:
        old, new = built_for[kind.key], at_hand[kind.key]
        changed = {
            name: changes for name in sorted(old.keys() & new.keys()) if (changes := _changes(old[name], new[name]))
        }
        difference = Difference(
            kind, tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys())), changed
        )
        if difference.count:
            found.append(difference)
    return found


def _changes(old: Parameters, new: Parameters) -> tuple[str, ...]:
    """What became of the parameters, a few words each."""
    changes = [f"{name} is new" + (" and required" if new[name][1] else "") for name in sorted(new.keys() - old.keys())]
    changes += [f"{name} is gone" for name in sorted(old.keys() - new.keys())]
    for name in sorted(old.keys() & new.keys()):
        (old_type, was_required), (new_type, is_required) = old[name], new[name]
        if old_type != new_type:
            changes.append(f"{name} is {new_type}, was {old_type}")
        if was_required != is_required:
            changes.append(f"{name} is {'required' if is_required else 'optional'} now")
    return tuple(changes)


def broken_methods(found: list[Difference]) -> tuple[str, ...]:
    """Methods that codex-tui cannot do without, and that are gone or ask for something it does not send."""
    broken = []
    for difference in found:
        if difference.kind.key == "client_requests":
            demanding = [
                name for name, changes in difference.changed.items() if any("required" in each for each in changes)
            ]
            broken += [name for name in NEEDED_METHODS if name in difference.gone or name in demanding]
    return tuple(broken)
