"""What may be imported before the first picture; everything else waits until it is wanted.

A module that is missing here was made part of the start: either it is needed for the first picture, and belongs into
the list, or it can be imported where it is first used.
"""

from __future__ import annotations

import json
import subprocess
import sys

FIRST_PICTURE = """
import asyncio, json, sys
import codex_tui.cli, codex_tui.launch
from codex_tui.ui.app import AppOptions, CodexTuiApp

class Silent:
    def submit(self, intent): pass
    def drain(self, limit): return []
    def set_wake(self, wake): pass

async def main():
    app = CodexTuiApp(Silent(), AppOptions())
    async with app.run_test(size=(140, 40)):
        print(json.dumps(sorted(sys.modules)))

asyncio.run(main())
"""
ALLOWED = {
    "": "cli launch setting_values settings version worker_options",
    "protocol": (
        "answers base forms items model_list notifications permissions replies requests schemas secret_names table "
        "threads versions"
    ),
    "runtime": (
        "activity asking attestation audit audit_trail auth_refresh binary comeback config_file dynamic_tools "
        "export_file guard handshake kept_choices kept_session link options outbox parameters pipes policy "
        "prefetch private_file process programs reaping recording records redaction secret_assignments "
        "secret_shapes session session_errors standing_policy swift_switching token_providers tokens worker"
    ),
    "runtime.actions": "decisions lookups raw_requests threads turns",
    "state": (
        "attestation audit changes events fold fold_notifications fold_responses history inbox inbox_groups "
        "inbox_view intents joins model pending query_error redacted thread_view threads timeline "
        "timeline_view unanswered wire_block wire_columns wire_log wire_marks wire_matches wire_stats "
        "wire_subset wire_view"
    ),
    "ui": (
        "app attention backend completing composing context controller copying dashboard entry_window filtering host "
        "item_search keys link_flow notify_command outcomes pane_layout pump reading styles theme wire_flow"
    ),
    "ui.commands": "attestation audit filters host replay rpc table threads turns views wire",
    "ui.render": ("alerts characters figures kinds palette pane_title status text thread_rows wire_rows wrapping"),
    "ui.screens": "questions",
    "ui.widgets": (
        "arming banner card_list completion_list composer entry_view filter_bar inbox_cards inbox_list item_stream "
        "key_footer line_list line_view pane pane_tabs row_list status_bar text_field thread_details "
        "thread_list wire_jumps wire_list wire_table"
    ),
    "wire": "connection envelope errors framing",
}
FOREIGN_THAT_WAITS = ("aiohttp", "codex_cli_bin", "markdown_it", "pygments")


def test_nothing_is_imported_before_the_first_picture_that_it_does_not_need() -> None:
    run = subprocess.run([sys.executable, "-c", FIRST_PICTURE], capture_output=True, text=True, timeout=60, check=True)
    loaded: list[str] = json.loads(run.stdout)

    allowed = {
        f"codex_tui.{place}.{name}" if place else f"codex_tui.{name}"
        for place in ALLOWED
        for name in ALLOWED[place].split()
    }
    own = {name for name in loaded if name.startswith("codex_tui.")}
    packages = {f"codex_tui.{place}" for place in ALLOWED if place}
    assert own - allowed - packages == set()
    assert [name for name in loaded if name.startswith(FOREIGN_THAT_WAITS)] == []
