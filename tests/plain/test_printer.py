"""What reaches standard output and standard error, on pipes and on terminals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codex_tui.plain.printer import ERASE_LINE, MAX_HELD_BYTES, Printer, Streams

PIPES = Streams(False, False, False, are_joined=False)
TERMINAL = Streams(True, True, True, are_joined=True)
ONLY_OUTPUT_PIPED = Streams(True, False, True, are_joined=False)
DEADLINE_S = 10.0

Capture = pytest.CaptureFixture[bytes]


def printer_on(streams: Streams) -> Printer:
    return Printer(streams, lambda: None, lambda error: None)


def printed(printer: Printer, capture: Capture) -> tuple[bytes, bytes]:
    """All that has left, once the printer is ended."""
    printer.end()
    for lane in printer.lanes:
        lane.close()
        assert lane.has_ended_within(DEADLINE_S)
    return capture.readouterr()


def test_server_bytes_are_unchanged_in_a_pipe(capfdbinary: Capture) -> None:
    printer = printer_on(PIPES)
    chunks = [b'{"a":"\xc2', b'\x9b"}\r\n\n', b"\xff\xfe not JSON \x1b[2J\n", b"half a line"]
    for chunk in chunks:
        printer.print_server(chunk)

    assert printed(printer, capfdbinary) == (b"".join(chunks), b"")


def test_what_would_act_on_a_terminal_is_shown_by_name(capfdbinary: Capture) -> None:
    printer = printer_on(TERMINAL)
    printer.print_server(b'{"a":"\xc2')
    printer.print_server(b'\x9b31m \xe2\x80\xae"}\n\x1b[2J\xff\n')

    out, _ = printed(printer, capfdbinary)
    assert out.decode() == '{"a":"‹U+009B›31m ‹U+202E›"}\n␛[2J\\xff\n'


def test_our_words_do_not_stand_inside_a_line_of_the_server(capfdbinary: Capture) -> None:
    printer = printer_on(TERMINAL)
    printer.print_server(b'{"first":1}\n{"half":')
    printer.say("said meanwhile")
    printer.print_server(b"2}\n")

    assert printed(printer, capfdbinary) == (b'{"first":1}\n{"half":2}\n', b"codex-tui: said meanwhile\n")


def test_a_line_without_end_is_not_kept(capfdbinary: Capture) -> None:
    printer = printer_on(PIPES)
    printer.print_server(b"x" * (MAX_HELD_BYTES + 1))
    printer.say("now")
    out, err = printed(printer, capfdbinary)

    assert (len(out), err) == (MAX_HELD_BYTES + 1, b"codex-tui: now\n")


def test_our_words_are_harmless_and_one_line_each(capfdbinary: Capture) -> None:
    printer = printer_on(PIPES)
    printer.say("a\nb\x1b[2J")
    printer.say_rows(["one", "two\udc9b"])

    assert printed(printer, capfdbinary)[1].decode() == "codex-tui: a b␛[2J\none\ntwo‹U+DC9B›\n"


def test_the_prompt_makes_way_and_comes_back_once(capfdbinary: Capture) -> None:
    printer = printer_on(TERMINAL)
    printer.prompt("thr")
    printer.prompt("thr")
    printer.print_server(b"{}\n")
    printer.prompt("thr")
    printer.note_enter()
    printer.say("said")
    out, err = printed(printer, capfdbinary)

    assert (out, err) == (b"{}\n", b"(thr)> " + ERASE_LINE + b"(thr)> codex-tui: said\n")


def test_a_terminal_that_cannot_erase_gets_a_new_line(capfdbinary: Capture) -> None:
    printer = printer_on(replace(TERMINAL, is_dumb=True))
    printer.prompt("thr")
    printer.say("said")

    assert printed(printer, capfdbinary) == (b"", b"(thr)> \ncodex-tui: said\n")


def test_output_elsewhere_leaves_the_prompt_alone(capfdbinary: Capture) -> None:
    printer = printer_on(ONLY_OUTPUT_PIPED)
    printer.prompt("thr")
    printer.print_server(b"{}\n")

    assert printed(printer, capfdbinary) == (b"{}\n", b"(thr)> " + ERASE_LINE)


def test_without_somebody_who_types_there_is_no_prompt(capfdbinary: Capture) -> None:
    printer = printer_on(PIPES)
    printer.prompt("thr")

    assert printed(printer, capfdbinary) == (b"", b"")
