"""Home, the bell and the choice of mails. Cards of posts are composed in the templates by tags of
the room that knows them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt  # house: RFC 8058 asks for it
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from activity import mail, notifications
from activity.models import Notification
from activity.notices import notices, number_of
from activity.preferences import set_mail_preference
from core.cursors import BadCursor
from core.http import back
from core.pager import paginate

BELL_PAGE = 30


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """What the people I follow and my communities write. Never empty: see the template."""
    return render(request, "activity/home.html", {"tab": "following"})


@require_GET
def everyone(request: SignedInRequest) -> HttpResponse:
    """Everything I may read, newest first, narrowed by filters in the URL."""
    return render(request, "activity/home.html", {"tab": "everyone"})


@require_GET
def bell(request: SignedInRequest) -> HttpResponse:
    """All notifications, newest first, filtered by kind."""
    kind = request.GET.get("kind", "")
    rows = notifications.of(request.viewer)
    if kind in Notification.Kind.values:
        rows = rows.filter(kind=kind)
    page = paginate(
        rows,
        ("-at", "-id"),
        purpose=f"bell.{kind}",
        cursor=request.GET.get("cursor", ""),
        size=BELL_PAGE,
    )
    context: dict[str, Any] = {
        "notices": notices(page.items),
        "next": page.next,
        "kind": kind,
        "tabs": _tabs(kind),
        "unread": notifications.unread_count(request.viewer),
    }
    return render(request, "activity/notifications.html", context)


def _tabs(kind: str) -> list[dict[str, Any]]:
    labels = {
        "": _("All"),
        "mention": _("Mentions"),
        "comment": _("Comments"),
        "reply": _("Replies"),
        "reaction": _("Reactions"),
    }
    return [
        {"label": label, "url": f"?kind={one}" if one else "?", "current": one == kind}
        for one, label in labels.items()
    ]


@require_GET
def bell_count(request: SignedInRequest) -> JsonResponse:
    """The number on the bell."""
    return JsonResponse({"unread": notifications.unread_count(request.viewer)})


@require_POST
def bell_read(request: SignedInRequest) -> HttpResponse:
    """Mark one (`id`) or all read; every open window of the person knows at once."""
    one = request.POST.get("id", "")
    ids = [_number(one)] if one else None
    notifications.mark_read(actor=request.user, ids=ids)
    return back(request, reverse("activity:notifications"))


def _number(public_id: str) -> int:
    try:
        return number_of(public_id)
    except BadCursor as error:
        raise Http404 from error


@require_GET
def bell_open(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Go to what a notification is about; being there marks it read."""
    note = notifications.of(request.viewer).filter(pk=_number(public_id)).first()
    if note is None:
        raise Http404
    notifications.mark_read(actor=request.user, ids=[note.pk])
    return HttpResponseRedirect(mail.target_of(note))


@require_http_methods(["GET", "POST"])
def mail_settings(request: SignedInRequest) -> HttpResponse:
    """Which notifications come by mail too."""
    if request.method == "POST":
        wanted = set(request.POST.getlist("kinds"))
        for kind in Notification.Kind.values:
            set_mail_preference(actor=request.user, kind=kind, wanted=kind in wanted)
        messages.success(request, _("Saved. Mails follow your choice from now on."))
        return HttpResponseRedirect(reverse("activity:mail-settings"))
    wishes = mail.wishes(request.user)
    rows = [
        {"kind": kind, "label": label, "wanted": wishes[kind]}
        for kind, label in Notification.Kind.choices
    ]
    return render(request, "activity/mail_settings.html", {"rows": rows})


@login_not_required
@csrf_exempt  # RFC 8058: mail programs POST here without a session; the signed word is the right
@require_http_methods(["GET", "POST"])
def mail_stop(request: SignedInRequest, token: str) -> HttpResponse:
    """Stop one kind of mail by the link inside it. GET asks, POST does: link checkers only GET."""
    try:
        person_id, kind = mail.read_stop_token(token)
    except signing.BadSignature as error:
        raise Http404 from error
    label = dict(Notification.Kind.choices).get(kind, kind)
    if request.method == "POST":
        set_mail_preference(person_id=person_id, kind=kind, wanted=False)
    context = {"label": label, "done": request.method == "POST"}
    return render(request, "activity/mail_stop.html", context)
