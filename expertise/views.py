"""Who knows about something, what shows that I know something, and the picture for leaders."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from content.models import Entry
from core.errors import ActionError
from core.http import back, refusal
from core.tables import write_table
from expertise import actions
from expertise.evidence import hidden_by, own_evidence, own_skills, readable
from expertise.finder import experts
from expertise.picture import By, picture
from expertise.rights import may_view_picture
from expertise.rows import ask_url, line_of, row_of
from expertise.topics import LONGEST, topic_of
from profiles.vocabulary import skills_nearby

OWN_SHOWN = 5


@require_GET
def expertise(request: SignedInRequest) -> HttpResponse:
    """Who knows about `?q=`; without it, how to ask and how to be found."""
    viewer = request.viewer
    topic = topic_of(viewer, request.GET.get("q", "")[: 2 * LONGEST])
    context: dict[str, Any] = {"topic": topic}
    if topic.asked:
        found = experts(viewer, topic)
        context |= {
            "rows": [row_of(one, viewer.person_id) for one in found],
            "ask_url": ask_url(topic),
        }
    else:
        context |= {
            "nearby": skills_nearby(viewer, request.user),
            "picture": may_view_picture(request.user),
        }
    return render(request, "expertise/expertise.html", context)


# --- one's own evidence ---------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def evidence(request: SignedInRequest) -> HttpResponse:
    """What one wrote that shows what one knows, skill by skill, and what is hidden of it."""
    me = request.user
    if request.method == "POST":
        hidden = actions.set_evidence_hidden(actor=me, hidden=request.POST.get("show") != "yes")
        messages.success(
            request,
            _("Nothing you wrote is shown as what you know.")
            if hidden
            else _("What you wrote may show what you know again."),
        )
        return back(request, reverse("expertise:evidence"))
    hides_all, hidden_ids = hidden_by(me)
    skills = own_skills(request.viewer, me)
    by_skill = own_evidence(request.viewer, skills)
    blocks = [
        {
            "skill": skill,
            "evidence": [
                {**line_of(entry), "hidden": entry.pk in hidden_ids}
                for entry in by_skill.get(skill.pk, ())[:OWN_SHOWN]
            ],
            "more": max(0, len(by_skill.get(skill.pk, ())) - OWN_SHOWN),
        }
        for skill in skills
    ]
    listed = {entry.pk for found in by_skill.values() for entry in found[:OWN_SHOWN]}
    others = readable(request.viewer, hidden_ids - listed)
    context = {
        "blocks": [block for block in blocks if block["evidence"]],
        "silent": [block["skill"] for block in blocks if not block["evidence"]],
        "hides_all": hides_all,
        "others": [
            {**line_of(entry), "hidden": True}
            for _pk, entry in sorted(others.items(), reverse=True)
        ],
    }
    return render(request, "expertise/evidence.html", context)


def _entry(request: SignedInRequest) -> Entry:
    """The text named in the form, if the viewer may read it, or 404."""
    rows = Entry.objects.visible_to(request.viewer).published()
    return get_object_or_404(rows, public_id=request.POST.get("entry", "")[:16])


@require_POST
def evidence_hide(request: SignedInRequest) -> HttpResponse:
    """Let one text of one's own no longer speak for what one knows."""
    try:
        actions.hide_evidence(actor=request.user, entry=_entry(request))
    except ActionError as error:
        return refusal(request, error, reverse("expertise:evidence"))
    messages.success(request, _("Hidden. It stays where you wrote it."))
    return back(request, reverse("expertise:evidence"))


@require_POST
def evidence_show(request: SignedInRequest) -> HttpResponse:
    """Let it speak again."""
    actions.show_evidence(actor=request.user, entry=_entry(request))
    messages.success(request, _("It may show what you know again."))
    return back(request, reverse("expertise:evidence"))


# --- the picture for leaders ----------------------------------------------------------------------


def _by(request: SignedInRequest) -> By:
    """What the columns are. Who may not see the picture learns nothing of it."""
    if not may_view_picture(request.user):
        raise Http404
    return "place" if request.GET.get("by") == "place" else "department"


@require_GET
def picture_page(request: SignedInRequest) -> HttpResponse:
    """Skills by department or place, and the skills that few people hold."""
    by = _by(request)
    tabs = [
        {"label": _("By department"), "url": "?by=department", "current": by == "department"},
        {"label": _("By place"), "url": "?by=place", "current": by == "place"},
    ]
    csv_url = f"{reverse('expertise:picture-csv')}?by={by}"
    context = {"picture": picture(by), "tabs": tabs, "csv_url": csv_url}
    return render(request, "expertise/picture.html", context)


@require_GET
def picture_csv(request: SignedInRequest) -> HttpResponse:
    """The same table, for a spreadsheet: what the page does not show is empty here too."""
    by = _by(request)
    shown = picture(by)
    rows = [[row.skill, row.total, *(cell.number for cell in row.cells)] for row in shown.rows]
    rows += [[name, _("fewer than three")] for name in shown.at_risk]
    table = [["" if value is None else str(value) for value in row] for row in rows]
    lines = write_table([_("Skill"), _("People"), *shown.columns], table)
    answer = HttpResponse(b"".join(lines), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="skills-by-{by}.csv"'
    return answer
