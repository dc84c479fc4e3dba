"""Departments and places as groups of people: how many, who leads them, what they know.

Only reads, and only of people the viewer may know of. Guests have no business here: the pages and
calls that use this answer them 404.
"""

from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q

from access.viewer import Viewer
from profiles.facets import SHOWN, Choice, Choices, skills_among
from profiles.models import Department, Location, Person, PersonQuerySet

Group = Department | Location

HEADS: Final = 3
# What a group knows is only said of more people than this: of few, it would be said of somebody.
TOO_FEW: Final = 5


def column_of(group: Group) -> str:
    """The column of a person that names such a group."""
    return "department" if isinstance(group, Department) else "location"


def people_in(viewer: Viewer, group: Group) -> PersonQuerySet:
    """The active people of a group the viewer may know of."""
    rows: PersonQuerySet = Person.objects.visible_to(viewer).active()
    return rows.filter(**{column_of(group): group})


def head_counts(viewer: Viewer, groups: list[Any]) -> dict[int, int]:
    """How many active people each of `groups` (all of one kind) has, by its id, in one query."""
    if not groups:
        return {}
    column = column_of(groups[0])
    rows = Person.objects.visible_to(viewer).active().filter(**{f"{column}__in": groups})
    counted = rows.order_by().values_list(column).annotate(Count("pk"))
    return {group.pk: 0 for group in groups} | dict(counted)


def heads_of(viewer: Viewer, department: Department) -> list[Person]:
    """Who leads a department: others of it report to them, and they to nobody of it."""
    reports = Person.objects.active().filter(manager=OuterRef("pk"), department=department)
    led = Q(manager__department=department, manager__is_active=True)
    rows = people_in(viewer, department).filter(Exists(reports)).filter(~led)
    return list(rows.with_place().order_by("sort_name", "id")[:HEADS])


def common_skills(viewer: Viewer, group: Group, size: int) -> list[Choice]:
    """What at least two people of a group of `size` know, the most first."""
    if size <= TOO_FEW:
        return []
    department = group if isinstance(group, Department) else None
    chosen = Choices(department, None if isinstance(group, Department) else group)
    return [skill for skill in skills_among(viewer, chosen) if skill.people > 1][:SHOWN]
