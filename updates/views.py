"""The page of an update with its thread, and the composer's endpoints."""

from typing import BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from access.viewer import Viewer
from content import actions as content_actions
from content import cards, threads
from content.models import Entry
from core import prepared
from core.cursors import BadCursor
from core.errors import ActionError
from core.http import back, next_url, refusal, wants_fragment
from profiles.models import Person
from updates import actions, composer

# A page can begin an update for its reader: a question, a tag.
LONGEST_BEGUN = 300


@require_GET
@prepared.statements()
def update_detail(request: SignedInRequest, pid: str) -> HttpResponse:
    """An update, its thread, and the box to answer."""
    rows = Entry.objects.visible_to(request.viewer).published().roots()
    entry = get_object_or_404(rows.for_card(), public_id=pid, kind=Entry.Kind.UPDATE)
    try:
        thread = threads.newest(request.viewer, entry, before=request.GET.get("before", ""))
    except BadCursor as error:
        raise Http404 from error
    context = {
        "entry": entry,
        "card": cards.cards(request.viewer, [entry])[0],
        "thread": thread,
        "composer": threads.composer(request, entry),
    }
    return render(request, "updates/update_detail.html", context)


def _draft(request: SignedInRequest, pid: str) -> Entry | None:
    """The viewer's own draft, or whatever became of it; None when there is none by that id."""
    if not pid:
        return None
    rows = Entry.objects.visible_to(request.viewer)
    return rows.filter(author_id=request.viewer.person_id, public_id=pid).first()


@require_http_methods(["GET", "POST"])
def update_publish(request: SignedInRequest) -> HttpResponse:
    """Post an update. A refused one comes back with everything that was typed, picture included.

    `?text=` begins a new one with these words; it is the person who posts it.
    """
    if request.method == "GET":
        mention = _mentioned(request)
        begun = request.GET.get("text", "")[:LONGEST_BEGUN].replace("\x00", "")
        if begun := f"@{mention} " if mention else begun:
            return _page(request, composer.build(request, text=begun), 200)
        draft = _draft(request, request.GET.get("draft", "")) or composer.latest_draft(
            request.viewer
        )
        return _page(request, composer.build(request, draft=draft), 200)
    text = request.POST.get("text", "")
    choice = _choice(request)
    draft = _draft(request, request.POST.get("draft", ""))
    alt = request.POST.get("alt", "")
    key = request.POST.get("idempotency_key", "")
    try:
        entry = actions.publish_update(
            actor=request.user,
            source=text,
            choice=choice,
            draft=draft,
            image=_upload(request),
            alt=alt,
            key=key,
        )
    except ActionError as error:
        if error.code == "posted" and draft is not None:
            return HttpResponseRedirect(draft.get_absolute_url())
        return _refused(request, error, text=text, choice=choice, draft=draft, alt=alt)
    threads.warn_of_unreached(request, entry)
    if wants_fragment(request):
        # A new circle of chosen people may have come into being; a repeat may come too late.
        viewer = Viewer.of(request.user)
        rows = Entry.objects.visible_to(viewer).for_card()
        made = cards.cards(viewer, [get_object_or_404(rows, pk=entry.pk)])
        return render(request, "content/_cards.html", {"cards": made}, status=201)
    messages.success(request, _("Posted."))
    return HttpResponseRedirect(next_url(request, entry.get_absolute_url()))


def _mentioned(request: SignedInRequest) -> str:
    """The short name of somebody the writer knows, from `?mention=`; '' for anybody else."""
    handle = request.GET.get("mention", "")[:60]
    if not handle or "\x00" in handle:
        return ""
    rows = Person.objects.visible_to(request.viewer).active()
    return rows.filter(handle=handle).values_list("handle", flat=True).first() or ""


def _upload(request: SignedInRequest) -> BinaryIO | None:
    """The picture that came with the form."""
    return cast("BinaryIO | None", request.FILES.get("image"))


def _choice(request: SignedInRequest) -> str:
    choice = request.POST.get("audience", "")
    if choice != "people":
        return choice
    return "people:" + ",".join(
        request.POST.get("people", "").replace("@", " ").replace(",", " ").split()
    )


def _refused(
    request: SignedInRequest,
    error: ActionError,
    *,
    text: str,
    choice: str,
    draft: Entry | None,
    alt: str,
) -> HttpResponse:
    """Answer a refused post, and keep what was typed as a draft."""
    if draft is None or draft.state == Entry.State.DRAFT:
        try:
            draft = actions.save_draft(actor=request.user, source=text, choice=choice, draft=draft)
            if (upload := _upload(request)) and error.field != "image":
                upload.seek(0)
                content_actions.attach_image(
                    actor=request.user, entry=draft, upload=upload, alt=alt
                )
        except ActionError:
            draft = None
    if wants_fragment(request):
        return refusal(request, error, reverse("updates:update-publish"))
    values = composer.build(
        request, draft=draft, text=text, choice=choice, alt=alt, errors=[error.message]
    )
    return _page(request, values, error.status)


def _page(request: SignedInRequest, values: dict[str, object], status: int) -> HttpResponse:
    return render(request, "updates/update_compose.html", {"composer": values}, status=status)


@require_POST
def draft_save(request: SignedInRequest) -> HttpResponse:
    """Keep what is being written; answers with the draft's id. Scripts call this while typing."""
    pid = request.POST.get("draft", "")
    draft = _draft(request, pid)
    try:
        draft = actions.save_draft(
            actor=request.user,
            source=request.POST.get("text", ""),
            choice=_choice(request),
            draft=draft,
        )
    except ActionError as error:
        return refusal(request, error, reverse("updates:update-publish"))
    if not wants_fragment(request):
        messages.success(request, _("Draft saved."))
        return back(request, reverse("updates:draft-list"))
    return JsonResponse(
        {
            "draft": draft.public_id,
            "image_url": reverse("updates:draft-image", args=[draft.public_id]),
            "words": str(_("Draft saved")),
        }
    )


@require_POST
def draft_image(request: SignedInRequest, pid: str) -> HttpResponse:
    """Put a picture on a draft, describe it, or (`remove`) take it off."""
    draft = _draft(request, pid)
    if draft is None:
        raise Http404
    try:
        if request.POST.get("remove"):
            for attachment in draft.attachments.all():
                content_actions.remove_image(actor=request.user, attachment=attachment)
            return JsonResponse({"image": None})
        if upload := _upload(request):
            attachment = content_actions.attach_image(
                actor=request.user, entry=draft, upload=upload, alt=request.POST.get("alt", "")
            )
            return JsonResponse({"image": {"url": attachment.get_absolute_url()}}, status=201)
        for attachment in draft.attachments.all():
            content_actions.describe_image(
                actor=request.user, attachment=attachment, alt=request.POST.get("alt", "")
            )
    except ActionError as error:
        return refusal(request, error, reverse("updates:update-publish"))
    return JsonResponse({"words": str(_("Saved"))})


@require_GET
def draft_list(request: SignedInRequest) -> HttpResponse:
    """Everything the viewer began and did not post."""
    rows = Entry.objects.visible_to(request.viewer).filter(
        author_id=request.viewer.person_id, kind=Entry.Kind.UPDATE, state=Entry.State.DRAFT
    )
    drafts = rows.select_related("audience__community").order_by("-changed_at")[:50]
    return render(request, "updates/draft_list.html", {"drafts": drafts})


@require_POST
def draft_discard(request: SignedInRequest, pid: str) -> HttpResponse:
    """Throw a draft away; it stays in the bin."""
    draft = _draft(request, pid)
    if draft is None:
        raise Http404
    try:
        actions.discard_draft(actor=request.user, draft=draft)
    except ActionError as error:
        return refusal(request, error, reverse("updates:draft-list"))
    if wants_fragment(request):
        return JsonResponse({"undo": reverse("content:entry-restore", args=[pid])})
    messages.success(
        request,
        _("Draft thrown away."),
        extra_tags="undo:" + reverse("content:entry-restore", args=[pid]),
    )
    return back(request, reverse("updates:draft-list"))
