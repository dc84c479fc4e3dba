"""The cap on skipped tests fails a run, and so does a skip without a reason."""

import pytest

from socialbiz.env import BASE_DIR

SKIPS = """
import pytest

@pytest.mark.skip(reason="no browser here")
def test_one(): ...

def test_two():
    pytest.skip("no data here")

def test_three(): ...
"""

SILENT = """
import pytest

@pytest.mark.skip
def test_one(): ...
"""


@pytest.fixture(autouse=True)
def _our_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(BASE_DIR))


@pytest.mark.parametrize(("most", "code"), [(2, 0), (1, 1), (0, 1)])
def test_more_skips_than_the_cap_fail(pytester: pytest.Pytester, most: int, code: int) -> None:
    pytester.makepyfile(SKIPS)
    result = run(pytester, f"--max-skips={most}")
    assert result.ret == code
    if code:
        result.stdout.fnmatch_lines([f"2 tests were skipped, {most} may be:", "*no browser here"])


def test_a_skip_without_reason_fails(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SILENT)
    result = run(pytester, "--max-skips=5")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*test_one is skipped without a reason"])


def test_the_cap_holds_over_several_processes(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(SKIPS)
    assert run(pytester, "--max-skips=1", "-n", "2").ret == 1
    assert run(pytester, "--max-skips=2", "-n", "2").ret == 0


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """pytest in a process of its own, with the plugin and without Django."""
    return pytester.runpytest_subprocess(
        "-p", "tests.plugins.skips", "-p", "no:django", "-p", "no:cacheprovider", *arguments
    )
