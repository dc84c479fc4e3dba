"""That no text within the limits takes long: a second of processor time at most, each.

Python-Markdown's own stages take minutes over some of these. The figures are processor time, so
that a busy machine does not fail the tests. No test here needs the database.
"""

import contextlib
import random
import time
from typing import Final

import pytest

from content.markdown import TextRefused, _parse, render
from content.markdown.highlight import LANGUAGES, MAX_CODE, MAX_LINE

LENGTH: Final = 20_000
SLOW = 0.5
MOST_SECONDS: Final = 1.0

UNITS: Final = [
    "![", "[", "[[", "]", "](", "[](", "[a](", "[a](b)", "![a](b)", "[a]", "[a][b]", "[a]: b\n",
    "[a]: ", "](<", '](a "', "(", ")", "*", "**", "***", "****", "_", "__", "____", "*a ", "*a*",
    "**a", "a**b", "*a_b", "_a*", "**_a_**", "a_b_", "~~", "~~a~~", "`", "``", "`a`", "``a`", "<",
    "<<", "<a", "<a ", "<a@", "<!--", "<![CDATA[", "<?", "<b>", "</", "<http://a", "http://",
    "http://a ", "https://a)", "www.a", "a@a", "a@a@", "@a ", "@a", "@", "#", "#a ", "#a", "# a\n",
    "&", "&lt", "&lt;", "&amp", "&#1;", "&#", "> ", ">", ">> ", "\n> ", ">a\n\n", "- ", "+ ", "* ",
    "1. ", "- a\n", "- a\n\n", "1. a\n", "1) a\n", "\n- ", "- - ", "1. 1. ", "> - ", "- > ",
    "\n    - ", "\n    ", "    ", "\t", " ", "\n", "\n\n", "a\n", "a\n\n", "- [ ] a\n", "[ ] ", "|",
    "|-", "a|", "|\n", "|a|b|\n|-|-|\n", "***\n", "---\n", "a\n---\n", "===\n", "```\n", "~~~\n",
    "```py\n", "```", "\\", "\\\n", "\\*", "'", '"', "\u0301", "é", "😀", "a", "a ", "\v", "{", "$",
]  # fmt: skip


def seconds(source: str) -> float:
    """Processor time of one rendering, whether its pieces are refused or not.

    What looks slow is tried twice more: the least says what the text takes, the rest what else the
    machine did.
    """
    assert len(source) <= LENGTH
    taken = _once(source)
    return taken if taken < SLOW else min(taken, _once(source), _once(source))


def _once(source: str) -> float:
    _parse.cache_clear()
    began = time.process_time()
    with contextlib.suppress(TextRefused):
        render(source)
    return time.process_time() - began


def repeated(unit: str, length: int = LENGTH) -> str:
    return (unit * (length // len(unit) + 1))[:length]


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_one_thing_repeated_is_done_in_time(unit: str) -> None:
    assert seconds(repeated(unit)) < MOST_SECONDS


@pytest.mark.parametrize(
    "source",
    [
        "|" * 9_990 + "\n" + "|-" * 4_995,
        "a|" * 3_000 + "\n" + "-|" * 3_000 + "\n" + "|\n" * 3_990,
        "a|b\n-|-\n" + "|\n" * 9_990,
        "a|" * 30 + "\n" + "-|" * 30 + "\n" + "|\n" * 9_900,
        "a|b\n-|-\n" + "`|" * 9_990,
        "> " * 10_000,
        "\n".join(f"{'  ' * depth}- a" for depth in range(130)),
        "\n".join(" " * n + "- a" for n in range(195)),
        "[" * 10_000 + "]" * 10_000,
        "[" * 5_000 + "a](b) " * 2_490,
        "![" * 5_000 + "](b)" * 2_500,
        "*" * 10_000 + "a" + "*" * 9_999,
        "*a **b " * 1_400 + "c** d* " * 1_400,
        "`" * 10_000 + " " + "`" * 9_999,
        " ".join("`" * n for n in range(1, 198)),
        "[a](" + "(" * 19_990,
        "[a](" + "()" * 9_990,
        "[a](b '" + "x" * 19_990,
        "[a](" + " " * 19_990,
        "https://a" + ")" * 19_990,
        "https://a" + "(" * 9_990 + ")" * 9_990,
        "https://a" + "." * 19_990,
        "<" + "a" * 19_990 + "@",
        "<a@" + "a." * 9_990,
        "@" + "a" * 19_990,
        "@" + "a." * 9_990,
        "#" + "a-" * 9_990,
        "#" * 19_990,
        "# " + "#" * 19_990,
        "# a " + "# " * 9_990,
        "-" * 19_990 + "a",
        "- " * 9_990 + "a",
        "[a]: " + "x" * 19_990,
        "".join(f"[{n}]: /{n}\n" for n in range(1_500)),
        "".join(f"[{n}]: /\n" for n in range(300)) + "\n" + "[1][2]" * 1_500,
        "&" + "a" * 19_990 + ";",
        "\t" * 19_990 + "a",
        " " * 19_990 + "a",
        "\u0301" * 19_990,
        "#" + "\u0301" * 19_990,
    ],
)
def test_a_pattern_made_to_be_slow_is_done_in_time(source: str) -> None:
    assert seconds(source) < MOST_SECONDS


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(n, marks=pytest.mark.prove) for n in range(4, 150))]
)
def test_mixtures_are_done_in_time(seed: int) -> None:
    chance = random.Random(seed)
    units = chance.sample(UNITS, chance.choice([2, 2, 3, 4]))
    joined = repeated("".join(units))
    in_blocks = "".join(repeated(unit, LENGTH // len(units)) for unit in units)
    shuffled = "".join(chance.choice(units) for _ in range(LENGTH))[:LENGTH]
    for source in (joined, in_blocks, shuffled):
        assert seconds(source) < MOST_SECONDS, units


def assert_coloured_in_time(language: str, units: list[str]) -> None:
    for unit in units:
        code = repeated(unit, MAX_CODE - 1)
        lines = "\n".join(code[at : at + MAX_LINE] for at in range(0, len(code), MAX_LINE))
        assert seconds(f"```{language}\n{lines[: MAX_CODE - 1]}\n```") < MOST_SECONDS, unit


@pytest.mark.parametrize("language", sorted(set(LANGUAGES.values())))
def test_hostile_code_is_coloured_in_time(language: str) -> None:
    assert_coloured_in_time(language, ["a b ", "/*"])


@pytest.mark.prove
@pytest.mark.parametrize("language", sorted(set(LANGUAGES.values())))
def test_more_hostile_code_is_coloured_in_time(language: str) -> None:
    assert_coloured_in_time(language, [unit for unit in UNITS if "```" not in unit])


def test_refusing_a_huge_text_takes_no_time() -> None:
    source = "![" * 5_000_000
    began = time.process_time()
    with pytest.raises(TextRefused):
        render(source)
    assert time.process_time() - began < 0.05
