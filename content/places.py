"""Where a text goes: from the writer's choice of readers to a place and an audience.

The choice is a short word that a form field, an API field and a draft can all carry:
`company`, `community:<slug>` or `people:<handle>,<handle>`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from access.actions import make_audience
from access.models import Audience, AudienceMember
from access.viewer import Viewer
from communities.models import Community
from content.models import Place
from core.errors import Invalid
from profiles.models import Person

if TYPE_CHECKING:
    from content.models import Entry

COMPANY = "company"
CHOSEN_NOBODY = "people:"
MOST_PEOPLE = 50


@dataclass(frozen=True)
class Target:
    """Where to put an entry and who may read it."""

    place: Place
    audience: Audience


def wall_of_person(person: Person) -> Place:
    """The wall of a person, open to the company; made when first needed."""
    wall, _made = Place.objects.select_related("audience").get_or_create(
        kind=Place.Kind.WALL,
        person=person,
        defaults={"audience": Audience.company},  # type: ignore[misc] # asked for only when needed
    )
    return wall


def wall_of_community(community: Community) -> Place:
    """The wall of a community; made when first needed."""
    wall, _made = Place.objects.get_or_create(
        kind=Place.Kind.WALL, community=community, defaults={"audience": community.audience}
    )
    return wall


def default_choice(viewer: Viewer) -> str:
    """What the audience button says at first: the company, or a guest's first community."""
    if viewer.is_employee:
        return COMPANY
    first = Community.objects.joined_by(viewer).active().order_by("sort_name").first()
    return f"community:{first.slug}" if first else ""


def resolve(*, actor: Person, viewer: Viewer, choice: str) -> Target:
    """Turn a choice into a place and an audience. Raises Invalid for one that cannot be meant.

    A community the viewer may not know of is refused in the same words as one that does not exist.
    """
    kind, _colon, rest = choice.strip().partition(":")
    if kind == COMPANY and not rest and viewer.is_employee:
        wall = wall_of_person(actor)
        return Target(wall, wall.audience)
    if kind == "community":
        return _community(viewer, rest)
    if kind == "people" and viewer.is_employee:
        return _people(actor, viewer, [handle for handle in rest.split(",") if handle.strip()])
    raise Invalid(_("Choose who can read this."), field="audience")


def _community(viewer: Viewer, slug: str) -> Target:
    community = (
        Community.objects.visible_to(viewer).select_related("audience").filter(slug=slug).first()
    )
    if community is None:
        raise Invalid(_("There is no such community. Choose another one."), field="audience")
    return Target(wall_of_community(community), community.audience)


def _people(actor: Person, viewer: Viewer, handles: Iterable[str]) -> Target:
    wanted = {handle.strip().lstrip("@").lower() for handle in handles}
    if not wanted:
        raise Invalid(_("Choose at least one person who can read this."), field="audience")
    if len(wanted) > MOST_PEOPLE:
        raise Invalid(
            _("Choose at most %(n)d people, or post in a community.") % {"n": MOST_PEOPLE},
            field="audience",
        )
    found = Person.objects.visible_to(viewer).active().filter(handle__in=wanted, is_guest=False)
    people = {person.handle: person.pk for person in found}
    if missing := sorted(wanted - people.keys()):
        raise Invalid(
            _("Nobody here is called %(names)s, or they cannot be chosen.")
            % {"names": ", ".join(f"@{name}" for name in missing)},
            field="audience",
        )
    ids = {*people.values(), actor.pk}
    audience = make_audience(kind=Audience.Kind.PEOPLE, open=False, person_ids=ids)
    return Target(wall_of_person(actor), audience)


def of_writer_alone(actor: Person) -> Target:
    """Where a draft waits until its writer says again who may read it."""
    audience = make_audience(kind=Audience.Kind.PEOPLE, open=False, person_ids={actor.pk})
    return Target(wall_of_person(actor), audience)


def choice_of(entry: "Entry") -> str:
    """The choice that leads back to an entry's audience, for its draft in the composer."""
    if entry.audience.kind == Audience.Kind.COMPANY:
        return COMPANY
    if entry.audience.kind == Audience.Kind.COMMUNITY:
        return f"community:{entry.audience.community.slug}"
    return _people_of([entry])[entry.pk]


def choices_of(entries: Sequence["Entry"]) -> dict[int, str]:
    """`choice_of` for many entries, whose audiences and communities are loaded: one query."""
    chosen = [entry for entry in entries if entry.audience.kind == Audience.Kind.PEOPLE]
    words = _people_of(chosen) if chosen else {}
    return {entry.pk: words.get(entry.pk) or choice_of(entry) for entry in entries}


def _people_of(entries: Sequence["Entry"]) -> dict[int, str]:
    audiences = {entry.audience_id for entry in entries}
    rows = AudienceMember.objects.filter(audience_id__in=audiences).order_by("person__handle")
    handles: dict[int, list[tuple[int, str]]] = {pk: [] for pk in audiences}
    for audience_id, person_id, handle in rows.values_list(
        "audience_id", "person_id", "person__handle"
    ):
        handles[audience_id].append((person_id, handle))
    return {
        entry.pk: "people:"
        + ",".join(handle for pk, handle in handles[entry.audience_id] if pk != entry.author_id)
        for entry in entries
    }
