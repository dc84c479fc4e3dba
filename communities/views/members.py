"""Who is in a community: the list, roles, adding and removing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from communities import actions
from communities.forms import AddMemberForm, ReasonForm
from communities.models import Community, Membership
from communities.rights import Standing
from communities.views.base import inside, owned, page
from core.cursors import BadCursor
from core.errors import ActionError
from core.http import refusal
from core.pager import paginate
from profiles.models import Person
from profiles.names import typed_words
from profiles.search import suggest_people

PAGE = 40
LEADERS_SHOWN = 40
Role = Membership.Role


@require_GET
def member_list(request: SignedInRequest, slug: str) -> HttpResponse:
    """Owners and moderators first, then the members, the newest first; `?q=` finds by name."""
    community, standing = inside(request, slug)
    return _list_page(request, community, standing, AddMemberForm())


def _list_page(
    request: SignedInRequest,
    community: Community,
    standing: Standing,
    form: AddMemberForm,
    status: int = 200,
) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:80]
    rows = Membership.objects.filter(community=community, person__is_active=True)
    rows = rows.select_related("person__department", "person__location")
    for word in typed_words(query):
        # A join would double a member with two fitting parts of a name.
        named = Membership.objects.filter(community=community)
        rows = rows.filter(pk__in=named.filter(person__name_parts__part__startswith=word))
    cursor = request.GET.get("cursor", "")
    leaders = rows.exclude(role=Role.MEMBER).order_by("-role", "id") if not cursor else rows.none()
    try:
        found = paginate(
            rows.filter(role=Role.MEMBER),
            ("-id",),
            purpose=f"members.{community.pk}.{query}",
            cursor=cursor,
            size=PAGE,
        )
    except BadCursor as error:
        raise Http404 from error
    shown = [*leaders[:LEADERS_SHOWN], *found.items]
    more = request.GET.copy()
    more["cursor"] = found.next
    context = page(
        request,
        community,
        standing,
        "members",
        rows=[_row(request, community, standing, row) for row in shown],
        query=query,
        add_form=form,
        next_url=f"?{more.urlencode()}" if found.next else "",
    )
    return render(request, "communities/member_list.html", context, status=status)


def _row(
    request: SignedInRequest, community: Community, standing: Standing, row: Membership
) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "person": row.person,
        "role": row.get_role_display() if row.moderates else "",
        "menu": [],
    }
    if standing.is_owner:
        shown["menu"] = _deeds(community, row, is_me=row.person_id == request.viewer.person_id)
    return shown


def _deeds(community: Community, row: Membership, *, is_me: bool) -> list[dict[str, Any]]:
    """What an owner may do with one member."""
    args = [community.slug, row.person.public_id]
    labels = {
        Role.OWNER: (_("Make owner"), "crown"),
        Role.MODERATOR: (_("Make moderator"), "shield"),
        Role.MEMBER: (_("Make plain member"), "person"),
    }
    items: list[dict[str, Any]] = []
    if not row.person.is_guest:
        url = reverse("communities:member-role", args=args)
        items = [
            {"label": label, "icon": icon, "post": url, "name": "role", "value": role.value}
            for role, (label, icon) in labels.items()
            if role != row.role
        ]
    if not is_me:
        url = reverse("communities:member-remove", args=args)
        items += [
            {"line": True},
            {"label": _("Remove from community"), "icon": "trash", "url": url, "danger": True},
        ]
    return items


@require_GET
def member_suggest(request: SignedInRequest, slug: str) -> HttpResponse:
    """People an owner may mean while typing, as options that fill the box."""
    owned(request, slug)
    people = suggest_people(request.viewer, request.GET.get("q", "")[:80])
    return render(request, "communities/_people_options.html", {"people": people})


@require_POST
def member_add(request: SignedInRequest, slug: str) -> HttpResponse:
    """An owner adds somebody at once."""
    community, standing = owned(request, slug)
    form = AddMemberForm(request.POST, viewer=request.viewer)
    status = 400
    if form.is_valid():
        person = form.cleaned_data["person"]
        try:
            actions.add_member(actor=request.user, community=community, person=person)
        except ActionError as error:
            form.add_error("person", error.message)
            status = error.status
        else:
            messages.success(request, _("%(name)s is in now.") % {"name": person.name})
            return redirect("communities:member-list", slug)
    return _list_page(request, community, standing, form, status)


def _member(request: SignedInRequest, community: Community, pid: str) -> Person:
    rows = Person.objects.visible_to(request.viewer).filter(memberships__community=community)
    return get_object_or_404(rows, public_id=pid)


@require_POST
def member_role(request: SignedInRequest, slug: str, pid: str) -> HttpResponse:
    """An owner changes what a member may do."""
    community, _standing = owned(request, slug)
    person = _member(request, community, pid)
    fallback = reverse("communities:member-list", args=[slug])
    try:
        row = actions.set_role(
            actor=request.user,
            community=community,
            person=person,
            role=request.POST.get("role", ""),
            address=request.META.get("REMOTE_ADDR"),
        )
    except ActionError as error:
        return refusal(request, error, fallback)
    said = {"name": person.name, "role": row.get_role_display().lower()}
    messages.success(request, _("%(name)s: %(role)s.") % said)
    return redirect(fallback)


@require_http_methods(["GET", "POST"])
def member_remove(request: SignedInRequest, slug: str, pid: str) -> HttpResponse:
    """An owner ends somebody's membership; GET asks for the reason first."""
    community, _standing = owned(request, slug)
    person = _member(request, community, pid)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_member(
                actor=request.user,
                community=community,
                person=person,
                reason=form.cleaned_data["reason"],
                address=request.META.get("REMOTE_ADDR"),
            )
        except ActionError as error:
            form.add_error(None, error.message)
            status = error.status
        else:
            messages.success(request, _("%(name)s is no longer in.") % {"name": person.name})
            return HttpResponseRedirect(reverse("communities:member-list", args=[slug]))
    context = {"community": community, "person": person, "form": form}
    return render(request, "communities/member_remove.html", context, status=status)
