"""What is shown when an intent that asked for something is done."""

from __future__ import annotations

from codex_tui.state.events import IntentDone
from codex_tui.state.intents import ArchiveThread, FindFiles
from codex_tui.state.threads import ThreadGroup
from codex_tui.ui.commands.host import CommandHost
from codex_tui.ui.composing import ComposerFlow


def found_files(composing: ComposerFlow, done: IntentDone) -> None:
    """Offer the files that were found for a mention."""
    files = done.result if isinstance(done.result, list) else []
    paths = [str(file.get("path", "")) for file in files if isinstance(file, dict)]
    if isinstance(done.intent, FindFiles):
        composing.offer_files(done.intent.query, [path for path in paths if path])


def told_archived(host: CommandHost, done: IntentDone) -> None:
    """Say what became of a thread that left the list, and how to undo it."""
    if isinstance(done.intent, ArchiveThread):
        if done.intent.is_archived:
            host.tell("information", "Archived. :archived shows such threads, and A on one takes it back.")
        else:
            host.tell("information", "Taken back from the archive.")


def told_queued(host: CommandHost, done: IntentDone) -> None:
    """Say where a message is that the server shows only once its turn goes on (PROTOCOL.md, section 2)."""
    record = host.context.model.threads.get(done.thread_id) if done.thread_id is not None else None
    if record is not None and record.group is ThreadGroup.NEEDS_YOU:
        host.tell("information", "Sent. It is shown, and the agent reads it, once the turn goes on.")
