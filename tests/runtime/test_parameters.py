"""Settings on the wire."""

from __future__ import annotations

import pytest

from codex_tui.runtime.parameters import list_params, merged, thread_params, turn_params, turns_params
from codex_tui.state.intents import ThreadSettings

ALL = ThreadSettings("gpt", "openai", "/src", "never", "workspace-write", "high")


def test_settings_of_a_new_thread() -> None:
    assert thread_params(ALL) == {
        "model": "gpt",
        "modelProvider": "openai",
        "cwd": "/src",
        "approvalPolicy": "never",
        "sandbox": "workspace-write",
        "config": {"model_reasoning_effort": "high"},
    }
    assert thread_params(ThreadSettings()) == {}


@pytest.mark.parametrize(
    ("sandbox", "kind"),
    [
        ("read-only", "readOnly"),
        ("workspace-write", "workspaceWrite"),
        ("danger-full-access", "dangerFullAccess"),
    ],
)
def test_sandbox_of_a_turn_is_an_object(sandbox: str, kind: str) -> None:
    assert turn_params(ThreadSettings(sandbox=sandbox)) == {"sandboxPolicy": {"type": kind}}


def test_other_settings_of_a_turn() -> None:
    params = turn_params(ALL)

    assert {name: params[name] for name in ("model", "cwd", "approvalPolicy", "effort")} == {
        "model": "gpt",
        "cwd": "/src",
        "approvalPolicy": "never",
        "effort": "high",
    }
    assert "modelProvider" not in params


def test_own_settings_win_over_defaults() -> None:
    assert merged(ThreadSettings(cwd="/mine"), ALL) == ThreadSettings(
        "gpt", "openai", "/mine", "never", "workspace-write", "high"
    )


def test_cursor_is_sent_only_when_there_is_one() -> None:
    assert "cursor" not in list_params(None, False)
    assert list_params("c", True)["cursor"] == "c"
    assert "cursor" not in turns_params("t")
    assert turns_params("t", "c")["cursor"] == "c"


def test_listing_asks_for_sub_agents_and_all_providers() -> None:
    params = list_params(None, False)

    assert "subAgentThreadSpawn" in params["sourceKinds"]
    assert params["modelProviders"] == []
