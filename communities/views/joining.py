"""Coming and going: join, ask, take back, leave; and the owners' answers."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access.requests import SignedInRequest
from communities import actions
from communities.forms import RequestForm
from communities.models import JoinRequest
from communities.views.base import front, inside, owned, page
from communities.views.page import front_context
from core.cursors import BadCursor
from core.errors import ActionError
from core.http import back, refusal
from core.pager import paginate

PAGE = 20


@require_POST
def community_join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Join an open community at once."""
    community, _standing = front(request, slug)
    try:
        actions.join_community(actor=request.user, community=community)
    except ActionError as error:
        return refusal(request, error, community.get_absolute_url())
    messages.success(request, _("You are in %(name)s.") % {"name": community.name})
    return back(request, community.get_absolute_url())


@require_POST
def community_leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Leave; the page itself may be out of sight afterwards."""
    community, _standing = inside(request, slug)
    try:
        actions.leave_community(actor=request.user, community=community)
    except ActionError as error:
        return refusal(request, error, community.get_absolute_url())
    messages.success(request, _("You left %(name)s.") % {"name": community.name})
    return redirect("communities:community-list")


@require_POST
def request_send(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask the owners to be let in."""
    community, standing = front(request, slug)
    form = RequestForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            actions.request_to_join(
                actor=request.user, community=community, message=form.cleaned_data["message"]
            )
        except ActionError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, _("The owners of %(name)s know.") % {"name": community.name})
            return HttpResponseRedirect(community.get_absolute_url())
    context = front_context(request, community, standing, form=form)
    return render(request, "communities/community_detail.html", context, status=status)


@require_POST
def request_withdraw(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take one's own waiting request back."""
    community, standing = front(request, slug)
    if standing.request is None:
        raise Http404
    try:
        actions.withdraw_request(actor=request.user, request=standing.request)
    except ActionError as error:
        return refusal(request, error, community.get_absolute_url())
    messages.success(request, _("You took your request back."))
    return HttpResponseRedirect(community.get_absolute_url())


@require_GET
def request_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who waits for an answer of the owners, the oldest first."""
    community, standing = owned(request, slug)
    rows = JoinRequest.objects.filter(community=community, state=JoinRequest.State.OPEN)
    rows = rows.select_related("person__department", "person__location")
    try:
        found = paginate(
            rows,
            ("id",),
            purpose=f"requests.{community.pk}",
            cursor=request.GET.get("cursor", ""),
            size=PAGE,
        )
    except BadCursor as error:
        raise Http404 from error
    context = page(
        request,
        community,
        standing,
        "requests",
        requests=found.items,
        next_url=f"?cursor={found.next}" if found.next else "",
    )
    return render(request, "communities/request_list.html", context)


@require_POST
def request_approve(request: SignedInRequest, slug: str, pid: str) -> HttpResponse:
    """Let somebody in."""
    community, _standing = owned(request, slug)
    row = get_object_or_404(JoinRequest, community=community, public_id=pid)
    fallback = reverse("communities:request-list", args=[slug])
    try:
        actions.approve_request(actor=request.user, request=row)
    except ActionError as error:
        return refusal(request, error, fallback)
    messages.success(request, _("%(name)s is in now.") % {"name": row.person.name})
    return redirect(fallback)


@require_POST
def request_refuse(request: SignedInRequest, slug: str, pid: str) -> HttpResponse:
    """Say no, with a reason."""
    community, _standing = owned(request, slug)
    row = get_object_or_404(JoinRequest, community=community, public_id=pid)
    fallback = reverse("communities:request-list", args=[slug])
    try:
        actions.refuse_request(
            actor=request.user, request=row, reason=request.POST.get("reason", "")
        )
    except ActionError as error:
        return refusal(request, error, fallback)
    messages.success(request, _("%(name)s was told.") % {"name": row.person.name})
    return redirect(fallback)
