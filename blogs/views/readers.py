"""How many read a post: the picture that its authors are shown."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from access.requests import SignedInRequest
from blogs.readership import Readership, readership_of
from blogs.views.base import post_at


@require_GET
def post_readers(request: SignedInRequest, pid: str) -> HttpResponse:
    """How many read a post and when, for its authors and whoever looks after the blog."""
    post, blog, standing = post_at(request, pid)
    if not standing.may_count_readers:
        raise Http404
    found = readership_of(post)
    context = {
        "post": post,
        "blog": blog,
        "readers": found,
        "pictures": [_by_day(found), _by_week(found)] if found.weeks else [_by_day(found)],
    }
    return render(request, "blogs/post_readers.html", context)


def _by_day(found: Readership) -> dict[str, Any]:
    day, most = found.best
    words = ngettext(
        "%(n)d reader in the last %(days)d days.",
        "%(n)d readers in the last %(days)d days.",
        found.lately,
    ) % {"n": found.lately, "days": len(found.days)}
    if most:
        words += " " + _("Most on %(day)s: %(n)d.") % {"day": date_format(day, "j F"), "n": most}
    return _picture(_("Day"), found.days, words, "j M", _("Today"))


def _by_week(found: Readership) -> dict[str, Any]:
    words = ngettext(
        "%(n)d week before that, each with the sum of its days.",
        "%(n)d weeks before that, each with the sum of its days.",
        len(found.weeks),
    ) % {"n": len(found.weeks)}
    end = date_format(found.weeks[-1][0], "j M Y")
    return _picture(_("Week from"), found.weeks, words, "j M Y", end)


def _picture(
    name: str, numbers: Sequence[tuple[date, int]], words: str, form: str, end: str
) -> dict[str, Any]:
    return {
        "label": words,
        "values": [number for _day, number in numbers],
        "start": date_format(numbers[0][0], form),
        "end": end,
        "head": [name, {"num": _("Readers")}],
        "rows": [
            [{"text": date_format(day, "j F Y")}, {"num": number}]
            for day, number in reversed(numbers)
        ],
    }
