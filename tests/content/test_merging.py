"""Merging loses no text, agrees with git, and ends in time."""

import gzip
import itertools
import json
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from content import merging
from content.alignment import Steps, hunks
from content.merging import Merged, merge, merge_title, shown
from tests import real_data

FEW = st.sampled_from(["a", "b", "", "c"])
LINES = st.lists(st.one_of(FEW, st.sampled_from(["one", "two", "- x", "a\r"])), max_size=14)
TEXTS = st.one_of(
    st.tuples(LINES, st.sampled_from(["", "\n"])).map(lambda made: "\n".join(made[0]) + made[1]),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60),
)
# On a machine that has much to do.
patient = settings(deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str, str]:
    """A text and two that people made of it by a few edits each."""
    base = draw(st.lists(st.one_of(FEW, st.integers(1, 40).map(str)), max_size=25))
    made = []
    for _side in range(2):
        lines = [*base]
        for _edit in range(draw(st.integers(0, 4))):
            at = draw(st.integers(0, len(lines)))
            gone = draw(st.integers(0, 3))
            lines[at : at + gone] = draw(st.lists(FEW, max_size=3))
        made.append(lines)
    ends = draw(st.tuples(*[st.sampled_from(["\n", "\n", ""])] * 3))
    texts = ("\n".join(lines) + end for lines, end in zip((base, *made), ends, strict=True))
    return tuple(texts)  # type: ignore[return-value]


THREE = st.one_of(edited(), st.tuples(TEXTS, TEXTS, TEXTS))


class Git:
    """`git merge-file` on three texts."""

    def __init__(self, folder: Path) -> None:
        self.paths = [folder / name for name in ("mine", "base", "theirs")]

    def __call__(self, base: str, mine: str, theirs: str) -> tuple[bool, str]:
        """Is it clean, and the merged text."""
        for path, text in zip(self.paths, (mine, base, theirs), strict=True):
            path.write_bytes(text.encode())
        done = subprocess.run(
            ["git", "merge-file", "-p", *self.paths], capture_output=True, check=False
        )
        assert 0 <= done.returncode < 128, done.stderr
        return done.returncode == 0, done.stdout.decode()


@pytest.fixture(scope="module")
def git(tmp_path_factory: pytest.TempPathFactory) -> Git:
    return Git(tmp_path_factory.mktemp("merge"))


def outcome(merged: Merged) -> list[tuple[str, str, str, str]]:
    return [
        (one.kind, *("".join(lines) for lines in (one.base, one.mine, one.theirs)))
        for one in merged.chunks
    ]


def assert_whole(base: str, mine: str, theirs: str, merged: Merged) -> None:
    """Each text can be read out of the chunks, and each chunk has in it what each side did."""
    for name, text in (("base", base), ("mine", mine), ("theirs", theirs)):
        assert "".join(line for chunk in merged.chunks for line in getattr(chunk, name)) == text
    for chunk in merged.chunks:
        match chunk.kind:
            case "same":
                assert chunk.base == chunk.mine == chunk.theirs == chunk.lines
            case "mine":
                assert chunk.theirs == chunk.base != chunk.mine == chunk.lines
            case "theirs":
                assert chunk.mine == chunk.base != chunk.theirs == chunk.lines
            case "both":
                assert chunk.mine == chunk.theirs == chunk.lines != chunk.base
            case "conflict":
                assert chunk.mine != chunk.theirs
    assert merged.clean == all(chunk.kind != "conflict" for chunk in merged.chunks)
    if merged.clean:
        assert merged.text == "".join(line for chunk in merged.chunks for line in chunk.lines)


# Nothing is lost ----------------------------------------------------------------------------------


@patient
@given(THREE)
def test_each_text_can_be_read_out_of_the_chunks(three):
    assert_whole(*three, merge(*three))


@patient
@given(THREE)
def test_every_line_that_somebody_added_or_both_kept_is_there(three):
    base, mine, theirs = (text.split("\n") for text in three)
    there = set(merge(*three).text.split("\n"))
    assert {*mine} - {*base} <= there
    assert {*theirs} - {*base} <= there
    # Of a line that stands there twice, each may have taken out another one.
    once = {line for line in base if line and base.count(line) == 1}
    assert once & {*mine} & {*theirs} <= there


@patient
@given(st.lists(st.integers(0, 1), max_size=20), st.data())
def test_lines_are_there_as_often_as_they_should_be(kept, data):
    """Each line once in the base; each side takes some out and puts its own in."""
    base = [f"base {n}\n" for n in range(len(kept))]

    def changed(name: str) -> list[str]:
        lines = [line for line in base if data.draw(st.booleans())]
        for n in range(data.draw(st.integers(0, 5))):
            lines.insert(data.draw(st.integers(0, len(lines))), f"{name} {n}\n")
        return lines

    mine, theirs = changed("mine"), changed("theirs")
    merged = merge(*("".join(lines) for lines in (base, mine, theirs)))
    there = merged.text.splitlines(keepends=True)
    for line in {*mine, *theirs}:
        if line not in base:
            assert there.count(line) == 1
        elif line in mine and line in theirs:
            assert there.count(line) >= 1
    if merged.clean:
        assert all(there.count(line) <= 1 for line in base)
        assert all(line in mine and line in theirs for line in there if line in base)


@patient
@given(TEXTS, TEXTS)
def test_who_changed_nothing_changes_nothing(one, other):
    assert merge(one, one, other).text == other
    assert merge(one, other, one).text == other
    assert merge(one, other, other).text == other
    assert merge(one, one, one).text == one
    for three in ((one, one, other), (one, other, one), (one, other, other)):
        assert merge(*three).clean


@patient
@given(THREE)
def test_whose_text_is_called_mine_makes_no_difference(three):
    base, mine, theirs = three
    there, back = merge(base, mine, theirs), merge(base, theirs, mine)
    assert there.clean == back.clean
    turned = {"mine": "theirs", "theirs": "mine"}
    assert outcome(back) == [
        (turned.get(kind, kind), old, other, one) for kind, old, one, other in outcome(there)
    ]
    if there.clean:
        assert there.text == back.text


@patient
@given(THREE)
def test_merging_again_what_was_merged_changes_nothing(three):
    base, mine, theirs = three
    merged = merge(base, mine, theirs)
    assume(merged.clean)
    assert merge(theirs, merged.text, theirs).text == merged.text
    assert merge(mine, merged.text, mine).text == merged.text


# As git does --------------------------------------------------------------------------------------


@settings(patient, max_examples=300)
@given(three=THREE)
def test_it_is_clean_where_git_is_and_says_the_same(git, three):
    merged = merge(*three)
    clean, text = git(*three)
    assert merged.clean == clean
    if clean:
        assert merged.text == text


def test_it_agrees_with_git_about_long_texts_that_have_little_in_common(git):
    """Long enough for the short cuts that git takes through such texts."""
    chance = random.Random(8)
    agreed = []
    for letters, size in itertools.product((2, 4, 60), (300, 900)):
        lines = [f"{n}\n" for n in range(letters)]
        base = chance.choices(lines, k=size)
        mine = [line for line in base if chance.random() < 0.6]
        theirs = [*base]
        for _edit in range(chance.choice((1, 40))):
            at = chance.randrange(size)
            theirs[at : at + 2] = chance.choices(lines, k=chance.randrange(4))
        for three in ((base, mine, base), (base, mine, theirs), (mine, theirs, mine + base[:3])):
            texts = ["".join(one) for one in three]
            merged = merge(*texts)
            clean, text = git(*texts)
            assert merged.clean == clean
            assert not clean or merged.text == text
            agreed.append(clean)
    assert set(agreed) == {True, False}


@pytest.mark.prove
def test_it_agrees_with_git_on_thousands_of_texts(git):
    chance = random.Random(11)
    outcomes = [0, 0]
    for _time in range(20_000):
        lines = [f"{letter}\n" for letter in "abcdefgh"[: chance.choice((1, 2, 3, 8))]] + ["\n"]
        base = chance.choices(lines, k=chance.choice((3, 10, 40)))
        texts = ["".join(base)]
        for side in "xy":
            made = [*base]
            for _edit in range(chance.randint(0, 5)):
                at = chance.randint(0, len(made))
                made[at : at + chance.randint(0, 4)] = chance.choices(
                    [*lines, f"{side}{chance.random()}\n"], k=chance.randint(0, 4)
                )
            texts.append("".join(made).removesuffix(chance.choice(("\n", "-", "-"))))
        merged, (clean, text) = merge(*texts), git(*texts)
        assert merged.clean == clean, texts
        assert not clean or merged.text == text, texts
        outcomes[clean] += 1
    assert min(outcomes) > 5_000


def neighbours(rows: Iterator[dict[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Of three versions in a row, as if two people had begun from the middle one."""
    for _page, group in itertools.groupby(rows, key=lambda row: row["page"]):
        texts = [row["text"] for row in group]
        for first, middle, last in zip(texts, texts[1:], texts[2:], strict=False):
            yield middle, first, last


@pytest.mark.data
def test_it_agrees_with_git_about_the_changes_of_a_real_wiki(git):
    source = real_data.folder("18f-handbook") / "revisions.jsonl.gz"
    outcomes = [0, 0]
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        three = neighbours(map(json.loads, lines))
        for texts in itertools.islice(three, 0, None, 12):
            merged, (clean, text) = merge(*texts), git(*texts)
            assert merged.clean == clean
            assert not clean or merged.text == text
            assert_whole(*texts, merged)
            outcomes[clean] += 1
    assert min(outcomes) > 20


# What it comes to ---------------------------------------------------------------------------------

PAGE = "Opening\n\nWe meet on Monday.\n\nBring your card.\n\nThe kettle works.\n"


def test_changes_in_different_places_are_both_there():
    mine, theirs = PAGE.replace("Monday", "Tuesday"), PAGE.replace("kettle", "old kettle")
    merged = merge(PAGE, mine, theirs)
    assert merged.clean
    assert merged.text == mine.replace("kettle", "old kettle")
    assert [chunk.kind for chunk in merged.chunks] == ["same", "mine", "same", "theirs"]


def test_a_paragraph_that_both_changed_is_a_conflict_between_marks():
    mine, theirs = PAGE.replace("Monday", "Tuesday"), PAGE.replace("meet", "eat")
    merged = merge(PAGE, mine, theirs, my_name="Your\ntext", their_name="Mira, 10:04")
    assert not merged.clean
    assert merged.text == (
        "Opening\n\n<<<<<<< Your text\nWe meet on Tuesday.\n=======\nWe eat on Monday.\n"
        ">>>>>>> Mira, 10:04\n\nBring your card.\n\nThe kettle works.\n"
    )
    assert outcome(merged)[1] == (
        "conflict",
        "We meet on Monday.\n",
        "We meet on Tuesday.\n",
        "We eat on Monday.\n",
    )


def test_lines_side_by_side_are_a_conflict():
    assert not merge("a\nb\nc\n", "A\nb\nc\n", "a\nB\nc\n").clean
    assert merge("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n").clean


def test_the_same_change_on_both_sides_is_none():
    merged = merge("a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nB\nc\nD\n")
    assert (merged.clean, merged.text) == (True, "a\nB\nc\nD\n")
    assert [chunk.kind for chunk in merged.chunks] == ["same", "both", "same", "theirs"]


def test_a_conflict_begins_and_ends_where_the_two_differ():
    merged = merge("a\n", "a\nnew\nmine\nend\n", "a\nnew\ntheirs\nend\n")
    assert [chunk.kind for chunk in merged.chunks] == ["same", "both", "conflict", "both"]
    assert merged.text == "a\nnew\n<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> theirs\nend\n"


def test_what_one_deleted_and_the_other_changed_is_a_conflict_that_keeps_it():
    merged = merge("a\nb\nc\n", "a\nc\n", "a\nB\nc\n")
    assert merged.text == "a\n<<<<<<< yours\n=======\nB\n>>>>>>> theirs\nc\n"


def test_a_last_line_without_its_end_is_kept_so():
    assert merge("a\n\nb\n\nc", "A\n\nb\n\nc", "a\n\nb\n\nC").text == "A\n\nb\n\nC"
    merged = merge("a", "b", "c")
    assert merged.text == "<<<<<<< yours\nb\n=======\nc\n>>>>>>> theirs\n"


def test_a_line_that_ends_otherwise_is_another_line():
    assert not merge("a\nb\n", "a\r\nB\r\n", "A\nb\n").clean


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "said"),
    [
        ("Lamp", "Lamp", "Lamp", "Lamp"),
        ("Lamp", "Light", "Lamp", "Light"),
        ("Lamp", "Lamp", "Light", "Light"),
        ("Lamp", "Light", "Light", "Light"),
        ("Lamp", "Light", "Torch", None),
    ],
)
def test_titles(base, mine, theirs, said):
    assert merge_title(base, mine, theirs) == said


# On a page ----------------------------------------------------------------------------------------


@patient
@given(THREE, st.integers(0, 3))
def test_a_page_shows_every_change_and_counts_what_it_leaves_out(three, around):
    merged = merge(*three)
    parts = shown(merged, around=around)
    kinds = [part.kind for part in parts if part.kind not in {"same", "left_out"}]
    assert kinds == [chunk.kind for chunk in merged.chunks if chunk.kind != "same"]
    assert [p.number for p in parts if p.kind == "conflict"] == [
        *range(1, kinds.count("conflict") + 1)
    ]
    lines = sum(part.lines for part in parts)
    lines += sum(block.lines for part in parts if part.kind == "same" for block in part.blocks)
    assert lines == sum(len(chunk.lines) for chunk in merged.chunks if chunk.kind == "same")
    changed = (chunk for chunk in merged.chunks if chunk.kind != "same")
    for part, chunk in zip((p for p in parts if p.kind in kinds), changed, strict=True):
        sides = [(part.blocks, chunk.lines)]
        if part.kind == "conflict":
            sides = [(part.mine, chunk.mine), (part.theirs, chunk.theirs)]
        for blocks, said in sides:
            pieces = [piece for block in blocks for piece in block.pieces]
            assert "".join(p.text for p in pieces if p.kind != "removed") == "".join(said)


def test_equal_lines_far_from_a_change_are_left_out():
    base = "".join(f"{n}\n" for n in range(20))
    parts = shown(merge(base, base.replace("10\n", "ten\n"), base.replace("10\n", "TEN\n")))
    assert [(part.kind, part.lines or len(part.blocks)) for part in parts] == [
        ("left_out", 8),
        ("same", 1),
        ("conflict", 0),
        ("same", 1),
        ("left_out", 7),
    ]


def test_of_more_changes_than_anybody_reads_the_rest_is_shown_as_one(monkeypatch):
    monkeypatch.setattr(merging, "CHUNKS", 3)
    base = "a\nb\nc\nd\ne\nf\n"
    parts = shown(merge(base, base.replace("a", "A").replace("e", "E"), base.replace("c", "C")))
    assert [part.kind for part in parts] == ["mine", "same", "theirs", "conflict"]
    assert [block.kind for block in parts[-1].mine] == ["same", "removed", "added", "same"]
    assert [block.kind for block in parts[-1].theirs] == ["same"]


# In time ------------------------------------------------------------------------------------------


def seconds(*texts: str) -> tuple[float, Merged]:
    """Processor time of a merge, and what came of it."""
    begun = time.thread_time()
    merged = merge(*texts)
    return time.thread_time() - begun, merged


def test_a_long_text_is_merged_in_a_moment():
    chance = random.Random(3)
    base = [f"Line {n} of a long page about many things.\n" for n in range(5_000)]
    mine, theirs = [*base], [*base]
    for n in range(0, 5_000, 10):
        mine[n] = f"mine {chance.random()}\n"
        theirs[n + 5] = f"theirs {chance.random()}\n"
    spent, merged = seconds("".join(base), "".join(mine), "".join(theirs))
    assert merged.clean
    assert sum(chunk.kind in {"mine", "theirs"} for chunk in merged.chunks) == 1_000
    assert spent < 0.5


def repeated(letters: str, size: int, seed: int) -> str:
    return "".join(f"{one}\n" for one in random.Random(seed).choices(letters, k=size))


@pytest.mark.parametrize(
    "three",
    [
        ("a\n" * 20_000, "a\n" * 19_000 + "b\n" + "a\n" * 900, "b\n" + "a\n" * 20_010),
        ("a\n" * 20_000, "a\nb\n" * 10_000, "c\na\n" * 15_000),
        ("a\nb\n" * 10_000, "b\na\na\n" * 9_000, "a\na\nb\nb\n" * 5_000),
        ("\n" * 200_000, "x\n" + "\n" * 150_000, "\n" * 190_000 + "y"),
        tuple(repeated("ab", 60_000, seed) for seed in (1, 2, 3)),
        tuple(repeated("abcdefghijklmnopqrstuvwxyz", 60_000, seed) for seed in (1, 2, 3)),
    ],
    ids=["equal", "every second", "doubled", "empty", "two letters", "alphabet"],
)
def test_texts_made_to_be_slow_end_in_time(three):
    """The bound is some five times what they take. When the steps are used up, nothing is lost."""
    spent, merged = seconds(*three)
    assert spent < 10
    assert_whole(*three, merged)


def test_no_more_steps_are_taken_than_there_are(monkeypatch):
    taken = []
    take = Steps.take

    def counted(self, n):
        taken.append(n)
        return take(self, n)

    monkeypatch.setattr(Steps, "take", counted)
    for letters in ("ab", "abcdefghijklmnopqrstuvwxyz"):
        taken.clear()
        merge(*(repeated(letters, 12_000, seed) for seed in (1, 2, 3)))
        # One turn more on each side, and the look at each part still to do, is what ends it.
        assert sum(taken) < 2.2 * merging.STEPS


@patient
@given(THREE, st.integers(0, 60))
def test_nothing_is_lost_when_the_steps_run_out(three, steps):
    whole = merging.STEPS
    merging.STEPS = steps
    try:
        merged = merge(*three)
    finally:
        merging.STEPS = whole
    assert_whole(*three, merged)


@patient
@given(st.lists(FEW, max_size=20), st.lists(FEW, max_size=20), st.integers(0, 200))
def test_changes_lead_from_the_one_to_the_other(old, new, steps):
    made, done = [], 0
    for hunk in hunks(old, new, Steps(steps)):
        assert hunk.old_start > done or hunk.new_start > len(made) or not done
        made += old[done : hunk.old_start]
        assert len(made) == hunk.new_start
        made += new[hunk.new_start : hunk.new_end]
        done = hunk.old_end
    assert made + old[done:] == new
