"""Runs tests against the product without each use of the read rule in turn, in one process.

`--without-each FILE` takes the uses whose value in FILE is empty (all, if there is no FILE). Each
chosen test is run once to learn which uses it passes; then each use is taken out and the tests that
pass it are run until one is red. FILE says which one that was, and stays empty where none was.
`--uses-in PATH`, as often as wanted, takes only the uses in that room or file.
"""

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import CodeType
from typing import Any, Final

import pytest
from _pytest.runner import runtestprotocol
from django.core.cache import caches

from tests.access.mutants import Use, codes, functions_of, taken_out, uses

# Without a use more is let through: lines of the matrix that allow stay as they are.
SAYS_NOTHING: Final = {"allow", "audit", "login", "present"}
KEPT_BACK: Final = {"hide404", "absent", "redact", "unknown"}
PATIENCE: Final = 30  # seconds for one use


def pytest_addoption(parser: pytest.Parser) -> None:
    """Nothing happens without it."""
    parser.addoption("--without-each", type=Path, help="file of uses of the read rule")
    parser.addoption("--uses-in", action="append", default=[], help="only those in this room, file")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """In the place of the run of each test once."""
    file: Path | None = session.config.getoption("--without-each")
    if file is None:
        return None
    within = tuple(session.config.getoption("--uses-in")) or ("",)
    known = {str(use): use for use in uses() if str(use).startswith(within)}
    told = json.loads(file.read_text()) if file.exists() else dict.fromkeys(known, "")
    wanted = [use for name, use in known.items() if not told.get(name, "")]
    items = [item for item in session.items if _param(item, "expected") not in SAYS_NOTHING]
    runs = Runs(items)
    reached = runs.reached(wanted)
    for use in wanted:
        told[str(use)] = red = runs.without(use, reached[use])
        print(f"{red or f'NOBODY of {len(reached[use])}'}: {use}", flush=True)
        file.write_text(json.dumps(told, indent=1))
    return True


class Runs:
    """The tests, and how long each takes."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self.items = items
        self.seconds: dict[pytest.Item, float] = {}

    def reached(self, wanted: Iterable[Use]) -> dict[Use, list[pytest.Item]]:
        """Which green tests pass by each use, the most telling first."""
        found: dict[Use, list[pytest.Item]] = {use: [] for use in wanted}
        at_line = _lines_of(found)
        passed: set[Use] = set()
        monitor, tool = sys.monitoring, sys.monitoring.COVERAGE_ID

        def note(code: CodeType, line: int) -> Any:
            passed.update(at_line.get((code, line), ()))
            return monitor.DISABLE

        monitor.use_tool_id(tool, "uses")
        monitor.register_callback(tool, monitor.events.LINE, note)
        for code, _line in at_line:
            monitor.set_local_events(tool, code, monitor.events.LINE)
        for item in self.items:
            passed.clear()
            monitor.restart_events()
            began = time.monotonic()
            if why := self.why_red(item):
                print(f"red before anything is taken out: {item.nodeid}\n{why}", flush=True)
                continue
            self.seconds[item] = time.monotonic() - began
            for use in passed:
                found[use].append(item)
        monitor.free_tool_id(tool)
        return {use: self._most_telling_first(items) for use, items in found.items()}

    def _most_telling_first(self, items: list[pytest.Item]) -> list[pytest.Item]:
        times: dict[str, int] = {}

        def rank(item: pytest.Item) -> tuple[bool, bool, int, float]:
            surface = str(_param(item, "call"))
            times[surface] = times.get(surface, 0) + 1
            strict = _param(item, "expected") in KEPT_BACK
            return self.seconds[item] > 1, not strict, times[surface], self.seconds[item]

        return sorted(items, key=rank)

    def without(self, use: Use, items: list[pytest.Item]) -> str:
        """The test that is red without the use; '' where all are green."""
        from tests.access.world import World  # Django is not there when plugins are loaded

        end = time.monotonic() + PATIENCE
        World.asked.clear()
        for item in items:
            caches["cards"].clear()
            with taken_out(use):
                red = self.why_red(item)
            if red:
                World.asked.clear()
                caches["cards"].clear()
                # Green again with the use in its place: that is what it noticed.
                if not self.why_red(item):
                    return item.nodeid
            if time.monotonic() > end:
                break
        return ""

    def why_red(self, item: pytest.Item) -> str:
        """Run one test; '' when it is green. What it shares with its neighbours stays."""
        beside = (one for one in self.items if one.parent is item.parent and one is not item)
        other = next((one for one in self.items if one is not item), None)
        item.session._setupstate.teardown_exact(item)
        reports = runtestprotocol(item, log=False, nextitem=next(beside, other))
        return "\n".join(report.longreprtext for report in reports if report.failed)


def _param(item: pytest.Item, name: str) -> Any:
    call = getattr(item, "callspec", None)
    return call.params.get(name, "") if call else ""


def _lines_of(wanted: Iterable[Use]) -> dict[tuple[CodeType, int], set[Use]]:
    found: dict[tuple[CodeType, int], set[Use]] = {}
    for use in wanted:
        for function in functions_of(use):
            for code in codes(function.__code__):
                lines = {line for *_at, line in code.co_lines() if line}
                if not use.constant:
                    lines &= set(range(use.first, use.last + 1))
                for line in lines:
                    found.setdefault((code, line), set()).add(use)
    return found
