"""What the composer's text means: a message, a :command or a !shell command; and what is offered while it is typed."""

from __future__ import annotations

from codex_tui.ui.commands.host import REPLAY_REASON, CommandHost
from codex_tui.ui.commands.table import COMMANDS, COMMANDS_BY_NAME
from codex_tui.ui.completing import command_choices, file_choices, find_files, mention_in
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
    reason = command.reason_not_taken(host, argument.strip()) if argument.strip() else ""
    if reason:
        host.tell("warning", f":{line.strip()} is not possible: {reason}.")
        return False
    if command.argument.startswith("<") and not argument.strip():
        if command.has_values:
            host.begin_command(name)
        else:
            host.tell("warning", f":{name} needs {command.argument}.")
        return False
    host.controller.remember(f":{line}")
    command.run(host, argument.strip())
    return True


class ComposerFlow:
    """Connects the composer with the controller: sending, drafts, history and completion."""

    def __init__(self, host: CommandHost, composer: Composer, completions: CompletionList) -> None:
        self._host = host
        self._composer = composer
        self._completions = completions
        self._drafted_for: str | None = None
        self._put_text: str | None = None
        """What stands there by a completion or from the history, for which nothing is offered."""
        self._tail = ""
        """What follows the text that a completion replaces."""
        composer.editor.is_choosing = lambda: bool(completions.choices)

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
        """Walk the completions where there are some, else show what was sent before or after."""
        choice = self._completions.walk(step)
        if choice is not None:
            self.take(choice)
            return
        self._composer.walk_history(self._host.controller.history, step)
        self._put_text = self._composer.text

    def changed(self) -> None:
        """Something was typed: keep it as the thread's draft, and offer how it could go on."""
        text = self._composer.text
        self._host.controller.drafts[self._drafted_for] = text
        if text != self._put_text:
            self._put_text = None
            self.offer()

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

    def begin(self, name: str) -> None:
        """Put a command into the composer and offer its values."""
        self._composer.text = f":{name} "
        self._composer.editor.focus()
        self.offer()

    def complete(self) -> None:
        """Take the next completion."""
        if not self._completions.choices:
            self.offer()
        choice = self._completions.walk()
        if choice is not None:
            self.take(choice)

    def take(self, text: str) -> None:
        """Put a completion into the composer, and keep on offering the others; after the only one, what follows it."""
        is_only = len(self._completions.choices) == 1
        self._put_text = text + self._tail
        self._composer.put(text, self._tail)
        if is_only:
            self.offer()

    def offer(self) -> None:
        """Offer what could stand where the cursor is."""
        before, after = self._composer.around_cursor
        choices = command_choices(self._host, before + after)
        if choices:
            self._tail = ""
            self._completions.offer(choices)
            return
        name = mention_in(before)
        if not name:
            self._completions.offer([], "" if name is None else "@ and a part of a file's name")
        elif not find_files(self._host, name):
            self._completions.offer([], "Open a thread first; files are looked for in its folder.")

    def offer_files(self, query: str, paths: list[str]) -> None:
        """The files that were found for a mention, if it still stands there."""
        before, after = self._composer.around_cursor
        if mention_in(before) == query:
            self._tail = after
            self._completions.offer(file_choices(before, paths), "" if paths else "no file of that name")

    def close_completions(self) -> bool:
        """Hide the completions; say whether there were any."""
        had_any = self._completions.display
        self._completions.offer([])
        return had_any
