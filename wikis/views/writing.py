"""Writing: a page begun, the editor, what it keeps while somebody types, and saving."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.requests import SignedInRequest
from content import actions as content_actions
from content import texts
from content.markdown import stored
from content.models import Entry
from core.errors import ActionError, Conflict
from core.http import refusal, wants_fragment
from wikis import actions, links, pages, trees
from wikis.errors import EditConflict
from wikis.forms import PageForm
from wikis.models import PageDraft, Wiki, WikiPage
from wikis.views.base import own_page, page_at

State = Entry.State
_TOO_LONG = gettext_lazy("This is more than can be kept here. Shorten it, and save again.")
# The lines with which a text that is to be mended marks where two texts part.
MARKS = ("<<<<<<< yours", ">>>>>>> theirs")


@require_http_methods(["GET", "POST"])
def page_write(request: SignedInRequest, pid: str) -> HttpResponse:
    """The editor. Saving shows the text to readers; a refusal or a conflict keeps every word."""
    if (gone := _gone(request, pid)) is not None:
        return _kept(request, gone)
    page, wiki, standing = page_at(request, pid)
    kept = PageDraft.objects.filter(page=page, person=request.user).first()
    if not standing.may_write and kept is None:
        return render(request, "403.html", status=403)
    if request.method == "GET":
        return _open(request, page, wiki)
    form = PageForm(request.POST)
    if not form.is_valid():
        return _editor(request, page, wiki, kept, errors=[str(_TOO_LONG)], status=400)
    deed = request.POST.get("deed", "save")
    if deed in {"keep", "mine", "theirs"}:
        return _other_deed(request, page, wiki, kept, form.cleaned_data, deed)
    mending = bool(request.POST.get("mending"))
    return _save(request, page, wiki, form.cleaned_data, mending=mending)


def _open(request: SignedInRequest, page: WikiPage, wiki: Wiki) -> HttpResponse:
    try:
        draft = actions.open_draft(actor=request.user, page=page)
    except ActionError as error:
        return refusal(request, error, page.get_absolute_url())
    return _editor(request, page, wiki, draft)


def _gone(request: SignedInRequest, pid: str) -> PageDraft | None:
    """The viewer's own draft of a page that others put into the bin or hid meanwhile."""
    rows = pages.own_drafts(request.viewer).filter(page__public_id=pid, page__revision__gt=0)
    out = rows.exclude(page__state=State.PUBLISHED)
    return out.select_related("page__wiki").first()


def _kept(request: SignedInRequest, draft: PageDraft) -> HttpResponse:
    """What somebody wrote on a page that is not there any more: theirs to take along."""
    form = PageForm(request.POST)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        draft = actions.keep_draft(
            actor=request.user,
            page=draft.page,
            title=sent["title"],
            source=sent["text"],
            note=sent["note"],
            base=draft.base,
        )
    context = {"draft": draft, "wiki": draft.page.wiki, "page": draft.page}
    status = 409 if request.method == "POST" else 200
    return render(request, "wikis/page_kept.html", context, status=status)


def _save(
    request: SignedInRequest,
    page: WikiPage,
    wiki: Wiki,
    sent: dict[str, Any],
    *,
    mending: bool = False,
) -> HttpResponse:
    if mending and _has_marks(sent["text"]):
        said = _(
            "Some lines still stand between marks. Choose what each should say, take the marks out,"
            " and save again."
        )
        draft = PageDraft.objects.filter(page=page, person=request.user).first()
        return _editor(request, page, wiki, draft, sent=sent, errors=[said], status=400)
    was_draft = page.state == State.DRAFT
    try:
        saved = actions.save_page(
            actor=request.user,
            page=page,
            title=sent["title"],
            source=sent["text"],
            note=sent["note"],
            base_revision=sent["base"],
        )
    except EditConflict as conflict:
        return _conflict(request, page, wiki, sent, conflict)
    except ActionError as error:
        draft = PageDraft.objects.filter(page=page, person=request.user).first()
        return _editor(
            request, page, wiki, draft, sent=sent, errors=[error.message], status=error.status
        )
    if saved.merged:
        url = reverse("content:version-changes", args=[page.public_id])
        said = format_html(
            '{} <a href="{}">{}</a>',
            _("Saved. Others changed the page meanwhile: both changes are in it now."),
            url,
            _("Look at what changed"),
        )
        messages.success(request, said)
    elif not saved.changed:
        messages.info(request, _("Nothing was different: the page says what it said."))
    else:
        messages.success(request, _("The page is there.") if was_draft else _("Saved."))
    return HttpResponseRedirect(saved.page.get_absolute_url())


def _other_deed(  # noqa: PLR0917 - the parts of one form
    request: SignedInRequest,
    page: WikiPage,
    wiki: Wiki,
    kept: PageDraft | None,
    sent: dict[str, Any],
    deed: str,
) -> HttpResponse:
    """Keep the draft; save one's own over others' by choice; or leave the page as it is."""
    if deed == "theirs":
        actions.drop_draft(actor=request.user, page=page)
        messages.info(request, _("The page stays as it is. Your text was thrown away."))
        return HttpResponseRedirect(page.get_absolute_url())
    if deed == "mine":
        sent["text"] = request.POST.get("mine", "")
        return _save(request, page, wiki, sent)
    try:
        actions.save_draft(
            actor=request.user,
            page=page,
            title=sent["title"],
            source=sent["text"],
            note=sent["note"],
            base=sent["base"],
            number=sent["number"],
        )
    except ActionError as error:
        return _editor(
            request, page, wiki, kept, sent=sent, errors=[error.message], status=error.status
        )
    messages.success(request, _("Kept as your draft. Nobody else sees it."))
    return HttpResponseRedirect(reverse("wikis:page-write", args=[page.public_id]))


def _conflict(
    request: SignedInRequest,
    page: WikiPage,
    wiki: Wiki,
    sent: dict[str, Any],
    conflict: EditConflict,
) -> HttpResponse:
    """The editor once more, with the lines of both between marks, and both texts beside it."""
    draft = PageDraft.objects.filter(page=page, person=request.user).first()
    if wants_fragment(request):
        said = {"code": conflict.code, "message": conflict.message}
        theirs = {**conflict.theirs, "revision": conflict.revision}
        return JsonResponse(
            {"error": said, "mine": conflict.mine, "theirs": theirs}, status=conflict.status
        )
    now = {
        "title": sent["title"] or conflict.theirs["title"],
        "text": conflict.merged.text,
        "note": sent["note"],
        "base": conflict.revision,
        "number": draft.saves if draft else 0,
    }
    return _editor(request, page, wiki, draft, sent=now, conflict=conflict, status=conflict.status)


def _has_marks(text: str) -> bool:
    return any(line.rstrip() in MARKS for line in text.split("\n"))


def _editor(
    request: SignedInRequest,
    page: WikiPage,
    wiki: Wiki,
    draft: PageDraft | None,
    *,
    sent: dict[str, Any] | None = None,
    errors: list[str] | None = None,
    conflict: EditConflict | None = None,
    status: int = 200,
) -> HttpResponse:
    at = [page.public_id]
    now = sent or {
        "title": draft.title if draft else page.title,
        "text": draft.source if draft else page.source,
        "note": draft.note if draft else "",
        "base": draft.base if draft else page.revision,
        "number": draft.saves if draft else 0,
    }
    hidden = [{"name": "base", "value": now["base"] if now["base"] is not None else ""}]
    mending = conflict is not None or request.POST.get("mending")
    if mending:
        hidden.append({"name": "mending", "value": "1"})
    is_new = page.state == State.DRAFT
    buttons = [
        {
            "label": _("Show it to readers") if is_new else _("Save"),
            "name": "deed",
            "value": "save",
            "kind": "primary",
        },
        {"label": _("Keep as a draft"), "name": "deed", "value": "keep", "kind": "secondary"},
    ]
    editor = {
        "id": "write",
        "action": reverse("wikis:page-write", args=at),
        "person": request.user,
        "title": now["title"],
        "title_label": _("Title"),
        "text": now["text"],
        "placeholder": _("Write. [[ finds a page to link to, @ names a colleague, # sets a tag."),
        "prose": "post__body",
        "more": "wikis/_write_fields.html",
        "number": now["number"] or 0,
        "maxlength": 250_000,
        "hidden": hidden,
        "autosave_url": reverse("wikis:page-save", args=at),
        "image_url": reverse("wikis:page-image", args=at),
        "preview_url": reverse("wikis:page-preview", args=at),
        "preview_kind": "page",
        "mention_url": reverse("content:mention-suggest"),
        "tag_url": reverse("content:tag-suggest"),
        "link_url": reverse("wikis:page-suggest", args=[wiki.slug]) + f"?page={page.public_id}",
        "page_links": True,
        "errors": errors or [],
        "draft_state": _saved_words(draft),
        "actions": buttons,
        "cancel_url": wiki.get_absolute_url() if is_new else page.get_absolute_url(),
    }
    context = {
        "page": page,
        "wiki": wiki,
        "draft": draft,
        "editor": editor,
        "note": now["note"],
        "is_new": is_new,
        "behind": draft is not None and not is_new and draft.base < page.revision,
        "conflict": conflict,
        "mine": conflict.mine["source"] if conflict else request.POST.get("mine", ""),
        "mending": mending,
        "writers": pages.writers(request.viewer, page),
        "above": trees.way(page.pk),
    }
    return render(request, "wikis/page_write.html", context, status=status)


def _saved_words(draft: PageDraft | None) -> str:
    if draft is None or draft.saved_at is None:
        return ""
    clock = timezone.localtime(draft.saved_at)
    return str(_("Draft kept %(time)s") % {"time": date_format(clock, "TIME_FORMAT")})


@require_POST
def page_save(request: SignedInRequest, pid: str) -> HttpResponse:
    """Keep what is being typed as one's draft; scripts call this every few seconds.

    409 with what another window saved since the writer began: nothing was written then.
    """
    page, _wiki, standing = page_at(request, pid)
    here = reverse("wikis:page-write", args=[pid])
    mine = PageDraft.objects.filter(page=page, person=request.user)
    if not standing.may_write and not mine.exists():
        return render(request, "403.html", status=403)
    form = PageForm(request.POST)
    if not form.is_valid():
        return refusal(request, Conflict(str(_TOO_LONG)), here)
    sent = form.cleaned_data
    try:
        draft = actions.save_draft(
            actor=request.user,
            page=page,
            title=sent["title"],
            source=sent["text"],
            note=sent["note"],
            base=sent["base"],
            number=sent["number"],
        )
    except ActionError as error:
        now = mine.first()
        if error.code != "changed" or not wants_fragment(request) or now is None:
            return refusal(request, error, here)
        theirs = {
            "title": now.title,
            "text": now.source,
            "note": now.note,
            "by": request.user.name,
            "at": now.saved_at,
            "number": now.saves,
        }
        said = {"code": error.code, "message": error.message}
        return JsonResponse({"error": said, "theirs": theirs}, status=409)
    if not wants_fragment(request):
        return HttpResponseRedirect(here)
    return JsonResponse({"number": draft.saves, "words": _saved_words(draft)})


@require_POST
def page_stay(request: SignedInRequest, pid: str) -> HttpResponse:
    """A sign of life from an open editor; answers who else is writing, and the version now."""
    page, _wiki, _standing = own_page(request, pid)
    actions.note_writing(actor=request.user, page=page)
    context = {"writers": pages.writers(request.viewer, page)}
    answer = render(request, "wikis/_writers.html", context)
    answer["X-Revision"] = str(page.revision)
    return answer


@require_POST
def page_leave(request: SignedInRequest, pid: str) -> HttpResponse:
    """The editor was closed."""
    page, _wiki, _standing = page_at(request, pid)
    actions.stop_writing(actor=request.user, page=page)
    return HttpResponse(status=204)


@require_POST
def draft_drop(request: SignedInRequest, pid: str) -> HttpResponse:
    """Throw away what one was writing."""
    if (gone := _gone(request, pid)) is not None:
        actions.drop_draft(actor=request.user, page=gone.page)
        messages.success(request, _("Thrown away."))
        return HttpResponseRedirect(reverse("wikis:page-drafts"))
    page, wiki, _standing = page_at(request, pid)
    was_draft = page.state == State.DRAFT
    actions.drop_draft(actor=request.user, page=page)
    messages.success(request, _("Thrown away."))
    return HttpResponseRedirect(wiki.get_absolute_url() if was_draft else page.get_absolute_url())


@require_POST
def page_image(request: SignedInRequest, pid: str) -> HttpResponse:
    """Take in a picture for the text; answers with its address for Markdown."""
    page, _wiki, _standing = own_page(request, pid)
    upload = request.FILES.get("image")
    here = reverse("wikis:page-write", args=[pid])
    if upload is None:
        return refusal(request, Conflict(_("Choose a picture first.")), here)
    try:
        made = content_actions.attach_image(
            actor=request.user,
            entry=page,
            upload=upload,  # type: ignore[arg-type] # an upload reads like a file
            alt=request.POST.get("alt", ""),
            most=actions.MOST_IMAGES,
        )
    except ActionError as error:
        return refusal(request, error, here)
    image = {
        "id": made.public_id,
        "url": made.get_absolute_url(),
        "alt": made.alt,
        "width": made.width,
        "height": made.height,
    }
    return JsonResponse({"image": image}, status=201)


@require_POST
def page_preview(request: SignedInRequest, pid: str) -> HttpResponse:
    """What the text in the box will look like, with its links as they lead today."""
    page, wiki, standing = page_at(request, pid)
    source = request.POST.get("text", "")
    try:
        prepared = texts.prepare(
            source,
            viewer=request.viewer,
            flavour="page",
            images=texts.images_of(page),
            links=links.targets(wiki, source),
        )
    except ActionError as error:
        if wants_fragment(request):
            return JsonResponse({"error": {"message": error.message}}, status=error.status)
        context = {"refused": error.message}
        return render(request, "content/preview.html", context, status=error.status)
    known = links.meant(request.viewer, wiki, page, source)
    body = links.filled(wiki, prepared.html, known, may_write=standing.may_write)
    if wants_fragment(request):
        return HttpResponse(stored(body))
    return render(request, "content/preview.html", {"body": stored(body)})


@require_GET
def page_source(request: SignedInRequest, pid: str) -> HttpResponse:
    """What a page says, as it was written: for whoever may read it."""
    page, _wiki, _standing = page_at(request, pid)
    if page.state != State.PUBLISHED:
        raise Http404
    return HttpResponse(page.source, content_type="text/markdown; charset=utf-8")
