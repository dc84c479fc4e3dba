"""Reading: the wikis one can read, one wiki, one page, and the ways between pages."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from access import rules
from access.requests import SignedInRequest
from communities.models import Community
from content import cards, threads
from content.models import Entry
from core.cursors import BadCursor
from profiles.models import Person
from wikis import links, pages, suggesting, trees
from wikis.actions import purged_at, require_bin
from wikis.models import PageName, Wiki, WikiPage, key_of, page_slug
from wikis.rights import may_create, words
from wikis.views.base import UNSHOWN, page_at, tabs, wiki_at

MOST_WIKIS = 60
# A text with fewer headings needs no list of them.
FEWEST_HEADINGS = 3
MOST_BACKLINKS = 50


@require_GET
def wiki_list(request: SignedInRequest) -> HttpResponse:
    """The wikis the viewer can read, and what was changed last in them."""
    show = request.GET.get("show", "wikis")
    if show not in {"wikis", "changes"}:
        raise Http404
    home = reverse("wikis:wiki-list")
    context: dict[str, Any] = {
        "show": show,
        "tabs": tabs(
            [
                (_("Wikis"), home, show == "wikis"),
                (_("Recent changes"), f"{home}?show=changes", show == "changes"),
            ]
        ),
        "may_create": may_create(request.user),
        "drafts": pages.drafts(request.viewer)[:5],
    }
    if show == "changes":
        context |= _changes(request, None)
    else:
        context |= _wikis(request)
    return render(request, "wikis/wiki_list.html", context)


def _wikis(request: SignedInRequest) -> dict[str, Any]:
    """The company's wikis, those of one's own circles, and with a word all whose name holds it."""
    viewer = request.viewer
    rows = Wiki.objects.visible_to(viewer).for_page().order_by("title", "pk")
    query = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    if query:
        found = rows.filter(title__icontains=query)[:MOST_WIKIS]
        return {"query": query, "groups": [(_("Found"), list(found))] if found else []}
    company = rows.filter(place__person=None, place__community=None)[:MOST_WIKIS]
    circles = list(rows.filter(place__audience_id__in=viewer.audience_ids)[: 2 * MOST_WIKIS])
    groups = [
        (_("The company's"), list(company) if viewer.is_employee else []),
        (_("Of my communities"), [one for one in circles if one.place.community_id]),
        (
            _("Shared with me"),
            [one for one in circles if one.is_personal and one.place.person_id != viewer.person_id],
        ),
    ]
    own = next((one for one in circles if one.place.person_id == viewer.person_id), None)
    return {
        "groups": [group for group in groups if group[1]],
        "own": own,
        "shared": own.roles.count() if own else 0,
    }


def _changes(request: SignedInRequest, wiki: Wiki | None) -> dict[str, Any]:
    try:
        page = pages.changes(request.viewer, wiki, cursor=request.GET.get("cursor", ""))
    except BadCursor as error:
        raise Http404 from error
    return {"rows": pages.rows_of(page.items), "next": page.next}


@require_GET
def wiki_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """The home of a wiki: the page it begins with, its tree, and what was changed last."""
    wiki, standing = wiki_at(request, slug)
    front = None
    if wiki.front_id is not None:
        rows = pages.out_to(request.viewer).annotate(led=links.led_with(request.viewer))
        front = rows.defer(*UNSHOWN).filter(pk=wiki.front_id).first()
    context = {
        "wiki": wiki,
        "standing": standing,
        "rights": words(wiki, standing.role),
        "nodes": trees.level(wiki, None),
        "front": front,
        "body": _filled(wiki, front, standing) if front else "",
        "rows": pages.rows_of(pages.changes(request.viewer, wiki, size=10).items),
    }
    return render(request, "wikis/wiki_detail.html", context)


def _filled(wiki: Wiki, page: WikiPage, standing: pages.Standing) -> str:
    """The text of a page that was asked for with `links.led_with`."""
    known = links.led(page.led)  # type: ignore[attr-defined] # as it was asked
    return links.filled(wiki, page.html, known, may_write=standing.may_write)


@require_GET
def wiki_of_person(request: SignedInRequest, pid: str) -> HttpResponse:
    """The wiki of a person: one's own also before it was begun."""
    people = Person.objects.visible_to(request.viewer).filter(is_guest=False)
    person = get_object_or_404(people, public_id=pid)
    wiki = Wiki.objects.visible_to(request.viewer).filter(place__person=person).first()
    if wiki is not None:
        return HttpResponseRedirect(wiki.get_absolute_url())
    if person.pk != request.viewer.person_id or not request.viewer.is_employee:
        raise Http404
    return render(request, "wikis/wiki_empty.html", {"own": True})


@require_GET
def wiki_of_community(request: SignedInRequest, slug: str) -> HttpResponse:
    """The wiki of a community: its home, or a page that says that nothing was written yet."""
    circles = Community.objects.visible_to(request.viewer).select_related("audience")
    community = get_object_or_404(circles, slug=slug)
    wiki = Wiki.objects.visible_to(request.viewer).filter(place__community=community).first()
    if wiki is not None:
        return HttpResponseRedirect(wiki.get_absolute_url())
    if not rules.in_audience(request.viewer, community.audience):
        raise Http404
    own = community.audience_id in request.viewer.audience_ids and not community.is_archived
    return render(request, "wikis/wiki_empty.html", {"community": community, "own": own})


@require_GET
def wiki_tree(request: SignedInRequest, slug: str) -> HttpResponse:
    """The whole tree of a wiki, to look through and, for who writes there, to put in order."""
    wiki, standing = wiki_at(request, slug)
    nodes = trees.whole(request.viewer, wiki)
    context = {
        "wiki": wiki,
        "standing": standing,
        "nodes": nodes,
        "count": trees.count(nodes),
    }
    return render(request, "wikis/wiki_tree.html", context)


@require_GET
def wiki_level(request: SignedInRequest, slug: str, pid: str) -> HttpResponse:
    """What stands below a page, for a tree that is opened by hand."""
    wiki, _standing = wiki_at(request, slug)
    page = get_object_or_404(pages.out_to(request.viewer).filter(wiki=wiki), public_id=pid)
    context = {"nodes": trees.level(wiki, page.pk), "wiki": wiki}
    return render(request, "wikis/_level.html", context)


@require_GET
def wiki_changes(request: SignedInRequest, slug: str) -> HttpResponse:
    """What was changed last in a wiki."""
    wiki, standing = wiki_at(request, slug)
    context = {"wiki": wiki, "standing": standing, **_changes(request, wiki)}
    return render(request, "wikis/wiki_changes.html", context)


@require_GET
def wiki_links(request: SignedInRequest, slug: str) -> HttpResponse:
    """Links that lead nowhere, pages that are wanted, and pages nothing links to."""
    wiki, standing = wiki_at(request, slug)
    show = request.GET.get("show", "broken")
    if show not in {"broken", "wanted", "orphans"}:
        raise Http404
    home = reverse("wikis:wiki-links", args=[slug])
    context: dict[str, Any] = {
        "wiki": wiki,
        "standing": standing,
        "show": show,
        "tabs": tabs(
            [
                (_("Broken links"), home, show == "broken"),
                (_("Wanted pages"), f"{home}?show=wanted", show == "wanted"),
                (_("Pages nothing links to"), f"{home}?show=orphans", show == "orphans"),
            ]
        ),
    }
    if show == "broken":
        context["broken"] = links.broken(request.viewer, wiki, most=pages.MOST_LISTED)
    elif show == "wanted":
        context["wanted"] = [
            {"title": one.title, "pages": one.pages, "url": links.new_url(wiki, one.title)}
            for one in pages.wanted(request.viewer, wiki)
        ]
    else:
        context["rows"] = pages.rows_of(pages.orphans(request.viewer, wiki))
    return render(request, "wikis/wiki_links.html", context)


@require_GET
def wiki_bin(request: SignedInRequest, slug: str) -> HttpResponse:
    """What was deleted in a wiki, by whom, and until when it can be brought back."""
    wiki, standing = wiki_at(request, slug)
    if not standing.may_write:
        return render(request, "403.html", status=403)
    require_bin(request.viewer, wiki)
    rows = [(page, purged_at(page)) for page in pages.in_bin(wiki)]
    context = {"wiki": wiki, "standing": standing, "rows": rows, "days": settings.BIN_KEEPS.days}
    return render(request, "wikis/wiki_bin.html", context)


@require_GET
def wiki_templates(request: SignedInRequest, slug: str) -> HttpResponse:
    """Pages new ones can begin from."""
    wiki, standing = wiki_at(request, slug)
    context = {
        "wiki": wiki,
        "standing": standing,
        "rows": pages.rows_of(pages.templates(request.viewer, wiki)),
    }
    return render(request, "wikis/wiki_templates.html", context)


@require_GET
def page_detail(request: SignedInRequest, pid: str, slug: str = "") -> HttpResponse:
    """A page to read. The address of an earlier title is sent on to that of the one now."""
    viewer = request.viewer
    page, wiki, standing = page_at(request, pid, without=UNSHOWN, asking=pages.told_with(viewer))
    if page.state != Entry.State.PUBLISHED:
        return HttpResponseRedirect(reverse("wikis:page-write", args=[pid]))
    if slug and slug != page_slug(page.title):
        return HttpResponseRedirect(page.get_absolute_url())
    told, before = vars(page), request.GET.get("before", "")
    try:
        thread = threads.newest(viewer, page, before=before, any_there=told["has_thread"])
    except BadCursor as error:
        raise Http404 from error
    above, nodes = trees.beside(wiki, page.pk)
    watched: bool | None = told["watched"]
    context = {
        "page": page,
        "wiki": wiki,
        "standing": standing,
        "rights": words(wiki, standing.role),
        "above": above,
        "nodes": nodes,
        "body": _filled(wiki, page, standing),
        "contents": page.contents if len(page.contents) >= FEWEST_HEADINGS else [],
        "audience": cards.audience_words(page.audience),
        "reactions": cards.reactions_of(viewer, [page])[page.pk],
        "react_url": cards.react_url(viewer, page),
        "writers": pages.writers(viewer, page) if told["is_written"] else [],
        "watch": {"below": watched} if watched is not None else None,
        "menu": menu_of(request, page, standing),
        "thread": thread,
        "composer": threads.composer(request, page),
    }
    return render(request, "wikis/page_detail.html", context)


def menu_of(
    request: SignedInRequest, page: WikiPage, standing: pages.Standing
) -> list[dict[str, Any]]:
    """What can be done with a page beside reading and changing it."""
    at = [page.public_id]

    def link(label: str, icon: str, name: str) -> dict[str, Any]:
        return {"label": label, "icon": icon, "url": reverse(name, args=at)}

    items: list[dict[str, Any]] = [
        {
            "label": _("Copy the link"),
            "icon": "link",
            "url": page.get_absolute_url(),
            "copies": True,
        },
        link(_("History"), "clock", "content:entry-history"),
        link(_("Who wrote what"), "people", "wikis:page-blame"),
        link(_("What links here"), "reply", "wikis:page-backlinks"),
        link(_("Who can see this?"), "eye", "content:entry-readers"),
    ]
    if page.author_id != request.viewer.person_id:
        items.append(link(_("Report"), "flag", "content:entry-report"))
    if standing.may_write:
        items += [
            {"line": True},
            link(_("Move"), "right", "wikis:page-move"),
            link(_("Duplicate"), "text", "wikis:page-copy"),
            link(_("Owner"), "person-check", "wikis:page-keeper"),
            {
                "label": _("An ordinary page again") if page.is_template else _("Make a template"),
                "icon": "text",
                "post": reverse("wikis:page-template", args=at),
                "name": "is_template",
                "value": "" if page.is_template else "1",
            },
        ]
        if standing.is_owner and not page.is_template:
            front = reverse("wikis:page-front", args=at)
            items.append({"label": _("Begin the wiki with it"), "icon": "home", "post": front})
        delete = link(_("Delete"), "trash", "wikis:page-delete")
        items += [{"line": True}, {**delete, "danger": True}]
    return items


@require_GET
def page_writers(request: SignedInRequest, pid: str) -> HttpResponse:
    """Who else is writing on a page, as a piece of one; with the version it says now."""
    page, _wiki, _standing = page_at(request, pid, without=UNSHOWN)
    context = {"writers": pages.writers(request.viewer, page)}
    answer = render(request, "wikis/_writers.html", context)
    answer["X-Revision"] = str(page.revision)
    return answer


@require_GET
def page_backlinks(request: SignedInRequest, pid: str) -> HttpResponse:
    """Which pages link to a page."""
    page, wiki, standing = page_at(request, pid, without=UNSHOWN)
    found = links.backlinks(request.viewer, page, most=MOST_BACKLINKS * 10)
    context = {"page": page, "wiki": wiki, "standing": standing, "rows": found}
    return render(request, "wikis/page_backlinks.html", context)


@require_GET
def page_to(request: SignedInRequest, slug: str, written: str) -> HttpResponse:
    """The page that is meant by what is written in a link, or the offer to begin it."""
    wiki, standing = wiki_at(request, slug)
    title = written.replace("\x00", "")
    page = links.to_page(request.viewer, wiki, title)
    if page is not None:
        return HttpResponseRedirect(page.get_absolute_url())
    context = {
        "wiki": wiki,
        "standing": standing,
        "title": title,
        "new_url": links.new_url(wiki, title),
    }
    return render(request, "wikis/page_missing.html", context, status=404)


@require_GET
def page_old(request: SignedInRequest, slug: str, path: str) -> HttpResponse:
    """An address a page had where it was imported from: to the page of today."""
    wiki, _standing = wiki_at(request, slug)
    clean = path.strip("/")
    keys = {clean, f"/{clean}/", f"/{clean}", f"{clean}/", key_of(clean)}
    names = PageName.objects.filter(wiki=wiki, key__in=keys).values("page")
    page = pages.out_to(request.viewer).filter(pk__in=names).order_by("pk").first()
    if page is None:
        raise Http404
    return HttpResponseRedirect(page.get_absolute_url())


@require_GET
def page_suggest(request: SignedInRequest, slug: str) -> JsonResponse:
    """What completes `[[words` in a wiki, on the `page` of it that is being written."""
    wiki, _standing = wiki_at(request, slug)
    typed = request.GET.get("q", "").replace("\x00", "")[:200]
    here = request.GET.get("page", "")[:16]
    items = suggesting.suggested(request.viewer, wiki, typed, here=here)
    return JsonResponse({"items": items})


@require_GET
def page_drafts(request: SignedInRequest) -> HttpResponse:
    """What the viewer is writing."""
    return render(request, "wikis/page_drafts.html", {"drafts": pages.drafts(request.viewer)})


@require_GET
def page_watched(request: SignedInRequest) -> HttpResponse:
    """The pages the viewer watches."""
    rows = pages.rows_of(pages.watched(request.viewer))
    return render(request, "wikis/page_watched.html", {"rows": rows})
