"""What the doctor makes of servers that do not do as they should."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.doctor.results import Status
from codex_tui.doctor.server import (
    ACCOUNT_METHOD,
    CONFIG_METHOD,
    ServerReport,
    account_result,
    configuration_result,
    hear_server,
    server_result,
)
from tests.doctor.conftest import PeerPath


def heard(binary: str, initialize_limit_s: float = 10.0) -> ServerReport:
    report = ServerReport()
    hear_server(binary, (), report, initialize_limit_s)
    return report


def answered(account: Any = None, *, needs_account: bool = True, **config: Any) -> ServerReport:
    """A server that said this."""
    answers = {
        ACCOUNT_METHOD: {"account": account, "requiresOpenaiAuth": needs_account},
        CONFIG_METHOD: {"config": config},
    }
    return ServerReport(initialize_s=0.1, user_agent="codex-tui/0.163.0 (x)", answers=answers)


def test_a_server_that_never_answers_is_named_with_its_deadline(peer_path: PeerPath) -> None:
    result = server_result(heard(peer_path("silent"), 0.5))

    assert result.status is Status.PROBLEM
    assert "no answer in 0.5 seconds" in result.detail and "--codex-bin" in result.remedy


def test_a_server_that_exits_is_quoted(peer_path: PeerPath) -> None:
    result = server_result(heard(peer_path("exits")))

    assert result.status is Status.PROBLEM
    assert "exit code 3" in result.detail
    assert result.detail.endswith("It last said: ERROR the configuration is broken.") and result.notes == ("starting",)
    assert result.facts["initialize_ms"] is None


def test_a_server_that_is_too_old_was_answered_all_the_same(peer_path: PeerPath) -> None:
    report = heard(peer_path("too_old"))

    assert (report.version, report.is_too_old) == ("0.98.1", True)
    assert server_result(report).status is Status.OK


def test_a_server_that_dies_after_the_handshake_is_a_problem(peer_path: PeerPath) -> None:
    report = heard(peer_path("short_lived"))
    result = server_result(report)

    assert result.status is Status.PROBLEM
    assert "was answered" in result.detail and "exit code 7" in result.detail
    assert "It last said: Error: it is over" in result.detail and result.notes == ()
    assert account_result(report).status is Status.REMARK


@pytest.mark.parametrize("name", ["mute", "crashing"])
def test_a_server_that_says_nothing_about_its_account_is_no_problem(peer_path: PeerPath, name: str) -> None:
    report = heard(peer_path(name))

    assert server_result(report).status is Status.OK
    assert account_result(report).status is Status.REMARK
    assert "does not say" in account_result(report).detail


def test_an_account_is_named() -> None:
    result = account_result(answered({"type": "chatgpt", "email": "a@b.c", "planType": "pro"}))

    assert (result.status, result.detail) == (Status.OK, "chatgpt (a@b.c, pro)")


def test_no_account_is_a_problem_only_where_one_is_needed() -> None:
    needed = account_result(answered())
    not_needed = account_result(answered(needs_account=False, model_provider="scripted"))

    assert needed.status is Status.PROBLEM and "codex login" in needed.remedy
    assert not_needed.status is Status.REMARK and "scripted" in not_needed.detail


def test_a_configuration_that_the_server_cannot_read_is_a_problem() -> None:
    refusal = f"{CONFIG_METHOD}: failed to read configuration layers: /x/config.toml:1:9: wrong"
    result = configuration_result(ServerReport(refusals={CONFIG_METHOD: refusal}))

    assert result.status is Status.PROBLEM and result.detail.endswith("/x/config.toml:1:9: wrong")


def test_warnings_about_the_configuration_are_passed_on() -> None:
    report = answered(sandbox_mode="danger-full-access")
    report.warnings.append("an old key")
    result = configuration_result(report)

    assert (result.status, result.notes) == (Status.REMARK, ("an old key",))
    assert report.is_unrestricted and result.facts["sandbox_mode"] == "danger-full-access"
