"""The page of one person, their hover card, portrait and followers; following them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access.requests import SignedInRequest
from access.viewer import Viewer
from core import prepared
from core.cursors import BadCursor
from core.errors import ActionError
from core.http import back, refusal
from core.pager import paginate
from profiles import portraits
from profiles.actions import follow_person, unfollow_person
from profiles.capped import Capped, RowsOf
from profiles.chart import report_counts
from profiles.models import Follow, Person
from profiles.reach import reach
from profiles.rights import may_edit_profile
from profiles.standing import standing
from profiles.statuses import attach
from profiles.views.rows import follow_button, person_menu, person_rows

PAGE = 30


def the_person(request: SignedInRequest, pid: str) -> Person:
    """The person the viewer may know of, or 404."""
    rows = Person.objects.visible_to(request.viewer).with_place()
    return get_object_or_404(rows, public_id=pid)


@require_GET
@prepared.statements()
def person_detail(request: SignedInRequest, pid: str) -> HttpResponse:
    """Who somebody is, what they know and what they wrote. Guests learn no way to reach them."""
    rows = (
        Person.objects.visible_to(request.viewer).with_place().select_related("manager", "sponsor")
    )
    viewer = request.viewer
    (person,) = attach(viewer, [get_object_or_404(rows, public_id=pid)])
    stands = standing(viewer, person)
    context: dict[str, Any] = {
        "person": person,
        "skills": person.skills.all(),
        "reach": reach(viewer, person),
        "is_me": person.pk == viewer.person_id,
        "may_edit": may_edit_profile(request.user, person),
        "follow": None
        if stands.blocked
        else follow_button(viewer, person, followed=stands.followed),
        "menu": [*_contact_menu(person), *person_menu(viewer, person, stands)],
        "stands": stands,
    }
    if viewer.is_employee:
        context["reports"] = report_counts([person])[person.pk]
        context |= follow_numbers(viewer, person)
    return render(request, "profiles/person_detail.html", context)


def _contact_menu(person: Person) -> list[dict[str, Any]]:
    """To take somebody along, for elements/menu.html."""
    at = [person.public_id]
    return [
        {
            "label": _("Contact card"),
            "icon": "contact",
            "url": reverse("profiles:person-vcard", args=at),
        },
        {"label": _("QR code"), "icon": "qr", "url": reverse("profiles:person-qr", args=at)},
    ]


def follow_numbers(viewer: Viewer, person: Person) -> dict[str, Capped]:
    """How many follow a person and are followed by them: one query for both."""
    counted = {
        "followers": RowsOf(Follow.objects.followers_of(person, viewer)),
        "following": RowsOf(Follow.objects.followed_by(person, viewer)),
    }
    rows = Person.objects.visible_to(viewer).filter(pk=person.pk)
    found = rows.values_list(*counted.values()).get()
    return {name: Capped.of(number) for name, number in zip(counted, found, strict=True)}


@require_GET
@prepared.statements()
def person_card(request: SignedInRequest, pid: str) -> HttpResponse:
    """The few lines that appear beside a name."""
    viewer = request.viewer
    (person,) = attach(viewer, [the_person(request, pid)])
    stands = standing(viewer, person)
    context = {
        "person": person,
        "follow": None
        if stands.blocked
        else follow_button(viewer, person, followed=stands.followed),
        "menu": person_menu(viewer, person, stands),
        "is_me": person.pk == viewer.person_id,
    }
    return render(request, "profiles/_card.html", context)


@require_GET
def person_photo(request: SignedInRequest, pid: str) -> HttpResponse:
    """The portrait, `?s=96` or 512 pixels wide, for whoever may know of the person."""
    person = get_object_or_404(Person.objects.visible_to(request.viewer), public_id=pid)
    size = 512 if request.GET.get("s") == "512" else 96
    if not person.photo:
        raise Http404
    etag = f'"{person.photo[:32]}-{size}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        try:
            data = portraits.path_of(person.photo, size).read_bytes()
        except FileNotFoundError as error:
            raise Http404 from error
        answer = HttpResponse(data, content_type=portraits.MEDIA_TYPE)
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer.headers["Content-Disposition"] = "inline"
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie, Authorization"
    return answer


@require_GET
def follower_list(request: SignedInRequest, pid: str) -> HttpResponse:
    """Who follows somebody, the newest first."""
    person = the_person(request, pid)
    rows = Follow.objects.followers_of(person, request.viewer).select_related(
        "follower__department", "follower__location"
    )
    return _follows(request, person, rows, "follower", _("Followers"))


@require_GET
def following_list(request: SignedInRequest, pid: str) -> HttpResponse:
    """Whom somebody follows, the newest first."""
    person = the_person(request, pid)
    rows = Follow.objects.followed_by(person, request.viewer).select_related(
        "followed__department", "followed__location"
    )
    return _follows(request, person, rows, "followed", _("Following"))


def _follows(
    request: SignedInRequest, person: Person, rows: Any, side: str, heading: str
) -> HttpResponse:
    try:
        page = paginate(
            rows,
            ("-id",),
            purpose=f"{side}.{person.pk}",
            cursor=request.GET.get("cursor", ""),
            size=PAGE,
        )
    except BadCursor as error:
        raise Http404 from error
    people = [getattr(follow, side) for follow in page.items]
    context = {
        "person": person,
        "side": side,
        "heading": heading,
        "rows": person_rows(request.viewer, people),
        "next_url": f"?cursor={page.next}" if page.next else "",
    }
    return render(request, "profiles/follow_list.html", context)


@require_POST
def person_follow(request: SignedInRequest, pid: str) -> HttpResponse:
    """Follow somebody; again changes nothing."""
    person = the_person(request, pid)
    try:
        follow_person(actor=request.user, person=person)
    except ActionError as error:
        return refusal(request, error, person.get_absolute_url())
    messages.success(request, _("You follow %(name)s.") % {"name": person.name})
    return back(request, person.get_absolute_url())


@require_POST
def person_unfollow(request: SignedInRequest, pid: str) -> HttpResponse:
    """Stop following somebody; again changes nothing."""
    person = the_person(request, pid)
    unfollow_person(actor=request.user, person=person)
    messages.success(request, _("You no longer follow %(name)s.") % {"name": person.name})
    return back(request, person.get_absolute_url())
