"""A skipped test has a reason, and there are few of them: else the run fails.

Skips grow quietly: a missing browser or folder can silence half of the tests while all looks
green. The cap is `max_skips` in pyproject.toml; tests marked `data` and `browser` count too.
"""

from collections.abc import Generator
from typing import Any

import pytest

NO_REASON = {"", "unconditional skip"}
key = pytest.StashKey[list[tuple[str, str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The cap, settable in the configuration and on the command line."""
    parser.addini("max_skips", "most tests that may be skipped in one run", default="0")
    parser.addoption("--max-skips", type=int, default=None, help="most tests that may be skipped")


def pytest_configure(config: pytest.Config) -> None:
    """Begin with an empty list."""
    config.stash[key] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note skips on the process that reports (the only one, or the controller of workers)."""
    if report.skipped and not hasattr(report, "wasxfail") and _config is not None:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _config.stash[key].append((report.nodeid, reason.removeprefix("Skipped: ").strip()))


_config: pytest.Config | None = None


@pytest.hookimpl(wrapper=True)
def pytest_sessionstart(session: pytest.Session) -> Generator[None, Any, Any]:
    """Remember the configuration for the report hook, which is given none."""
    global _config  # noqa: PLW0603
    _config = session.config
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run with too many skips, or with one that says no reason."""
    if hasattr(session.config, "workerinput"):
        return
    skips = session.config.stash[key]
    if not problems(session.config, skips):
        return
    if session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say why."""
    for problem in problems(config, config.stash[key]):
        terminalreporter.write_line(problem, red=True)


def problems(config: pytest.Config, skips: list[tuple[str, str]]) -> list[str]:
    """What is wrong with these skips, as lines to print."""
    chosen = config.getoption("--max-skips")
    most = int(config.getini("max_skips")) if chosen is None else chosen
    found = [f"{test} is skipped without a reason" for test, why in skips if why in NO_REASON]
    if len(skips) > most:
        found.append(f"{len(skips)} tests were skipped, {most} may be:")
        found += [f"  {test}: {why}" for test, why in skips]
    return found
