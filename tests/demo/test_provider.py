"""The provider as a program: its port, its token, its end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection, IncompleteRead

import pytest

from codex_tui.demo.home import TOKEN_VARIABLE

COMMAND = [sys.executable, "-m", "codex_tui.demo.provider", "--port", "0", "--exit-with-stdin"]


def post(port: int, text: str, token: str = "", thread: str = "") -> tuple[int, str, bytes]:
    """The status, content type and body of one model request."""
    body = json.dumps({"prompt_cache_key": thread, "input": [{"type": "message", "role": "user", "content": text}]})
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("POST", "/v1/responses", body, {"Authorization": f"Bearer {token}"})
        with connection.getresponse() as response:
            return response.status, response.getheader("Content-Type", ""), response.read()


def test_it_streams_server_sent_events(provider_port: int) -> None:
    status, content_type, body = post(provider_port, "scenario:hello")
    assert (status, content_type) == (200, "text/event-stream")
    events = [block.split("\n") for block in body.decode().strip().split("\n\n")]
    assert all(json.loads(data.removeprefix("data: "))["type"] == kind[7:] for kind, data in events)
    assert events[-1][0] == "event: response.completed"


def test_a_script_may_refuse_before_anything_streams(provider_port: int) -> None:
    status, _, body = post(provider_port, "scenario:http-429")
    assert (status, json.loads(body)["error"]["message"]) == (429, "scripted rate limit")


def test_a_dropped_stream_ends_early_and_its_retry_succeeds(provider_port: int) -> None:
    with pytest.raises(IncompleteRead):
        post(provider_port, "scenario:recovers", thread="retry")
    _, _, body = post(provider_port, "scenario:recovers", thread="retry")
    assert b"This time it went well." in body


def test_other_paths_answer_with_small_json(provider_port: int) -> None:
    with closing(HTTPConnection("127.0.0.1", provider_port, timeout=10)) as connection:
        connection.request("GET", "/v1/models")
        assert json.loads(connection.getresponse().read())["data"] == []


def test_it_asks_for_its_token_and_ends_with_its_standard_input() -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, TOKEN_VARIABLE: "right"}
    ) as provider:
        assert provider.stdout is not None
        assert provider.stdin is not None
        port = int(provider.stdout.readline())
        assert post(port, "scenario:hello", "wrong")[0] == 401
        assert post(port, "scenario:hello", "right")[0] == 200
        provider.stdin.close()
        assert provider.wait(10) == 0
