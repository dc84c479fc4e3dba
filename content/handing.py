"""How what stands by itself for the whole company changes hands (`profiles.handing`): a blog or a
wiki that one person alone looks after. Each room says what its own is called, and its roles.

Those of people stay theirs, and those of communities change hands with the community.
"""

from abc import abstractmethod
from typing import Any, ClassVar, Final

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.translation import gettext as _

from core.errors import Conflict
from profiles.handing import KEEP, PASS, Heir, Kind
from profiles.models import HandOver, HandOverItem, Person

# The role of who looks after a blog or a wiki: the same word in each room.
OWNER: Final = "owner"


class CompanyPlaces(Kind):
    """Blogs or wikis of the company: rows beside a `content.Place`, with a title and `roles`.

    `name` is also the column that points at one, in the items and in the rows of roles. `ranks` are
    the roles of who stands near enough to look after one, the nearest first; with the first of them
    whoever left comes back once it was decided.
    """

    deeds = frozenset({KEEP, PASS})
    ranks: ClassVar[tuple[str, ...]]
    places: ClassVar[type[Model]]
    roles: ClassVar[type[Model]]

    def rows(self) -> Any:
        """With whether the holder looks after it still."""
        held = self._held(OuterRef(self.name), OuterRef("holder"))
        return super().rows().annotate(owned=Exists(held))

    def count(self, person: Person) -> str:
        """Those they alone look after."""
        number = self._solely_owned(person).count()
        return self.counted(number) if number else ""

    @abstractmethod
    def counted(self, number: int) -> str:
        """That many of them, which one person alone looks after."""

    def take(self, hand_over: HandOver, heir: Heir) -> list[HandOverItem]:
        """Another owner each. What nobody chose an heir for goes to who writes there first."""
        made: list[HandOverItem] = []
        theirs = self._all().filter(roles__person=hand_over.leaver, roles__role=OWNER)
        locked = theirs.select_for_update(of=("self",), no_key=True).order_by("pk")
        list(locked.values_list("pk", flat=True))
        # Asked anew under the locks: another owner may have gone while we waited for them.
        for place in self._solely_owned(hand_over.leaver).order_by("pk"):
            near = self._nearest(place) if heir.last_resort else None
            holder = near or heir.person
            if holder is None:
                continue
            about: dict[str, Any] = {self.name: place}
            item: Any = self.model(hand_over=hand_over, kind=self.name, holder=holder, **about)
            item.was_role = self._make_owner(place, holder)
            item.save(force_insert=True)
            made.append(item)
        return made

    def move(self, item: Any, person: Person) -> None:
        """Another owner; the holder is what they were in it before."""
        place = self._lock(item)
        if not self._held(place, item.holder).exists():
            raise Conflict(
                _("%(name)s does not look after %(thing)s any more.")
                % {"name": item.holder.name, "thing": place.title},
                code="moved",
            )
        was_role = self._make_owner(place, person)
        self._step_back(place, item.holder, item.was_role)
        item.was_role = was_role
        item.save(update_fields=["was_role"])

    def give_back(self, item: Any) -> None:
        """The leaver looks after it as before, and the holder is what they were in it."""
        place = self._lock(item)
        if self._held(place, item.holder).exists():
            self._step_back(place, item.holder, item.was_role)

    def settle(self, item: Any) -> None:
        """Whoever left comes back as one who writes there."""
        place = self._lock(item)
        self._held(place, item.hand_over.leaver).update(role=self.ranks[0])

    def is_held(self, item: Any) -> bool:
        """As long as they look after it."""
        return bool(item.owned)

    def title(self, item: Any) -> str:
        """Its name."""
        return str(self._of(item).title)

    def url(self, item: Any) -> str:
        """Its home."""
        return str(self._of(item).get_absolute_url())

    def _all(self) -> QuerySet[Any]:
        return self.places._default_manager.all()

    def _of(self, item: Any) -> Any:
        return getattr(item, self.name)

    def _lock(self, item: Any) -> Any:
        rows = self._all().select_for_update(of=("self",), no_key=True)
        return rows.get(pk=self._of(item).pk)

    def _held(self, place: Any, person: Any) -> QuerySet[Any]:
        """That `person` looks after `place`; both may be columns of another query."""
        rows = self.roles._default_manager.filter(person=person, role=OWNER)
        return rows.filter(**{self.name: place})

    def _solely_owned(self, person: Person) -> QuerySet[Any]:
        """Those of the company that nobody else looks after who may act."""
        others = self.roles._default_manager.filter(
            **{self.name: OuterRef("pk")}, role=OWNER, person__is_active=True
        ).exclude(person=person)
        return self._all().filter(
            ~Exists(others),
            place__person=None,
            place__community=None,
            roles__person=person,
            roles__role=OWNER,
        )

    def _nearest(self, place: Any) -> Person | None:
        """Who stands nearest to looking after it: by their rank, the longest first."""
        rows = place.roles.filter(
            person__is_active=True, person__is_guest=False, person__is_organisation=False
        )
        rows = rows.select_related("person").order_by("pk")
        found = (rows.filter(role=rank).first() for rank in self.ranks)
        return next((row.person for row in found if row is not None), None)

    def _make_owner(self, place: Any, person: Person) -> str:
        """Let `person` look after the locked place; their role in it before, '' for none."""
        row = place.roles.filter(person=person).first()
        place.roles.update_or_create(person=person, defaults={"role": OWNER})
        return row.role if row else ""

    def _step_back(self, place: Any, person: Person, was_role: str) -> None:
        """Make somebody what they were before in the locked place, if another owner is there."""
        owners = place.roles.filter(role=OWNER, person__is_active=True)
        if was_role == OWNER or not owners.exclude(person=person).exists():
            return
        if was_role:
            place.roles.filter(person=person).update(role=was_role)
        else:
            place.roles.filter(person=person).delete()
