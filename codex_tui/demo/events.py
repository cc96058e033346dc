"""Turns one step of a script into the events of the Responses API, paced, for any transport (PROTOCOL.md section 6)."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from codex_tui.demo.parts import Call, Cut, Draw, Fail, Part, Patch, Refuse, Say, Search, Spend, Step, Think, Wait

Event: TypeAlias = dict[str, Any]

BYTES_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Pause:
    """Time to let pass on the stream's own schedule, so that pauses do not add up their own overhead."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hangup:
    """The transport ends the connection here."""


Beat: TypeAlias = Event | Pause | Hangup


def words_of(text: str) -> tuple[str, ...]:
    """The text cut into deltas of about one word each, white space kept."""
    return tuple(re.findall(r"\s*\S+(?:[ \t]+|\n+)?|\s+", text))


def beats_for(step: Step, request_bytes: int) -> Iterator[Beat]:
    """Every event and pause of one response; `request_bytes` gives the token figures when the step names none."""
    response_id = new_id("resp")
    yield {"type": "response.created", "response": {"id": response_id}}
    output_bytes = 0
    input_tokens = max(1, request_bytes // BYTES_PER_TOKEN)
    for part in step:
        if isinstance(part, Spend):
            input_tokens = part.input_tokens
            continue
        for beat in _beats_of(part, response_id):
            yield beat
            if isinstance(beat, Hangup):
                return
            if isinstance(beat, dict):
                output_bytes += len(beat.get("delta", ""))
        if isinstance(part, Fail):
            return
    usage = _usage(input_tokens, max(1, output_bytes // BYTES_PER_TOKEN))
    yield {"type": "response.completed", "response": {"id": response_id, "usage": usage}}


def new_id(prefix: str) -> str:
    """An id in the provider's own style, unique for the life of the process."""
    return f"{prefix}_{secrets.token_hex(8)}"


def _beats_of(part: Part, response_id: str) -> Iterator[Beat]:
    match part:
        case Say():
            yield from _say(part)
        case Think():
            yield from _think(part)
        case Search():
            yield from _search(part)
        case Draw():
            yield from _draw(part)
        case Call():
            yield _done(_function_call(part))
        case Patch():
            yield _done(
                {"type": "custom_tool_call", "call_id": new_id("call"), "name": "apply_patch", "input": part.text}
            )
        case Wait():
            yield Pause(part.seconds)
        case Cut():
            yield Hangup()
        case Fail():
            yield _failure(part, response_id)
        case Refuse() | Spend():
            raise ValueError(f"{type(part).__name__} is not a part of a stream")


def _say(part: Say) -> Iterator[Beat]:
    item_id = new_id("msg")
    item: Event = {"type": "message", "role": "assistant", "id": item_id}
    if part.phase is not None:
        item["phase"] = part.phase
    yield _added({**item, "content": [{"type": "output_text", "text": ""}]})
    place = {"item_id": item_id, "output_index": 0, "content_index": 0}
    yield from _paced("response.output_text.delta", part.deltas, part.deltas_per_s, place)
    if part.is_finished:
        yield _done({**item, "content": [{"type": "output_text", "text": "".join(part.deltas)}]})


def _think(part: Think) -> Iterator[Beat]:
    item_id = new_id("rs")
    item: Event = {"type": "reasoning", "id": item_id, "encrypted_content": None}
    yield _added({**item, "summary": []})
    for index, section in enumerate(part.sections):
        place = {"item_id": item_id, "output_index": 0, "summary_index": index}
        yield {"type": "response.reasoning_summary_part.added", **place}
        yield from _paced("response.reasoning_summary_text.delta", words_of(section), part.deltas_per_s, place)
    if part.raw:
        place = {"item_id": item_id, "output_index": 0, "content_index": 0}
        yield from _paced("response.reasoning_text.delta", words_of(part.raw), part.deltas_per_s, place)
        item["content"] = [{"type": "reasoning_text", "text": part.raw}]
    yield _done({**item, "summary": [{"type": "summary_text", "text": section} for section in part.sections]})


def _search(part: Search) -> Iterator[Beat]:
    item: Event = {"type": "web_search_call", "id": new_id("ws")}
    yield _added({**item, "status": "in_progress"})
    yield _done({**item, "status": "completed", "action": {"type": "search", "query": part.query}})


def _draw(part: Draw) -> Iterator[Beat]:
    item: Event = {"type": "image_generation_call", "id": new_id("ig"), "revised_prompt": part.prompt}
    yield _added({**item, "status": "in_progress", "result": ""})
    yield _done({**item, "status": "completed", "result": part.png_base64})


def _function_call(part: Call) -> Event:
    item: Event = {"type": "function_call", "call_id": new_id("call"), "name": part.tool}
    if part.namespace is not None:
        item["namespace"] = part.namespace
    return {**item, "arguments": json.dumps(dict(part.arguments))}


def _failure(part: Fail, response_id: str) -> Event:
    if part.is_incomplete:
        response: Event = {"id": response_id, "incomplete_details": {"reason": part.code}}
        return {"type": "response.incomplete", "response": response}
    response = {"id": response_id, "error": {"code": part.code, "message": part.message}}
    return {"type": "response.failed", "response": response}


def _paced(kind: str, deltas: tuple[str, ...], deltas_per_s: float, place: Event) -> Iterator[Beat]:
    gap = Pause(1 / deltas_per_s) if deltas_per_s > 0 else None
    for number, delta in enumerate(deltas):
        if number and gap is not None:
            yield gap
        yield {"type": kind, "delta": delta, **place}


def _added(item: Event) -> Event:
    return {"type": "response.output_item.added", "output_index": 0, "item": item}


def _done(item: Event) -> Event:
    return {"type": "response.output_item.done", "output_index": 0, "item": item}


def _usage(input_tokens: int, output_tokens: int) -> Event:
    return {
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
        "total_tokens": input_tokens + output_tokens,
        "input_tokens_details": None,
        "output_tokens_details": None,
    }
