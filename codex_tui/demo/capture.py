"""The scripted model as a server within this process that remembers who asked what: stands in for chatgpt.com."""

from __future__ import annotations

import asyncio
import socket
import threading
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from codex_tui.demo.provider import Provider, serve_application

ATTESTATION_HEADER = "x-oai-attestation"


@dataclass(frozen=True, slots=True)
class CapturedRequest:
    """One request as it arrived; `attestation` is the whole header, None where there was none."""

    method: str
    path: str
    upgrade: str
    attestation: str | None


class CaptureServer:
    """Serves on a loopback port of its own, from a thread of its own, within its block."""

    def __init__(self) -> None:
        self.requests: list[CapturedRequest] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._is_ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="codex-tui-capture", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._is_started.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._is_ended.set)
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._is_started.set()
        application = Provider().application()
        application.middlewares.append(self._capture)
        serving = asyncio.create_task(serve_application(application, self._listener), name="codex-tui capture")
        await self._is_ended.wait()
        serving.cancel()
        await asyncio.wait((serving,))

    @web.middleware
    async def _capture(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        headers = request.headers
        captured = CapturedRequest(
            request.method, request.path, headers.get("Upgrade", "none"), headers.get(ATTESTATION_HEADER)
        )
        self.requests.append(captured)
        return await handler(request)
