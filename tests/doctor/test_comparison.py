"""Two versions of a protocol, and what the doctor says about their differences."""

from __future__ import annotations

import ast
from pathlib import Path

import codex_tui.runtime
from codex_tui.doctor.comparison import NEEDED_METHODS, USED_METHODS, broken_methods, differences
from codex_tui.doctor.protocol import protocol_result
from codex_tui.doctor.results import Status
from codex_tui.protocol.schema_reducer import Parameters, SchemaTable
from codex_tui.protocol.schema_table import built_for

RUNTIME = Path(codex_tui.runtime.__file__).parent
OPTIONAL: Parameters = {"a": ("string", False)}


def table(client: dict[str, Parameters], **kinds: dict[str, Parameters]) -> SchemaTable:
    needed: dict[str, Parameters] = {name: {} for name in NEEDED_METHODS}
    return SchemaTable(
        version="1.2.3",
        client_requests={**needed, **client},
        server_requests=kinds.get("server_requests", {}),
        notifications=kinds.get("notifications", {}),
        item_types=kinds.get("item_types", {}),
    )


def test_the_same_protocol_is_well() -> None:
    result = protocol_result(built_for(), built_for())

    assert result.status is Status.OK and result.facts["differences"] == {}


def test_what_is_new_gone_and_changed_is_told_apart() -> None:
    old = table({"same": OPTIONAL, "gone": {}, "changed": {**OPTIONAL, "b": ("string", False), "c": ("string", False)}})
    new = table(
        {"same": OPTIONAL, "new": {}, "changed": {"a": ("integer", False), "b": ("string", True), "d": ("x", True)}}
    )
    (found,) = differences(old, new)

    assert (found.new, found.gone) == (("new",), ("gone",))
    assert found.changed == {
        "changed": ("d is new and required", "c is gone", "a is integer, was string", "b is required now")
    }


def test_differences_are_a_remark_that_says_what_they_mean() -> None:
    old = table({"thread/delete": {}, "unused/method": {}})
    new = table({}, notifications={"thread/dreamed": {}}, item_types={"dream": {}})
    result = protocol_result(old, new)

    assert result.status is Status.REMARK and "4 differences" in result.detail
    assert "update codex-tui" in result.remedy and "update codex " in protocol_result(new, table({})).remedy
    assert result.notes == (
        "client methods: 2 gone, greyed out, or done in another way: thread/delete, and 1 that codex-tui does not use",
        "notifications: 1 new, shown raw: thread/dreamed",
        "item types: 1 new, shown raw: dream",
    )
    assert result.facts["differences"]["notifications"]["new"] == ("thread/dreamed",)


def test_long_lists_are_cut_in_the_text_only() -> None:
    result = protocol_result(table({}), table({}, notifications={f"n/{number}": {} for number in range(9)}))

    assert result.notes[0].endswith("n/5, and 3 more")
    assert len(result.facts["differences"]["notifications"]["new"]) == 9


def test_what_codex_tui_needs_must_be_there_and_ask_for_nothing_new() -> None:
    without = table({})
    del without["client_requests"]["turn/start"]
    demanding = table({"thread/list": {"tenant": ("string", True)}})

    assert broken_methods(differences(table({}), without)) == ("turn/start",)
    assert broken_methods(differences(table({}), demanding)) == ("thread/list",)
    assert protocol_result(table({}), demanding).status is Status.PROBLEM
    assert broken_methods(differences(table({}), table({"thread/list": OPTIONAL}))) == ()


def test_the_list_of_used_methods_is_what_the_runtime_sends() -> None:
    known = built_for()["client_requests"]
    sent = set()
    for path in RUNTIME.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "request":
                sent |= {arg.value for arg in ast.walk(node) if isinstance(arg, ast.Constant) and arg.value in known}
            elif isinstance(node, ast.Assign) and any(
                isinstance(name, ast.Name) and name.id == "method" for name in node.targets
            ):
                sent |= {arg.value for arg in ast.walk(node) if isinstance(arg, ast.Constant) and arg.value in known}

    assert sent - {None} == set(USED_METHODS - {"config/read"})
