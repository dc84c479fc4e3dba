"""The shape of a wiki: pages moved with all below them, put in order, and copied."""

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import feeds, log, once
from content.models import Entry
from core.errors import Conflict, Invalid
from profiles.models import Person
from wikis import links, trees
from wikis.actions.pages import (
    GAP,
    bring_out,
    check_parent,
    cleaned_title,
    copy_images,
    last_position,
    lock,
    prepare,
    require_alive,
    wiki_of,
)
from wikis.models import PageLink, Role, Wiki, WikiPage, all_pages
from wikis.rights import require_role

MOST_COPIED = 200


@transaction.atomic
def move_page(
    *,
    actor: Person,
    page: WikiPage,
    parent: WikiPage | None,
    after: WikiPage | None = None,
    first: bool = False,
) -> WikiPage:
    """Put a page, with all below it, under another page of its wiki, or at the top.

    It comes behind `after`, which stands there, or before all others if `first`, or last. Its
    address and links to it stay. Raises Refused, and Invalid for a place below itself or too deep.
    """
    wiki = wiki_of(page)
    require_role(Viewer.of(actor), wiki, Role.EDITOR)
    # One move after the other: two that are right alone could make a ring together.
    Wiki.objects.select_for_update(of=("self",), no_key=True).get(pk=wiki.pk)
    page = lock(page)
    require_alive(page)
    # Both as they stand now that nobody moves them.
    parent, after = _as_it_is(parent), _as_it_is(after)
    below = trees.subtree_ids(page.pk)
    if parent is not None and parent.pk in below:
        raise Invalid(_("A page cannot stand below itself."), field="parent")
    check_parent(wiki, parent)
    if after is not None and (after.parent_id != (parent.pk if parent else None)):
        raise Invalid(_("That page does not stand there."), field="after")
    depth = len(trees.way(parent.pk)) + 1 if parent is not None else 0
    if depth + _height(page.pk) > trees.DEEPEST:
        raise Invalid(_("Pages can stand 20 levels deep. Choose a higher one."), field="parent")
    was = page.parent_id
    page.position = _place(wiki, page, parent, after, first=first)
    page.parent = parent
    page.touched_at = timezone.now()
    page.save(update_fields=["parent", "position", "touched_at", "changed_at"])
    if was != page.parent_id and page.state == Entry.State.PUBLISHED:
        if not page.is_template:
            links.arrive(page)
        log.record(
            actor=actor,
            verb="wikis.page_moved",
            entry=page,
            root=page,
            audience=page.audience,
        )
    return page


def _as_it_is(page: WikiPage | None) -> WikiPage | None:
    return page and all_pages().get(pk=page.pk)


def _height(pk: int) -> int:
    """How many levels a page and all below it take."""
    level, height = [pk], 0
    while level and height <= trees.DEEPEST:
        height += 1
        level = list(all_pages().filter(parent__in=level).values_list("pk", flat=True))
    return height


def _place(
    wiki: Wiki,
    page: WikiPage,
    parent: WikiPage | None,
    after: WikiPage | None,
    *,
    first: bool,
) -> int:
    level = all_pages().filter(wiki=wiki, parent=parent).exclude(pk=page.pk)
    if after is None and not first:
        return (level.aggregate(last=Max("position"))["last"] or 0) + GAP
    low = after.position if after is not None else None
    if after is None or low is None:
        later = level
    else:
        later = level.filter(Q(position__gt=low) | Q(position=low, pk__gt=after.pk))
    high = later.order_by("position").values_list("position", flat=True).first()
    if high is None:
        return (low or 0) + GAP
    if low is None:
        return high - GAP
    if high - low < 2:
        # No room between: everything behind moves on.
        later.update(position=F("position") + GAP)
        high += GAP
    return (low + high) // 2


@transaction.atomic
def copy_page(
    *,
    actor: Person,
    page: WikiPage,
    title: str = "",
    below: bool = False,
    key: str = "",
) -> WikiPage:
    """A page that says the same, behind it, and with `below` copies of all pages under it.

    Links to pages lead where they lead. Raises Refused, Conflict for more than MOST_COPIED.
    """
    wiki = wiki_of(page)
    viewer = Viewer.of(actor)
    require_role(viewer, wiki, Role.EDITOR)
    require_alive(page)
    wish = once.fingerprint("copy", page.public_id, title, str(below))
    receipt = once.claim(actor=actor, key=key, wish=wish)
    if receipt and receipt.object_id:
        return all_pages().get(public_id=receipt.object_id)
    name = cleaned_title(title) or cleaned_title(_("Copy of %(title)s") % {"title": page.title})
    copy = _copy(actor, wiki, page, page.parent, name)
    if below:
        _copy_below(actor, wiki, page, copy)
    once.finish(receipt, copy.public_id)
    return copy


def _copy_below(actor: Person, wiki: Wiki, page: WikiPage, copy: WikiPage) -> None:
    ids = trees.subtree_ids(page.pk)
    if len(ids) > MOST_COPIED:
        raise Conflict(
            _("These are %(n)d pages. At most %(most)d can be copied at once.")
            % {"n": len(ids), "most": MOST_COPIED},
            code="too_many_pages",
        )
    made = {page.pk: copy}
    rows = all_pages().filter(pk__in=ids, state=Entry.State.PUBLISHED).exclude(pk=page.pk)
    waiting = list(rows.order_by("position", "pk"))
    while waiting:
        ready = [one for one in waiting if one.parent_id in made]
        if not ready:
            break
        for one in ready:
            made[one.pk] = _copy(actor, wiki, one, made[one.parent_id or 0], one.title)
        waiting = [one for one in waiting if one.pk not in made]


def _copy(
    actor: Person, wiki: Wiki, page: WikiPage, parent: WikiPage | None, title: str
) -> WikiPage:
    copy = WikiPage(
        kind=Entry.Kind.PAGE,
        place=wiki.place,
        audience=wiki.place.audience,
        author=actor,
        keeper=actor,
        wiki=wiki,
        parent=parent,
        position=last_position(wiki, parent),
        title=title,
        key="",
        is_template=page.is_template,
    )
    copy.save()
    # So that they lead where they lead, whatever has been renamed since they were written.
    PageLink.objects.bulk_create(
        PageLink(page=copy, wiki=wiki, key=one.key, written=one.written, target_id=one.target_id)
        for one in page.links.all()
    )
    source = copy_images(page.source, list(page.attachments.all()), copy)
    prepared = prepare(Viewer.of(actor), wiki, copy, title, source)
    note = _("A copy of “%(title)s”") % {"title": page.title}
    bring_out(actor, wiki, copy, title, source, prepared, note[:200])
    return copy


@transaction.atomic
def make_template(*, actor: Person, page: WikiPage, is_template: bool) -> WikiPage:
    """Let a page be one that new pages begin from, or an ordinary page again.

    Raises Refused, and Conflict for a page with others below it.
    """
    page = lock(page)
    require_role(Viewer.of(actor), wiki_of(page), Role.EDITOR)
    require_alive(page)
    if is_template and page.children.exclude(state=Entry.State.DELETED).exists():
        raise Conflict(_("Other pages stand below this one: move them first."))
    if page.is_template and not is_template:
        links.arrive(page)
        if feeds.post_event(page.pk) is None:
            log.record(
                actor=actor,
                verb="wikis.page_created",
                entry=page,
                root=page,
                audience=page.audience,
                is_post=True,
            )
    page.is_template = is_template
    page.touched_at = timezone.now()
    page.save(update_fields=["is_template", "touched_at", "changed_at"])
    return page
