"""Earlier versions of a text: the list, one of them, what changed between two, and taking one up
again."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from access.requests import SignedInRequest
from content import actions, differences, history
from content.markdown import stored
from content.models import Entry
from core.cursors import BadCursor
from core.errors import ActionError
from core.http import refusal


def _entry(request: SignedInRequest, pid: str) -> Entry:
    rows = Entry.objects.visible_to(request.viewer).select_related("author", "root", "audience")
    return get_object_or_404(rows, public_id=pid)


@require_GET
def entry_history(request: SignedInRequest, pid: str) -> HttpResponse:
    """The versions of a text, newest first."""
    entry = _entry(request, pid)
    try:
        page = history.versions(entry, cursor=request.GET.get("cursor", ""))
    except BadCursor as error:
        raise Http404 from error
    context: dict[str, Any] = {"entry": entry, "versions": page.items}
    context["next_url"] = f"?cursor={page.next}" if page.next else ""
    return render(request, "content/entry_history.html", context)


@require_GET
def version_detail(request: SignedInRequest, pid: str, number: int) -> HttpResponse:
    """A text as it was."""
    entry = _entry(request, pid)
    shown = history.version(entry, number)
    if shown is None:
        raise Http404
    context = {
        "entry": entry,
        "version": shown,
        "body": stored(shown.html),
        "newer": history.newer_than(entry, number),
        "restore_url": _restore_url(request, entry, shown),
    }
    return render(request, "content/version_detail.html", context)


@require_GET
def version_changes(request: SignedInRequest, pid: str) -> HttpResponse:
    """What changed from one version to another: the last change, unless `from` and `to` say."""
    entry = _entry(request, pid)
    wanted = _number(request, "from"), _number(request, "to")
    old, new = history.pair(entry, *wanted)
    if new is None or (old is None and any(wanted)):
        raise Http404
    context: dict[str, Any] = {"entry": entry, "old": old, "new": new}
    if old is not None:
        context |= {
            "title": differences.words(old.title, new.title) if old.title != new.title else (),
            "blocks": differences.compare(old.source, new.source),
            "newer": history.newer_than(entry, new.number) if old.number == new.before else None,
            "restore_url": _restore_url(request, entry, old),
        }
    return render(request, "content/version_changes.html", context)


def _number(request: SignedInRequest, name: str) -> int:
    """A number of the query, or 0; 404 for what is none."""
    sent = request.GET.get(name, "")
    if not sent:
        return 0
    if not (sent.isascii() and sent.isdigit() and len(sent) < 10):
        raise Http404
    return int(sent)


def _restore_url(request: SignedInRequest, entry: Entry, version: history.Version) -> str:
    """Where the button that takes a version up again sends to; '' for whom it is not."""
    if version.is_now or not entry.is_author(request.viewer.person_id):
        return ""
    name = settings.CONTENT_RESTORERS.get(entry.kind, "content:version-restore")
    return reverse(name, args=[entry.public_id, version.number])


@require_POST
def version_restore(request: SignedInRequest, pid: str, number: int) -> HttpResponse:
    """Let a short text say again what it said before."""
    entry = _entry(request, pid)
    if entry.kind in settings.CONTENT_RESTORERS:
        raise Http404
    try:
        actions.restore_version(actor=request.user, entry=entry, number=min(number, history.MOST))
    except ActionError as error:
        return refusal(request, error, reverse("content:entry-history", args=[pid]))
    messages.success(request, _("It says again what it said then."))
    return HttpResponseRedirect(entry.get_absolute_url())
