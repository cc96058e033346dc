"""Reading a recording's lines: from any kind of file, cut anywhere, growing, and never raising once it is open."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from codex_tui.runtime.replay_file import CHUNK_BYTES, FileLine, NotReadable, ReplayFile

LINES = [b'{"a":1}', b"", b"x" * 70, b'{"b":"\xc3\xa9"}']
WHOLE = b"\n".join(LINES) + b"\n"


def read_all(file: ReplayFile, *, is_complete: bool = True) -> list[FileLine]:
    found: list[FileLine] = []
    while True:
        lines = file.read(is_complete=is_complete)
        found += lines
        if not lines and file.is_at_end:
            return found


def opened(folder: Path, data: bytes) -> ReplayFile:
    path = folder / "recording"
    path.write_bytes(data)
    return ReplayFile(path)


def test_lines_have_their_number_and_their_place(tmp_path: Path) -> None:
    file = opened(tmp_path, WHOLE)

    found = read_all(file)

    assert [(line.number, line.data, line.fault) for line in found] == [
        (number, data, "") for number, data in enumerate(LINES, 1)
    ]
    assert [WHOLE[line.offset :].startswith(line.data) for line in found] == [True] * 4
    assert file.position_bytes == len(WHOLE)


def test_rewound_it_begins_again(tmp_path: Path) -> None:
    file = opened(tmp_path, WHOLE)
    first = read_all(file)

    file.rewind()

    assert read_all(file) == first


def test_a_line_longer_than_many_chunks_is_one_line(tmp_path: Path) -> None:
    long = b"y" * (3 * CHUNK_BYTES + 5)

    found = read_all(opened(tmp_path, long + b"\nz\n"))

    assert [(line.data, line.offset) for line in found] == [(long, 0), (b"z", len(long) + 1)]


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_cut_anywhere_all_that_is_there_is_read(tmp_path: Path, length: int) -> None:
    found = read_all(opened(tmp_path, WHOLE[:length]))

    assert b"\n".join(line.data for line in found).rstrip(b"\n") == WHOLE[:length].rstrip(b"\n")


def test_a_compressed_file_is_read_as_it_is_also_in_several_parts(tmp_path: Path) -> None:
    file = opened(tmp_path, gzip.compress(WHOLE) + gzip.compress(b"more\n"))

    found = read_all(file)

    assert file.is_compressed
    assert [line.data for line in found] == [*LINES, b"more"]
    assert {line.fault for line in found} == {""}


def test_cut_anywhere_a_compressed_file_says_that_it_ends_early(tmp_path: Path) -> None:
    whole = gzip.compress(WHOLE)
    for length in range(2, len(whole)):
        found = read_all(opened(tmp_path, whole[:length]))

        assert "ends early" in found[-1].fault
        assert WHOLE.startswith(b"\n".join(line.data for line in found).rstrip(b"\n"))


def test_damage_in_a_compressed_file_is_said_once_with_its_place(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(os.urandom(4_000).hex().encode()))
    whole[2_000] ^= 0xFF

    faults = [line.fault for line in read_all(opened(tmp_path, bytes(whole))) if line.fault]

    assert len(faults) == 1
    assert "near byte" in faults[0]


def test_what_grows_is_read_as_far_as_its_lines_are_whole(tmp_path: Path) -> None:
    file = opened(tmp_path, b"one\ntw")
    first = read_all(file, is_complete=False)

    with file.path.open("ab") as growing:
        growing.write(b"o\nthree\n")
    rest = read_all(file, is_complete=False)

    assert [line.data for line in first] == [b"one"]
    assert [(line.number, line.offset, line.data) for line in rest] == [(2, 4, b"two"), (3, 8, b"three")]


def test_one_that_is_cut_short_while_it_is_followed_ends_and_says_so_once(tmp_path: Path) -> None:
    file = opened(tmp_path, b"one\ntwo\nthr")
    read_all(file, is_complete=False)
    os.truncate(file.path, 0)
    (cut,) = read_all(file, is_complete=False)
    file.path.write_bytes(b"another session\nwith more lines\n")

    assert (cut.number, cut.data) == (3, b"thr") and "cut short or made anew" in cut.fault
    assert read_all(file, is_complete=False) == []

    file.rewind()
    assert [line.data for line in read_all(file, is_complete=False)] == [b"another session", b"with more lines"]


def test_one_that_is_replaced_while_it_is_followed_says_so(tmp_path: Path) -> None:
    file = opened(tmp_path, b"one\n")
    read_all(file, is_complete=False)
    file.path.rename(tmp_path / "rotated")
    with (tmp_path / "rotated").open("ab") as growing:
        growing.write(b"two\n")

    assert [(line.data, line.fault) for line in read_all(file, is_complete=False)] == [(b"two", "")]

    file.path.write_bytes(b"another\n")
    assert ["another file has its name" in line.fault for line in read_all(file, is_complete=False)] == [True]


def test_one_that_is_deleted_while_it_is_followed_says_so(tmp_path: Path) -> None:
    file = opened(tmp_path, b"one\n")
    file.path.unlink()

    assert [line.fault for line in read_all(file, is_complete=False)] == [
        "",
        "the file was deleted, and nothing more will come",
    ]


def test_one_that_is_deleted_while_it_is_read_is_read_to_its_end(tmp_path: Path) -> None:
    file = opened(tmp_path, WHOLE)
    file.path.unlink()

    assert [(line.data, line.fault) for line in read_all(file)] == [(data, "") for data in LINES]


def test_damage_in_a_compressed_file_is_said_while_it_is_followed(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(os.urandom(4_000).hex().encode()))
    whole[2_000] ^= 0xFF

    (line,) = read_all(opened(tmp_path, bytes(whole)), is_complete=False)

    assert line.fault.startswith("the compressed data is damaged near byte") and "Error" not in line.fault


def test_an_empty_file_has_no_lines(tmp_path: Path) -> None:
    assert read_all(opened(tmp_path, b"")) == []


@pytest.mark.parametrize(("name", "reason"), [("missing", "No such file"), (".", "no regular file")])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(NotReadable, match=reason):
        ReplayFile(tmp_path / name)
