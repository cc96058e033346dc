"""The wire log's filter prompt by keys: completions, the match count, and faults that keep the filter before them."""

from __future__ import annotations

import pytest

from codex_tui.ui.app import AppOptions
from codex_tui.ui.widgets.filter_bar import FilterBar
from codex_tui.ui.widgets.query_prompt import QueryPrompt
from tests.ui.stage import MEDIUM, NARROW, Stage, key_event, open_app


def prompt(stage: Stage) -> QueryPrompt:
    return stage.dashboard.query_one(QueryPrompt)


def hint(stage: Stage) -> str:
    return stage.rows(prompt(stage).hint_row)[0].strip()


def wire_text(stage: Stage) -> str:
    return "\n".join(stage.rows(stage.dashboard.wire))


def filter_text(stage: Stage) -> str:
    return stage.dashboard.wire.filter_text


async def tell(stage: Stage, *methods: str) -> None:
    for method in methods:
        stage.session.tell(method, threadId="t1")
    await stage.settle()


async def test_the_prompt_says_the_language_and_offers_the_keys() -> None:
    async with open_app() as stage:
        await stage.press("f4", "/")

        assert hint(stage).startswith('key:value  word  "two words"  /regex/i') and hint(stage).endswith("1 of 1")
        rows = stage.rows(prompt(stage).completions)
        assert [row.split()[0] for row in rows] == ["dir:", "kind:", "method:", "thread:"]


async def test_tab_takes_completions_until_the_filter_stands() -> None:
    async with open_app() as stage:
        await tell(stage, "lab/one", "lab/two")
        await stage.press("f4", "/")
        await stage.write("meth")
        await stage.press("tab")
        await stage.write("lab/t")
        assert "method:thread" in hint(stage)
        await stage.press("tab")

        assert filter_text(stage) == prompt(stage).bar.value == "method:lab/two "
        assert "lab/two" in wire_text(stage) and "lab/one" not in wire_text(stage)
        assert hint(stage).endswith("1 of 3")


async def test_arrows_choose_and_enter_takes_before_it_keeps() -> None:
    async with open_app() as stage:
        await stage.press("f4", "/")
        await stage.write("dir:")
        await stage.press("down", "down", "up", "up", "enter")
        assert prompt(stage).bar.value == "dir:out "

        await stage.press("enter")
        assert stage.is_focused(stage.dashboard.wire) and filter_text(stage) == "dir:out "
        assert stage.rows(prompt(stage)) == ["dir:out"]


async def test_a_click_takes_a_completion() -> None:
    async with open_app() as stage:
        await stage.press("f4", "/")
        await stage.write("kind:")
        await stage.click_text(prompt(stage).completions, "kind:note")

        assert prompt(stage).bar.value == "kind:note " and stage.is_focused(prompt(stage).bar)


async def test_a_completion_replaces_the_word_at_the_cursor_only() -> None:
    async with open_app() as stage:
        await stage.press("f4", "/")
        await stage.write("di kind:note")
        await stage.press("home", "right", "right", "tab")

        assert prompt(stage).bar.value == "dir: kind:note"
        await stage.press("tab")
        assert prompt(stage).bar.value == "dir:in kind:note" and filter_text(stage) == "dir:in kind:note"


async def test_the_count_follows_what_arrives() -> None:
    async with open_app() as stage:
        await stage.press("f4", "/")
        await stage.write("method:lab")
        assert hint(stage).endswith("0 of 1")

        await tell(stage, "lab/one", "other", "lab/two")
        assert hint(stage).endswith("2 of 4")


@pytest.mark.parametrize(
    ("text", "in_force"),
    [
        ("dir:in kind:x", "dir:in"),
        ("dir:in and", "dir:in"),
        ("dir:in and not kind:", "dir:in"),
        ("dir:in or !(kind:x dir:out)", "dir:in"),
        ("sand kind:", "sand"),
        ("kind:", ""),
        ("(dir:in", ""),
        ('dir:in "not closed', "dir:in"),
        ("(dir:in kind:x", ""),
    ],
)
async def test_what_stands_before_a_fault_filters(text: str, in_force: str) -> None:
    async with open_app() as stage:
        await stage.press("f4", "/")
        await stage.write(text)

        assert (filter_text(stage), prompt(stage).bar.value) == (in_force, text)


async def test_a_fault_is_named_and_can_be_mended() -> None:
    async with open_app() as stage:
        await tell(stage, "lab/one", "lab/two")
        await stage.press("f4", "/")
        await stage.write("two kind:x ")
        assert filter_text(stage) == "two"
        assert hint(stage).startswith("at 10: kind: is one of req, note, ok, err, bad")

        await stage.press("enter")
        assert stage.is_focused(prompt(stage).bar) and prompt(stage).bar.value == "two kind:x "
        await stage.press("backspace", "backspace")
        assert not hint(stage).startswith("at")
        await stage.write("note")
        assert filter_text(stage) == "two kind:note" and "lab/two" in wire_text(stage)


async def test_what_is_unfinished_is_no_fault_until_it_is_to_be_kept() -> None:
    async with open_app() as stage:
        await stage.press("f4", "/")
        await stage.write("id:")
        assert hint(stage).startswith("id:41")

        await stage.press("enter")
        assert hint(stage).startswith("at 4: id: needs a value, such as id:41")
        assert stage.is_focused(prompt(stage).bar)


async def test_keys_right_behind_the_text_find_it_whole() -> None:
    async with open_app(options=AppOptions(saved_filters={"noise": "method:*delta"})) as stage:
        await stage.press("f4", "/")
        for key in (*"not @no", "tab", *"dir:o", "tab", *"kind:", "enter"):
            stage.app.post_message(key_event(key))
        await stage.settle()

        assert prompt(stage).bar.value == "not @noise dir:out kind:"
        assert stage.is_focused(prompt(stage).bar) and hint(stage).startswith("at 25: kind: needs a value")
        for key in (*"req ", "enter"):
            stage.app.post_message(key_event(key))
        await stage.settle()
        assert stage.is_focused(stage.dashboard.wire) and filter_text(stage) == "not @noise dir:out kind:req "


async def test_escape_clears_and_the_prompt_goes() -> None:
    async with open_app() as stage:
        height = stage.dashboard.panes["wire"].size.height
        await stage.press("f4", "/")
        await stage.write("nothing-has-this")
        assert "no message matches" in wire_text(stage)
        await stage.press("escape")

        assert filter_text(stage) == "" and not stage.dashboard.query(FilterBar)
        assert stage.dashboard.panes["wire"].size.height == height
        await stage.press("/")
        assert prompt(stage).bar.value == ""


@pytest.mark.parametrize("size", [MEDIUM, NARROW])
async def test_the_log_keeps_rows_beside_its_prompt(size: tuple[int, int]) -> None:
    async with open_app(size=size) as stage:
        await tell(stage, *(f"lab/{number}" for number in range(20)))
        await stage.press("f4", "/")
        await stage.write("lab")

        assert stage.dashboard.wire.size.height >= 4 and "lab/19" in wire_text(stage)
        assert hint(stage).endswith("20 of 21")


async def test_an_expression_that_never_ends_is_taken_off_and_stays_to_be_mended() -> None:
    async with open_app() as stage:
        stage.session.tell("lab/long", text="a" * 60 + "!")
        await stage.settle()
        await stage.press("f4", "/")
        await stage.write("/(a+)+z/")

        assert filter_text(stage) == "" and prompt(stage).bar.value == "/(a+)+z/"
        assert hint(stage).startswith("at 1: this takes too long to search")
        assert "lab/long" in wire_text(stage)


async def test_saved_filters_are_offered_and_used() -> None:
    async with open_app(options=AppOptions(saved_filters={"labs": "method:lab"})) as stage:
        await tell(stage, "lab/one", "other")
        await stage.press("f4", "/")
        await stage.write("@")
        await stage.press("tab")

        assert filter_text(stage) == "@labs " and hint(stage).endswith("1 of 3")


async def test_what_is_looked_for_is_marked_in_the_rows() -> None:
    async with open_app() as stage:
        await tell(stage, "lab/one")
        stage.app.host.set_filter("wire", "method:lab/* /on./ not threads")
        await stage.settle()

        row = stage.dashboard.wire.row_text(0, 100)
        marked = [
            row.plain[span.start : span.end] for span in row.spans if span.style == stage.app.ui_context.palette.match
        ]
        assert marked == ["lab/", "one"]


async def test_other_panes_keep_their_simple_filter() -> None:
    async with open_app() as stage:
        await stage.press("f2", "/")
        await stage.write("job (")

        assert not stage.dashboard.query(QueryPrompt) and stage.dashboard.threads.filter_text == "job ("
        await stage.press("down")
        assert stage.is_focused(stage.dashboard.threads)
