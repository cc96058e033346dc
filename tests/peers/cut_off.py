"""Plays what the server of a recorded session said, and kills itself somewhere in it; each start at the next cut.

`PEER_RECORDING` is the file; `PEER_CUTS` has the cuts, `LINES` or `LINES+BYTES` of the next line each, with blanks
between; `PEER_STARTS` is a file that counts the starts. After the last cut it behaves, and says under `peer/replies`
what it was answered, though it never asked.
"""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from tests.peers.peer import Message, answer, read_messages, send_raw, serve, shake_hands

INITIALIZE_ID = 1
QUESTION = "thread/list"
replies: list[Message] = []


def inbound_lines(path: Path) -> list[bytes]:
    """The server's lines, without its answers to what nobody asks here."""
    rows = [json.loads(row) for row in path.read_bytes().splitlines()]
    messages = [row["msg"] for row in rows if row["dir"] == "in"]
    wanted = [each for each in messages if isinstance(each, str) or "method" in each or each["id"] == INITIALIZE_ID]
    return [(each if isinstance(each, str) else json.dumps(each)).encode() + b"\n" for each in wanted]


def starts_before(path: Path) -> int:
    """How often it was started before, which is counted with this."""
    with path.open("ab") as file:
        before = file.tell()
        file.write(b".")
    return before


def play(lines: list[bytes], cut: str) -> None:
    """Shake hands as far as the cut goes, let a question wait, say the rest, and die."""
    count, _, byte_count = cut.partition("+")
    said = [*lines[: int(count)], b"".join(lines[int(count) :][:1])[: int(byte_count or 0)]]
    messages = read_messages()
    next(messages)
    if int(count) > 0:
        send_raw(said.pop(0))
        next(message for message in messages if message.get("method") == QUESTION)
    send_raw(b"".join(said))
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    cuts = os.environ["PEER_CUTS"].split()
    number = starts_before(Path(os.environ["PEER_STARTS"]))
    if number < len(cuts):
        play(inbound_lines(Path(os.environ["PEER_RECORDING"])), cuts[number])
    shake_hands()
    serve({"reply": replies.append, "peer/replies": lambda request: answer(request, replies)})
