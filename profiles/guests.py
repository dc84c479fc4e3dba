"""What holds for guests where nobody said otherwise."""

from datetime import date

from django.conf import settings
from django.utils import timezone

from profiles.models import Person


def usual_end() -> date:
    """The last day of a guest who comes or is renewed today."""
    day: date = timezone.localdate() + settings.GUEST_STAYS
    return day


def longest_end() -> date:
    """The latest day anybody may name today."""
    day: date = timezone.localdate() + settings.GUEST_STAYS_AT_MOST
    return day


def any_admin() -> Person | None:
    """The admin who is here longest: answers where nobody nearer does. None where there is none."""
    return (
        Person.objects.active()
        .filter(is_superuser=True, is_guest=False, is_organisation=False)
        .order_by("pk")
        .first()
    )
