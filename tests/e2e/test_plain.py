"""The line mode against the real server, through pipes: each sentence of what it promises is a test."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import MakeWorld
from tests.e2e.lines import Lines
from tests.e2e.terminal import CTRL_C
from tests.e2e.test_policy import MCP_SERVER
from tests.e2e.world import DASHBOARD, World
from tests.e2e.wrapper import copying_wrapper

pytestmark = pytest.mark.e2e

THREAD_ID = re.compile(r"The active thread is ([0-9a-f-]{36})")
MAX_STALLED_BYTES = 10_000_000
"""More than pipes and queues hold, and less than a flood is."""
HELLO = "Hello from the scripted model."


def active_thread(run: Lines, number: int = 1) -> str:
    """The thread that was made active as the `number`th."""
    return run.wait_matches(THREAD_ID, number)[number - 1]


# What it prints.


def test_every_line_of_the_server_is_printed_unchanged(world: World, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    run = world.start_lines("--plain", codex_bin=copying_wrapper(world.codex_bin, tmp_path, copy))

    assert run.finish("scenario:hostile") == 0
    assert bytes(run.written) == copy.read_bytes()
    assert "turn/completed" in run.methods() and "\u202e" in run.agent_texts()[0]


def test_it_is_chosen_without_a_terminal_and_starts_a_thread(world: World) -> None:
    run = world.start_lines()

    assert run.finish("scenario:hello") == 0
    assert run.agent_texts() == [HELLO]
    assert active_thread(run) in {
        m["params"]["threadId"] for m in run.messages() if m.get("method") == "turn/completed"
    }


def test_an_output_file_gets_the_lines_instead(world: World, tmp_path: Path) -> None:
    copy, file = tmp_path / "copy", tmp_path / "lines.jsonl"
    wrapper = copying_wrapper(world.codex_bin, tmp_path, copy)
    run = world.start_lines("--plain", "--output-file", str(file), codex_bin=wrapper)

    assert run.finish("scenario:hello") == 0
    assert file.read_bytes() == copy.read_bytes() != b""
    assert run.written == b""


def test_final_only_prints_labelled_messages_and_tools(world: World, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    run = world.start_lines("--plain", "--final-only", "--output-file", str(file))

    assert run.finish("scenario:fail", "scenario:patch") == 0
    thread = active_thread(run)
    lines = run.written.decode().splitlines()
    assert all(line.startswith(thread) for line in lines)
    labels = [line.removeprefix(f"{thread} ").partition(":")[0] for line in lines]
    assert labels[:4] == ["tool", "tool exit", "tool output", "assistant"]
    assert f"{thread} tool exit: 3" in lines and f"{thread} tool: file change (declined, 1 file)" in lines
    assert b"item/completed" in file.read_bytes()


def test_final_only_shows_hostile_text_by_name(world: World) -> None:
    run = world.start_lines("--plain", "--final-only")

    assert run.finish("scenario:hostile") == 0
    text = run.written.decode()
    assert "esc ␛[31mred" in text and "‹U+202E›" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)


def test_our_own_words_go_to_standard_error(world: World) -> None:
    run = world.start_lines("--plain")

    assert run.finish(":help", ":frobnicate", ":use") == 0
    said = run.said.decode()
    assert ":refresh-thread" in said and "There is no command :frobnicate here. :help" in said
    assert ":use needs <thread-id>." in said
    assert all("id" in message or "method" in message for message in run.messages())


# Threads and turns.


def test_one_line_is_one_turn_and_they_come_one_after_the_other(world: World) -> None:
    run = world.start_lines("--plain")

    assert run.finish("scenario:stream 20 100", "", "scenario:hello") == 0
    turns = [method for method in run.methods() if method in ("turn/started", "turn/completed")]
    assert turns == ["turn/started", "turn/completed"] * 2
    assert run.agent_texts()[1] == HELLO


def test_a_last_line_without_its_newline_is_a_turn(world: World) -> None:
    run = world.start_lines("--plain")
    run.input.write(b"scenario:hello")
    run.close_input()

    assert run.wait_exit() == 0
    assert run.agent_texts() == [HELLO]


def test_a_thread_is_resumed_with_the_settings_of_the_command_line(world: World) -> None:
    first = world.start_lines("--plain")
    assert first.finish("scenario:hello") == 0
    thread = active_thread(first)
    run = world.start_lines("--plain", "--thread-id", thread, "--model", "gpt-5.2")

    assert run.finish("scenario:hello") == 0
    assert active_thread(run) == thread and run.agent_texts() == [HELLO]
    resumed = next(m["result"] for m in run.messages() if m.get("result", {}).get("thread"))
    assert (resumed["thread"]["id"], resumed["model"]) == (thread, "gpt-5.2")


def test_a_thread_that_cannot_be_resumed_takes_no_turns(world: World) -> None:
    run = world.start_lines("--plain", "--thread-id", "01a209f2-b511-74e3-8d22-ede586444c5e")

    assert run.finish("scenario:hello") == 1
    assert "The thread was not resumed: " in run.said.decode()
    assert "turn/started" not in run.methods()


def test_threads_are_started_listed_used_and_resumed(world: World) -> None:
    run = world.start_lines("--plain")
    run.type("scenario:hello", ":new", "scenario:plan")
    first, second = active_thread(run), active_thread(run, 2)
    run.wait_method("turn/completed", 2)

    assert run.finish(f":use {first}", "scenario:hello", ":refresh-thread", f":resume {second}") == 0
    said = run.said.decode()
    assert f"The active thread is {first}." in said and f"  {second}  scenario:plan" in said
    ends = [m["params"]["threadId"] for m in run.messages() if m.get("method") == "turn/completed"]
    assert ends == [first, second, first]
    assert active_thread(run, 4) == second


def test_commands_in_a_script_wait_for_the_running_turn(world: World) -> None:
    run = world.start_lines("--plain")
    run.type("scenario:stream 20 100", ":new", "scenario:hello", ":quit", "scenario:plan")

    assert run.wait_exit() == 0
    turns = [m["params"] for m in run.messages() if m.get("method") in ("turn/started", "turn/completed")]
    threads = [active_thread(run), active_thread(run, 2)]
    assert [turn["threadId"] for turn in turns] == [threads[0], threads[0], threads[1], threads[1]]
    assert run.agent_texts()[1:] == [HELLO]


def test_with_no_wait_quit_leaves_at_once(world: World) -> None:
    run = world.start_lines("--plain", "--no-wait")
    run.type("scenario:slow 60")
    run.wait_method("item/agentMessage/delta")
    run.type(":quit")

    assert run.wait_exit() == 0
    assert "turn/completed" not in run.methods()
    assert world.left_behind() == []


# Requests of the server, with nobody there.


def test_approvals_are_declined_and_on_record(world: World) -> None:
    run = world.start_lines("--plain")

    assert run.finish("scenario:exec-approve a.txt", "scenario:patch b.txt") == 0
    assert [run.items(kind)[0]["status"] for kind in ("commandExecution", "fileChange")] == ["declined"] * 2
    assert list(world.workspace.iterdir()) == []
    assert "declined, by policy plain: command request 0 in thread" in run.said.decode()
    trail = [json.loads(line) for line in world.audit_file.read_text().splitlines()]
    assert [(line["kind"], line["decision"], line["who"]) for line in trail] == [
        ("command", "declined", "policy: plain"),
        ("file change", "declined", "policy: plain"),
    ]


def test_auto_approve_accepts_commands_and_file_changes_and_nothing_else(world: World) -> None:
    run = world.start_lines("--plain", "--auto-approve", "--audit", "off")
    turns = ["scenario:exec-approve a.txt", "scenario:patch b.txt", "scenario:permissions"]

    assert run.finish(*turns) == 0
    assert sorted(path.name for path in world.workspace.iterdir()) == ["a.txt", "b.txt"]
    assert "declined, by policy plain: permissions request" in run.said.decode()
    assert not world.audit_file.exists()


def test_what_cannot_be_put_on_record_is_not_approved(world: World) -> None:
    world.audit_file.mkdir()
    run = world.start_lines("--plain", "--auto-approve")

    assert run.finish("scenario:exec-approve a.txt") == 1
    assert run.items("commandExecution")[0]["status"] == "declined"
    assert "A request was declined, not approved: " in run.said.decode()


@pytest.mark.parametrize("text", ["scenario:ask", "scenario:permissions", "scenario:dynamic lookup"])
def test_questions_permissions_and_tool_calls_are_refused_and_the_turn_goes_on(world: World, text: str) -> None:
    run = world.start_lines("--plain", "--dynamic-tool", "lookup=touch called")

    assert run.finish(text) == 0
    assert run.agent_texts()[0].startswith("Finished.")
    assert "declined, by policy plain: " in run.said.decode()
    assert list(world.workspace.iterdir()) == []


def test_a_question_of_an_mcp_server_is_declined(make_world: MakeWorld) -> None:
    command, script = json.dumps(sys.executable), json.dumps(str(MCP_SERVER))
    world = make_world(extra_config=f"[mcp_servers.paints]\ncommand = {command}\nargs = [{script}]")
    run = world.start_lines("--plain")

    assert run.finish("scenario:mcp paints paint") == 0
    assert "action=decline" in run.agent_texts()[0]


def test_the_clock_is_told(make_world: MakeWorld) -> None:
    world = make_world(extra_config='[features.current_time_reminder]\nenabled = true\nclock_source = "external"')
    run = world.start_lines("--plain")
    code = run.finish("scenario:hello")

    if "failed to load configuration" in run.said.decode():
        # Servers before 0.163 have no such clock.
        assert code == 1
    else:
        assert (code, run.agent_texts()) == (0, [HELLO])
        assert "currentTime/read" in run.methods()


# Its end.


def test_the_end_of_the_input_finishes_the_running_turn(world: World) -> None:
    run = world.start_lines("--plain")
    run.type("scenario:slow 1")
    run.wait_method("item/agentMessage/delta")
    run.close_input()

    assert run.wait_exit() == 0
    assert run.agent_texts() == ["A first half, and a second half."]
    assert run.methods()[-1] == "turn/completed"


def test_with_no_wait_it_does_not(world: World) -> None:
    run = world.start_lines("--plain", "--no-wait")

    assert run.finish("scenario:slow 60") == 0
    assert "turn/completed" not in run.methods()
    assert world.left_behind() == []


def test_a_failed_turn_is_told(world: World) -> None:
    run = world.start_lines("--plain")

    assert run.finish("scenario:http-500") == 0
    assert "failed: " in run.said.decode()


def test_ctrl_c_interrupts_the_turn_and_ends_what_is_not_a_terminal(world: World) -> None:
    run = world.start_lines("--plain")
    run.type("scenario:slow 60", "scenario:hello")
    run.wait_method("item/agentMessage/delta")
    run.interrupt()

    assert run.wait_exit() == 128 + signal.SIGINT
    ended = next(m for m in run.messages() if m.get("method") == "turn/completed")
    assert ended["params"]["turn"]["status"] == "interrupted"
    assert run.methods().count("turn/started") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_in_order(world: World, number: int) -> None:
    run = world.start_lines("--plain")
    active_thread(run)
    run.send_signal(number)

    assert run.wait_exit() == 128 + number
    assert "Traceback" not in run.said.decode()
    assert world.left_behind() == []


def test_a_lost_server_is_told_and_ends_it(world: World) -> None:
    run = world.start_lines("--plain")
    active_thread(run)
    (server,) = world.running("app-server")[-1:]
    os.kill(server.pid, signal.SIGKILL)

    assert run.wait_exit() == 1
    assert "The server was ended by signal 9." in run.said.decode()


def test_a_reader_that_has_enough_ends_it(world: World) -> None:
    run = world.start_lines("--plain", is_read=False)
    assert run.output.readline().startswith(b'{"id":1,"result":')
    run.output.close()
    run.type("scenario:hello")

    assert run.wait_exit() == 128 + signal.SIGPIPE
    assert "Traceback" not in run.said.decode()
    assert world.left_behind() == []


def test_a_full_disk_is_told_and_ends_it(world: World) -> None:
    command = [*DASHBOARD, "--plain", "--codex-bin", str(world.codex_bin)]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command,
            env={**os.environ, **world.program_env},
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=-1,
            timeout=20,
        )

    assert done.returncode == 1
    assert b"Standard output cannot be written: No space left on device." in done.stderr


def test_a_slow_reader_stalls_the_server_and_gets_everything(world: World, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    wrapper = copying_wrapper(world.codex_bin, tmp_path, copy)
    run = world.start_lines("--plain", codex_bin=wrapper, is_read=False)
    run.type("scenario:flood 60000")
    run.close_input()
    stalled_bytes = run.wait_stall(copy)
    written = run.output.read()

    assert run.wait_exit() == 0
    assert written == copy.read_bytes() and written.endswith(b"\n")
    assert MAX_STALLED_BYTES > stalled_bytes > 0 and len(written) > MAX_STALLED_BYTES


# On a terminal.


def test_the_prompt_shows_the_active_thread_and_ctrl_c_ends_the_turn_before_the_program(world: World) -> None:
    terminal = world.start_dashboard("--plain")
    terminal.wait_for(ends_in_prompt, "the prompt")
    terminal.press("scenario:slow 60\r")
    terminal.wait_text("item/agentMessage/delta")
    terminal.wait_for(ends_in_prompt, "the prompt after what was printed")
    terminal.press(CTRL_C)
    terminal.wait_text("The turn is interrupted;", "turn/completed", " was interrupted.")
    terminal.wait_for(ends_in_prompt, "the prompt after the interruption")
    terminal.press(CTRL_C)

    assert terminal.wait_exit() == 128 + signal.SIGINT


def test_a_command_on_a_terminal_acts_at_once(world: World) -> None:
    terminal = world.start_dashboard("--plain")
    terminal.wait_for(ends_in_prompt, "the prompt")
    terminal.press("scenario:slow 60\r")
    terminal.wait_text("item/agentMessage/delta")
    terminal.press(":quit\r")

    assert terminal.wait_exit() == 0
    assert b"turn/completed" not in terminal.output


def test_lines_on_a_terminal_cannot_act_on_it(world: World) -> None:
    terminal = world.start_dashboard("--plain")
    terminal.wait_for(ends_in_prompt, "the prompt")
    terminal.press("scenario:hostile\r")
    terminal.wait_text('"method":"turn/completed"')
    terminal.press("\x04")

    assert terminal.wait_exit() == 0
    assert "‹U+202E›" in terminal.output.decode()
    assert not re.search("[\x80-\x9f\u202a-\u202e\u2066-\u2069]", terminal.output.decode())


def ends_in_prompt(screen: str) -> bool:
    return re.search(r"\([0-9a-f-]{36}\)>\s*\Z", screen) is not None
