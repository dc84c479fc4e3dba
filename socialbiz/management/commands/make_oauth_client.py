"""`manage.py make_oauth_client`: register an app that people may let in."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.api.auth import SCOPES
from socialbiz.oauth import make_client
from socialbiz.trouble import Trouble


class Command(BaseCommand):
    """Prints the id of the new client, and its secret where it has one."""

    help = "Register an app for the API. Phones and pages are public clients without a secret."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name people see, where to send them back to, and what to ask for."""
        parser.add_argument("name", help="The name people see when they let the app in.")
        parser.add_argument(
            "redirect_uris",
            nargs="+",
            metavar="redirect_uri",
            help="Where people are sent back to; compared letter by letter, but for a local port.",
        )
        parser.add_argument(
            "--scopes", default=" ".join(SCOPES), help="What it may ask for (default: all)."
        )
        parser.add_argument(
            "--confidential",
            action="store_true",
            help="A program on a server, which can keep a secret.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Register it."""
        secret = secrets.token_urlsafe(48) if options["confidential"] else ""
        try:
            client = make_client(
                name=options["name"],
                redirect_uris=options["redirect_uris"],
                scopes=options["scopes"].split(),
                secret=secret,
            )
        except Trouble as trouble:
            raise CommandError(str(trouble)) from None
        self.stdout.write(f"client_id: {client.pk}")
        if secret:
            self.stdout.write(f"client_secret: {secret}")
            self.stdout.write("The secret is shown once; it is kept only as a hash.")
