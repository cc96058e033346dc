from __future__ import annotations

from codex_tui.state.timeline import ItemState
from codex_tui.ui.render.items.growth import Growth, first_line, grown_text, last_lines, parts_of
from codex_tui.ui.render.markdown import render_markdown
from tests.ui.render.items.drawing import entry_of
from tests.ui.render.samples import PALETTE

TEXT = ("text", 0)
OUTPUT = ("output", 0)


def plain(growth: Growth, entry_text: str, deltas: list[str], state: ItemState) -> list[str]:
    entry = entry_of("agentMessage", state=state)
    entry.parts[TEXT] = deltas
    return [row.plain for row in growth.markdown(entry, TEXT, entry_text, 40, PALETTE)]


def test_deltas_come_after_what_the_item_says() -> None:
    growth, entry = Growth(), entry_of("agentMessage", state=ItemState.OPEN)
    deltas = entry.parts[TEXT] = ["one", " two"]
    assert [row.plain for row in growth.markdown(entry, TEXT, "zero ", 40, PALETTE)] == ["zero one two"]
    deltas.append(" three")
    assert [row.plain for row in growth.markdown(entry, TEXT, "zero ", 40, PALETTE)] == ["zero one two three"]


def test_the_truth_replaces_the_deltas() -> None:
    growth = Growth()
    assert plain(growth, "", ["half a sen"], ItemState.OPEN) == ["half a sen"]
    assert plain(growth, "half a sentence, and more", [], ItemState.DONE) == ["half a sentence, and more"]
    assert plain(growth, "something else", [], ItemState.DONE) == ["something else"]


def test_a_grown_text_looks_as_if_it_had_come_at_once() -> None:
    source = "# Head\n\n- a\n- b\n\n```python\nx = 1\n```\n\nlast *words*"
    growth, entry = Growth(), entry_of("agentMessage", state=ItemState.OPEN)
    deltas = entry.parts[TEXT] = []
    for character in source:
        deltas.append(character)
        growth.markdown(entry, TEXT, "", 40, PALETTE)
    entry.state = ItemState.DONE
    entry.parts.clear()
    assert list(growth.markdown(entry, TEXT, source, 40, PALETTE)) == render_markdown(source, 40, PALETTE)


def test_parts_are_known_from_the_item_and_from_deltas() -> None:
    entry = entry_of("reasoning", state=ItemState.OPEN)
    entry.parts = {("summary", 2): ["c"], ("content", 0): ["x"]}
    assert parts_of(entry, "summary", ["a"]) == [(("summary", 0), "a"), (("summary", 2), "")]
    assert grown_text(entry, ("summary", 2), "") == "c"


def test_the_first_line_is_read_across_deltas() -> None:
    entry = entry_of("reasoning", state=ItemState.OPEN)
    entry.parts[("summary", 0)] = ["\n", "**Plan", "ning**", "\nmore"]
    assert first_line(entry, ("summary", 0), "") == "**Planning**"
    assert len(first_line(entry, ("summary", 1), "x" * 100_000)) == 400


def test_the_last_lines_are_whole_lines() -> None:
    entry = entry_of("commandExecution", state=ItemState.OPEN)
    entry.parts[OUTPUT] = [f"li{at}\nne{at} " for at in range(100)]
    text, is_cut = last_lines(entry, OUTPUT, "", 3)
    assert is_cut and text.split("\n")[-3:] == ["ne97 li98", "ne98 li99", "ne99 "]
    assert text.startswith("ne") and len(text) < 50


def test_a_short_text_has_no_earlier_lines() -> None:
    entry = entry_of("commandExecution", state=ItemState.OPEN)
    entry.parts[OUTPUT] = ["a\n", "b"]
    assert last_lines(entry, OUTPUT, "start\n", 8) == ("start\na\nb", False)
