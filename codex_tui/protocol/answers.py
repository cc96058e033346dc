"""Answers that say more than a decision: the form of a request, what was answered, and the reply that carries it.

`form_for` says what may be answered, `answer_from` makes an answer of what a person entered, and `reply_for_answer`
builds the reply and refuses whatever the request did not ask for. A refusal is no answer but a decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from codex_tui.protocol.forms import (
    NOTHING,
    Entered,
    FieldInvalid,
    FieldKind,
    Form,
    FormField,
    Option,
    OtherText,
    check_value,
    read_value,
)
from codex_tui.protocol.permissions import granted_profile, permission_parts
from codex_tui.protocol.replies import Decision, Reply, decisions_for, refusals_for
from codex_tui.protocol.requests import ElicitationRequest, PermissionsApproval, ServerRequest, UserInputRequest
from codex_tui.protocol.schemas import form_from_schema

GRANT_FIELD, SCOPE_FIELD = "permissions", "scope"
NONE_OF_THE_OPTIONS = "None of the above"
NOTE_PREFIX = "user_note: "
SECRET_STAND_IN = "<secret>"
"""Not even a hash: what people keep secret is often short enough to be guessed from one."""


class GrantScope(StrEnum):
    """How long granted permissions hold; the wire's own names."""

    TURN = "turn"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class InputAnswer:
    """What was answered to each question, by its id; an own text beside options comes as a note."""

    answers: Mapping[str, tuple[str, ...]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PermissionsAnswer:
    """The positions of the granted parts (`permission_parts`), and for how long."""

    granted: tuple[int, ...]
    scope: GrantScope = GrantScope.TURN


@dataclass(frozen=True, slots=True)
class ElicitationAnswer:
    """The content of an accepted elicitation."""

    content: Mapping[str, Any] = field(repr=False)


FormAnswer = InputAnswer | PermissionsAnswer | ElicitationAnswer


@dataclass(frozen=True, slots=True)
class Choices:
    """All that a person can do about a request; nothing at all for kinds that a policy must answer."""

    offered: tuple[Decision, ...] = ()
    refusals: tuple[Decision, ...] = ()
    form: Form | None = None

    @property
    def is_any(self) -> bool:
        """Whether a person can do anything about it."""
        return bool(self.offered or self.refusals)


class AnswerNotFitting(ValueError):
    """An answer that the request did not ask for; nothing may be sent."""


class FormInvalid(ValueError):
    """What was entered makes no answer; `errors` says for each field, by its id, what it wants instead."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {error}" for name, error in errors.items()))
        self.errors = dict(errors)


def choices_for(request: ServerRequest) -> Choices:
    """What a person may choose; without anything that accepts, a refusal needs no person."""
    offered, form = decisions_for(request), form_for(request)
    return Choices(offered, refusals_for(request), form) if offered or form is not None else Choices()


def form_for(request: ServerRequest) -> Form | None:
    """The form that answers a request; None where a decision answers it, or nothing here can."""
    match request:
        case UserInputRequest():
            return _question_form(request.questions)
        case PermissionsApproval():
            return _permission_form(request.permissions)
        case ElicitationRequest() if request.is_form:
            form = form_from_schema(request.requested_schema)
            return form if form is not None and form.fields else None
    return None


def answer_from(request: ServerRequest, entered: Mapping[str, Entered]) -> FormAnswer:
    """The answer that was entered; raises FormInvalid, and AnswerNotFitting where the request has no form."""
    form = form_for(request)
    if form is None:
        raise AnswerNotFitting("this request is not answered with a form")
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for form_field in form.fields:
        try:
            value = read_value(form_field, entered.get(form_field.id, Entered()))
        except FieldInvalid as invalid:
            errors[form_field.id] = str(invalid)
        else:
            if value is not NOTHING:
                values[form_field.id] = value
    if errors:
        raise FormInvalid(errors)
    match request:
        case UserInputRequest():
            return InputAnswer({name: _input_texts(value) for name, value in values.items()})
        case PermissionsApproval():
            return PermissionsAnswer(tuple(values[GRANT_FIELD]), GrantScope(values[SCOPE_FIELD]))
    return ElicitationAnswer(values)


def reply_for_answer(request: ServerRequest, answer: FormAnswer) -> Reply:
    """The reply that carries an answer; raises AnswerNotFitting where it is not what the request asks for."""
    form = form_for(request)
    match request, answer:
        case UserInputRequest(), InputAnswer() if form is not None:
            _check_input(form, answer)
            kept = _without_secrets(form, answer.answers, (SECRET_STAND_IN,))
            return Reply(_input_result(answer.answers), kept_result=None if kept is None else _input_result(kept))
        case PermissionsApproval(), PermissionsAnswer() if form is not None:
            return Reply(result=_granted(request, answer))
        case ElicitationRequest(), ElicitationAnswer() if form is not None:
            _check_content(form, answer.content)
            kept = _without_secrets(form, answer.content, SECRET_STAND_IN)
            return Reply(_content_result(answer.content), kept_result=None if kept is None else _content_result(kept))
    raise AnswerNotFitting(f"{type(answer).__name__} does not answer this request")


def answer_word(request: ServerRequest, answer: FormAnswer) -> str:
    """How an answer goes on record: of permissions, how much was granted."""
    if not isinstance(answer, PermissionsAnswer) or not isinstance(request, PermissionsApproval):
        return "answer"
    if not answer.granted:
        return "grant nothing"
    return "grant" if len(answer.granted) == len(permission_parts(request.permissions)) else "grant in part"


def is_lasting_answer(answer: FormAnswer) -> bool:
    """Whether an answer allows something beyond its turn, so that it needs a second key."""
    return isinstance(answer, PermissionsAnswer) and answer.scope is GrantScope.SESSION


def _without_secrets(form: Form, values: Mapping[str, Any], stand_in: Any) -> Mapping[str, Any] | None:
    """The values as they may be kept; None where that is all of them."""
    secrets = {form_field.id for form_field in form.fields if form_field.is_secret} & values.keys()
    return {name: stand_in if name in secrets else value for name, value in values.items()} if secrets else None


def _content_result(content: Mapping[str, Any]) -> dict[str, Any]:
    return {"action": "accept", "content": dict(content)}


def _input_result(answers: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {"answers": {name: {"answers": list(texts)} for name, texts in answers.items()}}


def _question_form(questions: list[Any]) -> Form | None:
    fields = tuple(map(_question_field, questions))
    known = tuple(form_field for form_field in fields if form_field is not None)
    are_distinct = len({form_field.id for form_field in known}) == len(questions)
    return Form(known) if known and are_distinct else None


def _question_field(question: Any) -> FormField | None:
    match question:
        case {"id": str(name), "question": str(text)}:
            options = question.get("options") or []
        case _:
            return None
    if not isinstance(options, list) or not all(
        isinstance(o, dict) and isinstance(o.get("label"), str) for o in options
    ):
        return None
    header = question.get("header")
    return FormField(
        name,
        header if isinstance(header, str) and header else text,
        FieldKind.CHOICE if options else FieldKind.TEXT,
        text if header else "",
        tuple(Option(o["label"], o["label"], str(o.get("description") or "")) for o in options),
        has_other=bool(options) and question.get("isOther") is True,
        is_secret=question.get("isSecret") is True,
    )


def _permission_form(permissions: dict[str, Any]) -> Form | None:
    parts = permission_parts(permissions)
    if not parts:
        return None
    scopes = (Option("turn", "For this turn"), Option("session", "For the whole session of this thread"))
    return Form(
        (
            # The labels are the screen's affair: it puts a part into words.
            FormField(GRANT_FIELD, "Grant", FieldKind.CHOICES, options=tuple(Option(i, "") for i in range(len(parts)))),
            FormField(SCOPE_FIELD, "For how long", FieldKind.CHOICE, options=scopes, default="turn"),
        )
    )


def _input_texts(value: Any) -> tuple[str, ...]:
    return (NONE_OF_THE_OPTIONS, NOTE_PREFIX + value.text) if isinstance(value, OtherText) else (value,)


def _check_input(form: Form, answer: InputAnswer) -> None:
    if set(answer.answers) != {form_field.id for form_field in form.fields}:
        raise AnswerNotFitting("not every question is answered, or one that was not asked is")
    for form_field in form.fields:
        match answer.answers[form_field.id]:
            case (str(text),):
                value: Any = text
            case (str(none), str(note)) if none == NONE_OF_THE_OPTIONS and note.startswith(NOTE_PREFIX):
                value = OtherText(note.removeprefix(NOTE_PREFIX))
            case _:
                raise AnswerNotFitting(f"{form_field.id}: one text is wanted")
        _check_field(form_field, value)


def _granted(request: PermissionsApproval, answer: PermissionsAnswer) -> dict[str, Any]:
    try:
        permissions = granted_profile(request.permissions, answer.granted)
    except IndexError:
        raise AnswerNotFitting("a permission is granted that was not asked for") from None
    if not permissions:
        raise AnswerNotFitting("nothing is granted; that is a refusal")
    return {"permissions": permissions, "scope": answer.scope.value}


def _check_content(form: Form, content: Mapping[str, Any]) -> None:
    fields = {form_field.id: form_field for form_field in form.fields}
    if not content.keys() <= fields.keys():
        raise AnswerNotFitting("a field is answered that was not asked for")
    for name, form_field in fields.items():
        if name in content:
            _check_field(form_field, content[name])
        elif form_field.is_required:
            raise AnswerNotFitting(f"{name} is missing")


def _check_field(form_field: FormField, value: Any) -> None:
    try:
        check_value(form_field, value)
    except FieldInvalid as invalid:
        raise AnswerNotFitting(f"{form_field.id}: {invalid}") from None
