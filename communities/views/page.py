"""The pages of one community: posts, about; starting, changing and resting it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.explain import explain
from access.models import Audience
from access.requests import SignedInRequest
from communities import actions
from communities.forms import CommunityForm, RequestForm
from communities.models import Community, Membership
from communities.rights import Standing
from communities.views.base import front, inside, owned, page
from core.errors import ActionError
from core.http import back, refusal

OWNERS_SHOWN = 12


def _owners(community: Community) -> list[dict[str, Any]]:
    rows = Membership.objects.filter(
        community=community, role=Membership.Role.OWNER, person__is_active=True
    )
    rows = rows.select_related("person__department", "person__location").order_by("id")
    return [{"person": row.person} for row in rows[:OWNERS_SHOWN]]


def front_context(
    request: SignedInRequest,
    community: Community,
    standing: Standing,
    *,
    form: RequestForm | None = None,
) -> dict[str, Any]:
    return page(
        request,
        community,
        standing,
        "posts",
        owners=_owners(community),
        explanation=explain(community.audience) if standing.can_read else None,
        kind="company" if community.audience.open else "closed",
        request_form=form or RequestForm(),
    )


@require_GET
def community_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is posted; for those who may not read it, name, purpose, owners and how to get in."""
    community, standing = front(request, slug)
    context = front_context(request, community, standing)
    return render(request, "communities/community_detail.html", context)


@require_GET
def community_about(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the community is for, and who can see it."""
    community, standing = inside(request, slug)
    context = page(
        request,
        community,
        standing,
        "about",
        owners=_owners(community),
        explanation=explain(community.audience),
        kind="company" if community.audience.open else "closed",
    )
    return render(request, "communities/community_about.html", context)


@require_http_methods(["GET", "POST"])
def community_new(request: SignedInRequest) -> HttpResponse:
    """Start a community."""
    if request.viewer.is_guest:
        raise PermissionDenied
    if request.method == "GET":
        return _form_page(request, CommunityForm())
    form = CommunityForm(request.POST)
    if form.is_valid():
        try:
            community = actions.create_community(actor=request.user, **form.cleaned_data)
        except ActionError as error:
            return _form_page(request, form, error=error)
        messages.success(request, _("%(name)s is there.") % {"name": community.name})
        return HttpResponseRedirect(community.get_absolute_url())
    return _form_page(request, form, status=400)


@require_http_methods(["GET", "POST"])
def community_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change a community of one's own."""
    community, _standing = owned(request, slug)
    if request.method == "GET":
        return _form_page(request, CommunityForm.of(community), community=community)
    form = CommunityForm(request.POST, community=community)
    if form.is_valid():
        try:
            actions.edit_community(actor=request.user, community=community, **form.cleaned_data)
        except ActionError as error:
            return _form_page(request, form, community=community, error=error)
        messages.success(request, _("Saved. Members see it now."))
        return HttpResponseRedirect(community.get_absolute_url())
    return _form_page(request, form, community=community, status=400)


def _form_page(
    request: SignedInRequest,
    form: CommunityForm,
    *,
    community: Community | None = None,
    error: ActionError | None = None,
    status: int = 200,
) -> HttpResponse:
    if error is not None:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        status = error.status
    context = {
        "form": form,
        "community": community,
        "company": explain(Audience.company()) if community is None else None,
    }
    return render(request, "communities/community_form.html", context, status=status)


@require_POST
def community_archive(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make it read only for everybody."""
    community, _standing = owned(request, slug)
    try:
        actions.archive_community(actor=request.user, community=community)
    except ActionError as error:
        return refusal(request, error, community.get_absolute_url())
    messages.success(request, _("%(name)s is read only now.") % {"name": community.name})
    return redirect(community.get_absolute_url())


@require_POST
def community_unarchive(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let people write again."""
    community, _standing = owned(request, slug)
    try:
        actions.unarchive_community(actor=request.user, community=community)
    except ActionError as error:
        return refusal(request, error, community.get_absolute_url())
    messages.success(request, _("People can write in %(name)s again.") % {"name": community.name})
    return back(request, community.get_absolute_url())
