"""Guests: who answers for them, until when, what they can reach; renewing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access.requests import SignedInRequest, require_employee
from communities.reach import guests_for, reach_of
from core.cursors import BadCursor
from core.errors import ActionError
from core.http import back, refusal
from core.pager import paginate
from profiles.actions import renew_guest
from profiles.actions.guests import REMINDERS
from profiles.forms import RenewForm
from profiles.models import Person
from profiles.rights import may_manage_people

PAGE = 30


@require_GET
def guest_list(request: SignedInRequest) -> HttpResponse:
    """Guests I answer for, those in communities I own, for admins all; who ends first, first."""
    require_employee(request.viewer)
    shows = {"mine": _("I sponsor"), "communities": _("In my communities")}
    if may_manage_people(request.user):
        shows["all"] = _("All")
    show = request.GET.get("show", "mine")
    if show not in shows:
        raise Http404
    rows = guests_for(request.viewer, request.user, show).select_related("sponsor")
    try:
        page = paginate(
            rows,
            ("guest_until", "id"),
            purpose=f"guests.{show}",
            cursor=request.GET.get("cursor", ""),
            size=PAGE,
        )
    except BadCursor as error:
        raise Http404 from error
    context = {
        "show": show,
        "tabs": [
            {"label": label, "url": f"?show={name}", "current": name == show}
            for name, label in shows.items()
        ],
        "rows": [_row(request, guest) for guest in page.items],
        "next_url": f"?show={show}&cursor={page.next}" if page.next else "",
    }
    return render(request, "communities/guest_list.html", context)


@require_GET
def guest_detail(request: SignedInRequest, pid: str) -> HttpResponse:
    """What one guest can reach, as far as I may know."""
    return _detail(request, _guest(request, pid), RenewForm())


@require_POST
def guest_renew(request: SignedInRequest, pid: str) -> HttpResponse:
    """Let a guest stay: the usual time from today with one click, or until a day that is sent."""
    guest = _guest(request, pid)
    form = RenewForm(request.POST)
    picked = "guest_until" in request.POST
    if picked and not form.is_valid():
        return _detail(request, guest, form, status=400)
    until = form.cleaned_data["guest_until"] if picked else None
    try:
        guest = renew_guest(
            actor=request.user, guest=guest, until=until, address=request.META.get("REMOTE_ADDR")
        )
    except ActionError as error:
        if picked and error.field == "guest_until":
            form.add_error("guest_until", error.message)
            return _detail(request, guest, form, status=error.status)
        return refusal(request, error, reverse("guests:guest-list"))
    said = {"name": guest.name, "day": date_format(guest.guest_until or "", "j F Y")}
    messages.success(request, _("%(name)s can come in until %(day)s.") % said)
    return back(request, reverse("guests:guest-detail", args=[pid]))


def _detail(
    request: SignedInRequest, guest: Person, form: RenewForm, status: int = 200
) -> HttpResponse:
    reach = reach_of(request.viewer, request.user, guest)
    context = {
        "guest": guest,
        "row": _row(request, guest),
        "form": form,
        "parts": reach.parts,
        "people": reach.people,
        "is_mine": guest.sponsor_id == request.user.pk,
    }
    return render(request, "communities/guest_detail.html", context, status=status)


def _guest(request: SignedInRequest, pid: str) -> Person:
    rows = guests_for(request.viewer, request.user).select_related("sponsor")
    return get_object_or_404(rows, public_id=pid)


def _row(request: SignedInRequest, guest: Person) -> dict[str, Any]:
    at = [guest.public_id]
    may = guest.sponsor_id == request.user.pk or may_manage_people(request.user)
    left = (guest.guest_until - timezone.localdate()).days if guest.guest_until else 0
    return {
        "guest": guest,
        "until": guest.guest_until,
        "is_near": left <= max(REMINDERS),
        "url": reverse("guests:guest-detail", args=at),
        "renew_url": reverse("guests:guest-renew", args=at) if may else "",
    }
