"""Calls of tools: MCP servers' tools, tools of this client, outputs of functions, web searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from codex_tui.protocol.items import DynamicToolCall, FunctionCallOutput, McpToolCall, WebSearch
from codex_tui.state.timeline import ItemEntry, ItemState
from codex_tui.ui.render.items.frame import (
    Canvas,
    Look,
    Looks,
    Rows,
    always,
    body,
    head_row,
    limited,
    one_row,
    prose,
    title_of,
)
from codex_tui.ui.render.items.status import duration_fact, running_fact, status_fact
from codex_tui.ui.render.items.values import brief, brief_arguments, content_text, json_text
from codex_tui.ui.render.json import pretty_rows

if TYPE_CHECKING:
    from rich.style import Style

CALL = "ƒ"
WEB = "◇"
USUAL_RESULT_ROWS = 4
MAX_RESULT_ROWS = 500


def _call_title(canvas: Canvas, name: str, arguments: Any) -> Text:
    muted = canvas.palette.muted
    return title_of((name, canvas.palette.text), ("(", muted), (brief_arguments(arguments), muted), (")", muted))


def _call_rows(canvas: Canvas, head: Text, arguments: Any, results: list[Text]) -> list[Text]:
    """The head, the arguments when expanded, and as much of the result as is wanted."""
    if canvas.is_folded:
        return [head]
    rows = [head]
    if canvas.is_expanded and arguments not in (None, {}, []):
        rows.append(one_row(canvas, "arguments", canvas.palette.muted))
        pretty = body(pretty_rows(arguments, canvas.body_width, canvas.palette))
        rows += limited(canvas, pretty, canvas.limit(0, MAX_RESULT_ROWS))
        if results:
            rows.append(one_row(canvas, "result", canvas.palette.muted))
    return rows + limited(canvas, results, canvas.limit(USUAL_RESULT_ROWS, MAX_RESULT_ROWS))


def _mcp_rows(canvas: Canvas, entry: ItemEntry, item: McpToolCall) -> Rows:
    palette = canvas.palette
    facts = [status_fact(palette, entry, item.status), duration_fact(palette, item.duration_ms)]
    title = _call_title(canvas, f"{item.server}.{item.tool}", item.arguments)
    head = head_row(canvas, CALL, palette.muted, title, facts)
    return _call_rows(canvas, head, item.arguments, _mcp_results(canvas, entry, item))


def _mcp_results(canvas: Canvas, entry: ItemEntry, item: McpToolCall) -> list[Text]:
    palette = canvas.palette
    if item.error is not None:
        return prose(canvas, item.error.message, palette.error)
    if item.result is None:
        shown = entry.progress if canvas.is_expanded else entry.progress[-1:]
        return [one_row(canvas, line, palette.muted) for line in shown] if entry.state is ItemState.OPEN else []
    if item.result.content:
        return prose(canvas, content_text(item.result.content).rstrip(), palette.muted)
    if item.result.structured_content is None:
        return []
    return body(pretty_rows(item.result.structured_content, canvas.body_width, palette))


def _mcp_text(_entry: ItemEntry, item: McpToolCall) -> str:
    lines = [f"{item.server}.{item.tool}", json_text(item.arguments)]
    if item.error is not None:
        lines.append(item.error.message)
    if item.result is not None:
        lines.append(content_text(item.result.content) or json_text(item.result.structured_content))
    return "\n".join(lines)


def _dynamic_rows(canvas: Canvas, entry: ItemEntry, item: DynamicToolCall) -> Rows:
    palette = canvas.palette
    status = "failed" if item.success is False else item.status
    facts = [status_fact(palette, entry, status), duration_fact(palette, item.duration_ms)]
    head = head_row(canvas, CALL, palette.muted, _call_title(canvas, _dynamic_name(item), item.arguments), facts)
    style = palette.error if status == "failed" else palette.muted
    return _call_rows(
        canvas, head, item.arguments, prose(canvas, content_text(item.content_items or []).rstrip(), style)
    )


def _dynamic_name(item: DynamicToolCall | FunctionCallOutput) -> str:
    name = item.tool if isinstance(item, DynamicToolCall) else item.name
    return f"{item.namespace}.{name}" if item.namespace else name


def _dynamic_text(_entry: ItemEntry, item: DynamicToolCall) -> str:
    return "\n".join([_dynamic_name(item), json_text(item.arguments), content_text(item.content_items or [])]).rstrip()


def _output_rows(canvas: Canvas, _entry: ItemEntry, item: FunctionCallOutput) -> Rows:
    palette = canvas.palette
    title = title_of(("output of ", palette.muted), (_dynamic_name(item), palette.text))
    return _call_rows(
        canvas, head_row(canvas, CALL, palette.muted, title), None, prose(canvas, _output(item).rstrip(), palette.muted)
    )


def _output(item: FunctionCallOutput) -> str:
    return item.output if isinstance(item.output, str) else content_text(item.output)


def _output_text(_entry: ItemEntry, item: FunctionCallOutput) -> str:
    return f"{_dynamic_name(item)}\n{_output(item)}"


def _search_rows(canvas: Canvas, entry: ItemEntry, item: WebSearch) -> Rows:
    palette = canvas.palette
    found = Text("" if item.results is None else f"{len(item.results)} results", palette.muted)
    facts = [found, running_fact(palette, entry)]
    head = head_row(canvas, WEB, palette.muted, title_of(*_search_pieces(canvas, item)), facts)
    if canvas.is_folded:
        return [head]
    rows = [one_row(canvas, _result_line(result), palette.muted) for result in item.results or ()]
    queries = [one_row(canvas, f"“{query}”", palette.muted) for query in _other_queries(item)]
    return [head, *queries, *limited(canvas, rows, canvas.limit(USUAL_RESULT_ROWS, MAX_RESULT_ROWS))]


def _search_pieces(canvas: Canvas, item: WebSearch) -> list[tuple[str, Style]]:
    text, muted = canvas.palette.text, canvas.palette.muted
    action = item.action
    if action is not None and action.type == "openPage":
        return [("opened ", muted), (action.url or item.query or "a page", text)]
    if action is not None and action.type == "findInPage":
        return [("looked for ", muted), (f"“{action.pattern or ''}”", text), (" in ", muted), (action.url or "", text)]
    query = _query(item)
    return [("searched the web for ", muted), (f"“{query}”", text)] if query else [("searched the web", muted)]


def _query(item: WebSearch) -> str:
    action = item.action
    if action is None:
        return item.query
    return action.query or item.query or (action.queries[0] if action.queries else "")


def _other_queries(item: WebSearch) -> list[str]:
    queries = item.action.queries if item.action is not None else None
    return [query for query in queries or () if query != _query(item)]


def _result_line(result: Any) -> str:
    """Title and address of a result, whose shape differs from search to search."""
    if not isinstance(result, dict):
        return brief(result)
    named = [result.get(key) for key in ("title", "url")]
    return " · ".join(word for word in named if isinstance(word, str) and word) or brief(result)


def _search_text(_entry: ItemEntry, item: WebSearch) -> str:
    action = item.action
    asked = [_query(item), *_other_queries(item), *([action.url or "", action.pattern or ""] if action else [])]
    return "\n".join([*filter(None, asked), *map(_result_line, item.results or ())])


LOOKS: Looks = {
    McpToolCall: Look(_mcp_rows, _mcp_text, always),
    DynamicToolCall: Look(_dynamic_rows, _dynamic_text, always),
    FunctionCallOutput: Look(_output_rows, _output_text, always),
    WebSearch: Look(_search_rows, _search_text, lambda _entry, item: bool(item.results or _other_queries(item))),
}
