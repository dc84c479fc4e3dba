"""What a colleague left behind and is with me now: keep it, pass it on, put it to rest."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest, require_employee
from core.cursors import BadCursor
from core.errors import ActionError
from core.http import refusal
from profiles import handing
from profiles.actions import close_item, keep_item, pass_item
from profiles.forms import ColleagueForm
from profiles.models import HandOverItem

PAGE = 30


@require_GET
def hand_over_list(request: SignedInRequest) -> HttpResponse:
    """Everything that waits for my word, the newest first."""
    require_employee(request.viewer)
    rows = HandOverItem.objects.held_by(request.viewer).waiting()
    try:
        page = handing.held_page(
            rows, purpose="hand-overs", cursor=request.GET.get("cursor", ""), size=PAGE
        )
    except BadCursor as error:
        raise Http404 from error
    context = {
        "rows": [item_row(item) for item in page.items],
        "next_url": f"?cursor={page.next}" if page.next else "",
    }
    return render(request, "profiles/hand_over_list.html", context)


@require_POST
def item_keep(request: SignedInRequest, pid: str) -> HttpResponse:
    """It stays with me."""
    return _done(request, pid, keep_item, _("It stays with you."))


@require_POST
def item_close(request: SignedInRequest, pid: str) -> HttpResponse:
    """Put it to rest."""
    return _done(request, pid, close_item, _("Done. It is put to rest."))


@require_http_methods(["GET", "POST"])
def item_pass(request: SignedInRequest, pid: str) -> HttpResponse:
    """Give it to somebody else; GET asks to whom. Only what waits has a page."""
    item = next(iter(handing.held([_item(request, pid)])), None)
    if item is None or item.state != HandOverItem.State.WAITING:
        raise Http404
    form = ColleagueForm(request.POST or None, viewer=request.viewer)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            person = form.cleaned_data["person"]
            try:
                pass_item(actor=request.user, item=item, person=person)
            except ActionError as error:
                form.add_error("person", error.message)
                status = error.status
            else:
                messages.success(request, _("%(name)s has it now.") % {"name": person.name})
                return redirect("profiles:hand-over-list")
    context = {"row": item_row(item), "form": form}
    return render(request, "profiles/item_pass.html", context, status=status)


def item_row(item: Any) -> dict[str, Any]:
    """What a line shows; the item comes from `handing.load`."""
    kind, at = handing.of(item), [item.public_id]
    lent = item.hand_over.until
    return {
        "id": item.public_id,
        "title": kind.title(item),
        "words": kind.words(item),
        "url": kind.url(item),
        "leaver": item.hand_over.leaver,
        "at": item.hand_over.created_at,
        "until": lent,
        "keep_url": reverse("profiles:item-keep", args=at) if not lent else "",
        "pass_url": reverse("profiles:item-pass", args=at)
        if not lent and handing.PASS in kind.deeds
        else "",
        "close_url": reverse("profiles:item-close", args=at)
        if not lent and handing.CLOSE in kind.deeds
        else "",
        "close_label": kind.close_label(),
    }


def _item(request: SignedInRequest, pid: str) -> HandOverItem:
    rows = HandOverItem.objects.held_by(request.viewer)
    return get_object_or_404(rows, public_id=pid)


def _done(
    request: SignedInRequest, pid: str, deed: Callable[..., HandOverItem], said: str
) -> HttpResponse:
    item = _item(request, pid)
    try:
        deed(actor=request.user, item=item)
    except ActionError as error:
        return refusal(request, error, reverse("profiles:hand-over-list"))
    messages.success(request, said)
    return redirect("profiles:hand-over-list")
