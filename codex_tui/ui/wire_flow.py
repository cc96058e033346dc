"""What the wire log leads to outside of its pane: a note is asked for, statistics are shown, a file is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from codex_tui.state.wire_log import WireRecord
from codex_tui.state.wire_stats import OTHERS
from codex_tui.state.wire_subset import WireRows
from codex_tui.ui.commands.host import CommandHost
from codex_tui.ui.reading import read_message
from codex_tui.ui.widgets.wire_list import WireList

if TYPE_CHECKING:
    from codex_tui.ui.screens.wire_stats import WireStatsScreen


def quoted(value: str) -> str:
    """A value that the filter language takes exactly."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class WireFlow:
    """Connects the wire log with the rest of the screen."""

    def __init__(self, host: CommandHost, wire: WireList, sync_title: Callable[[], None]) -> None:
        self._host = host
        self._wire = wire
        self._sync_title = sync_title
        self._stats: WireStatsScreen | None = None

    def ask_note(self, record: WireRecord) -> None:
        """Ask for the note on a message."""
        marks = self._host.context.model.wire_marks

        def noted(text: str) -> None:
            marks.set_note(record.seq, text)
            self._wire.marks_changed()

        title = f"Note on message {record.seq + 1:,}; an empty one takes the note away"
        self._host.ask_text(title, marks.note(record.seq), noted, may_be_blank=True)

    def show_messages_of(self, item_id: str) -> None:
        """Show the wire messages of an item; the way back is remembered."""
        self._show_filtered(f"item:{quoted(item_id)}")

    def show_subset(self, name: str) -> None:
        """Show a subset of the wire log."""
        if self._wire.subset_name != name:
            self._wire.action_subset(name)
        self._host.show_pane("wire")

    def show_stats(self) -> None:
        """Show what the wire log adds up to; enter on a row goes to its messages."""
        # Imported when it is needed, which the first picture need not wait for.
        from codex_tui.ui.render.wire_stats import Section
        from codex_tui.ui.screens.wire_stats import WireStatsScreen

        def choose(section: Section, target: str | int) -> None:
            if isinstance(target, int):
                self._open_seq(target)
                return
            if target == OTHERS:
                self._host.tell("information", "These are too many to be told apart. Filter the wire log by name.")
                return
            key = "thread" if section is Section.THREADS else "method"
            self._show_filtered(f"{key}:{quoted(target)}")

        is_filtered = bool(self._wire.filter_text or self._wire.subset_name)
        self._stats = WireStatsScreen(self._host.context, choose, is_filtered=is_filtered)
        self._wire.app.push_screen(self._stats)

    def leave_stats(self) -> None:
        """Close the statistics, if they are shown: the person goes to a pane."""
        if self._stats is not None and self._stats.is_current:
            self._stats.dismiss()
        self._stats = None

    def _open_seq(self, seq: int) -> None:
        """Show a message in full, wherever it is kept."""
        record = self._host.context.model.wire_log.get(seq)
        if record is None:
            self._host.tell("warning", "That message is no longer kept.")
        else:
            read_message(self._host, record)

    def _show_filtered(self, text: str) -> None:
        """Filter the wire log by what nobody typed; the way back is remembered."""
        wire = self._wire
        wire.jumps.remember()
        wire.show_subset("")
        wire.replace_filter(text)
        self._host.show_pane("wire")

    def export(self, name: str) -> None:
        """Write the shown messages to a new file, and say when that is done."""
        if self._wire.activity:
            self._host.tell("warning", "Another export is still being written. Wait for its notice.")
            return
        try:
            target = Path(name.strip()).expanduser()
        except RuntimeError:
            self._host.tell("error", "Nothing was exported: the home folder in it is not known. Give the whole path.")
            return
        self._show_activity("exporting")
        wire = self._wire
        wire.run_worker(self._export(wire.shown, wire.view.filter_text, target), name="wire export")

    async def _export(self, shown: WireRows, filter_text: str, target: Path) -> None:
        """As `export` promises; a filter that still looks at older messages is waited for."""
        # Imported when it is needed, which the first picture need not wait for.
        from codex_tui.ui.wire_export import ExportFailed, WireExport

        wire = self._wire
        try:
            await wire.scanned()
            if wire.view.filter_text != filter_text:
                raise ExportFailed("Nothing was exported: the filter was changed before it had looked at everything.")
            export = WireExport(self._host.context, shown.shown_seqs(), filter_text, target)
            await export.run(lambda: self._show_activity(f"exporting {export.share:.0%}"))
        except ExportFailed as failed:
            self._host.tell("error", str(failed))
        else:
            missing = f" {export.missing_count:,} were dropped meanwhile." if export.missing_count else ""
            self._host.tell("information", f"Exported {export.exported_count:,} messages to {target}.{missing}")
        finally:
            self._show_activity("")

    def _show_activity(self, activity: str) -> None:
        if activity != self._wire.activity:
            self._wire.activity = activity
            self._sync_title()
