#!/usr/bin/env python
"""Entry point for Django's management commands.

Without DATABASE_URL, in development, a command that needs the database has the local PostgreSQL
running while it works: the one of `make run`, or its own.
"""

import contextlib
import os
import sys

# Commands that never ask the database, so that they need not wait for one to start.
WITHOUT_DATABASE = {"collectstatic", "compilemessages", "help", "makemessages"}
WITHOUT_DATABASE |= {"settings_help", "spectacular", "version", "--help", "--version"}


def main() -> None:
    """Run the management command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialbiz.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    with local_database(sys.argv[1] if len(sys.argv) > 1 else "help"):
        execute_from_command_line(sys.argv)


def local_database(command: str) -> contextlib.AbstractContextManager[object]:
    """The local PostgreSQL for as long as `command` runs, if it needs one."""
    from socialbiz.env import environment  # noqa: PLC0415
    from socialbiz.localdb import LocalDatabase, local_folder  # noqa: PLC0415

    env = environment()
    if command in WITHOUT_DATABASE or env.production or env.database_url:
        return contextlib.nullcontext()
    return LocalDatabase(local_folder(env.socialbiz_var))


if __name__ == "__main__":
    from socialbiz.trouble import Trouble

    try:
        main()
    except Trouble as trouble:
        sys.exit(str(trouble))
