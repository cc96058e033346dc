from __future__ import annotations

import json

import pytest

from codex_tui.protocol.raw_requests import (
    BadParams,
    is_reading,
    parameter_rows,
    read_params,
    reason_refused,
    skeleton,
)
from codex_tui.protocol.schema_table import built_for
from codex_tui.protocol.table import CLIENT_METHODS, SERVER_REQUESTS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": }', "line 1, column 7"),
        ("[1,\n2", "line 2, column 2"),
        ("NaN", "NaN is not JSON"),
        ("1e999", "larger number"),
        ("9" * 5_000, f"{'9' * 40}… is a larger number than can be sent"),
        ('"\\ud800"', "surrogate"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_sent_is_told(text: str, said: str) -> None:
    with pytest.raises(BadParams, match=said):
        read_params(text)


def test_nothing_typed_is_an_empty_object() -> None:
    assert read_params(" \n") == {}


@pytest.mark.parametrize("method", sorted(built_for()["client_requests"]))
def test_each_skeleton_can_be_sent_and_has_what_must_be_given(method: str) -> None:
    needed = {name for name, (_, is_needed) in built_for()["client_requests"][method].items() if is_needed}
    assert set(json.loads(skeleton(method))) == needed
    assert all(any(row.startswith(f"{name}: ") for row in parameter_rows(method)) for name in needed)


def test_a_method_of_another_version_has_no_known_parameters() -> None:
    assert skeleton("lab/unknown") == "{}"
    assert "not known here" in parameter_rows("lab/unknown")[0]


def test_only_what_looks_by_its_name_is_sent_without_a_question() -> None:
    looking = {method for method in CLIENT_METHODS if is_reading(method)}
    assert {"thread/list", "thread/read", "account/rateLimits/read", "fs/getMetadata"} <= looking
    changing = {
        "thread/start",
        "turn/start",
        "thread/readState/update",
        "config/value/write",
        "command/exec",
        "fs/remove",
    }
    assert not looking & changing


def test_what_the_server_asks_is_never_sent_by_hand() -> None:
    assert all("decided in the inbox" in reason_refused(method) for method in SERVER_REQUESTS)
    assert not reason_refused("thread/list")
