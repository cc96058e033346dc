"""What the scripted model may do in one response, as plain values, so that scripts stay data and know no transport."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Say:
    """An agent message; `deltas_per_s` 0 means as fast as the transport takes it.

    One that is not finished streams its deltas and never gets its closing event, as when a stream breaks.
    """

    deltas: tuple[str, ...]
    deltas_per_s: float = 0.0
    phase: Literal["commentary", "final_answer"] | None = None
    is_finished: bool = True


@dataclass(frozen=True, slots=True)
class Think:
    """Reasoning: summary sections that stream, and raw reasoning text where `raw` is given."""

    sections: tuple[str, ...]
    raw: str = ""
    deltas_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Search:
    """A web search that the provider claims to have made."""

    query: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A generated image; `png_base64` is its content."""

    prompt: str
    png_base64: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; the server answers it with one tool output."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    namespace: str | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """A call of the free-form `apply_patch` tool; `text` is the whole patch envelope."""

    text: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Silence on an open stream."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection ends here, without a closing event."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """An HTTP error instead of a stream; only legal as the first part."""

    status: int
    message: str


@dataclass(frozen=True, slots=True)
class Fail:
    """A stream that ends with `response.failed` (with an error code) or `response.incomplete` (with a reason)."""

    code: str
    message: str = ""
    is_incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Spend:
    """Overrides the input tokens that the closing event reports."""

    input_tokens: int


Part: TypeAlias = Say | Think | Search | Draw | Call | Patch | Wait | Cut | Refuse | Fail | Spend
Step: TypeAlias = tuple[Part, ...]
Script: TypeAlias = tuple[Step, ...]


def calls_in(step: Step) -> int:
    """How many tool outputs the server owes after this step."""
    return sum(isinstance(part, Call | Patch) for part in step)


def step_at(script: Script, output_count: int) -> Step:
    """The step to play once the server has returned `output_count` tool outputs; an empty one past the end."""
    answered = 0
    for step in script:
        if answered >= output_count:
            return step
        answered += calls_in(step)
    return ()
