"""A page begun: in which wiki, where it stands there, and what it begins from."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access.requests import SignedInRequest
from communities.models import Community
from content.writers import require_writer
from core.errors import ActionError, Invalid
from core.http import refusal
from core.ids import new_public_id
from wikis import actions, pages, templating, trees
from wikis.forms import NewPageForm
from wikis.models import Wiki, WikiPage
from wikis.views.base import page_of, wiki_at


@require_POST
def wiki_begin_own(request: SignedInRequest) -> HttpResponse:
    """One's own wiki, which comes into being by it."""
    try:
        wiki = actions.wiki_of_person(request.user)
    except ActionError as error:
        return refusal(request, error, reverse("wikis:wiki-list"))
    return HttpResponseRedirect(reverse("wikis:page-new", args=[wiki.slug]))


@require_POST
def wiki_begin_in(request: SignedInRequest, slug: str) -> HttpResponse:
    """The wiki of a community one writes in, which comes into being by it."""
    rows = Community.objects.visible_to(request.viewer)
    community = get_object_or_404(rows.select_related("audience__community"), slug=slug)
    try:
        require_writer(request.viewer, community.audience)
    except ActionError as error:
        return refusal(request, error, reverse("wikis:wiki-list"))
    wiki = actions.wiki_of_community(community)
    return HttpResponseRedirect(reverse("wikis:page-new", args=[wiki.slug]))


@require_http_methods(["GET", "POST"])
def page_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a page: its title, where it stands, and what it begins from."""
    wiki, standing = wiki_at(request, slug)
    if not standing.may_write:
        return render(request, "403.html", status=403)
    data = request.POST if request.method == "POST" else request.GET
    form = NewPageForm(request.POST if request.method == "POST" else None)
    errors: list[str] = []
    status = 200
    asked: list[templating.Placeholder] = []
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = _begun(request, wiki, form.cleaned_data)
            except ActionError as error:
                errors, status = [error.message], error.status
            else:
                if isinstance(made, WikiPage):
                    return HttpResponseRedirect(reverse("wikis:page-write", args=[made.public_id]))
                # The template asks for more.
                asked, status = made, 200
        else:
            errors = [_("Give the page a title of at most 200 letters.")]
    context = {
        "wiki": wiki,
        "standing": standing,
        "title": data.get("title", "")[:200],
        "parent": data.get("parent", "")[:16],
        "template": data.get("template", "")[:16],
        "templates": pages.templates(request.viewer, wiki),
        "places": trees.choices(trees.whole(request.viewer, wiki)),
        "asked": asked,
        "errors": errors,
        "as_template": bool(data.get("as_template")),
        "key": request.POST.get("idempotency_key") or new_public_id(),
    }
    return render(request, "wikis/page_new.html", context, status=status)


def _begun(
    request: SignedInRequest, wiki: Wiki, said: dict[str, str]
) -> WikiPage | list[templating.Placeholder]:
    """The page that was begun, or what its template asks for first."""
    parent = page_of(request, wiki, said["parent"], field="parent")
    source, template = "", None
    if said["template"]:
        template = pages.templates(request.viewer, wiki)
        found = next((one for one in template if one.public_id == said["template"]), None)
        if found is None:
            raise Invalid(_("This template is not here any more."), field="template")
        full = pages.out_to(request.viewer).get(pk=found.pk)
        source = full.source
        asked = templating.placeholders(source)
        if asked and "filled" not in request.POST:
            return asked
        values = {one.name: request.POST.get(f"value-{one.number}", "")[:500] for one in asked}
        source = templating.fill(source, values, title=said["title"], person=request.user)
    return actions.begin_page(
        actor=request.user,
        wiki=wiki,
        parent=parent,
        title=said["title"],
        source=source,
        key=request.POST.get("idempotency_key", ""),
        is_template=bool(request.POST.get("as_template")),
    )
