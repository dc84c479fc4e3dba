"""What a reader does with a post or a comment: react, answer, edit, delete, report, look closer.

Each view fetches through `visible_to`, checks the shape, calls one action and chooses the answer.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access import explain
from access.requests import SignedInRequest
from content import actions, cards, threads
from content.forms import EditForm, ReasonForm, ReportForm
from content.markdown import stored
from content.models import Entry
from core.errors import ActionError
from core.http import back, next_url, refusal, wants_fragment


def _entry(request: SignedInRequest, pid: str) -> Entry:
    """The entry the viewer may read, or 404."""
    rows = Entry.objects.visible_to(request.viewer).for_card().select_related("reply_to__author")
    return get_object_or_404(rows, public_id=pid)


@require_POST
def entry_react(request: SignedInRequest, pid: str) -> HttpResponse:
    """Put a sign on (`add`) or take it off (`remove`); a script gets the bar anew."""
    entry = _entry(request, pid)
    try:
        if emoji := request.POST.get("add"):
            actions.add_reaction(actor=request.user, entry=entry, emoji=emoji)
        else:
            emoji = request.POST.get("remove", "")
            actions.remove_reaction(actor=request.user, entry=entry, emoji=emoji)
    except ActionError as error:
        return refusal(request, error, entry.get_absolute_url())
    if not wants_fragment(request):
        return back(request, entry.get_absolute_url())
    return _bar(request, _entry(request, pid))


def _bar(request: SignedInRequest, entry: Entry) -> HttpResponse:
    context = {
        "url": reverse("content:entry-react", args=[entry.public_id]),
        "reactions": cards.reactions_of(request.viewer, [entry])[entry.pk],
    }
    return render(request, "elements/reaction_bar.html", context)


@require_GET
def entry_fresh(request: SignedInRequest, pid: str) -> HttpResponse:
    """A card or a comment as it is now, for a window that shows an older state of it."""
    entry = _entry(request, pid)
    if entry.is_comment:
        made = cards.comments(request.viewer, [entry])
        return render(request, "content/_comments.html", {"comments": made})
    return render(request, "content/_cards.html", {"cards": cards.cards(request.viewer, [entry])})


@require_http_methods(["GET", "POST"])
def comment_add(request: SignedInRequest, pid: str) -> HttpResponse:
    """Answer a post. GET is the form on its own page, for replies without a script."""
    root = _entry(request, pid)
    if root.is_comment:
        raise Http404
    answered = _answered(request, root)
    if request.method == "GET":
        return _comment_page(request, root, answered, "", [], 200)
    source = request.POST.get("text", "")
    try:
        comment = actions.add_comment(
            actor=request.user,
            root=root,
            source=source,
            reply_to=answered,
            key=request.POST.get("idempotency_key", ""),
        )
    except ActionError as error:
        if wants_fragment(request):
            return refusal(request, error, root.get_absolute_url())
        return _comment_page(request, root, answered, source, [error.message], error.status)
    threads.warn_of_unreached(request, comment)
    if not wants_fragment(request):
        return HttpResponseRedirect(comment.get_absolute_url())
    made = cards.comments(request.viewer, [_entry(request, comment.public_id)])
    return render(request, "content/_comments.html", {"comments": made}, status=201)


def _answered(request: SignedInRequest, root: Entry) -> Entry | None:
    pid = request.POST.get("reply_to") or request.GET.get("reply_to")
    if not pid:
        return None
    rows = Entry.objects.visible_to(request.viewer).filter(root=root).select_related("author")
    return get_object_or_404(rows, public_id=pid)


def _comment_page(  # noqa: PLR0917 - what the form shows again
    request: SignedInRequest,
    root: Entry,
    answered: Entry | None,
    source: str,
    errors: list[str],
    status: int,
) -> HttpResponse:
    composer = threads.composer(request, root, answered=answered, text=source, errors=errors)
    context: dict[str, Any] = {"entry": root, "answered": answered, "composer": composer}
    if answered is not None:
        context["answered_body"] = stored(answered.html)
    return render(request, "content/comment_add.html", context, status=status)


@require_GET
def thread_news(request: SignedInRequest, pid: str) -> HttpResponse:
    """The comments behind `since` (a cursor), for a thread that is open in a window."""
    root = _entry(request, pid)
    page = threads.since(request.viewer, root, request.GET.get("since", ""))
    answer = render(request, "content/_comments.html", {"comments": page.comments})
    answer["X-Last"] = page.last
    if page.more:
        answer["X-More"] = "1"
    return answer


@require_http_methods(["GET", "POST"])
def entry_edit(request: SignedInRequest, pid: str) -> HttpResponse:
    """Change one's own text; a refused one comes back as it was typed."""
    entry = _entry(request, pid)
    if entry.kind in settings.CONTENT_EDITORS:
        return HttpResponseRedirect(entry.get_edit_url())
    form = EditForm(
        request.POST or None, initial={"source": entry.source, "version": entry.version}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_text(
                actor=request.user,
                entry=entry,
                source=form.cleaned_data["source"],
                version=form.cleaned_data["version"],
            )
        except ActionError as error:
            form.add_error("source", error.message)
            status = error.status
        else:
            threads.warn_of_unreached(request, entry)
            return HttpResponseRedirect(entry.get_absolute_url())
    elif request.method == "POST":
        status = 400
    elif entry.author_id != request.viewer.person_id:
        return render(request, "403.html", status=403)
    return render(request, "content/entry_edit.html", {"entry": entry, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
def entry_delete(request: SignedInRequest, pid: str) -> HttpResponse:
    """Put into the bin: one's own at once and with an undo, another's with a reason."""
    entry = _entry(request, pid)
    own = entry.author_id == request.viewer.person_id
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "GET" or (not own and not form.is_valid()):
        if not own and entry.audience_id not in request.viewer.moderated_ids:
            return render(request, "403.html", status=403)
        status = 200 if request.method == "GET" else 400
        context = {"entry": entry, "form": form, "own": own}
        return render(request, "content/entry_delete.html", context, status=status)
    reason = "" if own else form.cleaned_data["reason"]
    try:
        actions.delete_entry(actor=request.user, entry=entry, reason=reason)
    except ActionError as error:
        return refusal(request, error, entry.get_absolute_url())
    return _deleted(request, entry, own=own)


def _deleted(request: SignedInRequest, entry: Entry, *, own: bool) -> HttpResponse:
    root = entry.thread_root
    undo = reverse("content:entry-restore", args=[entry.public_id]) if own else ""
    if wants_fragment(request):
        return JsonResponse({"undo": undo, "words": str(_("Deleted."))})
    if own:
        messages.success(request, format_html("{}", _("Deleted.")), extra_tags=f"undo:{undo}")
    else:
        messages.success(request, _("Removed. The author was told why."))
    fallback = root.get_absolute_url() if entry.is_comment else reverse("activity:home")
    where = next_url(request, fallback)
    gone = not entry.is_comment and where.startswith(entry.get_absolute_url())
    return HttpResponseRedirect(reverse("activity:home") if gone else where)


@require_POST
def entry_restore(request: SignedInRequest, pid: str) -> HttpResponse:
    """Take one's own out of the bin: the undo, and the button on the page of the bin."""
    entry = get_object_or_404(Entry.objects.in_bin_of(request.viewer), public_id=pid)
    try:
        actions.restore_entry(actor=request.user, entry=entry)
    except ActionError as error:
        return refusal(request, error, reverse("content:bin"))
    if wants_fragment(request):
        return JsonResponse({"url": entry.get_absolute_url()})
    messages.success(request, _("It is back where it was."))
    return back(request, reverse("content:bin"))


@require_GET
def bin_page(request: SignedInRequest) -> HttpResponse:
    """What the viewer deleted and can still bring back."""
    rows = Entry.objects.in_bin_of(request.viewer).select_related("root", "audience__community")
    return render(request, "content/bin.html", {"entries": rows.order_by("-deleted_at")[:100]})


@require_http_methods(["GET", "POST"])
def entry_report(request: SignedInRequest, pid: str) -> HttpResponse:
    """Say what is wrong with a post or comment."""
    entry = _entry(request, pid)
    form = ReportForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.report_entry(actor=request.user, entry=entry, **form.cleaned_data)
            except ActionError as error:
                return refusal(request, error, entry.get_absolute_url())
            messages.success(
                request, _("Thank you. A moderator will look at it, and you will get an answer.")
            )
            return HttpResponseRedirect(entry.get_absolute_url())
        status = 400
    context = {"entry": entry, "form": form, "body": stored(entry.html)}
    return render(request, "content/entry_report.html", context, status=status)


@require_GET
def entry_readers(request: SignedInRequest, pid: str) -> HttpResponse:
    """Who can see this, in words, with the number of people and the rule."""
    entry = _entry(request, pid)
    context = {
        "entry": entry,
        "explanation": explain.explain(entry.audience),
        "badge": cards.audience_words(entry.audience),
    }
    return render(request, "content/entry_readers.html", context)
