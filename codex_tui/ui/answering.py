"""From a form to the worker: what is asked, what was typed and not yet sent, and the second key for lasting grants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from rich.text import Text

from codex_tui.protocol.answers import (
    GRANT_FIELD,
    SCOPE_FIELD,
    AnswerNotFitting,
    FormAnswer,
    FormInvalid,
    GrantScope,
    PermissionsAnswer,
    answer_from,
    is_lasting_answer,
)
from codex_tui.protocol.forms import Form
from codex_tui.protocol.permissions import permission_parts
from codex_tui.protocol.replies import Decision
from codex_tui.protocol.requests import PermissionsApproval, UserInputRequest
from codex_tui.state.events import RequestKey
from codex_tui.state.inbox import EntryState, InboxEntry
from codex_tui.ui.commands.host import CommandHost, RowsFor
from codex_tui.ui.reading import read_request
from codex_tui.ui.render.cards import CardContext, fact_rows
from codex_tui.ui.render.decisions import decision_label, revealed
from codex_tui.ui.render.kinds import kind_title
from codex_tui.ui.render.palette import Palette
from codex_tui.ui.render.permission_words import is_restriction, permission_words
from codex_tui.ui.render.request_facts import facts_of
from codex_tui.ui.render.shown import shown_hash
from codex_tui.ui.render.text import joined, visible, wrap
from codex_tui.ui.screens.form import Filled, FormSheet

_PREFIXES = {"folder": "in ", "environment": "environment "}
_UNSENT_STATES = frozenset((EntryState.WITHDRAWN, EntryState.LOST, EntryState.BY_POLICY))


class AnswerFlow:
    """Opens the form of a request and sends what comes of it."""

    def __init__(self, host: CommandHost, context_of: Callable[[InboxEntry], CardContext]) -> None:
        self._host = host
        self._context_of = context_of
        self._drafts: dict[RequestKey, Filled] = {}

    def open(self, entry: InboxEntry) -> None:
        """Show the form of an entry, with what was typed into it before."""
        if entry.form is None or not entry.is_decidable:
            return
        form, context = in_words(entry.form, entry), self._context_of(entry)
        title = " · ".join(filter(None, (kind_title(entry.kind, entry.request), context.thread_title)))

        def keep(filled: Filled) -> None:
            self._drafts[entry.key] = filled

        seen = shown_hash(entry, context)

        def refuse(decision: Decision, by: str) -> None:
            if self._host.controller.decide(entry.key, decision, by=by, shown_hash=seen):
                close()

        def submit(filled: Filled, by: str) -> Mapping[str, str]:
            try:
                answer = answer_from(entry.request, filled)
            except FormInvalid as invalid:
                return invalid.errors
            except AnswerNotFitting as error:
                self._host.tell("error", f"Not sent: {error}.")
                return {}

            def send() -> None:
                if self._host.controller.answer(entry.key, answer, by=by, shown_hash=seen):
                    close()

            self._ask_second_key(entry, answer, form, send)
            return {}

        close = self._host.ask_form(
            FormSheet(
                visible(title, keep_newlines=False),
                lambda width, palette: heading_rows(entry, context, width, palette),
                form,
                self._drafts.get(entry.key, {}),
                tuple((decision_label(decision, entry.request), decision) for decision in entry.refusals),
                submit,
                refuse,
                keep,
                lambda: read_request(self._host, entry, context),
                lambda: entry.is_decidable,
                lambda filled: note_for(entry, form, filled),
            )
        )

    def sweep(self) -> None:
        """Forget the drafts of what was answered, and give back the texts of what ended otherwise."""
        inbox = self._host.context.model.inbox
        for key in list(self._drafts):
            entry = inbox.entries.get(key)
            if entry is not None and entry.state in (EntryState.PENDING, EntryState.ANSWERING):
                continue
            filled = self._drafts.pop(key)
            if entry is not None and entry.state in _UNSENT_STATES and entry.form is not None:
                text = typed_text(entry.form, filled)
                if text:
                    self._host.controller.give_back(entry.thread_id or None, text)

    def _ask_second_key(self, entry: InboxEntry, answer: FormAnswer, form: Form, send: Callable[[], None]) -> None:
        """Send at once what outlives nothing, the rest after a second key."""
        if not isinstance(answer, PermissionsAnswer) or not is_lasting_answer(answer):
            send()
            return
        labels = [form.fields[0].options[position].label for position in answer.granted]
        rows = (
            "This thread will have, without asking again: " + "; ".join(labels) + ".",
            "It ends with this thread's session; nothing is written to disk.",
        )
        self._host.ask_yes("Allow more than this turn?", rows, send, lambda: entry.is_decidable)


def in_words(form: Form, entry: InboxEntry) -> Form:
    """The form with the permissions of a request put into words."""
    if not isinstance(entry.request, PermissionsApproval):
        return form
    labels = [revealed(", ".join(permission_words(part))) for part in permission_parts(entry.request.permissions)]
    grant, *rest = form.fields
    options = tuple(replace(option, label=label) for option, label in zip(grant.options, labels, strict=True))
    return Form((replace(grant, options=options), *rest))


def heading_rows(entry: InboxEntry, context: CardContext, width: int, palette: Palette) -> list[Text]:
    """What the request says besides its fields."""
    rows: list[Text] = []
    if context.parent_title:
        rows += wrap(Text(visible(f"asked by a sub-agent of {context.parent_title}"), palette.muted), width)
    if not isinstance(entry.request, UserInputRequest):
        for fact in facts_of(entry.request, palette, context.home, context.joined_command):
            if fact.label != "permission":
                prefix = Text(_PREFIXES.get(fact.label, ""), palette.muted)
                rows += fact_rows(fact, joined(prefix, fact.whole) if prefix else fact.whole, width, palette)
    return [*rows, Text()] if rows else []


def note_for(entry: InboxEntry, form: Form, filled: Filled) -> RowsFor:
    """What would be granted and what stays denied, as it stands."""

    def rows_for(width: int, palette: Palette) -> list[Text]:
        if not isinstance(entry.request, PermissionsApproval):
            return []
        chosen = filled[GRANT_FIELD].chosen
        labels = [option.label for option in form.fields[0].options]
        granted = "; ".join(label for position, label in enumerate(labels) if position in chosen)
        denied = "; ".join(label for position, label in enumerate(labels) if position not in chosen)
        is_session = filled[SCOPE_FIELD].chosen == (list(GrantScope).index(GrantScope.SESSION),)
        until = "until this thread's session ends" if is_session else "until this turn ends"
        asked = permission_words(entry.request.permissions)
        without = ", ".join(revealed(words) for words in asked if is_restriction(words))
        told = f"Granted {until}: {granted}" + (f", but {without}" if without else "")
        rows = wrap(Text(told if granted else "Nothing is granted yet.", palette.text), width)
        return rows + (wrap(Text(f"Stays denied: {denied}", palette.muted), width) if denied else [])

    return rows_for


def typed_text(form: Form, filled: Filled) -> str:
    """What was typed into a form, without its secrets."""
    texts = (filled[field.id].text.strip() for field in form.fields if field.id in filled and not field.is_secret)
    return "\n".join(filter(None, texts))
