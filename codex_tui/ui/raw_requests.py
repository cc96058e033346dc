"""Requests by hand: `:rpc`, and past requests that are edited and sent again.

Nothing here answers the server: approvals are decided in the inbox alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from codex_tui.protocol.raw_requests import (
    BadParams,
    is_reading,
    parameter_rows,
    read_params,
    reason_refused,
    skeleton,
)
from codex_tui.state.events import IntentDone
from codex_tui.state.intents import SendRequest
from codex_tui.state.json_pretty import pretty
from codex_tui.state.json_tree import JsonDocument
from codex_tui.state.redacted import is_redacted, placeholder_paths
from codex_tui.state.wire_log import Direction, MessageKind, WireRecord
from codex_tui.ui.commands.host import REPLAY_REASON, CommandHost
from codex_tui.ui.render.text import cut, visible
from codex_tui.ui.screens.request import RequestScreen

MAX_LOOKED_BACK = 20_000
MAX_SHOWN_CHARS = 2_000
MAX_NAMED_FIELDS = 5
REDACTED_WARNING = "Secrets were taken out of this message: type them anew where they belong."
KEPT_NOTE = "This is what you typed before."
CUT_WARNING = "The wire log kept only the start of this message."


class RawRequests:
    """Asks for what must be asked, sends, and shows the answer."""

    def __init__(self, host: CommandHost, push: Callable[[Screen[None]], object]) -> None:
        self._host = host
        self._push = push
        self._unsent: dict[str | int, str] = {}
        """What was typed for a method, or to send a message again, and led to no result; so nothing typed is lost."""
        host.controller.on_done[SendRequest] = self._show_answer

    def call(self, argument: str) -> None:
        """Send `METHOD JSON`, or ask for the JSON where there is none."""
        method, _, text = argument.strip().partition(" ")
        if self._is_refused(method):
            return
        if not text.strip():
            self._edit(method, skeleton(method), parameter_rows(method))
            return
        try:
            params = sendable_params(text)
        except BadParams as error:
            self._host.tell("error", f"Not sent: {error}.")
            rows = [f"{error}.", "", *parameter_rows(method)]
            self._edit(method, text, rows, is_typed=True)
            return
        self._confirm(method, params, text, lambda: None)

    def resend(self, record: WireRecord) -> None:
        """Edit a past request and send it again; says why not where it is none of ours."""
        reason = self._why_not_again(record)
        if reason:
            self._host.tell("warning", f"Not sent again: {reason}.")
            return
        if self._is_refused(record.method):
            return
        rows = parameter_rows(record.method)
        if is_redacted(record):
            rows = [REDACTED_WARNING, "", *rows]
        if len(record.line) < record.size_bytes and not is_redacted(record):
            rows = [CUT_WARNING, "", *rows]
        self._edit(record.method, params_text(record.line), rows, again_seq=record.seq)

    def _why_not_again(self, record: WireRecord) -> str:
        if self._host.context.is_replay:
            return REPLAY_REASON
        if record.direction is Direction.INBOUND:
            is_question = record.kind is MessageKind.REQUEST
            return "the server sent it" + (", and what it asks is decided in the inbox" if is_question else "")
        if record.kind is MessageKind.REQUEST:
            return ""
        if record.kind is MessageKind.NOTIFICATION:
            return "it is a notification, which has no answer"
        return "it is an answer to the server, and an approval is never given twice"

    def _is_refused(self, method: str) -> bool:
        reason = reason_refused(method)
        if reason:
            self._host.tell("warning", f"Not sent: {visible(reason, keep_newlines=False)}.")
        return bool(reason)

    def _edit(
        self, method: str, text: str, rows: list[str], *, again_seq: int | None = None, is_typed: bool = False
    ) -> None:
        """Ask for the parameters; `is_typed` says that the text is the person's, which comes before what was kept."""
        key = method if again_seq is None else again_seq
        kept = None if is_typed else self._unsent.get(key)
        first = "" if is_typed else text

        def submit(typed: str) -> str:
            try:
                params = sendable_params(typed)
            except BadParams as error:
                return f"{visible(str(error))}."
            self._confirm(method, params, typed, close, again_seq=again_seq)
            return ""

        def close() -> None:
            screen.dismiss()

        def keep(typed: str) -> None:
            if typed != first:
                self._unsent[key] = typed
            else:
                self._unsent.pop(key, None)

        title = visible(f"{method}: the parameters", keep_newlines=False)
        shown = [visible(row) for row in ([KEPT_NOTE, "", *rows] if kept is not None else rows)]
        screen = RequestScreen(self._host.context, title, text if kept is None else kept, shown, submit, keep)
        self._push(screen)

    def _confirm(
        self, method: str, params: Any, text: str, close: Callable[[], None], *, again_seq: int | None = None
    ) -> None:
        """Ask before anything that may change something; the editor stays below the question until it is sent."""
        is_again = again_seq is not None

        def send() -> None:
            close()
            if again_seq is not None:
                self._unsent.pop(again_seq, None)
            self._unsent[method] = text
            self._host.controller.submit(SendRequest(method, params))
            self._host.tell("information", f"Sent {method}; its answer will open here.")

        if is_reading(method) and not is_again:
            send()
            return
        title = f"Send {method} again?" if is_again else f"Send {method}?"
        shown = json.dumps(params, ensure_ascii=False, indent=2)
        said = "It leaves as a new request, with a new id." if is_again else "It may change something on the server."
        rows = (said, cut(shown, MAX_SHOWN_CHARS) if len(shown) > MAX_SHOWN_CHARS else visible(shown))
        self._host.ask_yes(visible(title, keep_newlines=False), rows, send)

    def _show_answer(self, done: IntentDone) -> None:
        """Open the answer, whether it is a result or an error."""
        if not isinstance(done.intent, SendRequest):
            return
        record = self._answer_to(done.intent.method, done.result)
        if record is None or record.kind is not MessageKind.ERROR:
            self._unsent.pop(done.intent.method, None)
        if record is None:
            self._host.tell("information", f"{done.intent.method} was answered; the answer is in the wire log.")
        else:
            self._host.show_message(record)

    def _answer_to(self, method: str, request_id: object) -> WireRecord | None:
        """The answer to our newest request with this id."""
        log = self._host.context.model.wire_log
        for seq in range(log.next_seq - 1, max(log.first_seq, log.next_seq - MAX_LOOKED_BACK) - 1, -1):
            record = log.get(seq)
            if record is None or record.direction is Direction.INBOUND or record.kind is not MessageKind.REQUEST:
                continue
            if record.id == request_id and record.method == method:
                return None if record.pair_seq is None else log.get(record.pair_seq)
        return None


def sendable_params(text: str) -> Any:
    """The value of a JSON text; raises BadParams, also where something stands in the place of a secret."""
    params = read_params(text)
    paths = placeholder_paths(params)
    if paths:
        named = ", ".join(paths[:MAX_NAMED_FIELDS]) + (", …" if len(paths) > MAX_NAMED_FIELDS else "")
        raise BadParams(f"a secret was taken out of {named}: type it again there")
    return params


def params_text(line: bytes) -> str:
    """The parameters of a request as indented JSON; an empty object where there are none."""
    document = JsonDocument(line.decode("utf-8", "backslashreplace"))
    members = document.members(document.root) if document.root is not None else []
    params = next((member for member in members if document.key_text(member) == "params"), None)
    return "{}" if params is None else pretty(document, params)
