"""Attestation against the real app-server: what arrives upstream in each case, over both transports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from codex_tui.demo.capture import CapturedRequest, CaptureServer
from codex_tui.demo.chatgpt import chatgpt_home
from codex_tui.doctor.attestation import CASES, MODEL_ROUTE, TRANSPORTS, Case, run_case, table_rows
from codex_tui.runtime.attestation import AttestationOptions
from codex_tui.runtime.options import WorkerOptions
from codex_tui.state.attestation import AttestationPolicy
from codex_tui.state.inbox import ATTESTATION_KEY
from codex_tui.state.intents import SetAttestationPolicy
from tests.e2e.world import World

pytestmark = pytest.mark.e2e

METHODS = {"websocket": "GET ", "none": "POST"}


def rows_with(upgrade: str, envelope: str) -> str:
    """The table's row for one request, or for several that are alike."""
    return f"{METHODS[upgrade]} {MODEL_ROUTE}  Upgrade: {upgrade:<9}  x-oai-attestation: {envelope}"


def uncounted(rows: list[str]) -> set[str]:
    return {row.partition("  × ")[0] for row in rows}


def doctor(codex_bin: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("codex-tui")
    command = [str(program), "doctor", "--attestation", "--codex-bin", str(codex_bin)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("upgrade", TRANSPORTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_arrives_upstream(case: Case, upgrade: str, codex_bin: Path) -> None:
    finding = run_case(case, upgrade, str(codex_bin))

    assert finding.problems == ()
    wanted = "absent" if case.status is None else f"present  s={case.status}"
    rows = uncounted(table_rows(finding.captured))
    assert rows_with(upgrade, wanted) in rows
    if not finding.version.startswith("0.131"):
        assert rows == {rows_with(upgrade, wanted)}
    elsewhere = [request for request in finding.captured if request.path != MODEL_ROUTE]
    assert elsewhere, "nothing else was asked for, so nothing is proved about other routes"
    assert not [request for request in elsewhere if request.attestation is not None]


def test_a_choice_on_the_card_counts_from_the_next_request_on(codex_bin: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    audit_file, output_file = tmp_path / "audit.jsonl", tmp_path / "output.jsonl"
    options = WorkerOptions(
        attestation=AttestationOptions(("sh", "-c", "echo made-up-$$"), prefetch_s=60.0),
        audit_file=audit_file,
        output_file=output_file,
    )
    with CaptureServer() as server:
        home = chatgpt_home(tmp_path, server.port, supports_websockets=False)
        with World.at(codex_bin, home, workspace) as world:
            client = world.start(options)
            assert client.turn_end(client.start_thread("scenario:hello")).status == "completed"
            (card,) = client.model.inbox.pending
            assert card.key == ATTESTATION_KEY

            client.do(SetAttestationPolicy(AttestationPolicy.ALLOW))
            assert client.turn_end(client.start_thread("scenario:hello")).status == "completed"
            assert not client.model.inbox.pending

    headers = [request.attestation for request in server.requests if request.path == MODEL_ROUTE]
    envelopes = [json.loads(header) for header in headers if header is not None]
    assert [envelope["s"] for envelope in envelopes] == [2, 0], server.requests
    token = envelopes[1]["t"]
    assert token.startswith("made-up-")
    kept = audit_file.read_text() + output_file.read_text() + repr(list(client.model.wire_log.since(0)))
    assert "attestation/generate" in kept and token not in kept
    status = client.model.attestation
    assert (status.asked, status.answered, status.refused, status.late) == (2, 1, 1, 0)


def test_rows_name_route_transport_and_status() -> None:
    captured = (
        CapturedRequest("GET", MODEL_ROUTE, "websocket", '{"v":1,"s":0,"t":"secret"}'),
        CapturedRequest("GET", MODEL_ROUTE, "websocket", '{"v":1,"s":0,"t":"other"}'),
        CapturedRequest("POST", MODEL_ROUTE, "none", None),
        CapturedRequest("GET", "/backend-api/codex/models", "none", None),
    )

    rows = table_rows(captured)

    assert rows == [
        "GET  /backend-api/codex/responses  Upgrade: websocket  x-oai-attestation: present  s=0  × 2",
        "POST /backend-api/codex/responses  Upgrade: none       x-oai-attestation: absent",
    ]


def test_the_command_prints_the_table_and_what_it_makes_of_it(codex_bin: Path) -> None:
    run = doctor(codex_bin)

    assert run.returncode == 0, run.stdout + run.stderr
    for upgrade, status in (("websocket", 0), ("websocket", 1), ("none", 0), ("none", 2)):
        assert rows_with(upgrade, f"present  s={status}") in run.stdout
    assert "made-up" not in run.stdout


def test_the_command_fails_where_the_server_does(tmp_path: Path) -> None:
    run = doctor(tmp_path / "none")

    assert run.returncode == 1
    assert "✗" in run.stdout and "does not exist" in run.stdout
