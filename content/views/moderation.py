"""The queue of a community: what was reported in it, for its owners and moderators."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from access.requests import SignedInRequest
from communities.models import Community
from content import actions
from content.forms import VerdictForm
from content.markdown import stored
from content.models import Report
from core.errors import ActionError


def _community(request: SignedInRequest, slug: str) -> Community:
    """A community the viewer moderates; 404 for all others, members included."""
    community = get_object_or_404(Community.objects.visible_to(request.viewer), slug=slug)
    if community.audience_id not in request.viewer.moderated_ids:
        raise Http404
    return community


@require_GET
def queue(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open reports first come first, and the latest decisions."""
    community = _community(request, slug)
    rows = Report.objects.filter(entry__audience_id=community.audience_id).select_related(
        "entry__author", "entry__root", "reporter", "handled_by"
    )
    context = {
        "community": community,
        "open_reports": rows.filter(state=Report.State.OPEN).order_by("pk")[:100],
        "decided": rows.exclude(state=Report.State.OPEN)[:30],
    }
    return render(request, "content/report_queue.html", context)


@require_http_methods(["GET", "POST"])
def report(request: SignedInRequest, slug: str, pid: str) -> HttpResponse:
    """One report: what was said about it, the thing itself, and the decision."""
    community = _community(request, slug)
    rows = Report.objects.filter(entry__audience_id=community.audience_id)
    found = get_object_or_404(rows.select_related("entry__author", "reporter"), public_id=pid)
    form = VerdictForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.handle_report(actor=request.user, report=found, **form.cleaned_data)
            except ActionError as error:
                form.add_error(error.field or None, error.message)
                status = error.status
            else:
                messages.success(request, _("Decided. Author and reporter are told."))
                return HttpResponseRedirect(reverse("content:report-queue", args=[slug]))
    context = {
        "community": community,
        "report": found,
        "form": form,
        "body": stored(found.entry.html) if found.entry else "",
    }
    return render(request, "content/report_detail.html", context, status=status)
