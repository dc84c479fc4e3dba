"""The folder of real data that some tests read; without it they are skipped, and say so."""

import os
from pathlib import Path

import pytest


def folder(name: str) -> Path:
    """The set `name` below the folder SOCIALBIZ_DATA names; skips the test where it is missing."""
    root = os.environ.get("SOCIALBIZ_DATA", "")
    if not root:
        pytest.skip("SOCIALBIZ_DATA names no folder of real data")
    found = Path(root) / name
    if not found.is_dir():
        pytest.skip(f"the folder of SOCIALBIZ_DATA has no {name}")
    return found
