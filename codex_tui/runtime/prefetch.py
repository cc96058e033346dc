"""Keeps one single-use token ready, so that an answer need not wait for a slow provider."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from codex_tui.runtime.tokens import TokenRefused

FETCH_LIMIT_S = 10.0
"""How long a provider may take when nobody waits for it."""
FIRST_RETRY_S = 0.25
LAST_RETRY_S = 30.0


class Prefetch:
    """A token of at most `max_age_s` seconds; `run` fetches another when it was taken or has become too old.

    The age counts from the moment the provider was asked, since it may have made the token at once.
    """

    def __init__(self, fetch: Callable[[float], Awaitable[str]], max_age_s: float) -> None:
        """`fetch` gives a token within the seconds it is told, or raises TokenRefused or TimeoutError."""
        self._fetch = fetch
        self._max_age_s = max_age_s
        self._token: str | None = None
        self._expires_s = 0.0
        self._is_taken = asyncio.Event()
        self._has_arrived = asyncio.Event()
        self._has_arrived.set()

    async def take(self) -> str | None:
        """The token for its one use, waiting for one that is on its way; None where there is none."""
        await self._has_arrived.wait()
        return self.take_ready()

    def take_ready(self) -> str | None:
        """The token for its one use, if it is there now."""
        token, self._token = self._token, None
        if token is None:
            return None
        self._has_arrived.clear()
        self._is_taken.set()
        return token if time.monotonic() < self._expires_s else None

    async def run(self) -> None:
        """Keep a token ready until cancelled; a provider that fails is asked again after longer and longer pauses."""
        retry_s = FIRST_RETRY_S
        try:
            while True:
                if await self._fetch_next():
                    retry_s = FIRST_RETRY_S
                    await self._wait_until_used()
                else:
                    # A request that comes meanwhile asks the provider itself, and says then what is wrong.
                    await asyncio.sleep(retry_s)
                    retry_s = min(retry_s * 2, LAST_RETRY_S)
        finally:
            self._token = None
            self._has_arrived.set()

    async def _fetch_next(self) -> bool:
        self._has_arrived.clear()
        self._is_taken.clear()
        self._expires_s = time.monotonic() + self._max_age_s
        try:
            self._token = await self._fetch(min(FETCH_LIMIT_S, self._max_age_s))
        except (TokenRefused, TimeoutError):
            return False
        finally:
            self._has_arrived.set()
        return True

    async def _wait_until_used(self) -> None:
        try:
            async with asyncio.timeout(self._expires_s - time.monotonic()):
                await self._is_taken.wait()
        except TimeoutError:
            self._token = None
