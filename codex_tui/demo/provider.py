"""The scripted model as a process of its own: the Responses API on loopback, so that no account or internet is needed.

Run as `python -m codex_tui.demo.provider`. The token in `CODEX_TUI_DEMO_TOKEN`, when set, is asked of every request.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hmac
import json
import os
import shutil
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

from codex_tui.demo.conversation import conversation_of
from codex_tui.demo.events import Beat, Hangup, Pause, beats_for
from codex_tui.demo.home import TOKEN_VARIABLE
from codex_tui.demo.parts import Refuse, Step
from codex_tui.demo.scripts import step_for

MAX_REQUEST_BYTES = 256 * 1024 * 1024
WRITE_BYTES = 32 * 1024
SHORTEST_SLEEP_S = 0.001
REMOVE_ATTEMPTS = 8
REMOVE_PAUSE_S = 0.25

HOUR_S = 3600


def rate_limit_headers(now_s: float) -> dict[str, str]:
    """What the status bar shows as the account's limits; `now_s` is Unix time."""
    return {
        "x-codex-primary-used-percent": "48",
        "x-codex-primary-window-minutes": "300",
        "x-codex-primary-reset-at": str(int(now_s) + 2 * HOUR_S),
        "x-codex-secondary-used-percent": "12",
        "x-codex-secondary-window-minutes": "10080",
        "x-codex-secondary-reset-at": str(int(now_s) + 100 * HOUR_S),
    }


class Provider:
    """Answers model requests; remembers only how often each one came, so that a script can fail and then recover."""

    def __init__(self, token: str = "") -> None:
        self._token = token
        self._attempts: Counter[tuple[str, int]] = Counter()

    def application(self) -> web.Application:
        """The HTTP application, ready for a runner."""
        app = web.Application(client_max_size=MAX_REQUEST_BYTES)
        app.router.add_post("/{prefix:.*}/responses", self._post)
        app.router.add_get("/{prefix:.*}/responses", self._websocket)
        app.router.add_route("*", "/{path:.*}", self._anything)
        return app

    async def _post(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request)
        body = await request.read()
        step = self._step(json.loads(body))
        if step and isinstance(step[0], Refuse):
            return web.json_response({"error": {"message": step[0].message}}, status=step[0].status)
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-cache", **rate_limit_headers(time.time())}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        if not await _stream(beats_for(step, len(body)), response):
            _hang_up(request)
        return response

    async def _websocket(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request)
        socket_response = web.WebSocketResponse(max_msg_size=MAX_REQUEST_BYTES)
        if not socket_response.can_prepare(request):
            return web.json_response({})
        await socket_response.prepare(request)
        items: list[Any] = []
        async for message in socket_response:
            if message.type is not WSMsgType.TEXT:
                break
            frame: dict[str, Any] = json.loads(message.data)
            if frame.get("type") != "response.create":
                continue
            # A frame that names its predecessor carries only what is new.
            items = [*(items if frame.get("previous_response_id") else []), *frame.get("input", [])]
            step = () if frame.get("generate") is False else self._step({**frame, "input": items})
            if not await _send_frames(beats_for(step, len(message.data)), socket_response):
                _hang_up(request)
        return socket_response

    async def _anything(self, request: web.Request) -> web.StreamResponse:
        self._check_token(request)
        return web.json_response({"object": "list", "data": [], "models": []})

    def _check_token(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self._token and not hmac.compare_digest(given.encode(), self._token.encode()):
            raise web.HTTPUnauthorized

    def _step(self, body: dict[str, Any]) -> Step:
        items = body.get("input", [])
        # A retry may bring what the broken stream had already said.
        asked_count = sum(item.get("role") == "user" or str(item.get("type")).endswith("_output") for item in items)
        key = (str(body.get("prompt_cache_key", "")), asked_count)
        attempt = self._attempts[key]
        self._attempts[key] += 1
        return step_for(conversation_of(body, attempt))


class _Schedule:
    """The stream's own clock: pauses are due times, so that a fast stream keeps its rate."""

    def __init__(self) -> None:
        self._due_s = asyncio.get_running_loop().time()

    async def wait(self, pause: Pause) -> None:
        self._due_s += pause.seconds
        left_s = self._due_s - asyncio.get_running_loop().time()
        if left_s > SHORTEST_SLEEP_S:
            await asyncio.sleep(left_s)


async def _stream(beats: Iterator[Beat], response: web.StreamResponse) -> bool:
    """Writes server-sent events, many to a write where nothing pauses; False when the script hangs up."""
    schedule = _Schedule()
    pending = bytearray()
    for beat in beats:
        match beat:
            case Pause():
                await _flush(pending, response)
                await schedule.wait(beat)
            case Hangup():
                await _flush(pending, response)
                return False
            case event:
                pending += f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
                if len(pending) >= WRITE_BYTES:
                    await _flush(pending, response)
    await _flush(pending, response)
    await response.write_eof()
    return True


async def _flush(pending: bytearray, response: web.StreamResponse) -> None:
    if pending:
        await response.write(bytes(pending))
        pending.clear()


async def _send_frames(beats: Iterator[Beat], response: web.WebSocketResponse) -> bool:
    """Sends each event as one text frame; False when the script hangs up."""
    schedule = _Schedule()
    for beat in beats:
        match beat:
            case Pause():
                await schedule.wait(beat)
            case Hangup():
                return False
            case event:
                await response.send_str(json.dumps(event))
    return True


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()


async def serve_application(application: web.Application, listener: socket.socket) -> None:
    """Serves on a bound socket until cancelled."""
    runner = web.AppRunner(application, access_log=None, handler_cancellation=True)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _exit_with_stdin(folder: Path | None) -> None:
    """Ends the process when the parent closes the pipe or dies, and deletes what a parent that died left behind."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    for _ in range(REMOVE_ATTEMPTS):
        if folder is None or not folder.exists():
            break
        # The app-server notices the same death and writes its last lines.
        time.sleep(REMOVE_PAUSE_S)
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _listener(options: argparse.Namespace) -> socket.socket:
    if options.fd is not None:
        return socket.socket(fileno=options.fd)
    listener = socket.create_server(("127.0.0.1", options.port))
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    return listener


def main() -> None:
    """Parses the flags and serves."""
    parser = argparse.ArgumentParser(prog="python -m codex_tui.demo.provider", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--fd", type=int, help="an inherited socket that already listens")
    where.add_argument("--port", type=int, help="a loopback port; 0 takes a free one and prints it")
    parser.add_argument("--exit-with-stdin", action="store_true", help="end when stdin closes")
    parser.add_argument("--then-remove", type=Path, metavar="FOLDER", help="a folder to delete when stdin closes")
    options = parser.parse_args()
    if options.exit_with_stdin:
        watch = threading.Thread(target=_exit_with_stdin, args=(options.then_remove,), name="stdin-watch", daemon=True)
        watch.start()
    with contextlib.suppress(KeyboardInterrupt):
        application = Provider(os.environ.get(TOKEN_VARIABLE, "")).application()
        asyncio.run(serve_application(application, _listener(options)))


if __name__ == "__main__":
    main()
