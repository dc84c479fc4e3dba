"""What is done to a page or a wiki by one button or one short form."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from content import history
from content.blame import blame
from content.models import Entry
from core.errors import ActionError, Invalid
from core.http import back, refusal, wants_fragment
from core.ids import new_public_id
from profiles.models import Person
from wikis import actions, links, pages, trees
from wikis.forms import BaseForm, MoveForm, NewWikiForm, WikiForm
from wikis.models import Role, Wiki, WikiPage, all_pages
from wikis.rights import may_create, words
from wikis.views.base import own_page, page_at, page_of, people_named, wiki_at

MOST_BLAMED = 2_000


@require_http_methods(["GET", "POST"])
def page_move(request: SignedInRequest, pid: str) -> HttpResponse:
    """Where a page stands: chosen in a list, or by dragging it in the tree."""
    page, wiki, standing = own_page(request, pid)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        form = MoveForm(request.POST)
        form.is_valid()
        said = form.cleaned_data
        try:
            actions.move_page(
                actor=request.user,
                page=page,
                parent=page_of(request, wiki, said.get("parent", ""), field="parent"),
                after=page_of(request, wiki, said.get("after", ""), field="after"),
                first=bool(said.get("first")),
            )
        except ActionError as error:
            if wants_fragment(request):
                return refusal(request, error, page.get_absolute_url())
            errors, status = [error.message], error.status
        else:
            if wants_fragment(request):
                return JsonResponse({"words": str(_("Moved."))})
            messages.success(request, _("Moved. Its address and the links to it stay."))
            return HttpResponseRedirect(page.get_absolute_url())
    tree = trees.whole(request.viewer, wiki)
    context = {
        "page": page,
        "wiki": wiki,
        "standing": standing,
        "places": trees.choices(tree, without=set(trees.subtree_ids(page.pk))),
        "parent": page.parent.public_id if page.parent else "",
        "errors": errors,
    }
    return render(request, "wikis/page_move.html", context, status=status)


@require_http_methods(["GET", "POST"])
def page_copy(request: SignedInRequest, pid: str) -> HttpResponse:
    """A page that says the same, to be changed."""
    page, wiki, standing = own_page(request, pid)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            copy = actions.copy_page(
                actor=request.user,
                page=page,
                title=request.POST.get("title", "")[:400],
                below=bool(request.POST.get("below")),
                key=request.POST.get("idempotency_key", ""),
            )
        except ActionError as error:
            errors, status = [error.message], error.status
        else:
            messages.success(request, _("This is the copy."))
            return HttpResponseRedirect(copy.get_absolute_url())
    context = {
        "page": page,
        "wiki": wiki,
        "standing": standing,
        "below": _below(request, page),
        "title": request.POST.get("title") or _("Copy of %(title)s") % {"title": page.title},
        "errors": errors,
        "key": request.POST.get("idempotency_key") or new_public_id(),
    }
    return render(request, "wikis/page_copy.html", context, status=status)


def _below(request: SignedInRequest, page: WikiPage) -> int:
    """How many pages that others see stand below this one."""
    below = pages.out_to(request.viewer).filter(pk__in=trees.subtree_ids(page.pk))
    return below.exclude(pk=page.pk).count()


@require_http_methods(["GET", "POST"])
def page_delete(request: SignedInRequest, pid: str) -> HttpResponse:
    """Ask, with what goes along; then into the bin."""
    page, wiki, standing = own_page(request, pid)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        form = BaseForm(request.POST)
        form.is_valid()
        try:
            actions.delete_page(
                actor=request.user,
                page=page,
                base_revision=form.cleaned_data.get("base"),
                reason=form.cleaned_data.get("reason", ""),
            )
        except ActionError as error:
            errors, status = [error.message], error.status
            page, wiki, standing = own_page(request, pid)
        else:
            undo = reverse("wikis:page-restore", args=[pid])
            messages.success(
                request,
                format_html("{}", _("It lies in the bin of the wiki.")),
                extra_tags=f"undo:{undo}",
            )
            return HttpResponseRedirect(wiki.get_absolute_url())
    context = {
        "page": page,
        "wiki": wiki,
        "standing": standing,
        "below": _below(request, page),
        "linked": len(links.backlinks(request.viewer, page, most=1_000)),
        "errors": errors,
    }
    return render(request, "wikis/page_delete.html", context, status=status)


@require_POST
def page_restore(request: SignedInRequest, pid: str) -> HttpResponse:
    """Out of the bin; for whoever may look into it."""
    readable = Wiki.objects.visible_to(request.viewer).for_page()
    page = get_object_or_404(
        all_pages(),
        public_id=pid,
        wiki__in=readable.values("pk"),
        state=Entry.State.DELETED,
        revision__gt=0,
    )
    wiki = readable.get(pk=page.place_id)
    here = reverse("wikis:wiki-bin", args=[wiki.slug])
    try:
        page = actions.restore_page(actor=request.user, page=page)
    except ActionError as error:
        return refusal(request, error, here)
    if wants_fragment(request):
        return JsonResponse({"url": page.get_absolute_url()})
    messages.success(request, _("It is back."))
    return HttpResponseRedirect(page.get_absolute_url())


@require_POST
def version_restore(request: SignedInRequest, pid: str, number: int) -> HttpResponse:
    """Let a page say again what it said in an earlier version."""
    page, _wiki, _standing = own_page(request, pid)
    form = BaseForm(request.POST)
    form.is_valid()
    base = form.cleaned_data.get("base")
    here = reverse("content:entry-history", args=[pid])
    try:
        saved = actions.restore_version(
            actor=request.user,
            page=page,
            number=min(number, history.MOST),
            base_revision=base,
        )
    except ActionError as error:
        return refusal(request, error, here)
    messages.success(request, _("It says again what it said in version %(n)d.") % {"n": number})
    return HttpResponseRedirect(saved.page.get_absolute_url())


@require_POST
def page_template(request: SignedInRequest, pid: str) -> HttpResponse:
    """Make a page one that others begin from, or an ordinary one again."""
    page, wiki, _standing = own_page(request, pid)
    wanted = bool(request.POST.get("is_template"))
    try:
        actions.make_template(actor=request.user, page=page, is_template=wanted)
    except ActionError as error:
        return refusal(request, error, page.get_absolute_url())
    messages.success(
        request,
        _("New pages can begin from it now.") if wanted else _("It is an ordinary page again."),
    )
    if wanted:
        return HttpResponseRedirect(reverse("wikis:wiki-templates", args=[wiki.slug]))
    return HttpResponseRedirect(page.get_absolute_url())


@require_http_methods(["GET", "POST"])
def page_keeper(request: SignedInRequest, pid: str) -> HttpResponse:
    """Whom to ask about a page."""
    page, wiki, standing = own_page(request, pid)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            named = people_named(request, request.POST.get("person", "")[:200], field="person")
            if len(named) > 1:
                raise Invalid(_("Name one person."), field="person")
            actions.set_keeper(actor=request.user, page=page, person=next(iter(named), None))
        except ActionError as error:
            errors, status = [error.message], error.status
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(page.get_absolute_url())
    context = {"page": page, "wiki": wiki, "standing": standing, "errors": errors}
    return render(request, "wikis/page_keeper.html", context, status=status)


@require_POST
def page_watch(request: SignedInRequest, pid: str) -> HttpResponse:
    """Hear of changes of a page, or of it and all below it, or no longer."""
    page, _wiki, _standing = page_at(request, pid)
    wish = request.POST.get("to", "")
    try:
        if wish == "none":
            actions.unwatch_page(actor=request.user, page=page)
            said = _("You hear of it no longer.")
        else:
            actions.watch_page(actor=request.user, page=page, below=wish == "below")
            said = _("You are told when it changes.")
    except ActionError as error:
        return refusal(request, error, page.get_absolute_url())
    messages.success(request, said)
    return back(request, page.get_absolute_url())


@require_POST
def page_front(request: SignedInRequest, pid: str) -> HttpResponse:
    """Let the home of the wiki begin with this page."""
    page, wiki, _standing = own_page(request, pid)
    wanted = None if wiki.front_id == page.pk else page
    try:
        actions.set_front(actor=request.user, wiki=wiki, page=wanted)
    except ActionError as error:
        return refusal(request, error, page.get_absolute_url())
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(wiki.get_absolute_url())


@require_GET
def page_blame(request: SignedInRequest, pid: str) -> HttpResponse:
    """Who wrote which paragraph last, and when."""
    page, wiki, standing = page_at(request, pid)
    if page.state != Entry.State.PUBLISHED:
        raise Http404
    context = {
        "page": page,
        "wiki": wiki,
        "standing": standing,
        "pieces": _together(blamed(page)),
    }
    return render(request, "wikis/page_blame.html", context)


def _together(pieces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbours of one version as one piece: it is named once."""
    found: list[dict[str, Any]] = []
    for piece in pieces:
        if found and found[-1]["version"] == piece["version"]:
            found[-1]["text"] += f"\n\n{piece['text']}"
        else:
            found.append(dict(piece))
    return found


def blamed(page: WikiPage) -> list[dict[str, Any]]:
    """The paragraphs of a page the viewer may read, each with the version it comes from."""
    rows = list(history.revisions(page).defer("html").order_by("-number")[:MOST_BLAMED])
    now = history.current(page)
    texts = [*((row.number, row.source) for row in reversed(rows)), (now.number, page.source)]
    versions = {one.number: one for one in [*history.read(page, rows), now]}
    return [
        {
            "text": piece.source,
            "version": versions[piece.number],
        }
        for piece in blame(texts)
    ]


@require_http_methods(["GET", "POST"])
def wiki_new(request: SignedInRequest) -> HttpResponse:
    """A new wiki of the company, for who was given the right to make one."""
    if not may_create(request.user):
        raise PermissionDenied
    begun = {"owners": f"@{request.user.handle}", "members_may": Role.EDITOR}
    form = NewWikiForm(request.POST or None, initial=begun)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                wiki = _made(request, **form.cleaned_data)
            except ActionError as error:
                field = "owners" if error.field == "owner" else error.field
                form.add_error(field if field in form.fields else None, error.message)
                status = error.status
            else:
                messages.success(request, _("Made. Every colleague can read it."))
                return HttpResponseRedirect(wiki.get_absolute_url())
    # Kept while the form is mended, so that a second click makes nothing more.
    key = request.POST.get("idempotency_key") or new_public_id()
    return render(request, "wikis/wiki_new.html", {"form": form, "key": key}, status=status)


def _made(request: SignedInRequest, owners: str, **said: str) -> Wiki:
    named = people_named(request, owners, field="owners")
    if not named:
        raise Invalid(_("Name somebody who looks after it."), field="owners")
    return actions.create_wiki(
        actor=request.user,
        owner=named[0],
        more_owners=named[1:],
        key=request.POST.get("idempotency_key", ""),
        address=request.META.get("REMOTE_ADDR") or None,
        **said,
    )


@require_http_methods(["GET", "POST"])
def wiki_settings(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the wiki is called, what everybody may do in it, and who may do more."""
    wiki, standing = wiki_at(request, slug)
    if not standing.is_owner:
        raise PermissionDenied
    said = {"title": wiki.title, "about": wiki.about, "members_may": wiki.members_may}
    form = WikiForm(request.POST or None, initial=said)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.edit_wiki(actor=request.user, wiki=wiki, **form.cleaned_data)
            except ActionError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
                status = error.status
            else:
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(wiki.get_absolute_url())
    context = {
        "wiki": wiki,
        "standing": standing,
        "form": form,
        "roles": wiki.roles.select_related("person").order_by("person__sort_name"),
        "rights": words(wiki, standing.role),
    }
    return render(request, "wikis/wiki_settings.html", context, status=status)


@require_POST
def role_set(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give people a role in a wiki, or take one away; a personal wiki is shared by it."""
    wiki, standing = wiki_at(request, slug)
    if not standing.is_owner:
        raise PermissionDenied
    here = reverse("wikis:wiki-settings", args=[slug])
    role = request.POST.get("role", "")
    try:
        if "person" in request.POST:
            people = [_with_role(wiki, request.POST["person"])]
        else:
            named = request.POST.get("people", "")[:1500]
            people = list(people_named(request, named, field="people"))
        for person in people:
            actions.set_role(
                actor=request.user,
                wiki=wiki,
                person=person,
                role=role,
                address=request.META.get("REMOTE_ADDR") or None,
            )
    except ActionError as error:
        return refusal(request, error, here)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(here)


def _with_role(wiki: Wiki, public_id: str) -> Person:
    row = wiki.roles.filter(person__public_id=public_id).select_related("person").first()
    if row is None:
        raise Http404
    return row.person
