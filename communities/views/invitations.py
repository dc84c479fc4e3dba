"""Inviting by address, and the page a link leads to."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from communities import actions
from communities.actions.invitations import InvitationError, find_invitation
from communities.forms import GuestForm, InviteForm
from communities.models import Community, Invitation
from communities.rights import Standing
from communities.views.base import owned, page
from core.cursors import BadCursor
from core.errors import ActionError, TooMany
from core.http import refusal
from core.pager import paginate
from profiles.models import Person

PAGE = 20


@require_GET
def invitation_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who was invited and has not come yet, and the form for more. Links are never shown."""
    community, standing = owned(request, slug)
    return _list_page(request, community, standing, InviteForm(community=community))


def _list_page(
    request: SignedInRequest,
    community: Community,
    standing: Standing,
    form: InviteForm,
    status: int = 200,
) -> HttpResponse:
    rows = Invitation.objects.filter(community=community, used_at=None, revoked_at=None)
    try:
        found = paginate(
            rows.select_related("invited_by"),
            ("-id",),
            purpose=f"invitations.{community.pk}",
            cursor=request.GET.get("cursor", ""),
            size=PAGE,
        )
    except BadCursor as error:
        raise Http404 from error
    context = page(
        request,
        community,
        standing,
        "invitations",
        invitations=found.items,
        form=form,
        now=timezone.now(),
        next_url=f"?cursor={found.next}" if found.next else "",
    )
    return render(request, "communities/invitation_list.html", context, status=status)


@require_POST
def invitation_send(request: SignedInRequest, slug: str) -> HttpResponse:
    """Mail a link to somebody."""
    community, standing = owned(request, slug)
    form = InviteForm(request.POST, community=community)
    status, wait = 400, 0
    if form.is_valid():
        try:
            sent = actions.invite_person(
                actor=request.user, community=community, **form.cleaned_data
            )
        except ActionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            status = error.status
            wait = error.retry_after if isinstance(error, TooMany) else 0
        else:
            messages.success(request, _("A link is on its way to %(to)s.") % {"to": sent.email})
            return redirect("communities:invitation-list", slug)
    answer = _list_page(request, community, standing, form, status)
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


@require_POST
def invitation_revoke(request: SignedInRequest, slug: str, pid: str) -> HttpResponse:
    """Make a link useless."""
    community, _standing = owned(request, slug)
    row = get_object_or_404(Invitation, community=community, public_id=pid)
    fallback = reverse("communities:invitation-list", args=[slug])
    try:
        actions.revoke_invitation(actor=request.user, invitation=row)
    except ActionError as error:
        return refusal(request, error, fallback)
    messages.success(request, _("The link to %(to)s lets nobody in now.") % {"to": row.email})
    return redirect(fallback)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def invitation_accept(request: Any, secret: str) -> HttpResponse:
    """Where the link leads: into the community, through sign-in, or to a new guest account.

    Whatever is wrong with the link, and whoever else opens it, gets the same 404.
    """
    try:
        invitation = find_invitation(secret)
        if request.user.is_authenticated:
            return _accept_as(request, invitation, secret)
        return _accept_as_stranger(request, invitation, secret)
    except InvitationError as error:
        raise Http404 from error


def _accept_as(request: SignedInRequest, invitation: Invitation, secret: str) -> HttpResponse:
    if (request.user.email or "").lower() != invitation.email:
        raise Http404
    if request.method == "GET":
        return render(request, "communities/invitation_accept.html", {"invitation": invitation})
    try:
        actions.accept_invitation(actor=request.user, secret=secret)
    except ActionError as error:
        raise Http404 from error
    messages.success(request, _("You are in %(name)s.") % {"name": invitation.community.name})
    return HttpResponseRedirect(invitation.community.get_absolute_url())


def _accept_as_stranger(
    request: SignedInRequest, invitation: Invitation, secret: str
) -> HttpResponse:
    address = invitation.email
    known = Person.objects.filter(email__iexact=address).exists()  # house: the holder's own address
    if known or not invitation.as_guest:
        domain = address.rpartition("@")[2]
        door = (
            "account_login" if known or domain not in settings.SIGNUP_DOMAINS else "account_signup"
        )
        return HttpResponseRedirect(f"{reverse(door)}?{urlencode({'next': request.path})}")
    form = GuestForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                guest = actions.accept_invitation_as_guest(secret=secret, **form.cleaned_data)
            except InvitationError:
                raise
            except ActionError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
                status = error.status
            else:
                answer: HttpResponse = perform_login(
                    request, guest, redirect_url=invitation.community.get_absolute_url()
                )
                return answer
    context = {"invitation": invitation, "form": form}
    return render(request, "communities/invitation_guest.html", context, status=status)
