"""One line of JSON to one envelope: who asks, who answers, who tells.

The app-server leaves out the `jsonrpc` member (PROTOCOL.md, section 1), so the shape alone decides. Nothing here
raises on what a peer sent: what is no envelope becomes `Malformed`, with the reason, and is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json, to_json

from codex_tui.wire.errors import LocalProtocolError

_TYPE_NAMES = {list: "an array", str: "a string", int: "a number", float: "a number", bool: "a boolean"}

RequestId = int | str


@dataclass(frozen=True, slots=True)
class Request:
    """A method call that wants an answer."""

    id: RequestId
    method: str
    params: Any


@dataclass(frozen=True, slots=True)
class Notification:
    """A method call that wants none."""

    method: str
    params: Any


@dataclass(frozen=True, slots=True)
class Response:
    """A result."""

    id: RequestId
    result: Any


@dataclass(frozen=True, slots=True)
class ErrorResponse:
    """A refusal; `id` is None where the peer could not tell which request it refused."""

    id: RequestId | None
    code: int
    message: str
    data: Any = None


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line that is no envelope, and why."""

    reason: str


Envelope = Request | Notification | Response | ErrorResponse | Malformed


def parse_line(line: bytes) -> Envelope:
    """Parse one line; the JSON text may be anything at all."""
    try:
        value = from_json(line)
    except ValueError as error:
        return Malformed(f"not JSON: {str(error)[:200]}")
    if type(value) is not dict:
        return Malformed(f"not a JSON object but {_shape_of(value)}")
    method = value.get("method")
    if method is not None:
        return _call(value, method)
    if "id" not in value:
        return Malformed("neither a method nor an id")
    return _answer(value, value["id"])


def shown_id(request_id: RequestId | None) -> str:
    """An id as it may be said to a person: a text is in quotes, since `7` and `"7"` are two."""
    if request_id is None:
        return "no request"
    return f'"{request_id}"' if isinstance(request_id, str) else str(request_id)


def _shape_of(value: object) -> str:
    return _TYPE_NAMES.get(type(value), "null")


def _is_request_id(value: object) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool)


def _call(value: dict[str, Any], method: object) -> Envelope:
    if not isinstance(method, str):
        return Malformed("the method is not a string")
    if "id" not in value:
        return Notification(method, value.get("params"))
    if not _is_request_id(value["id"]):
        return Malformed(f"the id of {method} is neither an integer nor a string")
    return Request(value["id"], method, value.get("params"))


def _answer(value: dict[str, Any], request_id: Any) -> Envelope:
    error = value.get("error")
    if isinstance(error, dict):
        if request_id is not None and not _is_request_id(request_id):
            return Malformed("the id of an error is neither an integer nor a string")
        code = error.get("code")
        message = error.get("message")
        return ErrorResponse(
            request_id,
            code if type(code) is int else 0,
            message if isinstance(message, str) else "(no message)",
            error.get("data"),
        )
    if "result" not in value:
        return Malformed("an id with neither a method, a result nor an error")
    if not _is_request_id(request_id):
        return Malformed("the id of a result is neither an integer nor a string")
    return Response(request_id, value["result"])


def encode(message: dict[str, Any]) -> bytes:
    """One message as a line with its newline.

    The app-server silently drops a message with a lone surrogate and ends on a byte that is not UTF-8
    (PROTOCOL.md, section 1), so neither can leave here.

    Raises LocalProtocolError where the message cannot be written as JSON in UTF-8.
    """
    try:
        return to_json(message, inf_nan_mode="null") + b"\n"
    except (ValueError, TypeError) as error:
        raise LocalProtocolError(f"this message cannot be sent as JSON: {error}") from error
