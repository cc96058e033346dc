"""The capture server: what it remembers of a request, and that it answers as the scripted model does."""

from __future__ import annotations

import json
import urllib.request

from codex_tui.demo.capture import ATTESTATION_HEADER, CapturedRequest, CaptureServer


def ask(port: int, path: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)
    with urllib.request.urlopen(request) as response:
        answer: bytes = response.read()
    return answer


def test_requests_are_remembered_in_order_and_answered() -> None:
    with CaptureServer() as server:
        body = json.dumps({"input": [{"role": "user", "content": [{"type": "input_text", "text": "hi"}]}]}).encode()
        answer = ask(server.port, "/backend-api/codex/responses", {ATTESTATION_HEADER: '{"v":1}'}, body)
        models = ask(server.port, "/backend-api/codex/models?client_version=1", {})

    assert b"response.completed" in answer and b"data" in models
    assert server.requests == [
        CapturedRequest("POST", "/backend-api/codex/responses", "none", '{"v":1}'),
        CapturedRequest("GET", "/backend-api/codex/models", "none", None),
    ]
