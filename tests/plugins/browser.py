"""Which browser the tests drive: Debian's Chromium or the one Playwright fetched."""

import os
import shutil


def chromium_path() -> str | None:
    """The program to start, or None for Playwright's own; SOCIALBIZ_CHROMIUM decides if set."""
    return os.environ.get("SOCIALBIZ_CHROMIUM") or shutil.which("chromium")


# As root in a container there is no sandbox; without a graphics card nothing is gained by one; and
# a closed network is not asked for updates.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
