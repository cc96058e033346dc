"""Test scenarios in which the provider itself misbehaves: dropped streams, HTTP errors, spent quotas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from codex_tui.demo.conversation import Conversation
from codex_tui.demo.events import words_of
from codex_tui.demo.parts import Cut, Fail, Refuse, Say, Script

HALF = Say(words_of("This message will not be finished"), is_finished=False)


def _drop(conversation: Conversation, arguments: str) -> Script:
    return ((HALF, Cut()),)


def _recovers(conversation: Conversation, arguments: str) -> Script:
    """Drops the first streams, as many as `arguments` says (1), then answers."""
    if conversation.attempt < int(arguments or "1"):
        return ((HALF, Cut()),)
    return ((Say(words_of("This time it went well.")),),)


def _http(status: int, message: str) -> Callable[[Conversation, str], Script]:
    return lambda conversation, arguments: ((Refuse(status, message),),)


def _fails(code: str, message: str) -> Callable[[Conversation, str], Script]:
    return lambda conversation, arguments: ((HALF, Fail(code, message)),)


def _incomplete(conversation: Conversation, arguments: str) -> Script:
    return ((HALF, Fail("max_output_tokens", is_incomplete=True)),)


FAULTS: Mapping[str, Callable[[Conversation, str], Script]] = MappingProxyType(
    {
        "drop": _drop,
        "recovers": _recovers,
        "http-500": _http(500, "scripted server error"),
        "http-429": _http(429, "scripted rate limit"),
        "quota": _fails("insufficient_quota", "The scripted quota is spent."),
        "context-full": _fails("context_length_exceeded", "The scripted context is full."),
        "incomplete": _incomplete,
    }
)
