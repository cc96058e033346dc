"""Marks and notes stay by the number of the message."""

from __future__ import annotations

from codex_tui.state.wire_marks import WireMarks


def test_a_mark_is_put_and_taken_away() -> None:
    marks = WireMarks()
    assert marks.toggle(0) and marks.is_marked(0)
    assert marks.toggle(7)
    assert list(marks.marked) == [0, 7]

    assert not marks.toggle(0)
    assert not marks.is_marked(0) and list(marks.marked) == [7]


def test_a_note_outlives_the_mark_and_a_blank_one_takes_it_away() -> None:
    marks = WireMarks()
    marks.toggle(3)
    marks.set_note(3, " why so late? ")
    marks.toggle(3)
    assert marks.note(3) == "why so late?" and marks.seqs == [3] and marks.marked == ()

    marks.set_note(3, "  ")
    assert marks.note(3) == "" and marks.seqs == []


def test_the_way_from_mark_to_mark_goes_over_notes_as_well() -> None:
    marks = WireMarks()
    marks.toggle(10)
    marks.toggle(2)
    marks.set_note(5, "here")

    assert marks.seqs == [2, 5, 10]
    assert (marks.after(2), marks.after(3), marks.after(10)) == (5, 5, None)
    assert (marks.before(2), marks.before(9), marks.before(99)) == (None, 5, 10)


def test_every_change_is_another_revision() -> None:
    marks = WireMarks()
    revisions = [marks.revision]
    marks.toggle(1)
    revisions.append(marks.revision)
    marks.set_note(1, "x")
    revisions.append(marks.revision)

    assert len(set(revisions)) == 3
