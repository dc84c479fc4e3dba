"""The page of suggestions, and saying "not this one"."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access.requests import SignedInRequest, require_employee
from access.viewer import Viewer
from communities.models import Community
from content.models import Tag
from core.errors import ActionError
from core.http import back, refusal
from profiles.models import Person
from suggestions import circles, people, rows, topics
from suggestions.actions import dismiss_suggestion, restore_suggestions
from suggestions.models import Dismissal


@require_GET
def suggestion_list(request: SignedInRequest) -> HttpResponse:
    """People, communities and tags, each with its reason. Guests get none."""
    viewer, me = request.viewer, request.user
    require_employee(viewer)
    context = {
        "people": [rows.person_row(viewer, one) for one in people.suggest(viewer, me)],
        "communities": [rows.community_row(one) for one in circles.suggest(viewer, me)],
        "tags": [rows.tag_row(one) for one in topics.suggest(viewer, me)],
        "dismissed": Dismissal.objects.filter(person=me).exists(),
    }
    return render(request, "suggestions/suggestion_list.html", context)


@require_POST
def dismiss(request: SignedInRequest, kind: str, key: str) -> HttpResponse:
    """Never suggest this one again."""
    thing = thing_named(request.viewer, kind, key)
    try:
        if thing is not None:
            dismiss_suggestion(actor=request.user, thing=thing)
    except ActionError as error:
        return refusal(request, error, "/")
    messages.success(request, _("This is not suggested to you again."))
    return back(request, "/suggestions/")


@require_POST
def restore(request: SignedInRequest) -> HttpResponse:
    """Suggest again what was dismissed."""
    restore_suggestions(actor=request.user)
    messages.success(request, _("What you dismissed can be suggested again."))
    return redirect("suggestions:suggestion-list")


def thing_named(viewer: Viewer, kind: str, key: str) -> Person | Community | Tag | None:
    """What a dismissal names, if the viewer may know of it; 404 otherwise.

    None for a tag nobody used: whether a word is used is nobody's business, and guests are refused
    alike.
    """
    if kind == "person":
        return get_object_or_404(Person.objects.visible_to(viewer), public_id=key)
    if kind == "community":
        return get_object_or_404(Community.objects.visible_to(viewer), public_id=key)
    if kind != "tag":
        raise Http404
    require_employee(viewer)
    return Tag.objects.filter(slug=key.casefold()).first()
