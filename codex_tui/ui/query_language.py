"""The filter language of the wire log in words: for the help, and for the completions on the prompt."""

from __future__ import annotations

from dataclasses import dataclass

KIND_MEANINGS = {
    "req": "requests",
    "note": "notifications",
    "ok": "results",
    "err": "error answers",
    "bad": "malformed lines",
}
DIRECTION_MEANINGS = {"in": "from the server", "out": "to the server"}


@dataclass(frozen=True, slots=True)
class Form:
    """One way to say something: an example, what it means, and how it begins, which is what completion offers."""

    example: str
    meaning: str
    start: str = ""


FORMS: tuple[Form, ...] = (
    Form("dir:in", "came from the server; dir:out went to it", "dir:"),
    Form("kind:req", "req, note, ok, err or bad, as the log shows it", "kind:"),
    Form("method:thread", 'begins so; method:*delta with anything in between; method:"x" exactly so', "method:"),
    Form("thread:01a2", 'the id has this anywhere, or is shown so, as 01…51ba; "x" exactly, "" none', "thread:"),
    Form("turn:01a2", "the message names such a turn", "turn:"),
    Form("item:msg_5", 'the id has this anywhere; "x" exactly, "" none', "item:"),
    Form("id:41", 'a request and its answer; id:#41 only the number, id:"41" only the text', "id:"),
    Form("size:>10k", "bytes; > >= < <= = with k, M or G", "size:"),
    Form("latency:>100ms", "how long an answer took; > >= < <= = with ms, s or min", "latency:"),
    Form("error", "error answers and malformed lines; error:-32001 by code, error:word by text", "error"),
    Form("word", 'in method, ids, note or line, in any case; "several words"; text:and for a word of the language'),
    Form("/a.*b/", "a regular expression, /a.*b/i in any case"),
    Form("@name", "a saved filter; :filter save NAME keeps one, :filter delete NAME forgets it"),
    Form("and or not", "a space is and, ! is not, ( ) group; not binds closest, then and, then or"),
)
SHORT = 'key:value  word  "two words"  /regex/i  @saved  and or not ( )  · tab completes'


def form_of(key: str) -> Form | None:
    """What is said of a key."""
    return next((form for form in FORMS if form.start.rstrip(":") == key and key), None)
