"""What the composer's text means: a message, a :command or a !shell command; and how it is completed."""

from __future__ import annotations

from typing import NamedTuple

from codex_tui.state.intents import FindFiles
from codex_tui.ui.commands.host import REPLAY_REASON, CommandHost
from codex_tui.ui.commands.table import COMMANDS, COMMANDS_BY_NAME
from codex_tui.ui.widgets.completion_list import CompletionList
from codex_tui.ui.widgets.composer import Composer


def run_text(host: CommandHost, text: str) -> bool:
    """Do what the text says; say whether it was taken, so that what was not stays typed."""
    stripped = text.strip()
    if not stripped:
        return False
    if stripped.startswith(":"):
        return run_command_line(host, stripped[1:])
    if host.context.is_replay:
        host.tell("warning", f"Not sent: {REPLAY_REASON}. Type : for a command.")
        return False
    if stripped.startswith("!"):
        command = stripped[1:].strip()
        if command and host.controller.open_thread_id is not None:
            host.controller.run_shell(command)
            return True
        host.tell("warning", "A shell command runs in a thread: open one first." if command else "Give a command.")
        return False
    host.controller.send(text)
    return True


def run_command_line(host: CommandHost, line: str) -> bool:
    """Run a command by name with its argument."""
    name, _, argument = line.partition(" ")
    command = COMMANDS_BY_NAME.get(name)
    if command is None:
        near = [known.name for known in COMMANDS if known.name.startswith(name)]
        hint = f" Did you mean :{near[0]}?" if near else " :help lists them all."
        host.tell("warning", f"There is no command :{name}.{hint}")
        return False
    reason = command.reason_refused(host) if argument else command.reason_now(host)
    if reason:
        host.tell("warning", f":{name} cannot run now: {reason}.")
        return False
    reason = command.reason_not_taken(host, argument.strip())
    if reason:
        host.tell("warning", f":{line.strip()} is not possible: {reason}.")
        return False
    if command.argument.startswith("<") and not argument.strip():
        host.tell("warning", f":{name} needs {command.argument}.")
        return False
    host.controller.remember(f":{line}")
    command.run(host, argument.strip())
    return True


class Completion(NamedTuple):
    """A text that could stand instead of what is typed, and what it means; `reason` says why it cannot be used here."""

    text: str
    meaning: str
    reason: str = ""


def completions(host: CommandHost, text: str) -> list[Completion]:
    """How what is typed could go on; only for :commands."""
    if not text.startswith(":") or "\n" in text:
        return []
    name, space, argument = text[1:].partition(" ")
    if not space:
        return [
            Completion(
                f":{command.name}{' ' if command.argument else ''}",
                f"{command.argument}  {command.help}".strip(),
                command.reason_refused(host),
            )
            for command in COMMANDS
            if command.name.startswith(name)
        ]
    command = COMMANDS_BY_NAME.get(name)
    if command is None or command.complete is None:
        return []
    values = (value for value in command.complete(host) if value.startswith(argument))
    return [Completion(f":{name} {value}", "", command.reason_not_taken(host, value)) for value in values]


def mention_at_end(text: str) -> str | None:
    """The name after an `@` that the text ends with, as far as it is typed."""
    word = text.rsplit(None, 1)[-1] if text and not text[-1].isspace() else ""
    return word[1:] if word.startswith("@") else None


def find_mention(host: CommandHost, name: str) -> None:
    """Ask for files of this name in the thread's folder."""
    record = host.controller.open_thread
    root = record.cwd if record is not None else (host.controller.settings.cwd or "")
    if root:
        host.controller.submit(FindFiles(name, root))
    else:
        host.tell("warning", "Open a thread first; files are looked for in its folder.")


class ComposerFlow:
    """Connects the composer with the controller: sending, drafts, history and completion."""

    def __init__(self, host: CommandHost, composer: Composer, completions: CompletionList) -> None:
        self._host = host
        self._composer = composer
        self._completions = completions
        self._drafted_for: str | None = None
        self._is_completing = False

    def submit(self, text: str) -> None:
        """Do what is typed; what was taken is cleared, what was not stays."""
        controller = self._host.controller
        thread_id = controller.open_thread_id
        if not run_text(self._host, text):
            return
        if not text.lstrip().startswith(":"):
            # Where panes share the space, what was sent is to be seen.
            self._host.reveal_pane("stream")
        controller.drafts.pop(thread_id, None)
        # What was typed behind the key that sent it stays.
        if self._composer.text.startswith(text):
            self._composer.text = self._composer.text[len(text) :]
        self._completions.offer([])

    def walk_history(self, step: int) -> None:
        """Show what was sent before or after."""
        self._composer.walk_history(self._host.controller.history, step)

    def changed(self) -> None:
        """Something was typed: keep it as the thread's draft, and offer completions."""
        text = self._composer.text
        self._host.controller.drafts[self._drafted_for] = text
        if not self._is_completing:
            self._offer_for(text)

    def switch_thread(self) -> None:
        """Another thread is open: its draft stands in the composer."""
        controller = self._host.controller
        if self._drafted_for == controller.open_thread_id:
            return
        typed, known = self._composer.text, controller.drafts.get(controller.open_thread_id, "")
        if self._drafted_for is None and not known:
            # What was typed while no thread was open is meant for the first that is.
            controller.drafts.pop(None, None)
            controller.drafts[controller.open_thread_id] = known = typed
        else:
            controller.drafts[self._drafted_for] = typed
        self._drafted_for = controller.open_thread_id
        if known != typed:
            self._composer.text = known

    def restore_draft(self) -> None:
        """A text came back that did not arrive."""
        draft = self._host.controller.drafts.get(self._drafted_for, "")
        if draft != self._composer.text:
            self._composer.text = draft

    def complete(self) -> None:
        """Take the next completion, or look for the file that is being mentioned."""
        text = self._composer.text
        if [text] == [choice for choice, _ in self._completions.choices]:
            # The command stands there already: go on with its argument.
            self._offer_for(text)
        if not self._completions.choices:
            name = mention_at_end(text)
            if name is not None:
                find_mention(self._host, name)
            return
        choice = self._completions.walk()
        if choice is not None:
            self.take(choice)

    def take(self, text: str) -> None:
        """Put a completion into the composer, and keep on offering the others."""
        self._is_completing = True
        self._composer.text = text
        self._composer.call_after_refresh(self._stop_completing)

    def offer_files(self, query: str, paths: list[str]) -> None:
        """The files that were found for a mention, if it still stands there."""
        text = self._composer.text
        if mention_at_end(text) == query:
            head = text[: len(text) - len(query) - 1]
            self._completions.offer([(f"{head}@{path} ", "") for path in paths])

    def _offer_for(self, text: str) -> None:
        found = completions(self._host, text)
        choices = [(each.text, each.reason or each.meaning) for each in found]
        self._completions.offer(choices, frozenset(each.text for each in found if each.reason))

    def close_completions(self) -> bool:
        """Hide the completions; say whether there were any."""
        had_any = bool(self._completions.choices)
        self._completions.offer([])
        return had_any

    def _stop_completing(self) -> None:
        self._is_completing = False
