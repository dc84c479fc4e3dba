"""Which browser the tests drive: Debian's Chromium or the one Playwright fetched."""

import os
import shutil


def chromium_path() -> str | None:
    """The program to start, or None for Playwright's own; SOCIALBIZ_CHROMIUM decides if set."""
    return os.environ.get("SOCIALBIZ_CHROMIUM") or shutil.which("chromium")
