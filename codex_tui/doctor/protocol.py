"""The protocol of the binary at hand against the one that codex-tui was built for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from codex_tui.doctor.comparison import KINDS, USED_METHODS, Difference, Kind, broken_methods, differences
from codex_tui.doctor.results import Result, ok, problem, remark
from codex_tui.doctor.schema import NoSchema, schema_of
from codex_tui.protocol.schema_reducer import SchemaTable
from codex_tui.protocol.schema_table import built_for

MOST_NAMES = 6
"""That a line of the report has; `--json` has all."""


def examine_protocol(binary: str, version: str) -> list[Result]:
    """Have the binary generate its schema, and compare."""
    try:
        at_hand = schema_of(binary, version)
    except NoSchema as failure:
        remedy = "Pass a --codex-bin FILE that is codex itself; an app-server of another make may work all the same."
        return [problem("protocol", f"the program gave no schema of its protocol: {failure}", remedy)]
    return [protocol_result(built_for(), at_hand)]


def protocol_result(known: SchemaTable, at_hand: SchemaTable) -> Result:
    """What differs, what that means, and whether codex-tui can do without what is gone."""
    found = differences(known, at_hand)
    facts: dict[str, Any] = {"built_for": known["version"], "differences": {}}
    for each in found:
        facts["differences"][each.kind.key] = {
            "new": each.new,
            "gone": each.gone,
            "changed": {name: list(changes) for name, changes in each.changed.items()},
        }
    sizes = ", ".join(f"{len(at_hand[kind.key])} {kind.words}" for kind in KINDS)
    if not found:
        return ok("protocol", f"as codex-tui was built for: {sizes}", **facts)
    broken = broken_methods(found)
    notes = tuple(note for each in found for note in _notes(each))
    if broken:
        detail = f"what codex-tui cannot do without is gone or changed: {', '.join(broken)}"
        remedy = f"Update codex-tui, or use codex {known['version']}."
        return replace(problem("protocol", detail, remedy, **facts), notes=notes)
    count = sum(each.count for each in found)
    detail = f"{count} differences from codex {known['version']}, which codex-tui was built for"
    is_older = sum(len(each.gone) for each in found) > sum(len(each.new) for each in found)
    remedy = f"Nothing to do; update {'codex' if is_older else 'codex-tui'} if you miss something."
    return replace(remark("protocol", detail, remedy, **facts), notes=notes)


def _notes(difference: Difference) -> list[str]:
    kind = difference.kind
    parts = (
        ("new", difference.new, kind.if_new, _some(difference.new)),
        ("gone", difference.gone, kind.if_gone, _used_first(kind, difference.gone)),
        ("changed", tuple(difference.changed), kind.if_changed, _used_first(kind, tuple(difference.changed))),
    )
    return [f"{kind.words}: {len(names)} {what}, {meaning}: {words}" for what, names, meaning, words in parts if names]


def _used_first(kind: Kind, names: Sequence[str]) -> str:
    """The names; of methods only those that codex-tui sends itself."""
    if kind.key != "client_requests":
        return _some(names)
    used = [name for name in names if name in USED_METHODS]
    rest = len(names) - len(used)
    unused = f"{rest} that codex-tui does not use" if rest else ""
    return ", and ".join(part for part in (_some(used), unused) if part)


def _some(names: Sequence[str]) -> str:
    rest = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f", and {rest} more" if rest > 0 else "")
