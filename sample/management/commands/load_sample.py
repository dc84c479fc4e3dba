"""`manage.py load_sample`: fills an empty site with the sample organisation, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from profiles.models import Person
from sample.data import load
from sample.loader import load_organisation


class Command(BaseCommand):
    """Writes people, communities and three weeks of posts; does nothing where people exist."""

    help = "Fill an empty site with the sample organisation."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it. Raises CommandError in production."""
        if settings.PRODUCTION:
            raise CommandError("The sample organisation has known passwords: never in production.")
        if Person.objects.exists():
            self.stdout.write("There are people here already; nothing was changed.")
            return
        load_organisation(load(), now=timezone.now(), say=self.stdout.write)
