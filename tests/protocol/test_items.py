"""Items: each type has its model, and what fits none is shown with all that came."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.protocol.items import (
    CommandExecution,
    FileChange,
    FunctionCallOutput,
    Reasoning,
    UnknownItem,
    UserMessage,
    WebSearch,
    parse_item,
)


def test_wire_names_become_snake_case_and_unknown_keys_stay() -> None:
    item = parse_item(
        {
            "type": "commandExecution",
            "id": "call_1",
            "command": "ls",
            "cwd": "/",
            "aggregatedOutput": "a\n",
            "exitCode": 0,
            "durationMs": 12,
            "processId": "77",
            "commandActions": [{"type": "listFiles", "command": "ls", "newField": 1}],
            "someday": {"x": 1},
        }
    )

    assert isinstance(item, CommandExecution)
    assert (item.aggregated_output, item.exit_code, item.duration_ms, item.process_id) == ("a\n", 0, 12, "77")
    assert item.command_actions[0].type == "listFiles"
    assert item.model_extra == {"someday": {"x": 1}}


def test_a_moved_file_keeps_its_snake_case_key() -> None:
    raw = {"path": "a", "kind": {"type": "update", "move_path": "b"}, "diff": "-x\n+y\n"}

    item = parse_item({"type": "fileChange", "id": "1", "changes": [raw]})

    assert isinstance(item, FileChange)
    assert item.changes[0].kind.move_path == "b"


@pytest.mark.parametrize("output", ["text", [{"type": "inputText", "text": "x"}]])
def test_a_function_output_is_a_text_or_a_list(output: Any) -> None:
    item = parse_item({"type": "functionCallOutput", "id": "1", "name": "f", "output": output})

    assert isinstance(item, FunctionCallOutput)
    assert item.output == output


@pytest.mark.parametrize(
    ("raw", "model"),
    [
        ({"type": "userMessage", "id": "1"}, UserMessage),
        ({"type": "reasoning", "id": "1"}, Reasoning),
        ({"type": "commandExecution", "id": "1"}, CommandExecution),
        ({"type": "fileChange", "id": "1"}, FileChange),
        ({"type": "webSearch", "id": "1"}, WebSearch),
    ],
)
def test_fields_of_newer_servers_may_be_missing(raw: dict[str, Any], model: type) -> None:
    assert type(parse_item(raw)) is model


@pytest.mark.parametrize(
    ("raw", "item_type"),
    [
        ({"type": "hologram", "id": "1", "beam": 3}, "hologram"),
        ({"type": 5, "id": "1"}, "?"),
        ({"id": "1"}, "?"),
        ({"type": "commandExecution", "id": "1", "exitCode": "zero"}, "commandExecution"),
        ({"type": "mcpToolCall", "id": "1"}, "mcpToolCall"),
        ({"type": "userMessage", "id": "1", "content": "text"}, "userMessage"),
    ],
)
def test_what_does_not_fit_is_kept_whole_and_says_why(raw: dict[str, Any], item_type: str) -> None:
    item = parse_item(raw)

    assert isinstance(item, UnknownItem)
    assert (item.type, item.id, item.raw) == (item_type, "1", raw)
    assert item.reason


@pytest.mark.parametrize("raw", [None, [], "item", 3, {}, {"type": "plan"}, {"type": "plan", "id": 5}, {"id": None}])
def test_without_an_id_there_is_no_item(raw: object) -> None:
    assert parse_item(raw) is None
