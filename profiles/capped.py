"""Numbers that stop at a cap and say so: no page walks the company to count what nobody reads."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import IntegerField, QuerySet, Subquery

MOST_COUNTED: Final = 1_000


@dataclass(frozen=True)
class Capped:
    """A number that was counted up to `MOST_COUNTED`."""

    number: int
    more: bool

    @classmethod
    def of(cls, counted: int) -> "Capped":
        """What a count of at most one more than the cap says."""
        return cls(min(counted, MOST_COUNTED), counted > MOST_COUNTED)

    def __str__(self) -> str:
        return f"{self.number:,}+" if self.more else f"{self.number:,}"

    def __bool__(self) -> bool:
        return self.number > 0


NONE: Final = Capped(0, False)


class RowsOf(Subquery):
    """How many rows a question has, as a column: at most one more than the cap."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.values("pk")[: MOST_COUNTED + 1], output_field=IntegerField())
