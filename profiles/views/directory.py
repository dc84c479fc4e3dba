"""The people page: everybody by name, narrowed by facets, or found by words."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest, require_employee
from access.viewer import Viewer
from core.cursors import BadCursor
from core.pager import paginate
from profiles.facets import SHOWN, Choice, Choices, facets_of
from profiles.finding import find_people
from profiles.models import Department, Location, Person, Skill
from profiles.search import suggest_people
from profiles.views.rows import person_rows
from profiles.vocabulary import skill_named

PAGE: Final = 30
# By nothing else is this page narrowed or ordered: whoever asks for more gets 400, so that no field
# somebody keeps for a few can be read off the list.
TAKEN: Final = frozenset({"q", "department", "location", "skill", "manager", "cursor"})


@require_GET
def person_list(request: SignedInRequest) -> HttpResponse:
    """People by name; with `?q=` those with the words in a name, title, skill or what they say."""
    if unknown := request.GET.keys() - TAKEN:
        raise BadRequest(f"no such parameter: {min(unknown)[:40]}")
    viewer = request.viewer
    chosen = choices_of(request)
    if chosen.skill is not None and request.GET["skill"] != chosen.skill.slug:
        # What it was called before, or is called besides, or its name in other letters.
        asked = request.GET.copy()
        asked["skill"] = chosen.skill.slug
        return redirect(f"{request.path}?{asked.urlencode()}")
    query = request.GET.get("q", "").strip()[:80]
    context: dict[str, Any] = {
        "query": query,
        "chosen": chosen,
        "narrowed": narrowed(chosen),
        "tags": _tags(chosen, query),
        "linked": viewer.is_employee,
    }
    try:
        if query:
            context |= _found(request, query, chosen)
        else:
            context |= _listed(request, chosen)
    except BadCursor as error:
        raise Http404 from error
    return render(request, "profiles/person_list.html", context)


@require_GET
def person_suggest(request: SignedInRequest) -> HttpResponse:
    """People while typing, as options for a listbox; with `?pick=handle` to fill a field."""
    people = suggest_people(request.viewer, request.GET.get("q", "")[:80])
    context = {"people": people, "pick": request.GET.get("pick") == "handle"}
    return render(request, "profiles/_options.html", context)


def choices_of(request: SignedInRequest) -> Choices:
    """What the address narrows to; a department or place that does not exist counts as none.

    Raises Http404 for a skill the viewer knows none of, and for managers asked for by guests.
    """
    viewer = request.viewer
    return Choices(
        department=_group(viewer, Department, request.GET.get("department", "")),
        location=_group(viewer, Location, request.GET.get("location", "")),
        skill=_skill(viewer, request.GET.get("skill", "")),
        manager=_manager(request),
    )


def narrowed(chosen: Choices) -> dict[str, str]:
    """The choices as parameters of an address."""
    said = {
        "department": chosen.department and str(chosen.department.pk),
        "location": chosen.location and str(chosen.location.pk),
        "skill": chosen.skill and chosen.skill.slug,
        "manager": chosen.manager and chosen.manager.public_id,
    }
    return {name: value for name, value in said.items() if value}


def _listed(request: SignedInRequest, chosen: Choices) -> dict[str, Any]:
    viewer = request.viewer
    rows = Person.objects.for_directory(viewer, skill=chosen.skill)
    for name in ("department", "location", "manager"):
        if (one := getattr(chosen, name)) is not None:
            rows = rows.filter(**{name: one})
    said = narrowed(chosen)
    page = paginate(
        rows,
        ("sort_name", "id"),
        purpose=f"people.{urlencode(said)}",
        cursor=request.GET.get("cursor", ""),
        size=PAGE,
    )
    facets = _facets(viewer, chosen)
    current = [option for facet in facets for option in facet["options"] if option["current"]]
    return {
        "rows": person_rows(viewer, page.items),
        "facets": facets,
        "size": current[0] if current else None,
        "next_url": f"?{urlencode({**said, 'cursor': page.next})}" if page.next else "",
    }


def _found(request: SignedInRequest, query: str, chosen: Choices) -> dict[str, Any]:
    viewer, cursor = request.viewer, request.GET.get("cursor", "")
    results = find_people(viewer, query, chosen, cursor=cursor, size=PAGE)
    rows = person_rows(viewer, [found.person for found in results.found])
    for row, found in zip(rows, results.found, strict=True):
        row["found"] = found.words
    more = {**narrowed(chosen), "q": query, "cursor": results.next}
    return {
        "rows": rows,
        "further": results.further,
        "next_url": f"?{urlencode(more)}" if results.next else "",
    }


def _facets(viewer: Viewer, chosen: Choices) -> list[dict[str, Any]]:
    counted = facets_of(viewer, chosen)
    departments, places = reverse("profiles:department-list"), reverse("profiles:place-list")
    facets = [
        _facet(_("Department"), "department", counted.departments, chosen, departments),
        _facet(_("Place"), "location", counted.locations, chosen, places),
        _facet(_("Skill"), "skill", counted.skills, chosen, ""),
    ]
    for facet in facets:
        facet["more_url"] = facet["more_url"] if viewer.is_employee else ""
    return [facet for facet in facets if facet["options"]]


def _facet(
    title: str, name: str, counted: Iterable[Choice], chosen: Choices, all_url: str
) -> dict[str, Any]:
    said = narrowed(chosen)
    rest = {key: value for key, value in said.items() if key != name}
    mine = getattr(chosen, name)
    counted = list(counted)
    options = []
    for choice in [one for one in counted[:SHOWN] if mine is None or one.pk != mine.pk]:
        value = choice.slug or str(choice.pk)
        options.append(_option(choice, {**rest, name: value}, current=False))
    if mine is not None:
        own = next((one for one in counted if one.pk == mine.pk), None)
        own = own or Choice(mine.pk, mine.name, "", 0)
        options = [_option(own, rest, current=True), *options[: SHOWN - 1]]
    more = all_url if len(counted) > SHOWN else ""
    return {"title": title, "options": options, "more_url": more}


def _option(choice: Choice, said: dict[str, str], *, current: bool) -> dict[str, Any]:
    return {
        "label": choice.name,
        "url": _url(said),
        "count": choice.people,
        "about": choice.about,
        "current": current,
    }


def _tags(chosen: Choices, query: str) -> list[dict[str, str]]:
    """What the list is narrowed to, each with the address without it."""
    said = narrowed(chosen)
    words = {
        "department": chosen.department and chosen.department.name,
        "location": chosen.location and chosen.location.name,
        "skill": chosen.skill and _("knows %(skill)s") % {"skill": chosen.skill.name},
        "manager": chosen.manager and _("reports to %(name)s") % {"name": chosen.manager.name},
    }
    asked = {"q": query} if query else {}
    return [
        {
            "label": str(words[name]),
            "url": _url({**{key: said[key] for key in said if key != name}, **asked}),
        }
        for name in said
    ]


def _url(said: dict[str, str]) -> str:
    here = reverse("profiles:person-list")
    return f"{here}?{urlencode(said)}" if said else here


def _group[Group: (Department, Location)](
    viewer: Viewer, model: type[Group], value: str
) -> Group | None:
    if not (value.isdecimal() and value.isascii() and len(value) < 19):
        return None
    return model.objects.visible_to(viewer).filter(pk=value).first()


def _skill(viewer: Viewer, slug: str) -> Skill | None:
    if not slug:
        return None
    skill = skill_named(viewer, slug)
    if skill is None:
        raise Http404
    return skill


def _manager(request: SignedInRequest) -> Person | None:
    public_id = request.GET.get("manager", "")
    if not public_id:
        return None
    require_employee(request.viewer)
    return get_object_or_404(Person.objects.visible_to(request.viewer), public_id=public_id)
