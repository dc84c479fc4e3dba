"""What one is up to: setting it, planning it, taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access.requests import SignedInRequest
from core.errors import ActionError
from core.http import back
from profiles.actions import clear_status, set_status
from profiles.forms import StatusForm
from profiles.models import Status
from profiles.statuses import not_over, zone_of


@require_http_methods(["GET", "POST"])
def status_edit(request: SignedInRequest) -> HttpResponse:
    """What is current and planned, and a form for more."""
    today = timezone.now().astimezone(zone_of(request.user)).date()
    if request.method != "POST":
        initial = {"kind": Status.Kind.WORKING_ON, "last_day": today}
        return _page(request, StatusForm(viewer=request.viewer, initial=initial), 200)
    form = StatusForm(request.POST, viewer=request.viewer)
    if not form.is_valid():
        return _page(request, form, 400)
    try:
        status = set_status(actor=request.user, **form.wanted(zone_of(request.user)))
    except ActionError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _page(request, form, error.status)
    planned = status.starts_at > timezone.now()
    messages.success(request, _("Planned.") if planned else _("Your status is shown now."))
    return redirect("profiles:status-edit")


def _page(request: SignedInRequest, form: StatusForm, code: int) -> HttpResponse:
    context = {
        "form": form,
        "statuses": not_over(request.viewer, request.user),
        "now": timezone.now(),
    }
    return render(request, "profiles/status_edit.html", context, status=code)


@require_POST
def status_clear(request: SignedInRequest, pid: str) -> HttpResponse:
    """Take one of one's own back."""
    rows = Status.objects.visible_to(request.viewer).filter(person=request.user)
    clear_status(actor=request.user, status=get_object_or_404(rows, public_id=pid))
    messages.success(request, _("Your status is cleared."))
    return back(request, "/settings/status/")
