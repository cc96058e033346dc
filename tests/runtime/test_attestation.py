"""Attestation in the worker: policy, budget, single use and counts, against a peer that asks."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from codex_tui.runtime.attestation import AttestationOptions
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.attestation import AttestationPolicy, AttestationStatus
from codex_tui.state.audit import AuditLine, parse_line
from codex_tui.state.events import (
    AttestationChanged,
    FaultReported,
    IntentDone,
    IntentFailed,
    LinkState,
    Received,
    Sent,
)
from codex_tui.state.intents import CallMethod, RestartServer, SetAttestationPolicy
from tests.runtime.conftest import StartDriver
from tests.runtime.driver import Driver

ALLOW, DENY, ASK = AttestationPolicy.ALLOW, AttestationPolicy.DENY, AttestationPolicy.ASK


def options(*command: str, prefetch_s: float | None = None) -> WorkerOptions:
    return WorkerOptions(attestation=AttestationOptions(command, None, ALLOW, prefetch_s))


class TokenFile:
    """A file whose token the test replaces: unlike a command, it is in time on a busy machine, too."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._numbers = count(1)
        self.renew()

    def renew(self) -> None:
        self.path.write_text(f"secret-{next(self._numbers)}\n")

    def options(self, policy: AttestationPolicy = ALLOW) -> WorkerOptions:
        return WorkerOptions(attestation=AttestationOptions((), self.path, policy))


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "token")


def attest(driver: Driver, number: int = 1, *, together: bool = False) -> list[dict[str, Any]]:
    """The replies that the peer got to so many requests."""
    driver.until_link(LinkState.READY)
    return attest_again(driver, number, together=together)


def attest_again(driver: Driver, number: int = 1, *, together: bool = False) -> list[dict[str, Any]]:
    driver.worker.submit(CallMethod("peer/attest", {"count": number, "together": together}))
    return [json.loads(driver.until_method("peer/got").event.line)["params"] for _ in range(number)]


def status_after(driver: Driver, asked: int) -> AttestationStatus:
    """What is known once so many requests were dealt with."""

    def is_dealt_with(event: AttestationChanged) -> bool:
        status = event.status
        return status.answered + status.refused + status.late >= asked

    return driver.until(AttestationChanged, is_dealt_with).status


def is_capability_advertised(driver: Driver) -> bool:
    told = json.loads(driver.until_method("peer/capabilities").event.line)["params"]
    return told.get("requestAttestation", False) is True


def test_token_of_the_provider_reaches_the_server_and_nobody_else(start: StartDriver, tokens: TokenFile) -> None:
    driver = start("attesting", tokens.options())
    assert is_capability_advertised(driver)

    (reply,) = attest(driver)

    token = reply["result"]["token"]
    assert token == "secret-1"
    status = status_after(driver, 1)
    assert (status.asked, status.answered, status.refused, status.late) == (1, 1, 0, 0)
    assert status.last_latency_ms is not None and 0 < status.last_latency_ms <= 100
    assert status.p99_latency_ms == status.last_latency_ms
    # The peer's own echo of what it got is no word of ours.
    ours = [event for event in driver.events if not isinstance(event, Received)]
    assert any(isinstance(event, Sent) and b"bytes, sha256" in event.record.line for event in ours)
    assert token not in repr(ours)


def test_no_token_is_sent_twice(start: StartDriver, tokens: TokenFile) -> None:
    driver = start("attesting", tokens.options())

    first, second = attest(driver, 2)
    tokens.renew()
    (third,) = attest_again(driver)

    assert (first["result"], third["result"]) == ({"token": "secret-1"}, {"token": "secret-2"})
    assert "used before" in second["error"]["message"]


def test_undecided_is_refused_at_once_until_the_person_chooses(start: StartDriver, tokens: TokenFile) -> None:
    driver = start("attesting", tokens.options(ASK))

    (refused,) = attest(driver)
    assert refused["error"]["message"].startswith("codex-tui has not been told whether to attest")
    assert status_after(driver, 1).is_undecided

    assert isinstance(driver.perform(SetAttestationPolicy(ALLOW)), IntentDone)
    (allowed,) = attest_again(driver)
    assert "token" in allowed["result"]
    assert not status_after(driver, 2).is_undecided

    assert isinstance(driver.perform(SetAttestationPolicy(DENY)), IntentDone)
    (denied,) = attest_again(driver)
    assert denied["error"]["message"] == "attestation is denied by the person's policy"
    status = status_after(driver, 3)
    assert (status.policy, status.answered, status.refused, status.problem) == (DENY, 1, 2, "")


def test_policy_can_be_changed_without_a_server(start: StartDriver, tokens: TokenFile) -> None:
    driver = start("silent", tokens.options())

    assert isinstance(driver.perform(SetAttestationPolicy(DENY)), IntentDone)
    assert driver.until(AttestationChanged, lambda event: event.status.policy is DENY)


def test_without_a_provider_nothing_is_advertised_and_all_is_refused(start: StartDriver) -> None:
    driver = start("attesting")
    assert not is_capability_advertised(driver)

    (reply,) = attest(driver)

    assert reply["error"] == {"code": -32000, "message": "codex-tui has no attestation provider"}
    status = status_after(driver, 1)
    assert (status.provider, status.asked, status.refused, status.is_undecided) == ("", 1, 1, False)


@pytest.mark.parametrize(
    ("content", "why"), [("no token", "visible ASCII"), ("", "gave nothing"), ("x" * 9000, "8192 bytes")]
)
def test_rubbish_is_refused_before_anything_is_sent(
    start: StartDriver, tokens: TokenFile, content: str, why: str
) -> None:
    tokens.path.write_text(content)
    driver = start("attesting", tokens.options())

    (reply,) = attest(driver)

    assert reply["error"]["code"] == -32000
    status = status_after(driver, 1)
    assert (status.answered, status.refused) == (0, 1)
    assert why in reply["error"]["message"] and why in status.problem


def test_a_slow_provider_is_late_and_not_refused(start: StartDriver) -> None:
    driver = start("attesting", options("sleep", "600"))

    (reply,) = attest(driver)

    assert reply["error"]["message"] == "codex-tui has no token: the provider took longer than 80 ms"
    status = status_after(driver, 1)
    assert (status.refused, status.late) == (0, 1)
    assert status.last_latency_ms is not None and status.last_latency_ms >= 100


def test_a_slow_provider_is_in_time_when_its_token_was_fetched_before(start: StartDriver) -> None:
    driver = start("attesting", options("sh", "-c", "sleep 0.3; echo slow-$$", prefetch_s=60))
    driver.until_link(LinkState.READY)

    # What is asked for before the first token has come is late.
    while "result" not in (reply := attest_again(driver)[0]):
        assert "took longer" in reply["error"]["message"]

    assert reply["result"]["token"].startswith("slow-")


def test_too_many_at_once_start_no_more_than_a_few_programs(start: StartDriver) -> None:
    driver = start("attesting", options("sleep", "600"))

    replies = attest(driver, 20, together=True)

    messages = [reply["error"]["message"] for reply in replies]
    assert sum("too many requests at once" in message for message in messages) == 16
    assert sum("took longer" in message for message in messages) == 4


def test_choice_that_is_to_last_is_written_to_the_config_file(
    start: StartDriver, tokens: TokenFile, tmp_path: Path
) -> None:
    path = tmp_path / "config.toml"
    driver = start("attesting", replace(tokens.options(ASK), config_file=path))

    assert isinstance(driver.perform(SetAttestationPolicy(ALLOW, is_kept=True)), IntentDone)
    assert path.read_text() == 'attestation = "allow"\n'


def test_choice_that_cannot_be_written_counts_for_the_session(start: StartDriver, tokens: TokenFile) -> None:
    driver = start("attesting", tokens.options(ASK))
    failed = driver.perform(SetAttestationPolicy(ALLOW, is_kept=True))

    assert isinstance(failed, IntentFailed)
    assert failed.reason == "It counts for this session only: there is no config file"
    assert "token" in attest(driver)[0]["result"]


def test_policy_and_counts_outlive_the_server(start: StartDriver, tokens: TokenFile) -> None:
    driver = start("attesting", tokens.options())
    attest(driver)
    tokens.renew()
    driver.worker.submit(RestartServer())
    driver.until_link(LinkState.RESTARTING)

    attest(driver)

    assert status_after(driver, 2).answered == 2
    assert not [event for event in driver.events if isinstance(event, FaultReported)]


def audit_lines(path: Path) -> list[AuditLine]:
    parsed = map(parse_line, path.read_bytes().splitlines())
    return [line for line in parsed if line is not None and line.decision.startswith("policy ")]


def test_a_policy_is_on_record_with_who_chose_it_and_for_how_long(
    start: StartDriver, tokens: TokenFile, tmp_path: Path
) -> None:
    path = tmp_path / "audit.jsonl"
    driver = start("attesting", replace(tokens.options(ASK), audit_file=path, config_file=tmp_path / "config.toml"))
    driver.until_link(LinkState.READY)

    driver.perform(SetAttestationPolicy(ALLOW, is_kept=True, by="key", shown_hash="0123456789abcdef"))
    assert [line.decision for line in audit_lines(path)] == ["policy allow"]
    driver.perform(SetAttestationPolicy(DENY, by="click"))
    driver.worker.stop()

    allowed, denied = audit_lines(path)
    assert (allowed.kind, allowed.scope, allowed.who, allowed.shown) == (
        "attestation",
        "for ever",
        "key",
        "0123456789abcdef",
    )
    assert (denied.decision, denied.scope, denied.who) == ("policy deny", "session", "click")


def test_a_policy_that_cannot_be_put_on_record_allows_nothing(
    start: StartDriver, tokens: TokenFile, tmp_path: Path
) -> None:
    driver = start("attesting", replace(tokens.options(ASK), audit_file=tmp_path))
    attest(driver)

    failed = driver.perform(SetAttestationPolicy(ALLOW))

    assert isinstance(failed, IntentFailed)
    assert failed.reason.startswith("Nothing is allowed: it could not be put on record.")
    assert "error" in attest_again(driver)[0]
    assert isinstance(driver.perform(SetAttestationPolicy(DENY)), IntentDone)


def test_a_denial_wins_over_an_allowance_that_is_not_on_disk_yet(
    start: StartDriver, tokens: TokenFile, tmp_path: Path
) -> None:
    driver = start("attesting", replace(tokens.options(ASK), audit_file=tmp_path / "audit.jsonl"))
    driver.until_link(LinkState.READY)
    driver.worker.submit(SetAttestationPolicy(ALLOW))
    driver.worker.submit(SetAttestationPolicy(DENY))

    assert driver.until(IntentFailed).reason == "Nothing is allowed: another policy was chosen meanwhile."
    assert "denied" in attest_again(driver)[0]["error"]["message"]
