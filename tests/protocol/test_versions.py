"""What is known of versions of the server, and what is not."""

from __future__ import annotations

import pytest

from codex_tui.protocol.versions import is_taken, missing_methods, says_unknown_method


@pytest.mark.parametrize(
    ("version", "is_missing"),
    [("0.131.0", True), ("0.131.9-alpha.1", True), ("0.132.0", False), ("0.163.0", False), ("1.0.0", False)],
)
def test_a_method_is_missing_up_to_a_version(version: str, is_missing: bool) -> None:
    assert ("thread/delete" in missing_methods(version)) is is_missing


@pytest.mark.parametrize("version", ["", "0.0.0", "nonsense"])
def test_of_an_unknown_version_everything_is_expected(version: str) -> None:
    assert missing_methods(version) == frozenset()
    assert is_taken("approval_policy", "on-failure", version) and is_taken("effort", "max", version)


def test_values_come_and_go_with_versions() -> None:
    assert [is_taken("effort", "max", version) for version in ("0.131.0", "0.163.0")] == [False, True]
    assert [is_taken("approval_policy", "on-failure", version) for version in ("0.131.0", "0.163.0")] == [True, False]
    assert is_taken("model", "anything", "0.131.0")


def test_only_an_unknown_method_of_that_name_counts() -> None:
    message = "Invalid request: unknown variant `thread/delete`, expected one of `initialize`"

    assert says_unknown_method("thread/delete", message)
    assert not says_unknown_method("thread/read", message)
    assert not says_unknown_method("turn/start", "Invalid request: unknown variant `on-failure`")
