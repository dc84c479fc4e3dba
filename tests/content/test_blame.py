"""Each paragraph is shown with the version that last changed it."""

import gzip
import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.blame import Piece, blame, paragraphs
from tests import real_data

LINES = st.lists(
    st.sampled_from(["a", "b c", "", " ", "```", "~~~~", "- ```", "> x", "\t", "d e f"]),
    max_size=25,
)
TEXTS = st.one_of(LINES.map("\n".join), st.text(max_size=80))
# On a machine that has much to do.
patient = settings(deadline=None, suppress_health_check=list(HealthCheck))


def numbers(*sources: str) -> list[int]:
    """The version of each paragraph, when these are the texts from the first."""
    return [piece.number for piece in blame(enumerate(sources, 1))]


@patient
@given(TEXTS)
def test_every_line_that_says_something_is_in_one_paragraph(text):
    said = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    found = [line.rstrip() for _at, one in paragraphs(text) for line in one.split("\n")]
    assert [line for line in found if line] == [line for line in said if line]
    for at, one in paragraphs(text):
        assert one.split("\n")[0].rstrip() == said[at - 1]


@patient
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_the_paragraphs_are_those_of_the_newest_text(texts):
    found = blame(enumerate(texts, 1))
    assert [(piece.line, piece.source) for piece in found] == paragraphs(texts[-1])
    assert all(1 <= piece.first <= piece.number <= len(texts) for piece in found)
    for piece in found:
        assert piece.source in [one for _at, one in paragraphs(texts[piece.number - 1])]


@patient
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_saving_the_same_again_changes_nothing(texts):
    twice = [*texts, texts[-1]]
    assert blame(enumerate(twice, 1)) == blame(enumerate(texts, 1))


def test_only_the_paragraph_that_changed_is_of_the_later_version():
    assert blame([(3, "One.\n\nTwo.\n"), (7, "One.\n\nTwo, now.\n\n\nThree.\n")]) == [
        Piece(3, 3, 1, "One."),
        Piece(7, 3, 3, "Two, now."),
        Piece(7, 7, 6, "Three."),
    ]


def test_a_paragraph_is_changed_by_any_of_its_lines():
    assert numbers("a\nb\nc\n\nd", "a\nB\nc\n\nd") == [2, 1]
    assert numbers("a\nb\nc\n\nd", "a\nc\n\nd") == [2, 1]


def test_one_cut_in_two_is_new_in_both_parts():
    assert numbers("a\nb\n\nc", "a\n\nb\n\nc") == [2, 2, 1]


def test_blank_lines_and_line_ends_change_nothing():
    assert numbers("a\n\nb\n", "\n\na\r\n\r\n\r\n\r\nb") == [1, 1]


def test_one_that_moved_keeps_its_version():
    assert numbers("first\n\nsecond\n\nthird", "second\n\nthird\n\nfirst") == [1, 1, 1]


def test_of_equal_ones_each_keeps_its_own():
    assert numbers("x\n\na", "x\n\na\n\nx", "a\n\nx") == [1, 2]


def test_one_that_was_taken_out_and_put_back_is_of_the_version_that_put_it_back():
    assert numbers("a\n\nb", "a", "a\n\nb") == [1, 3]


def test_what_was_rewritten_is_known_since_its_first_words():
    (piece,) = blame(
        [(1, "We meet on Monday."), (2, "We meet on Tuesday."), (3, "We all meet on Tuesday.")]
    )
    assert (piece.number, piece.first) == (3, 1)
    (other,) = blame([(1, "We meet on Monday."), (2, "Lunch is served at noon.")])
    assert (other.number, other.first) == (2, 2)


def test_fenced_code_is_one_paragraph_with_its_blank_lines():
    text = "Run:\n\n```sh\none\n\n~~~\n\ntwo\n````\n\nThen:\n\n> ~~~\n>\n> x\n> ~~~\n\n- ```\n\n  y"
    assert [one for _at, one in paragraphs(text)] == [
        "Run:",
        "```sh\none\n\n~~~\n\ntwo\n````",
        "Then:",
        "> ~~~\n>\n> x\n> ~~~",
        "- ```\n\n  y",
    ]
    assert numbers("```\na\n\nb\n```\n\nc", "```\na\n\nB\n```\n\nc") == [2, 1]


def test_no_text_has_no_paragraphs():
    assert blame([]) == []
    assert blame([(1, "a"), (2, " \n\n")]) == []


def test_a_long_history_of_a_long_page_is_read_in_a_moment():
    """499 versions of 30 kB. The bound is some five times what it takes."""
    text = [f"Paragraph {n} " + "of some words " * 10 for n in range(200)]
    versions = []
    for number in range(1, 500):
        text[number * 7 % 200] += f"and {number}"
        versions.append((number, "\n\n".join(text)))
    begun = time.thread_time()
    found = blame(versions)
    assert time.thread_time() - begun < 2
    assert len(found) == 200
    assert {piece.first for piece in found} == {1}
    assert max(piece.number for piece in found) == 499


def test_texts_made_to_be_slow_end_in_time():
    """A page of short paragraphs that all change each time: as many to compare as can be."""
    versions = [
        (number, "\n\n".join(f"w{number} {n % 7} a" for n in range(2_000)))
        for number in range(1, 20)
    ]
    begun = time.thread_time()
    assert len(blame(versions)) == 2_000
    assert time.thread_time() - begun < 20


@pytest.mark.data
def test_the_longest_history_of_a_real_wiki():
    page = "hiring-staying-or-changing-jobs/ttsjobs.md"
    source = real_data.folder("18f-handbook") / "revisions.jsonl.gz"
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["page"] == page]
    versions = [(row["rev"], row["text"]) for row in rows]
    assert len(versions) == 489
    begun = time.thread_time()
    found = blame(versions)
    assert time.thread_time() - begun < 1
    texts = dict(versions)
    for piece in found:
        assert piece.source in [one for _at, one in paragraphs(texts[piece.number])]
        if piece.number > 1:
            before = [one for _at, one in paragraphs(texts[piece.number - 1])]
            assert piece.source not in before
