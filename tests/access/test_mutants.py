"""Each use of the read rule, taken out of the running product: some test turns red."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.access.mutants import ROOT, uses

# First the quick ones made for it; then, for what they leave, those that share the world of the
# matrix; then those with a world each.
CHOSEN = (
    (
        "tests/rule/test_last_doors.py",
        "tests/rule/test_streams_check_again.py",
        "tests/activity/test_standing.py",
        "tests/activity/test_telling.py",
        "tests/blogs/test_doors.py",
        "tests/blogs/test_subscriptions.py",
        "tests/communities/test_rights.py",
        "tests/profiles/test_rights.py",
    ),
    ("tests/rule/test_corpora.py",),
    ("tests/access/test_matrix.py", "tests/access/test_noninterference.py"),
    (
        "tests/activity/test_live_hub.py",
        "tests/admin",
        "tests/api",
        "tests/blogs",
        "tests/communities",
        "tests/content",
        "tests/profiles",
        "tests/updates",
    ),
)
SURVIVORS = Path(__file__).with_name("survivors.csv")


def survivors() -> dict[str, str]:
    """The uses that nothing notices, and why: what stands without them lets nothing more out."""
    with SURVIVORS.open(newline="") as file:
        return {row["use"]: row["why"] for row in csv.DictReader(file)}


def test_survivors_exist_and_each_has_a_reason() -> None:
    assert survivors().keys() <= {str(use) for use in uses()}, "strike off those that are gone"
    reasons = ("same: ", "second door: ", "no right: ", "only a button offered: ")
    assert [use for use, why in survivors().items() if not why.startswith(reasons)] == []
    assert len(uses()) > 200


@pytest.mark.prove
def test_each_use_of_the_read_rule_is_noticed_when_it_is_taken_out(tmp_path: Path) -> None:
    file = tmp_path / "uses.json"
    known = survivors()
    file.write_text(json.dumps({str(use): known.get(str(use), "") for use in uses()}))
    url = urlsplit(os.environ["DATABASE_URL"])
    env = {**os.environ, "DATABASE_URL": url._replace(path=f"{url.path}_mutants").geturl()}
    for chosen in CHOSEN:
        options = ["-p", "tests.plugins.mutants", "--without-each", file, "-p", "no:logging"]
        marks = ["-q", "-n0", "-m", "not prove and not browser"]
        command = [sys.executable, "-m", "pytest", *options, *marks, *chosen]
        subprocess.run(command, cwd=ROOT, env=env, check=False)
    told = json.loads(file.read_text())
    assert told.keys() == {str(use) for use in uses()}
    assert [name for name, by in told.items() if not by] == []
