"""How many read a post, day by day and week by week: what its authors are shown.

A person counts once a day, authors never. The day is that of the server's zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone

from blogs.models import BlogPost, PostDay, PostReader

DAYS: Final = 30
WEEKS: Final = 52
WEEK: Final = 7
# What browsers say when they fetch a page before anybody asked to see it.
FETCHED_AHEAD: Final = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ")


@dataclass(frozen=True)
class Readership:
    """Readers of `days` and `weeks`, each by its first day, the oldest first; `total` of all time.

    Weeks are those before the days. In sums a person counts once for each day they read it.
    """

    days: tuple[tuple[date, int], ...]
    weeks: tuple[tuple[date, int], ...]
    total: int
    zone: str

    @property
    def lately(self) -> int:
        """The sum of the days."""
        return sum(number for _day, number in self.days)

    @property
    def best(self) -> tuple[date, int]:
        """The day with most readers, the latest of several."""
        return max(self.days, key=lambda one: (one[1], one[0]))


def today() -> date:
    """The day that counts now: that of the server's zone, the same for everybody."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def is_read_by_somebody(request: HttpRequest) -> bool:
    """Does a person look at the answer? Not for HEAD, and not when a browser fetches it ahead."""
    if request.method != "GET":
        return False
    said = " ".join(request.META.get(name, "") for name in FETCHED_AHEAD).lower()
    return "prefetch" not in said and "prerender" not in said


def readership_of(post: BlogPost) -> Readership:
    """The readers of a post: one query."""
    # Whoever reads it today stands in one table, earlier days in the other.
    kept = PostDay.objects.filter(post=post).values_list("day", "readers")
    fresh = PostReader.objects.filter(post=post).values_list("day").annotate(n=Count("pk"))
    numbers: dict[date, int] = {}
    for day, number in kept.union(fresh, all=True):
        numbers[day] = numbers.get(day, 0) + number
    end = today()
    start = end - timedelta(days=DAYS - 1)
    days = tuple((start + timedelta(days=n), 0) for n in range(DAYS))
    return Readership(
        days=tuple((day, numbers.get(day, 0)) for day, _none in days),
        weeks=_weeks(numbers, start),
        total=sum(numbers.values()),
        zone=timezone.get_default_timezone_name(),
    )


def _weeks(numbers: Mapping[date, int], end: date) -> tuple[tuple[date, int], ...]:
    """The weeks before `end` since the first reader, at most WEEKS of them."""
    first = min(numbers, default=end)
    found: list[tuple[date, int]] = []
    while end > first and len(found) < WEEKS:
        end -= timedelta(days=WEEK)
        found.append((end, sum(numbers.get(end + timedelta(days=n), 0) for n in range(WEEK))))
    return tuple(reversed(found))
