"""Looks whether a text comes any more in a recording, in slices and without folding anything, so that a search that
finds nothing leaves the replay where it is."""

from __future__ import annotations

from collections import deque
from time import perf_counter

from codex_tui.runtime.replay_file import FileLine, ReplayFile
from codex_tui.runtime.replay_jump import JumpTarget
from codex_tui.runtime.replay_player import ReplayPlayer
from codex_tui.state.recording_format import DamagedLine, RecordedLine, parse_entry

LINES_BETWEEN_LOOKS = 256


class ReplayLookahead:
    """One search from where the player stands; it has a file of its own, and closes it where it ends."""

    def __init__(self, player: ReplayPlayer, target: JumpTarget) -> None:
        """Raises NotReadable where the file cannot be opened again."""
        self.target = target
        self.is_found = False
        self.is_done = False
        self._player = player
        self._from_offset = player.next_offset
        self._file = ReplayFile(player.file.path)
        self._lines: deque[FileLine] = deque()
        player.going_to = target.words

    def advance(self, budget_s: float) -> None:
        """Look for so many seconds, about; sets `is_done` at the text or at the end."""
        deadline = perf_counter() + budget_s
        while not self.is_done and perf_counter() < deadline:
            for _ in range(LINES_BETWEEN_LOOKS):
                if not self._look_on():
                    self.finish()
                    break

    def finish(self) -> None:
        """It ends here."""
        self.is_done = True
        self._file.close()
        self._player.settle()

    def _look_on(self) -> bool:
        """One line further; False where it ends here."""
        while not self._lines:
            if self._file.is_at_end:
                return False
            self._lines.extend(self._file.read(is_complete=not self._player.is_following))
        line = self._lines.popleft()
        self.is_found = line.offset >= self._from_offset and self._has_text(line)
        return not self.is_found

    def _has_text(self, line: FileLine) -> bool:
        entry = parse_entry(line.data)
        if isinstance(entry, RecordedLine):
            return self.target.text in entry.line.lower()
        return (isinstance(entry, DamagedLine) or bool(line.fault)) and self.target.text in line.data.lower()
