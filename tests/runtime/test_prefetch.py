"""One token kept ready: single use, never too old, and a provider that fails is not asked without end."""

from __future__ import annotations

import asyncio
from itertools import count

from codex_tui.runtime.prefetch import Prefetch
from codex_tui.runtime.tokens import TokenRefused

HOUR_S = 3600.0


class Source:
    """Gives numbered tokens; `gate` holds it up, and `asked` is how often it was asked."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = 0
        self.is_failing = False
        self._numbers = count(1)
        self._was_asked = asyncio.Condition()

    async def fetch(self, limit_s: float) -> str:
        async with self._was_asked:
            self.asked += 1
            self._was_asked.notify_all()
        await self.gate.wait()
        if self.is_failing:
            raise TokenRefused("no")
        return f"token-{next(self._numbers)}"

    async def until_asked(self, times: int) -> None:
        async with self._was_asked:
            await self._was_asked.wait_for(lambda: self.asked >= times)


async def taken(prefetch: Prefetch) -> str | None:
    async with asyncio.timeout(10):
        return await prefetch.take()


async def test_each_token_is_given_once_and_the_next_is_fetched_at_once() -> None:
    source = Source()
    prefetch = Prefetch(source.fetch, HOUR_S)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(prefetch.run())
        await source.until_asked(1)
        assert await taken(prefetch) == "token-1"
        assert prefetch.take_ready() is None
        await source.until_asked(2)
        assert await taken(prefetch) == "token-2"
        task.cancel()


async def test_a_token_on_its_way_is_waited_for() -> None:
    source = Source()
    source.gate.clear()
    prefetch = Prefetch(source.fetch, HOUR_S)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(prefetch.run())
        await source.until_asked(1)
        waiting = group.create_task(taken(prefetch))
        source.gate.set()
        assert await waiting == "token-1"
        task.cancel()


async def test_a_token_that_has_become_too_old_is_replaced() -> None:
    source = Source()
    prefetch = Prefetch(source.fetch, 0.01)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(prefetch.run())
        await source.until_asked(3)
        source.gate.clear()
        await source.until_asked(4)
        task.cancel()
    assert await taken(prefetch) is None


async def test_a_provider_that_fails_leaves_nothing_ready_and_is_given_a_pause() -> None:
    source = Source()
    source.is_failing = True
    prefetch = Prefetch(source.fetch, HOUR_S)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(prefetch.run())
        await source.until_asked(1)
        assert await taken(prefetch) is None
        assert await taken(prefetch) is None
        assert source.asked == 1
        source.is_failing = False
        await source.until_asked(2)
        assert await taken(prefetch) == "token-1"
        task.cancel()


async def test_nothing_is_ready_once_it_has_ended() -> None:
    source = Source()
    prefetch = Prefetch(source.fetch, HOUR_S)
    task = asyncio.create_task(prefetch.run())
    await source.until_asked(1)
    task.cancel()
    await asyncio.wait((task,))

    assert await taken(prefetch) is None
