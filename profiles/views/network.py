"""Muting and blocking somebody, and the page where one sees and ends both."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from core.cursors import BadCursor
from core.errors import ActionError
from core.http import back, refusal
from core.pager import paginate
from profiles.actions import block_person, mute_person, unblock_person, unmute_person
from profiles.models import Block, Mute
from profiles.views.person import the_person

PAGE = 30


@require_POST
def person_mute(request: SignedInRequest, pid: str) -> HttpResponse:
    """Hear no more from somebody; again changes nothing."""
    person = the_person(request, pid)
    try:
        mute_person(actor=request.user, person=person)
    except ActionError as error:
        return refusal(request, error, person.get_absolute_url())
    messages.success(
        request,
        _("You hear no more from %(name)s. They are not told.") % {"name": person.name},
    )
    return back(request, person.get_absolute_url())


@require_POST
def person_unmute(request: SignedInRequest, pid: str) -> HttpResponse:
    """Hear from somebody again."""
    person = the_person(request, pid)
    unmute_person(actor=request.user, person=person)
    messages.success(request, _("You hear from %(name)s again.") % {"name": person.name})
    return back(request, reverse("profiles:network"))


@require_http_methods(["GET", "POST"])
def person_block(request: SignedInRequest, pid: str) -> HttpResponse:
    """Say what a block does, and ask; then block."""
    person = the_person(request, pid)
    if request.method == "POST":
        try:
            block_person(actor=request.user, person=person)
        except ActionError as error:
            return refusal(request, error, person.get_absolute_url())
        messages.success(
            request, _("You blocked %(name)s. They are not told.") % {"name": person.name}
        )
        return redirect("profiles:network")
    if person.pk == request.viewer.person_id:
        raise Http404
    return render(request, "profiles/person_block.html", {"person": person})


@require_POST
def person_unblock(request: SignedInRequest, pid: str) -> HttpResponse:
    """Take a block back."""
    person = the_person(request, pid)
    unblock_person(actor=request.user, person=person)
    messages.success(
        request,
        _("You no longer block %(name)s. Neither of you follows the other.")
        % {"name": person.name},
    )
    return back(request, reverse("profiles:network"))


@require_GET
def network(request: SignedInRequest) -> HttpResponse:
    """The tags I follow, and whom I muted and blocked."""
    context = {
        "muted": _rows(request, "muted", Mute.objects.of(request.viewer)),
        "blocked": _rows(request, "blocked", Block.objects.of(request.viewer)),
    }
    return render(request, "profiles/network.html", context)


def _rows(request: SignedInRequest, side: str, rows: Any) -> dict[str, Any]:
    """A page of the people muted or blocked, newest first, and where it goes on."""
    try:
        page = paginate(
            rows.select_related(f"{side}__department", f"{side}__location"),
            ("-id",),
            purpose=f"{side}.{request.viewer.person_id}",
            cursor=request.GET.get(side, ""),
            size=PAGE,
        )
    except BadCursor as error:
        raise Http404 from error
    undo = "profiles:person-unmute" if side == "muted" else "profiles:person-unblock"
    people = [getattr(row, side) for row in page.items]
    return {
        "people": [
            {"person": person, "undo": reverse(undo, args=[person.public_id])} for person in people
        ],
        "next": f"?{side}={page.next}" if page.next else "",
    }
