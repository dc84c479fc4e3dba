"""Departments and places: the lists of them, and the page of one. For employees."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest, require_employee
from core.cursors import BadCursor
from core.pager import Page, paginate
from profiles import organisation
from profiles.models import Department, Location
from profiles.views.rows import person_rows

PAGE = 30
GROUPS = 60


@require_GET
def department_list(request: SignedInRequest) -> HttpResponse:
    """All departments by name, with how many people each has."""
    return _groups(request, Department, _("Departments"))


@require_GET
def place_list(request: SignedInRequest) -> HttpResponse:
    """All places by name, with how many people each has."""
    return _groups(request, Location, _("Places"))


@require_GET
def department_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A department: who leads it, what its people know, and its people by name."""
    require_employee(request.viewer)
    department = get_object_or_404(Department, pk=pk)
    return _group(request, department, {"heads": organisation.heads_of(request.viewer, department)})


@require_GET
def place_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """A place: what time it is there, what its people know, and its people by name."""
    require_employee(request.viewer)
    return _group(request, get_object_or_404(Location, pk=pk), {})


def _groups(request: SignedInRequest, model: type[Any], heading: str) -> HttpResponse:
    require_employee(request.viewer)
    page = _page(request, model.objects.all(), ("name", "id"), f"groups.{model.__name__}", GROUPS)
    counts = organisation.head_counts(request.viewer, list(page.items))
    context = {
        "heading": heading,
        "of_departments": model is Department,
        "tabs": [
            {
                "label": _("Departments"),
                "url": reverse("profiles:department-list"),
                "current": model is Department,
            },
            {
                "label": _("Places"),
                "url": reverse("profiles:place-list"),
                "current": model is Location,
            },
        ],
        "rows": [{"group": group, "people": counts[group.pk]} for group in page.items],
        "next_url": f"?cursor={page.next}" if page.next else "",
    }
    return render(request, "profiles/group_list.html", context)


def _group(
    request: SignedInRequest, group: organisation.Group, context: dict[str, Any]
) -> HttpResponse:
    viewer = request.viewer
    people = organisation.people_in(viewer, group).with_place()
    column = organisation.column_of(group)
    page = _page(request, people, ("sort_name", "id"), f"{column}.{group.pk}", PAGE)
    size = organisation.head_counts(viewer, [group])[group.pk]
    narrowed = f"{reverse('profiles:person-list')}?{column}={group.pk}"
    skills = [
        {"skill": skill, "url": f"{narrowed}&{urlencode({'skill': skill.slug})}"}
        for skill in organisation.common_skills(viewer, group, size)
    ]
    context |= {
        "group": group,
        "of_department": column == "department",
        "size": size,
        "skills": skills,
        "narrowed_url": narrowed,
        "rows": person_rows(viewer, page.items),
        "next_url": f"?cursor={page.next}" if page.next else "",
    }
    return render(request, "profiles/group_detail.html", context)


def _page(
    request: SignedInRequest, rows: Any, keys: tuple[str, ...], purpose: str, size: int
) -> Page[Any]:
    cursor = request.GET.get("cursor", "")
    try:
        return paginate(rows, keys, purpose=purpose, cursor=cursor, size=size)
    except BadCursor as error:
        raise Http404 from error
