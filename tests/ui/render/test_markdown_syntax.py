from __future__ import annotations

import pytest

from codex_tui.ui.render.markdown_syntax import (
    SEGMENT_CHARS,
    is_closed_fence,
    is_final,
    normalised,
    parse_blocks,
    place_after,
)


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("text\n---\n", ["heading_open"]),
        ("text\n-\n", ["paragraph_open"]),
        ("x" * (SEGMENT_CHARS + 1) + "\n---\n", ["paragraph_open", "hr"]),
        ("a|b\n-|-\n1|2\n", ["table_open"]),
        ("x" * (SEGMENT_CHARS + 1) + "|b\n-|-\n1|2\n", ["paragraph_open"]),
        ("<div>\n\n[a]: http://x\n", ["paragraph_open", "paragraph_open"]),
        ("- a\n- b\n\ntext\n", ["list_item_open", "list_item_open", "paragraph_open"]),
    ],
)
def test_blocks_are_of_the_kinds_that_can_be_told_while_streaming(source: str, kinds: list[str]) -> None:
    assert [block.kind for block in parse_blocks(source)] == kinds


def test_items_are_numbered_from_the_first_and_know_their_neighbour() -> None:
    items = parse_blocks("7. a\n9. b\n9. c\n")
    assert [(item.marker, item.is_next_item) for item in items] == [("7.", False), ("8.", True), ("9.", True)]


@pytest.mark.parametrize("list_source", ["1. a\n2. b\n", "* a\n* b\n", "   3) a\n   3) b\n"])
def test_the_rest_of_a_list_is_parsed_as_in_the_whole(list_source: str) -> None:
    first, second = parse_blocks(list_source)
    place = place_after(first)
    (rest,) = parse_blocks(place.head + list_source.split("\n", 1)[1], place)
    assert (rest.marker, rest.kind, rest.is_next_item) == (second.marker, second.kind, True)


@pytest.mark.parametrize(
    ("source", "is_closed"),
    [("```\nx", False), ("```\nx\n", False), ("```\nx\n```", True), ("```\n```\n", True), ("~~~\n\n```\n", False)],
)
def test_a_fence_is_closed_by_its_own_fence_only(source: str, is_closed: bool) -> None:
    assert is_closed_fence(parse_blocks(source)[0].tokens[0]) is is_closed


@pytest.mark.parametrize(
    ("source", "is_done"),
    [
        ("text\n", False),
        ("text\n\n", True),
        ("# head\n", True),
        ("# a | b\n", False),
        ("---\n", True),
        ("- item\n\n", False),
        ("> quote\n\n", True),
        ("```\nx\n```\n", True),
        ("```\nx\n\n", False),
    ],
)
def test_a_block_is_final_when_no_line_can_change_it(source: str, is_done: bool) -> None:
    assert is_final(parse_blocks(source)[-1], source.count("\n")) is is_done


def test_controls_are_shown_before_the_parser_sees_them() -> None:
    assert normalised("a\r\nb\rc\x00\x1c\x85\u2028\td\n") == "a\nb␍c␀␜‹U+0085›‹U+2028›\td\n"
