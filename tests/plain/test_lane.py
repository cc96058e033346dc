"""Writing from a thread of its own, to readers that are slow, gone or full."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator

import pytest

from codex_tui.plain.lane import MAX_PENDING_BYTES, Lane

DEADLINE_S = 10.0


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for descriptor in (reading, writing):
        with contextlib.suppress(OSError):
            os.close(descriptor)


def read_exactly(descriptor: int, size_bytes: int) -> None:
    while size_bytes:
        size_bytes -= len(os.read(descriptor, min(size_bytes, 65536)))


class Watched:
    """A lane and what it reported."""

    def __init__(self) -> None:
        self.has_room = threading.Event()
        self.failures: list[tuple[int, OSError]] = []
        self.lane = Lane("test", self.has_room.set, lambda *failure: self.failures.append(failure))


def test_all_is_written_in_order(pipe: tuple[int, int]) -> None:
    watched = Watched()
    for number in range(100):
        watched.lane.put(pipe[1], f"{number}\n".encode())
    watched.lane.close()

    assert watched.lane.has_ended_within(DEADLINE_S)
    assert os.read(pipe[0], 65536).decode().split() == [str(number) for number in range(100)]


def test_a_reader_that_does_not_read_is_seen_and_room_is_told_once_there_is_some(pipe: tuple[int, int]) -> None:
    watched = Watched()
    assert not watched.lane.is_waiting_for_room()
    quarter_bytes = MAX_PENDING_BYTES // 4
    for _ in range(5):
        watched.lane.put(pipe[1], b"x" * quarter_bytes)
    assert watched.lane.is_waiting_for_room()

    read_exactly(pipe[0], 2 * quarter_bytes)
    assert watched.lane.is_waiting_for_room() and not watched.has_room.is_set()
    read_exactly(pipe[0], 3 * quarter_bytes)
    assert watched.has_room.wait(DEADLINE_S)
    assert not watched.lane.is_waiting_for_room()


@pytest.mark.parametrize("is_blocking", [True, False])
def test_a_descriptor_that_does_not_block_is_written_to_all_the_same(pipe: tuple[int, int], is_blocking: bool) -> None:
    os.set_blocking(pipe[1], is_blocking)
    watched = Watched()
    watched.lane.put(pipe[1], b"x" * 300_000)
    watched.lane.close()
    read_exactly(pipe[0], 300_000)

    assert watched.lane.has_ended_within(DEADLINE_S) and watched.failures == []


def test_a_failure_is_told_once_and_the_other_descriptor_goes_on(pipe: tuple[int, int]) -> None:
    watched = Watched()
    with open("/dev/full", "wb", buffering=0) as full:
        watched.lane.put(full.fileno(), b"lost")
        watched.lane.put(full.fileno(), b"lost, too")
        watched.lane.put(pipe[1], b"kept")
        watched.lane.close()
        assert watched.lane.has_ended_within(DEADLINE_S)

        failed = [descriptor for descriptor, _ in watched.failures]
        assert failed == [full.fileno()]
    assert os.read(pipe[0], 100) == b"kept"
