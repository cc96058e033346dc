"""Which thread a line goes to, when it has to wait, and what is said of how it went."""

from __future__ import annotations

from typing import Any

import pytest

from codex_tui.plain.commands import Command, Message
from codex_tui.plain.conversation import NO_THREAD, Conversation
from codex_tui.state.events import IntentDone, IntentFailed
from codex_tui.state.intents import (
    CallMethod,
    Intent,
    InterruptTurn,
    ResumeThread,
    SendMessage,
    StartThread,
    ThreadSettings,
)
from codex_tui.wire.connection import NotificationReceived

SETTINGS = ThreadSettings(model="gpt")
HELLO = Message("hello")


class Talk:
    """A conversation, what it asked for and what it said."""

    def __init__(self, *, is_interactive: bool = False, should_wait: bool = True) -> None:
        self.asked: list[Intent] = []
        self.said: list[str] = []
        self.conversation = Conversation(
            self.asked.append,
            self.said.append,
            self.said.extend,
            SETTINGS,
            is_interactive=is_interactive,
            should_wait=should_wait,
        )

    def open(self, thread_id: str = "t") -> None:
        """Have a thread started."""
        self.conversation.open(None)
        self.done(thread_id)

    def done(self, thread_id: str | None = None, result: Any = None) -> None:
        """What was asked last has happened."""
        self.conversation.settle(IntentDone(self.asked[-1], thread_id, result))

    def failed(self, reason: str) -> None:
        """What was asked last has not happened."""
        self.conversation.settle(IntentFailed(self.asked[-1], reason))

    def tell(self, method: str, turn_id: str, thread_id: str = "t") -> None:
        """The server tells of a turn."""
        params = {"threadId": thread_id, "turn": {"id": turn_id}}
        self.conversation.turns.take_notification(NotificationReceived(b"", method, params))


def test_everything_waits_for_the_thread_that_is_being_opened() -> None:
    talk = Talk(is_interactive=True)
    talk.conversation.open(None)
    assert talk.asked == [StartThread(SETTINGS)] and talk.conversation.name == NO_THREAD
    assert talk.conversation.must_wait(HELLO) and talk.conversation.must_wait(Command("help"))
    assert talk.conversation.is_busy

    talk.done("t")
    assert talk.conversation.name == "t" and talk.said == ["The active thread is t. :help lists the commands."]
    assert not talk.conversation.must_wait(HELLO) and not talk.conversation.is_busy


@pytest.mark.parametrize("line", [HELLO, Command("new"), Command("use", "u"), Command("quit")])
def test_without_a_terminal_a_line_waits_for_the_turn_before_it(line: Message | Command) -> None:
    talk = Talk()
    talk.open()
    assert not talk.conversation.must_wait(line)
    talk.conversation.send(HELLO)
    assert talk.asked[-1] == SendMessage("t", "hello")
    assert talk.conversation.must_wait(line)
    talk.tell("turn/started", "a")
    talk.done("t")
    assert talk.conversation.must_wait(line) and talk.conversation.is_busy and not talk.conversation.is_asking

    talk.tell("turn/completed", "a")
    assert not talk.conversation.must_wait(line) and not talk.conversation.is_busy


def test_where_nothing_is_to_be_waited_for_a_command_acts_at_once_and_turns_of_a_thread_stay_in_order() -> None:
    talk = Talk(should_wait=False)
    talk.open()
    talk.conversation.send(HELLO)
    talk.tell("turn/started", "a")
    talk.done("t")
    assert talk.conversation.must_wait(HELLO) and not talk.conversation.must_wait(Command("use", "u"))

    talk.conversation.run(Command("use", "u"))
    assert not talk.conversation.must_wait(HELLO)


def test_a_command_in_a_script_waits_for_the_list_before_it() -> None:
    talk = Talk()
    talk.open()
    talk.conversation.run(Command("refresh-thread"))
    assert talk.conversation.must_wait(Command("quit"))

    talk.done(result={"data": []})
    assert not talk.conversation.must_wait(Command("quit"))


def test_on_a_terminal_a_message_joins_the_running_turn() -> None:
    talk = Talk(is_interactive=True)
    talk.open()
    talk.conversation.send(HELLO)
    talk.tell("turn/started", "a")

    assert not talk.conversation.must_wait(Message("more")) and not talk.conversation.must_wait(Command("quit"))
    talk.conversation.send(Message("more"))
    assert talk.asked[-1] == SendMessage("t", "more", "a")


def test_turns_that_others_run_are_not_waited_for_nor_interrupted() -> None:
    talk = Talk()
    talk.open()
    talk.tell("turn/started", "a", "sub-agent")

    assert not talk.conversation.is_busy and not talk.conversation.interrupt()


def test_each_turn_is_interrupted_once() -> None:
    talk = Talk()
    talk.open()
    talk.conversation.send(HELLO)
    talk.tell("turn/started", "a")

    assert talk.conversation.interrupt() and talk.asked[-1] == InterruptTurn("t", "a")
    assert not talk.conversation.interrupt()


def test_a_turn_that_is_about_to_begin_is_interrupted_when_it_has() -> None:
    talk = Talk()
    talk.open()
    talk.conversation.send(HELLO)
    assert talk.conversation.interrupt() and len(talk.asked) == 2
    assert not talk.conversation.interrupt()
    talk.tell("turn/started", "a")
    talk.conversation.follow()
    talk.conversation.follow()

    assert talk.asked[2:] == [InterruptTurn("t", "a")]


def test_a_message_that_begins_no_turn_leaves_nothing_to_interrupt() -> None:
    talk = Talk()
    talk.open()
    talk.conversation.send(HELLO)
    talk.conversation.interrupt()
    talk.failed("gone")
    talk.conversation.follow()
    talk.conversation.send(HELLO)
    talk.tell("turn/started", "a")
    talk.conversation.follow()

    assert InterruptTurn("t", "a") not in talk.asked


def test_without_a_thread_a_message_is_not_sent() -> None:
    talk = Talk(is_interactive=True)
    talk.conversation.open("gone")
    assert talk.asked == [ResumeThread("gone", SETTINGS)]
    talk.failed("no such thread")
    talk.conversation.send(HELLO)

    assert len(talk.asked) == 1 and not talk.conversation.has_lost_its_thread
    assert talk.said == [
        "The thread was not resumed: no such thread",
        "There is no active thread; use :new, or :resume <thread-id>.",
    ]


def test_where_nobody_types_a_thread_that_cannot_be_opened_is_the_end() -> None:
    talk = Talk()
    talk.open()
    talk.conversation.run(Command("new"))
    talk.failed("no room")

    assert talk.conversation.has_lost_its_thread and talk.said[-1] == "No thread was started: no room"


def test_a_message_that_was_not_delivered_is_given_back() -> None:
    talk = Talk()
    talk.open()
    talk.conversation.send(HELLO)
    talk.failed("the thread is gone")

    assert talk.said[-1] == "A message was not delivered: the thread is gone. It was: hello"
    assert not talk.conversation.has_lost_its_thread and not talk.conversation.is_busy


def test_another_thread_becomes_the_active_one_known_or_not() -> None:
    talk = Talk()
    talk.open()
    talk.conversation.run(Command("use", "u"))
    talk.conversation.run(Command("use", "t"))

    assert talk.said[1:] == [
        "The active thread is u; it is resumed by your first message.",
        "The active thread is t.",
    ]


def test_threads_are_listed_a_page_at_a_time() -> None:
    talk = Talk()
    talk.conversation.run(Command("refresh-thread", "c1"))
    asked = talk.asked[-1]
    assert isinstance(asked, CallMethod) and asked.method == "thread/list" and asked.params["cursor"] == "c1"
    talk.done(result={"data": [{"id": "t", "preview": "Fix it\nnow"}, {"id": "u"}], "nextCursor": "c2"})

    assert talk.said == ["threads:", "  t  Fix it", "  u", "There are more: :refresh-thread c2"]


def test_a_list_that_does_not_fit_is_told() -> None:
    talk = Talk()
    for result, row in (
        ({"data": []}, "threads: none"),
        ({"data": [5]}, "The server's list of threads cannot be read."),
    ):
        talk.conversation.run(Command("refresh-thread"))
        talk.done(result=result)
        assert talk.said[-1] == row
