from __future__ import annotations

from typing import Any

from codex_tui.state.timeline import ItemState
from codex_tui.ui.render.entries import entry_text
from tests.ui.render.items.drawing import entry_of, full_lines_of, lines_of, rows_of
from tests.ui.render.samples import PALETTE, style_at

CALL: dict[str, Any] = {"server": "github", "tool": "search", "arguments": {"query": "flaky", "limit": 5}}


def test_a_call_shows_arguments_result_and_time() -> None:
    result = {"content": [{"type": "text", "text": "#12\n#19\n"}, {"type": "image", "mimeType": "image/png"}]}
    entry = entry_of("mcpToolCall", **CALL, status="completed", result=result, durationMs=840)
    head = 'ƒ github.search(query: "flaky", limit: 5)'.ljust(51)
    results = ["  #12", "  #19", "  [image image/png]"]
    assert lines_of(entry) == [f"{head}✓   840ms", *results]
    arguments = ["  arguments", "  {", '    "query": "flaky",', '    "limit": 5', "  }", "  result"]
    assert lines_of(entry, is_expanded=True) == [f"{head}✓   840ms", *arguments, *results]
    assert lines_of(entry, is_expanded=False) == [f"{head}✓   840ms"]


def test_a_failed_call_says_why() -> None:
    rows = rows_of(entry_of("mcpToolCall", **CALL, status="failed", error={"message": "403"}))
    assert rows[0].plain.endswith("✗ failed") and rows[1].plain == "  403"
    assert style_at(rows[1], "403") == PALETTE.error


def test_an_open_call_says_how_far_it_is() -> None:
    entry = entry_of("mcpToolCall", **CALL, state=ItemState.OPEN)
    entry.progress = ["1 of 3", "2 of 3"]
    assert lines_of(entry)[1:] == ["  2 of 3"]
    assert "  1 of 3" in lines_of(entry, is_expanded=True)


def test_a_structured_result_is_shown_as_json() -> None:
    result = {"content": [], "structuredContent": {"open": [1, 2]}}
    entry = entry_of("mcpToolCall", **CALL, status="completed", result=result)
    assert '"open": [1, 2]' in "".join(lines_of(entry))
    assert '"open"' in entry_text(entry)


def test_a_tool_of_this_client() -> None:
    items = [{"type": "inputText", "text": "Ticket is open."}, {"type": "inputImage", "imageUrl": "https://x/y.png"}]
    facts: dict[str, Any] = {"status": "completed", "contentItems": items}
    entry = entry_of("dynamicToolCall", namespace="lab", tool="look", success=True, **facts)
    assert lines_of(entry)[0].startswith("ƒ lab.look()") and lines_of(entry)[1:] == [
        "  Ticket is open.",
        "  [inputImage https://x/y.png]",
    ]
    failed = rows_of(entry_of("dynamicToolCall", tool="look", success=False, **facts))
    assert failed[0].plain.endswith("✗ failed") and style_at(failed[1], "Ticket") == PALETTE.error


def test_the_output_of_a_function() -> None:
    lines = lines_of(entry_of("functionCallOutput", name="exec", namespace="shell", output="a\nb\nc\nd\ne\nf\n"))
    assert lines == ["ƒ output of shell.exec", "  a", "  b", "  c", "  d", "  … 2 more · enter"]
    parts = [{"type": "input_text", "text": "x"}, {"type": "encrypted_content", "encrypted_content": "AAAA"}]
    assert lines_of(entry_of("functionCallOutput", name="exec", output=parts))[1:] == ["  x", "  [encrypted_content]"]


def test_a_web_search_shows_queries_and_results() -> None:
    action = {"type": "search", "query": "set order", "queries": ["set order", "hash seed"]}
    results = [{"title": "Sets", "url": "https://x"}, {"odd": 1}, "text"]
    entry = entry_of("webSearch", query="set order", action=action, results=results)
    assert lines_of(entry) == [
        "◇ searched the web for “set order”".ljust(51) + "3 results",
        "  “hash seed”",
        "  Sets · https://x",
        "  {odd: 1}",
        '  "text"',
    ]
    assert entry_text(entry) == 'set order\nhash seed\nSets · https://x\n{odd: 1}\n"text"'


def test_what_a_web_search_did() -> None:
    page = {"type": "openPage", "url": "https://x"}
    found = {"type": "findInPage", "url": "https://x", "pattern": "sorted"}
    assert lines_of(entry_of("webSearch", action=page)) == ["◇ opened https://x"]
    assert lines_of(entry_of("webSearch", action=found)) == ["◇ looked for “sorted” in https://x"]
    assert lines_of(entry_of("webSearch", action={"type": "other"})) == ["◇ searched the web"]
    assert lines_of(entry_of("webSearch", state=ItemState.OPEN))[0].endswith("running")


def test_nothing_of_a_long_result_is_missing_in_the_full_view() -> None:
    text = "\n".join(f"row {at}" for at in range(3000))
    entry = entry_of("mcpToolCall", **CALL, status="completed", result={"content": [{"type": "text", "text": text}]})
    assert len(lines_of(entry)) == 6 and "  row 2999" in full_lines_of(entry)
