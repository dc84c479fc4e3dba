"""Pages put into the bin with all below them, and brought back."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import live, log
from content.actions.entries import announce_removal
from content.models import Entry, Report
from core.errors import Conflict, Refused
from profiles.models import Person
from wikis import links, trees
from wikis.actions.drafts import drop_draft
from wikis.actions.pages import held, last_position, lock, wiki_of
from wikis.errors import NoBase
from wikis.models import Role, Wiki, WikiPage, all_pages
from wikis.rights import may, require_role, role_in

State = Entry.State


def purged_at(page: WikiPage) -> datetime | None:
    """When a page in the bin is deleted for good."""
    return page.deleted_at + settings.BIN_KEEPS if page.deleted_at else None


@transaction.atomic
def delete_page(
    *, actor: Person, page: WikiPage, base_revision: int | None, reason: str = ""
) -> WikiPage:
    """Put a page and all below it into the bin for `settings.BIN_KEEPS`.

    Whoever writes in the wiki may, and may bring them back. `base_revision` is the version they
    looked at: Conflict when it changed since; None raises NoBase. The page's author is told when
    another did it. Drafts of it stay their writers'; what was never saved is thrown away.
    """
    if base_revision is None:
        raise NoBase
    wiki = wiki_of(page)
    require_role(Viewer.of(actor), wiki, Role.EDITOR)
    Wiki.objects.select_for_update(of=("self",), no_key=True).get(pk=wiki.pk)
    page = lock(page)
    if page.state == State.DELETED:
        return page
    if page.state == State.DRAFT:
        drop_draft(actor=actor, page=page)
        return all_pages().get(pk=page.pk)
    if base_revision != page.revision:
        raise Conflict(
            _("The page changed since you looked at it. Look again before you delete it."),
            code="changed",
        )
    now = timezone.now()
    rows = all_pages().filter(pk__in=trees.subtree_ids(page.pk), state=State.PUBLISHED)
    for one in held(rows).order_by("pk"):
        one.state, one.deleted_at, one.deleted_by = State.DELETED, now, actor
        one.binned_with = page
        one.save()
        announce_removal(one)
    if wiki.front_id == page.pk:
        Wiki.objects.filter(pk=wiki.pk).update(front=None)
    if page.author_id != actor.pk:
        text = _("“%(title)s” was put into the bin of %(wiki)s. %(reason)s") % {
            "title": page.title[:80],
            "wiki": wiki.title,
            "reason": reason.strip(),
        }
        tell = log.Tell("verdict", (page.author_id,), text.strip()[:500])
        log.tell_about(actor=actor, tell=[tell])
    return all_pages().get(pk=page.pk)


@transaction.atomic
def restore_page(*, actor: Person, page: WikiPage) -> WikiPage:
    """Take a page out of the bin, with those that went there together with it.

    It comes back where it stood, or to the end of the top where what it stood below is not there
    any more. Raises Refused, and Conflict for what is not in the bin or lay there too long; what a
    moderator took away is not in it.
    """
    wiki = wiki_of(page)
    require_role(Viewer.of(actor), wiki, Role.EDITOR)
    Wiki.objects.select_for_update(of=("self",), no_key=True).get(pk=wiki.pk)
    page = lock(page)
    taken = page.reports.filter(state__in=[Report.State.HIDDEN, Report.State.REMOVED]).exists()
    if page.state != State.DELETED or page.deleted_at is None or not page.binned_with_id or taken:
        raise Conflict(_("This page is not in the bin any more."))
    if page.deleted_at < timezone.now() - settings.BIN_KEEPS:
        raise Conflict(_("This was deleted too long ago to be brought back."))
    rows = all_pages().filter(binned_with=page, state=State.DELETED)
    with_it = list(held(rows).order_by("pk"))
    for one in with_it:
        _bring_back(one)
    page = lock(page)
    if page.state == State.DELETED:
        _bring_back(page)
        with_it.append(page)
    parent = page.parent
    if parent is not None and (parent.state != State.PUBLISHED or parent.is_template):
        page.parent = None
        page.position = last_position(wiki, None)
        page.save(update_fields=["parent", "position", "changed_at"])
    # Once all are back: a link to one of them is not for another of the same name to take.
    for one in with_it:
        if not one.is_template:
            links.arrive(one)
    return page


def _bring_back(page: WikiPage) -> None:
    page.state = State.PUBLISHED
    page.deleted_at, page.deleted_by, page.binned_with = None, None, None
    page.save()
    if not page.is_template:
        live.nudge_audience(page.audience, live.POSTED, root=page.public_id)


def may_restore(viewer: Viewer, wiki: Wiki) -> bool:
    """Does the viewer see the bin of a wiki, and may they take things out of it?"""
    return may(role_in(viewer, wiki), Role.EDITOR)


def require_bin(viewer: Viewer, wiki: Wiki) -> None:
    """Raise Refused unless the viewer may look into the bin of a wiki."""
    if not may_restore(viewer, wiki):
        raise Refused(_("Only who writes in this wiki can look into its bin."))
