"""What changed between two texts is all there, is readable, and ends in time."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content import differences
from content.differences import Block, Piece, compare, words

LINES = st.lists(st.sampled_from(["a b c", "one", "", "a b d", "b", "x y", "\tz"]), max_size=30)
TEXTS = st.one_of(st.text(max_size=200), LINES.map("\n".join))
# On a machine that has much to do.
patient = settings(deadline=None, suppress_health_check=list(HealthCheck))


def spelled(blocks: list[Block], *, without: str) -> str:
    return "".join(p.text for block in blocks for p in block.pieces if p.kind != without)


def shown(blocks: list[Block]) -> list[str]:
    signs = {"same": " ", "added": "+", "removed": "-"}
    return [
        f"{one.kind}: " + "|".join(signs[p.kind] + p.text for p in one.pieces) for one in blocks
    ]


@patient
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_it(old, new):
    blocks = compare(old, new, around=None)
    assert spelled(blocks, without="added") == old
    assert spelled(blocks, without="removed") == new


@patient
@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert all(block.kind == "same" for block in compare(text, text, around=None))
    assert words(text, text) == (Piece("same", text),)


@patient
@given(TEXTS, TEXTS)
def test_one_way_removes_what_the_other_way_adds(old, new):
    there = compare(old, new, around=None)
    back = compare(new, old, around=None)
    assert spelled(there, without="added") == spelled(back, without="removed")


@patient
@given(TEXTS, TEXTS, st.integers(0, 300))
def test_nothing_is_lost_when_the_steps_run_out(old, new, steps):
    whole = differences.STEPS
    differences.STEPS = steps
    try:
        blocks = compare(old, new, around=None)
    finally:
        differences.STEPS = whole
    assert spelled(blocks, without="added") == old
    assert spelled(blocks, without="removed") == new


def test_words_inside_a_line():
    blocks = compare("We meet on Monday at nine.\n", "We meet on Tuesday at nine.\n")
    assert shown(blocks) == ["changed:  We meet on |-Monday|+Tuesday|  at nine.\n"]


def test_two_words_that_changed_are_shown_as_one_change():
    (block,) = compare("the big red house stands\n", "the small green house stands\n")
    assert [p.text for p in block.pieces if p.kind == "removed"] == ["big red"]
    assert [p.text for p in block.pieces if p.kind == "added"] == ["small green"]


def test_a_rewritten_line_is_shown_as_one_and_then_the_other():
    blocks = compare("Nothing of this stays.\n", "A wholly other sentence\n")
    assert [one.kind for one in blocks] == ["removed", "added"]


def test_lines_that_came_and_went():
    assert shown(compare("one\nthree\n", "one\ntwo\nthree\n")) == [
        "same:  one\n",
        "added: +two\n",
        "same:  three\n",
    ]
    assert [one.kind for one in compare("", "all new")] == ["added"]
    assert [one.kind for one in compare("all gone", "")] == ["removed"]
    assert compare("", "") == []


def test_a_moved_paragraph_keeps_the_others_together():
    old = "first\n\nsecond\n\nthird\n\nfourth\n"
    new = "second\n\nthird\n\nfourth\n\nfirst\n"
    same = "".join(p.text for b in compare(old, new) for p in b.pieces if p.kind == "same")
    assert all(word in same for word in ("second", "third", "fourth"))


def test_scripts_without_spaces_are_compared_by_character():
    (block,) = compare("今天天气很好\n", "今天天气不好\n")
    assert [p.text for p in block.pieces if p.kind != "same"] == ["很", "不"]


def test_what_is_far_from_a_change_is_left_out():
    lines = [f"line {n}\n" for n in range(40)]
    other = [*lines]
    other[20] = "line twenty\n"
    blocks = compare("".join(lines), "".join(other))
    assert [(one.kind, one.lines) for one in blocks if one.kind != "changed"] == [
        ("left_out", 18),
        ("same", 2),
        ("same", 2),
        ("left_out", 17),
    ]


def test_two_long_texts_made_to_be_slow_end_in_bounded_steps(monkeypatch):
    """Counted, not clocked: no more steps are taken than there are."""
    taken = []
    take = differences._Steps.take

    def counted(self, n):
        taken.append(n)
        return take(self, n)

    monkeypatch.setattr(differences._Steps, "take", counted)
    chance = random.Random(4)
    for letters in ("ab", "abcdefgh"):
        old, new = (" ".join(chance.choices(letters, k=60_000)) for _ in range(2))
        for sides in ((old, new), (old.replace(" ", "\n"), new.replace(" ", "\n"))):
            taken.clear()
            blocks = compare(*sides, around=None)
            assert spelled(blocks, without="added") == sides[0]
            # One step more than there are is what ends it, in lines and then in words.
            assert sum(taken) < 1.2 * differences.STEPS


def test_so_many_words_that_changed_are_no_longer_shown_one_by_one(monkeypatch):
    """A page of a hundred thousand pieces takes longer to write than to find."""
    monkeypatch.setattr(differences, "STEPS", 100_000)
    old = "".join(f"{n} a b c d e f g h\n{n}\n" for n in range(2_000))
    new = old.replace("b", "x").replace("f", "y")
    blocks = compare(old, new, around=None)
    assert blocks[0].kind == "changed"
    assert blocks[-2].kind == "added"
    pieces = sum(len(block.pieces) for block in blocks if block.kind == "changed")
    assert pieces <= 100_000 / differences.PIECE
    assert spelled(blocks, without="added") == old
    assert spelled(blocks, without="removed") == new
