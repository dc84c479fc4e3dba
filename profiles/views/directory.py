"""The people page: everybody by name, narrowed by department, place, skill or manager."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest
from core.cursors import BadCursor
from core.pager import paginate
from profiles.forms import DirectoryForm
from profiles.models import Person, Skill
from profiles.search import MOST, suggest_people
from profiles.views.rows import person_rows

PAGE = 30


@require_GET
def person_list(request: SignedInRequest) -> HttpResponse:
    """People by name; with `?q=` those whose name fits, as the typeahead finds them."""
    form = DirectoryForm(request.GET, viewer=request.viewer)
    chosen = form.chosen()
    query = request.GET.get("q", "").strip()[:80]
    context: dict[str, Any] = {"form": form, "query": query, "chosen": chosen}
    if query:
        found = suggest_people(request.viewer, query, limit=MOST)
        context["rows"] = person_rows(request.viewer, found)
        return render(request, "profiles/person_list.html", context)
    skill = _skill(request)
    manager = _manager(request)
    rows = Person.objects.for_directory(request.viewer, skill=skill)
    if manager is not None:
        rows = rows.filter(manager=manager)
    for field, value in chosen.items():
        rows = rows.filter(**{field: value})
    narrowed = {
        **{field: str(value.pk) for field, value in chosen.items()},
        **({"skill": skill.slug} if skill else {}),
        **({"manager": manager.public_id} if manager else {}),
    }
    try:
        page = paginate(
            rows,
            ("sort_name", "id"),
            purpose=f"people.{urlencode(narrowed)}",
            cursor=request.GET.get("cursor", ""),
            size=PAGE,
        )
    except BadCursor as error:
        raise Http404 from error
    context |= {
        "rows": person_rows(request.viewer, page.items),
        "skill": skill,
        "manager": manager,
        "narrowed": narrowed,
        "next_url": f"?{urlencode({**narrowed, 'cursor': page.next})}" if page.next else "",
    }
    return render(request, "profiles/person_list.html", context)


@require_GET
def person_suggest(request: SignedInRequest) -> HttpResponse:
    """People while typing, as options for a listbox."""
    people = suggest_people(request.viewer, request.GET.get("q", "")[:80])
    return render(request, "profiles/_options.html", {"people": people})


def _skill(request: SignedInRequest) -> Skill | None:
    slug = request.GET.get("skill", "")
    return get_object_or_404(Skill, slug=slug.casefold()) if slug else None


def _manager(request: SignedInRequest) -> Person | None:
    public_id = request.GET.get("manager", "")
    if not public_id:
        return None
    if request.viewer.is_guest:
        raise Http404
    return get_object_or_404(Person.objects.visible_to(request.viewer), public_id=public_id)
