"""The spool: a file that nobody else can read and no end of the program leaves behind, and a log that lives on it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codex_tui.runtime.spool import MAX_CACHED_BLOCKS, MAX_COMPRESSED_BYTES, Spool, open_spool
from codex_tui.state.wire_log import WireLog, WireRecord
from codex_tui.state.wire_query import parse_query
from codex_tui.state.wire_view import WireView
from tests.state.archives import few
from tests.state.wire_blocks import queries, record, records


def numbered(*lines: bytes, first_seq: int = 0) -> list[WireRecord]:
    result = [record(line=line) for line in lines]
    for seq, each in enumerate(result, first_seq):
        each.seq = seq
    return result


def descriptors_of(folder: Path) -> list[int]:
    """This process's open files in a folder, nameless ones too."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        # The listing's own descriptor is gone by now.
        target = os.readlink(link) if link.is_symlink() else ""
        if target.startswith(f"{folder}/"):
            found.append(int(link.name))
    return found


def lines_in(spool: Spool, seqs: Iterable[int]) -> list[bytes]:
    blocks = ((seq, spool.block_with(seq)) for seq in seqs)
    return [block.line(seq - block.first_seq) for seq, block in blocks if block is not None]


def test_the_file_is_private_and_has_no_name(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "cache"
    spool = Spool(folder, pytest.fail)
    (descriptor,) = descriptors_of(folder)
    status = os.fstat(descriptor)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (stat.S_IMODE(status.st_mode), status.st_nlink) == (0o600, 0)
    assert list(folder.iterdir()) == [] and not os.get_inheritable(descriptor)
    spool.close()
    spool.close()
    assert descriptors_of(folder) == []


def test_a_folder_that_others_can_look_into_is_closed_and_leftovers_go(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "wire-123-0abc.spool").write_bytes(b"left by a program that died")
    (tmp_path / "other").touch()
    first, second = Spool(tmp_path, pytest.fail), Spool(tmp_path, pytest.fail)

    assert [path.name for path in tmp_path.iterdir()] == ["other"]
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    for spool in (first, second):
        assert spool.append(numbered(b"both are alive")) and lines_in(spool, [0]) == [b"both are alive"]
        spool.close()


def test_a_killed_program_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from codex_tui.runtime.spool import Spool; "
        "spool = Spool(Path(sys.argv[1]), print); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None and program.stdout.readline() == b"open\n"
        program.send_signal(signal.SIGKILL)
        program.wait()

    assert list(tmp_path.iterdir()) == []


def test_blocks_come_back_in_any_order_however_many_there_are(tmp_path: Path) -> None:
    spool = Spool(tmp_path, pytest.fail)
    count = 3 * MAX_CACHED_BLOCKS
    for number in range(count):
        assert spool.append(numbered(b"a%d" % number, b"b%d" % number, first_seq=2 * number))

    seqs = [*range(2 * count - 1, -1, -1), *range(2 * count)]
    assert lines_in(spool, seqs) == [b"%c%d" % (b"ab"[seq % 2], seq // 2) for seq in seqs]
    assert spool.block_with(0) is spool.block_with(1)
    spool.close()


@pytest.mark.parametrize("size", [0, 1, MAX_COMPRESSED_BYTES + 1])
def test_lines_of_any_length_come_back(size: int, tmp_path: Path) -> None:
    spool = Spool(tmp_path, pytest.fail)
    line = os.urandom(size)
    assert spool.append(numbered(b"before", line, b"after"))

    assert lines_in(spool, range(3)) == [b"before", line, b"after"]
    spool.close()


def test_deltas_take_little_room(tmp_path: Path) -> None:
    spool = Spool(tmp_path, pytest.fail)
    lines = [b'{"method":"item/agentMessage/delta","params":{"itemId":"msg_1","delta":"%d"}}' % n for n in range(1_024)]
    spool.append(numbered(*lines))

    assert spool.size_bytes < sum(map(len, lines)) / 5
    spool.close()


def test_a_file_that_was_cut_off_is_said_once_and_read_no_more(tmp_path: Path) -> None:
    said: list[str] = []
    spool = Spool(tmp_path, said.append)
    spool.append(numbered(b"gone"))
    (descriptor,) = descriptors_of(tmp_path)
    os.truncate(descriptor, 1)

    assert spool.block_with(0) is None and spool.block_with(0) is None
    assert not spool.append(numbered(b"more", first_seq=1))
    assert len(said) == 1 and "the file was cut off" in said[0] and str(tmp_path) in said[0]
    assert descriptors_of(tmp_path) == []


def test_lines_that_are_lost_after_their_columns_were_read_are_blank(tmp_path: Path) -> None:
    said: list[str] = []
    spool = Spool(tmp_path, said.append)
    spool.append(numbered(b"gone", b"too"))
    (descriptor,) = descriptors_of(tmp_path)
    block = spool.block_with(0)
    os.truncate(descriptor, 1)

    assert block is not None and block.record(1).line == b"   " and block.line(0) == b"    "
    assert len(said) == 1 and spool.block_with(0) is None


def test_a_disk_that_is_full_is_said_once_and_the_log_goes_on_without_the_spool(tmp_path: Path) -> None:
    # A limit on the size of files stands for the disk, and needs a process of its own.
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from codex_tui.runtime.spool import open_spool; from codex_tui.state.wire_log import WireLog\n"
        "from tests.state.archives import few; from tests.state.wire_blocks import record\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))\n"
        "open_archive = lambda: open_spool(print, Path(sys.argv[1]))\n"
        "log = WireLog(few(10), open_archive=open_archive, caps_with_archive=few(6), max_block_records=4)\n"
        "for _ in range(200): log.append(record())\n"
        "print(log.first_seq, log.next_seq, len(log), [each.seq for each in log.since(0)][0])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )

    assert run.stderr == ""
    notice, counts = run.stdout.splitlines()
    assert notice.startswith("The wire log keeps only what fits into memory from now on.") and "Make room" in notice
    assert counts == "190 200 10 190"


def test_a_folder_that_cannot_be_made_is_said_and_the_log_goes_on_without_it(tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "cache"
    log = WireLog(few(3), open_archive=lambda: open_spool(said.append, folder), caps_with_archive=few(2))
    for _ in range(10):
        log.append(record())

    assert len(said) == 1 and "Not a directory" in said[0] and len(log) == 3


def test_the_platforms_cache_folder_is_the_place(tmp_path: Path) -> None:
    script = "from codex_tui.runtime.spool import open_spool; open_spool(print)"
    subprocess.run([sys.executable, "-c", script], env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)}, check=True)

    assert stat.S_IMODE((tmp_path / "codex-tui").stat().st_mode) == 0o700


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    written=st.lists(records, max_size=60),
    max_records=st.integers(1, 12),
    max_block_records=st.integers(1, 5),
    query=queries,
)
def test_a_log_with_a_spool_is_as_good_as_one_that_forgets_nothing(
    written: list[WireRecord], max_records: int, max_block_records: int, query: str, tmp_path: Path
) -> None:
    whole = WireLog()
    spooled = WireLog(
        open_archive=lambda: open_spool(pytest.fail, tmp_path),
        caps_with_archive=few(max_records),
        max_block_records=max_block_records,
    )
    early, late = WireView(spooled, parse_query), WireView(spooled, parse_query)
    early.set_filter(query)
    for each in written:
        whole.append(replace(each))
        spooled.append(replace(each))
        early.refresh()
    late.set_filter(query)
    expected = WireView(whole, parse_query)
    expected.set_filter(query)

    seqs = range(len(written))
    assert list(spooled.since(0)) == [spooled.get(seq) for seq in seqs] == [whole.get(seq) for seq in seqs]
    assert spooled.waiting_seqs == whole.waiting_seqs
    for view in (early, late, expected):
        view.work(10.0)
    assert shown(early) == shown(late) == shown(expected)
    spooled.close()


def shown(view: WireView) -> list[WireRecord | None]:
    return [view.record_at(index) for index in range(len(view))]
