"""A script around the real program, as npm's `codex` is: the child has the pipes, and says both process ids."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.peers.peer import answer, read_messages, serve

if "--inner" in sys.argv:
    home = f"{os.getppid()} {os.getpid()}"
    answer(next(read_messages()), {"userAgent": "codex-tui/0.163.0 (Peer)", "codexHome": home})
    serve({})
else:
    sys.exit(subprocess.call([sys.executable, "-m", "tests.peers.wrapped", "--inner"]))
