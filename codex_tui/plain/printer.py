"""What leaves the line mode, and where: server lines and labelled items on one stream, our own words on the other.

A file or a pipe gets the server's bytes unchanged. On a terminal what could act on it is shown by name instead, as the
dashboard does: JSON escapes C0 controls, but neither C1 controls nor bidi marks, and a broken line need not be JSON.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from codex_tui.plain.lane import Lane
from codex_tui.ui.render.text import visible

STDIN, STDOUT, STDERR = range(3)
MAX_HELD_BYTES = 1024 * 1024
"""A server line that is longer is printed before its end has come."""
ERASE_LINE = b"\r\x1b[K"


@dataclass(frozen=True, slots=True)
class Streams:
    """What the standard streams are connected to."""

    is_input_terminal: bool
    is_output_terminal: bool
    is_error_terminal: bool
    are_joined: bool
    """Whether output and errors go to the same place, so that they must not run into each other."""
    is_dumb: bool = False
    """Whether the terminal cannot erase a line."""

    @classmethod
    def of_process(cls) -> Streams:
        """Those of this process."""
        are_joined = os.path.sameopenfile(STDOUT, STDERR)
        is_dumb = os.environ.get("TERM") == "dumb"
        return cls(os.isatty(STDIN), os.isatty(STDOUT), os.isatty(STDERR), are_joined, is_dumb)

    @property
    def has_prompt(self) -> bool:
        """Whether somebody types who can see what we say."""
        return self.is_input_terminal and self.is_error_terminal


class Printer:
    """Prints for one thread; what cannot be written at once waits in lanes."""

    def __init__(
        self,
        streams: Streams,
        on_room: Callable[[], None],
        on_failure: Callable[[OSError], None],
    ) -> None:
        """Both are called from another thread: `on_room` when there is room again, `on_failure` if output fails."""

        def failed(descriptor: int, error: OSError) -> None:
            # Who closes our standard error does not want to hear us.
            if descriptor == STDOUT:
                on_failure(error)

        self._streams = streams
        self._output = Lane("output", on_room, failed)
        self._errors = self._output if streams.are_joined else Lane("errors", on_room, failed)
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._is_prompt_shown = False

    def is_waiting_for_room(self) -> bool:
        """Whether a reader is so far behind that nothing more should be printed before `on_room` is called."""
        # Each is asked, so that each knows.
        return any([lane.is_waiting_for_room() for lane in self.lanes])

    def print_server(self, chunk: bytes) -> None:
        """Print what the server wrote; the beginning of a line is kept back for its end."""
        lines, newline, rest = chunk.rpartition(b"\n")
        if newline:
            self._put_output(b"".join((*self._held, lines, newline)))
            self._held, self._held_bytes = [], 0
        if rest:
            self._held.append(rest)
            self._held_bytes += len(rest)
        if self._held_bytes > MAX_HELD_BYTES:
            self.print_rest()

    def print_rest(self) -> None:
        """Print the beginning of a line without its end."""
        held, self._held, self._held_bytes = b"".join(self._held), [], 0
        if held:
            self._put_output(held)

    def print_lines(self, lines: list[str]) -> None:
        """Print lines of our own on standard output; they are harmless already."""
        self._erase_prompt()
        self._output.put(STDOUT, "".join(f"{line}\n" for line in lines).encode())

    def say(self, text: str) -> None:
        """Tell the person something, harmless or not, in one line."""
        self.say_rows([f"codex-tui: {text}"])

    def say_rows(self, rows: list[str]) -> None:
        """Tell the person several lines."""
        self._erase_prompt()
        shown = "".join(f"{visible(row, keep_newlines=False)}\n" for row in rows)
        self._errors.put(STDERR, shown.encode("utf-8", "backslashreplace"))

    def prompt(self, name: str) -> None:
        """Show the prompt, if there is somebody and it does not stand there."""
        if self._streams.has_prompt and not self._is_prompt_shown:
            self._is_prompt_shown = True
            self._errors.put(STDERR, f"({visible(name, keep_newlines=False)})> ".encode())

    def note_enter(self) -> None:
        """A line was typed, which ended the prompt's."""
        self._is_prompt_shown = False

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """To be closed in this order at the end, since what becomes of the output may have to be said."""
        return (self._output,) if self._errors is self._output else (self._output, self._errors)

    def end(self) -> None:
        """Print what is left over, for no more will come of the server."""
        self.print_rest()
        self._erase_prompt()

    def _put_output(self, data: bytes) -> None:
        if self._streams.is_output_terminal:
            self._erase_prompt()
            data = visible(data.decode("utf-8", "backslashreplace")).encode()
        self._output.put(STDOUT, data)

    def _erase_prompt(self) -> None:
        if self._is_prompt_shown:
            self._is_prompt_shown = False
            self._errors.put(STDERR, b"\n" if self._streams.is_dumb else ERASE_LINE)
