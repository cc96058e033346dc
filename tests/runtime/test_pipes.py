"""Pipes that are full, closed or paused."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO

import pytest

from codex_tui.runtime.pipes import PipeReader, PipeWriter

DEADLINE_S = 15.0


@pytest.fixture
def pipe() -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The reading and the writing end."""
    read_fd, write_fd = os.pipe()
    with ExitStack() as stack:
        yield stack.enter_context(open(read_fd, "rb", 0)), stack.enter_context(open(write_fd, "wb", 0))


async def test_more_than_the_pipe_holds_arrives_in_order(pipe: tuple[IO[bytes], IO[bytes]]) -> None:
    parts = [bytes([number]) * 300_000 for number in range(5)]
    chunks: list[bytes] = []
    writer = PipeWriter(pipe[1])
    for part in parts:
        writer.write(part)

    reader = PipeReader(pipe[0], chunks.append)
    await asyncio.wait_for(writer.drain(), DEADLINE_S)
    writer.close()
    await asyncio.wait_for(reader.ended, DEADLINE_S)

    assert b"".join(chunks) == b"".join(parts)


async def test_drain_of_what_was_taken_at_once_does_not_wait(pipe: tuple[IO[bytes], IO[bytes]]) -> None:
    writer = PipeWriter(pipe[1])
    writer.write(b"short")

    await asyncio.wait_for(writer.drain(), 0.1)

    assert os.read(pipe[0].fileno(), 100) == b"short"


async def test_nobody_reading_is_a_broken_pipe_at_once_and_later(pipe: tuple[IO[bytes], IO[bytes]]) -> None:
    writer = PipeWriter(pipe[1])
    pipe[0].close()

    with pytest.raises(BrokenPipeError):
        writer.write(b"lost")
    with pytest.raises(BrokenPipeError):
        writer.write(b"lost as well")


async def test_reader_that_goes_away_ends_the_wait_for_it(pipe: tuple[IO[bytes], IO[bytes]]) -> None:
    writer = PipeWriter(pipe[1])
    writer.write(b"x" * 1_000_000)
    drained = asyncio.ensure_future(writer.drain())
    await asyncio.wait((drained,), timeout=0)
    assert not drained.done()

    pipe[0].close()

    with pytest.raises(BrokenPipeError):
        await asyncio.wait_for(drained, DEADLINE_S)


async def test_paused_reader_reads_nothing_until_it_is_resumed(pipe: tuple[IO[bytes], IO[bytes]]) -> None:
    chunks: list[bytes] = []
    reader = PipeReader(pipe[0], chunks.append)
    reader.pause()
    pipe[1].write(b"early")
    pipe[1].close()
    await asyncio.wait((reader.ended,), timeout=0.05)
    assert chunks == []

    reader.resume()
    await asyncio.wait_for(reader.ended, DEADLINE_S)

    assert chunks == [b"early"]
