"""What a line of input means: a message, or one of the ancestor's :commands."""

from __future__ import annotations

from dataclasses import dataclass

from codex_tui.wire.framing import OversizedLine

MAX_LINE_BYTES = 16 * 1024 * 1024
"""Far above what the server takes for a message (PROTOCOL.md, section 1)."""


@dataclass(frozen=True, slots=True)
class Message:
    """A text for the active thread."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command by its full name, with its argument or an empty text."""

    name: str
    argument: str = ""


class NotUnderstood(ValueError):
    """The line means nothing; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class _CommandSpec:
    name: str
    argument: str
    """Empty for none, `<…>` for one that must be there, `[…]` for one that may be."""
    help: str
    aliases: tuple[str, ...] = ()


_COMMANDS = (
    _CommandSpec("help", "", "show this help", ("h",)),
    _CommandSpec("new", "", "start a new thread"),
    _CommandSpec("resume", "<thread-id>", "resume a thread"),
    _CommandSpec("use", "<thread-id>", "make another thread the active one"),
    _CommandSpec("refresh-thread", "[cursor]", "list the threads, or the page behind a cursor"),
    _CommandSpec("quit", "", "leave", ("q", "exit")),
)
_BY_NAME = {name: spec for spec in _COMMANDS for name in (spec.name, *spec.aliases)}

HELP_ROWS = (
    "commands:",
    *(f"  {f':{spec.name} {spec.argument}'.strip():<27}{spec.help}" for spec in _COMMANDS),
    "Any other line is a message to the active thread.",
)


def parse_line(line: bytes | OversizedLine) -> Message | Command | None:
    """What the line means, None for a blank one; raises NotUnderstood."""
    if isinstance(line, OversizedLine):
        raise NotUnderstood(f"A line of {line.size_bytes:,} bytes is too long for a message and was not sent.")
    try:
        text = line.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise NotUnderstood(
            f"A line is not UTF-8 text (byte {error.start + 1}) and was not sent. Convert the input with iconv."
        ) from error
    if not text.startswith(":"):
        return Message(text) if text else None
    name, *words = text[1:].split() or [""]
    spec = _BY_NAME.get(name)
    if spec is None:
        raise NotUnderstood(f"There is no command :{name} here. :help lists them all.")
    if spec.argument.startswith("<") and not words:
        raise NotUnderstood(f":{name} needs {spec.argument}. :refresh-thread lists the threads.")
    if len(words) > (1 if spec.argument else 0):
        raise NotUnderstood(f":{name} takes {spec.argument or 'no argument'}, and nothing else.")
    return Command(spec.name, *words)
