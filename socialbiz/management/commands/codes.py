"""`manage.py codes`: the sample's sign-ins with the one-time codes of this moment."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from socialbiz import panel, sign_ins


class Command(BaseCommand):
    """Prints what `make run` printed, with fresh codes."""

    help = "Print the sample organisation's sign-ins with fresh one-time codes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table. Raises CommandError when there is nothing to print."""
        found = sign_ins.entries()
        if not found:
            raise CommandError("This database holds no sign-ins of the sample organisation.")
        rows = [panel.Row(s.role, s.name, s.email, s.password, s.secret) for s in found]
        for line in panel.sign_in_lines(rows):
            self.stdout.write(line)
