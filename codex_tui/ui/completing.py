"""What could stand in the composer in the place of what is typed: commands, their values, and mentioned files."""

from __future__ import annotations

from codex_tui.state.intents import FindFiles
from codex_tui.ui.commands.host import Command, CommandHost
from codex_tui.ui.commands.table import COMMANDS, COMMANDS_BY_NAME
from codex_tui.ui.render.text import visible
from codex_tui.ui.widgets.completion_list import Choice


def command_choices(host: CommandHost, text: str) -> list[Choice]:
    """How a :command could go on: its name, then its value."""
    if not text.startswith(":") or "\n" in text:
        return []
    name, space, argument = text[1:].partition(" ")
    if not space:
        return [_choice_of(host, command) for command in COMMANDS if command.name.startswith(name)]
    command = COMMANDS_BY_NAME.get(name)
    if command is None:
        return []
    choices = [_value_choice(host, command, value) for value in command.values(host)]
    begun = [choice for choice in choices if choice.label.startswith(argument)]
    wanted = argument.casefold()
    # What a value means may be easier to remember, as a thread's title is.
    return begun or [choice for choice in choices if wanted and wanted in choice.meaning.casefold()]


def _choice_of(host: CommandHost, command: Command) -> Choice:
    reason = command.reason_refused(host)
    meaning = f"{command.argument}  {command.help}".strip()
    text = f":{command.name}{' ' if command.argument else ''}"
    return Choice(text, reason or meaning, is_greyed=bool(reason))


def _value_choice(host: CommandHost, command: Command, value: str) -> Choice:
    reason = command.reason_not_taken(host, value)
    described = command.describe(host, value) if command.describe is not None else ""
    meaning = reason or visible(described, keep_newlines=False)
    return Choice(f":{command.name} {value}", meaning, value, is_greyed=bool(reason))


def mention_in(before: str) -> str | None:
    """The name behind an `@` that the text before the cursor ends with, as far as it is typed."""
    if before.startswith((":", "!")):
        return None
    word = before.rsplit(None, 1)[-1] if before and not before[-1].isspace() else ""
    return word[1:] if word.startswith("@") else None


def file_choices(before: str, paths: list[str]) -> list[Choice]:
    """The text before the cursor with each of these files in the place of the mention it ends with."""
    name = mention_in(before)
    if name is None:
        return []
    head = before[: len(before) - len(name) - 1]
    return [Choice(f"{head}@{path} ", label=path) for path in paths]


def find_files(host: CommandHost, name: str) -> bool:
    """Ask for files of this name in the thread's folder; False where no folder is known."""
    record = host.controller.open_thread
    root = record.cwd if record is not None else (host.controller.settings.cwd or "")
    if root:
        host.controller.submit(FindFiles(name, root))
    return bool(root)
