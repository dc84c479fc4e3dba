"""Ways to find a post: by who wrote it, by tag, by month."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest
from blogs import posts
from blogs.views.base import blog_at
from content.models import Tag
from core.cursors import BadCursor
from profiles.models import Person


@require_GET
def posts_by(request: SignedInRequest, pid: str) -> HttpResponse:
    """All that a person wrote in blogs, alone or with others, and the viewer may read."""
    person = get_object_or_404(Person.objects.visible_to(request.viewer), public_id=pid)
    context = {"person": person, **_page(request, posts.Wish(author=person))}
    return render(request, "blogs/posts_by.html", context)


@require_GET
def posts_tagged(request: SignedInRequest, slug: str) -> HttpResponse:
    """The posts with a tag. As on the tag's own page, one nobody used where the viewer can read is
    no error: whether a word is used elsewhere is nobody's business."""
    slug = slug.casefold()
    tag = Tag.objects.filter(slug=slug).first() or Tag(slug=slug, name=slug)
    context = {"tag": tag, **_page(request, posts.Wish(tag=tag))}
    return render(request, "blogs/posts_tagged.html", context)


@require_GET
def blog_archive(request: SignedInRequest, slug: str) -> HttpResponse:
    """The years and months in which something came out in a blog."""
    blog, _standing = blog_at(request, slug)
    years: dict[int, list[dict[str, Any]]] = {}
    for month in posts.months(request.viewer, blog):
        years.setdefault(month[0].year, []).append(month_row(*month))
    context = {
        "blog": blog,
        "years": [
            {"year": year, "posts": sum(one["posts"] for one in rows), "months": rows}
            for year, rows in years.items()
        ],
    }
    return render(request, "blogs/blog_archive.html", context)


@require_GET
def blog_month(request: SignedInRequest, slug: str, year: int, month: int) -> HttpResponse:
    """What came out in a blog in one month; 404 for a month without posts."""
    blog, _standing = blog_at(request, slug)
    first = date(year, month, 1)
    found = _page(request, posts.Wish(blog=blog, month=first))
    if not found["posts"]:
        raise Http404
    context = {"blog": blog, "month": date_format(first, "F Y"), **found}
    return render(request, "blogs/blog_month.html", context)


def month_row(month: date, number: int) -> dict[str, Any]:
    """A month as the archive shows it."""
    return {
        "year": month.year,
        "month": month.month,
        "name": date_format(month, "F"),
        "full": date_format(month, "F Y"),
        "posts": number,
    }


def _page(request: SignedInRequest, wish: posts.Wish) -> dict[str, Any]:
    try:
        page = posts.newest(request.viewer, wish, cursor=request.GET.get("cursor", ""))
    except BadCursor as error:
        raise Http404 from error
    return {"posts": posts.rows_of(page.items), "next": page.next}
