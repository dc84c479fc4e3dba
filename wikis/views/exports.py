"""A page, what stands below one, or a whole wiki, as files to keep: Markdown or a small site."""

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest
from content.models import Entry
from wikis import exporting
from wikis.models import Wiki, WikiPage
from wikis.views.base import page_at, wiki_at

FORMS = ("markdown", "history", "html")


@require_GET
def wiki_export(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """A whole wiki, as far as the viewer may read it; without `as` the choice."""
    wiki, standing = wiki_at(request, slug)
    if "as" not in request.GET:
        return render(request, "wikis/export.html", {"wiki": wiki, "standing": standing})
    return _answer(request, wiki, None)


@require_GET
def page_export(request: SignedInRequest, pid: str) -> HttpResponseBase:
    """A page with all below it; without `as` the choice."""
    page, wiki, standing = page_at(request, pid)
    if page.state != Entry.State.PUBLISHED:
        raise Http404
    if "as" not in request.GET:
        context = {"wiki": wiki, "page": page, "standing": standing}
        return render(request, "wikis/export.html", context)
    return _answer(request, wiki, page)


def _answer(request: SignedInRequest, wiki: Wiki, page: WikiPage | None) -> HttpResponseBase:
    form = request.GET["as"]
    if form not in FORMS:
        raise Http404
    if form == "html":
        parts = exporting.html_zip(request.viewer, wiki, page=page)
    else:
        parts = exporting.markdown_zip(request.viewer, wiki, page=page, history=form == "history")
    name = slugify(page.title if page else wiki.title)[:60] or "wiki"
    answer: HttpResponseBase = StreamingHttpResponse(parts, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
