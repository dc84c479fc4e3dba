"""Birthdays as people tell them: day and month, never the year."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

# A year with a 29 February, so that whoever was born on it may say so.
LEAP_YEAR = 2000


def month_and_day(month: int, day: int) -> str:
    """How a birthday is stored: "04-12". Raises ValueError for a day that no year has."""
    return f"{date(LEAP_YEAR, month, day):%m-%d}"


def checked_birthday(text: str) -> str:
    """The same for what somebody typed or sent as "04-12". Raises ValueError."""
    month, dash, day = text.strip().partition("-")
    if not (dash and len(month) == len(day) == 2 and (month + day).isascii()):
        raise ValueError(text)
    return month_and_day(int(month), int(day))


def day_and_month(stored: str) -> str:
    """A stored birthday in words: "12 April"."""
    on = date.fromisoformat(f"{LEAP_YEAR}-{stored}")
    # Translators: day and month of a birthday, in the syntax of Django's date filter.
    return date_format(on, _("j F"))
