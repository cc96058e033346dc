from __future__ import annotations

from codex_tui.state.timeline import ItemState
from codex_tui.ui.render.entries import EntryRenderer, entry_text
from tests.ui.render.items.drawing import entry_of, full_lines_of, lines_of, rows_of
from tests.ui.render.samples import PALETTE, style_at


def said(*content: dict[str, object]) -> list[dict[str, object]]:
    return list(content)


def test_a_user_message_shows_what_was_attached() -> None:
    content = said(
        {"type": "text", "text": "Look\nat this"},
        {"type": "localImage", "path": "/tmp/a.png"},
        {"type": "image", "url": "data:image/png;base64,AAAAAAAA"},
        {"type": "mention", "name": "parser.py", "path": "x"},
        {"type": "skill", "name": "review", "path": "x"},
        {"type": "hologram"},
    )
    entry = entry_of("userMessage", content=content)
    assert lines_of(entry) == [
        "› Look",
        "  at this",
        "  [image /tmp/a.png]",
        "  [image data:image/png;base64,…]",
        "  [@parser.py]",
        "  [skill review]",
        "  [hologram]",
    ]
    assert style_at(rows_of(entry)[0], "›") == PALETTE.accent and style_at(rows_of(entry)[0], "Look") == PALETTE.strong
    assert lines_of(entry, is_expanded=False) == ["› Look"]


def test_a_pasted_log_does_not_fill_the_screen() -> None:
    entry = entry_of("userMessage", content=said({"type": "text", "text": "\n".join(map(str, range(100)))}))
    assert lines_of(entry)[-2:] == ["  11", "  … 88 more · enter"]
    assert len(lines_of(entry, is_expanded=True)) == len(full_lines_of(entry)) == 100


def test_an_answer_is_markdown_in_full_ink_and_commentary_is_muted() -> None:
    final = rows_of(entry_of("agentMessage", text="It is **done**.\n\n- a\n- b", phase="final_answer"))
    assert [row.plain.rstrip() for row in final] == ["• It is done.", "", "  • a", "  • b"]
    assert style_at(final[0], "•") == PALETTE.accent and style_at(final[0], "It is") == PALETTE.text
    [commentary] = rows_of(entry_of("agentMessage", text="I look.", phase="commentary"))
    assert style_at(commentary, "•") == style_at(commentary, "I look") == PALETTE.muted


def test_a_message_that_has_not_begun_holds_its_place() -> None:
    assert lines_of(entry_of("agentMessage", state=ItemState.OPEN)) == ["• …"]
    assert lines_of(entry_of("agentMessage", text="")) == []


def test_a_very_long_message_of_the_past_is_laid_out_in_part() -> None:
    entry = entry_of("agentMessage", text="word " * 100_000)
    assert lines_of(entry)[-1] == "  … 100k more characters · o"
    assert len(full_lines_of(entry)) > len(lines_of(entry))


def test_a_very_long_message_that_grew_here_stays_whole() -> None:
    entry = entry_of("agentMessage", state=ItemState.OPEN)
    entry.parts[("text", 0)] = ["word " * 50_000, "word " * 50_000]
    renderer = EntryRenderer(PALETTE)
    streamed = [row.plain for row in renderer.rows(entry, 60, is_expanded=None)]
    truth = entry_of("agentMessage", text="word " * 100_000)
    entry.item, entry.state, entry.revision = truth.item, ItemState.DONE, 1
    entry.parts.clear()
    assert [row.plain for row in renderer.rows(entry, 60, is_expanded=None)] == streamed


def test_reasoning_is_one_row_of_titles() -> None:
    entry = entry_of("reasoning", summary=["**Planning**\n\nFirst.", "**Looking**\n\nThen."], content=["raw"])
    assert lines_of(entry) == ["… thought: Planning · Looking"]
    assert lines_of(entry, is_expanded=True) == [
        "… thought",
        "  Planning",
        "",
        "  First.",
        "",
        "  Looking",
        "",
        "  Then.",
        "",
        "  raw",
    ]
    assert {span.style for row in rows_of(entry) for span in row.spans} == {PALETTE.muted}


def test_reasoning_that_goes_on_says_what_it_is_at() -> None:
    entry = entry_of("reasoning", state=ItemState.OPEN, summary=[], content=[])
    assert lines_of(entry) == ["… thinking"]
    entry.parts = {("summary", 0): ["**Plan", "ning**\n"], ("summary", 1): ["**Weigh", "ing**"]}
    assert lines_of(entry) == ["… thinking: Weighing"]
    assert entry_text(entry) == "**Planning**\n\n\n**Weighing**"


def test_reasoning_without_a_word_takes_no_row() -> None:
    assert lines_of(entry_of("reasoning", summary=[], content=[])) == []
    assert lines_of(entry_of("reasoning", summary=[], content=["First the test."])) == ["… thought: First the test."]


def test_a_proposed_plan_a_hook_and_a_review() -> None:
    assert lines_of(entry_of("plan", text="1. a\n2. b")) == ["☐ Proposed plan", "  1. a", "  2. b"]
    hook = entry_of("hookPrompt", fragments=[{"text": "one\ntwo\nthree\nfour"}])
    assert lines_of(hook)[1:] == ["  one", "  two", "  … 2 more · enter"]
    assert lines_of(entry_of("enteredReviewMode", review="the last commit")) == ["§ Review of the last commit"]
    assert lines_of(entry_of("exitedReviewMode", review="**Fine.**")) == ["§ Review finished", "  Fine."]
    assert lines_of(entry_of("exitedReviewMode", review="x"), is_expanded=False) == ["§ Review finished"]
