"""JSON indented, from its text: every number, escape and duplicate key stays as it was."""

from __future__ import annotations

from collections.abc import Iterator

from codex_tui.state.json_tree import JsonDocument, JsonNode, NodeKind

INDENT = "  "
MAX_INDENT = 100
"""Levels; deeper ones stand below each other, or a deep line would grow with the square of its depth."""
_BRACKETS = {NodeKind.OBJECT: "{}", NodeKind.ARRAY: "[]"}


def pretty_lines(document: JsonDocument, node: JsonNode, *, is_sorted: bool = False) -> Iterator[str]:
    """The lines of a value; `is_sorted` puts members in the order of their keys, which makes two values comparable."""
    waiting: list[tuple[JsonNode, bool, bool]] = [(node, True, False)]
    while waiting:
        each, is_last, is_closing = waiting.pop()
        if each.kind is NodeKind.REST:
            # Page by page, so that whoever stops early has not paid for all.
            waiting += _with_last(document.members(each))
            continue
        indent = INDENT * min(each.depth - node.depth, MAX_INDENT)
        comma = "" if is_last else ","
        brackets = _BRACKETS.get(each.kind, "")
        key = "" if each.key is None or each is node else f"{each.key}: "
        if is_closing:
            yield f"{indent}{brackets[1]}{comma}"
            continue
        is_mixed = is_sorted and each.kind is NodeKind.OBJECT
        members = _all_members(document, each) if is_mixed else document.members(each)
        if not members:
            yield f"{indent}{key}{brackets or document.source(each)}{comma}"
            continue
        if is_mixed:
            members.sort(key=lambda member: (document.key_text(member), member.index))
        yield f"{indent}{key}{brackets[0]}"
        waiting.append((each, is_last, True))
        waiting += _with_last(members)


def pretty(document: JsonDocument, node: JsonNode) -> str:
    """The whole value."""
    return "\n".join(pretty_lines(document, node))


def _with_last(members: list[JsonNode]) -> Iterator[tuple[JsonNode, bool, bool]]:
    """The members, the last one first; what goes on is last only at its own end."""
    return ((member, member is members[-1], False) for member in reversed(members))


def _all_members(document: JsonDocument, node: JsonNode) -> list[JsonNode]:
    """Those beyond the first page too."""
    found = list(document.members(node))
    while found and found[-1].kind is NodeKind.REST:
        found += document.members(found.pop())
    return found
