"""What one person alone can own, and how each kind of it changes hands when they go.

A room whose things can have a sole owner adds a kind: a child of `HandOverItem` that points at the
thing, a class like `Guests` below, and its line in `settings.HAND_OVER_KINDS`. Everything here runs
inside the transaction of an action of `profiles.actions`, behind `turnstile.alone`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.cursors import seal
from core.errors import Conflict
from core.pager import Page, paginate
from profiles.models import HandedGuest, HandOver, HandOverItem, Person

KEEP, PASS, CLOSE = "keep", "pass", "close"


@dataclass(frozen=True)
class Heir:
    """Who gets the things. A `last_resort` is an admin whom nobody chose: kinds that keep things
    from admins look for somebody nearer first."""

    person: Person | None
    last_resort: bool = False


class Kind(ABC):
    """One kind of thing. `name` stands in the rows, `deeds` are what a holder may decide."""

    name: ClassVar[str]
    model: ClassVar[type[HandOverItem]]
    deeds: ClassVar[frozenset[str]]
    # Columns of `model` that titles and addresses read.
    related: ClassVar[tuple[str, ...]] = ()

    def rows(self) -> Any:
        """The items with everything that is shown of them, in one query."""
        related = ("hand_over__leaver", "holder", *self.related)
        return self.model._default_manager.select_related(*related)

    @abstractmethod
    def count(self, person: Person) -> str:
        """What would change hands if `person` left, in words with a number; '' for nothing."""

    @abstractmethod
    def take(self, hand_over: HandOver, heir: Heir) -> Iterable[HandOverItem]:
        """Give everything the leaver alone owns to somebody else now; one item for each.

        The leaver may not act any more when this runs.
        """

    @abstractmethod
    def move(self, item: Any, person: Person) -> None:
        """Give the thing to `person` instead of the holder, who is left as they were before."""

    @abstractmethod
    def give_back(self, item: Any) -> None:
        """The leaver may act again: the thing is theirs, and the holder is as before."""

    @abstractmethod
    def settle(self, item: Any) -> None:
        """It was decided: the leaver will not get it back."""

    def close(self, item: Any, actor: Person) -> None:
        """Put the thing to rest, where `deeds` allows it."""
        raise NotImplementedError

    @abstractmethod
    def is_held(self, item: Any) -> bool:
        """Does the holder still look after the thing? If not, nothing of it is theirs to see."""

    @abstractmethod
    def title(self, item: Any) -> str:
        """What the thing is called."""

    @abstractmethod
    def words(self, item: Any) -> str:
        """What kind of thing it is, and what waits there."""

    def named(self, item: Any) -> str:
        """What it is in the administration and in the audit trail, read by admins without a key to
        the thing itself."""
        return f"{self.title(item)}. {self.words(item)}"

    def url(self, item: Any) -> str:
        """Where it is seen; '' for nowhere."""
        return ""

    def close_label(self) -> str:
        """The verb on the button that closes."""
        return ""


class Guests(Kind):
    """Guests of a sponsor who left."""

    name = "guest"
    model = HandedGuest
    deeds = frozenset({KEEP, PASS})
    related = ("guest",)

    def _of(self, person: Person) -> Any:
        left = {"is_active": False, "suspended_until__isnull": True}
        return Person.objects.filter(sponsor=person).exclude(**left).order_by("pk")

    def count(self, person: Person) -> str:
        """Guests they answer for."""
        number = self._of(person).count()
        words = ngettext("%(n)s guest they sponsor", "%(n)s guests they sponsor", number)
        return words % {"n": number} if number else ""

    def take(self, hand_over: HandOver, heir: Heir) -> list[HandOverItem]:
        """The heir answers for them."""
        if heir.person is None:
            return []
        made: list[HandOverItem] = []
        for guest in self._of(hand_over.leaver):
            _sponsor(guest, heir.person)
            made.append(
                HandedGuest.objects.create(
                    hand_over=hand_over, kind=self.name, holder=heir.person, guest=guest
                )
            )
        return made

    def move(self, item: HandedGuest, person: Person) -> None:
        """Another sponsor."""
        _require_holder(item, self.is_held(item))
        _sponsor(item.guest, person)

    def give_back(self, item: HandedGuest) -> None:
        """The old sponsor again, unless somebody changed it meanwhile."""
        if item.guest.sponsor_id == item.holder_id:
            _sponsor(item.guest, item.hand_over.leaver)

    def settle(self, item: HandedGuest) -> None:
        """Nothing of the leaver is left at the guest."""

    def is_held(self, item: HandedGuest) -> bool:
        """Until an admin names another sponsor."""
        return item.guest.sponsor_id == item.holder_id

    def title(self, item: HandedGuest) -> str:
        """Their name."""
        return item.guest.name

    def words(self, item: HandedGuest) -> str:
        """With the end date."""
        return _("A guest. You answer for them.")

    def url(self, item: HandedGuest) -> str:
        """What the guest can reach."""
        return reverse("guests:guest-detail", args=[item.guest.public_id])


@cache
def kinds() -> dict[str, Kind]:
    """Every kind there is, by name, in the order they are handed over."""
    made = [import_string(path)() for path in settings.HAND_OVER_KINDS]
    return {kind.name: kind for kind in made}


def load(items: Iterable[HandOverItem]) -> list[Any]:
    """The same items with what they are about: one query a kind. In the same order."""
    items = list(items)
    found: dict[int, Any] = {}
    for name, kind in kinds().items():
        ids = [item.pk for item in items if item.kind == name]
        if ids:
            found |= kind.rows().in_bulk(ids)
    return [found[item.pk] for item in items if item.pk in found]


def held(items: Iterable[HandOverItem]) -> list[Any]:
    """As `load`, without what went another way meanwhile."""
    return [item for item in load(items) if of(item).is_held(item)]


def held_page(
    rows: QuerySet[HandOverItem], *, purpose: str, cursor: str = "", size: int
) -> Page[Any]:
    """A page of what `rows` still hold, newest first: full, or the last. Raises BadCursor."""
    found: list[Any] = []
    while True:
        page = paginate(rows, ("-id",), purpose=purpose, cursor=cursor, size=size + 1)
        found += held(page.items)
        cursor = page.next
        if not cursor or len(found) > size:
            break
    more = len(found) > size
    return Page(found[:size], seal(purpose, found[size - 1].pk) if more else "")


def of(item: HandOverItem) -> Kind:
    """The kind of one item."""
    return kinds()[item.kind]


def _sponsor(guest: Person, sponsor: Person) -> None:
    guest.sponsor = sponsor
    guest.save(update_fields=["sponsor", "changed_at"])


def _require_holder(item: HandOverItem, is_so: bool) -> None:
    """Raise Conflict when the thing went to somebody else by another way."""
    if not is_so:
        raise Conflict(
            _("This is no longer in the hands of %(name)s.") % {"name": item.holder.name},
            code="moved",
        )
