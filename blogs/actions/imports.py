"""Bringing posts in that were written elsewhere, and keeping them in line with their files.

Whoever looks after a blog may do that, in the name of people who never write here: their posts
stand under their names, at the time they came out there, and nobody is told.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import log
from blogs.actions.posts import (
    LONGEST_DRAFT,
    LONGEST_EXCERPT,
    LONGEST_TITLE,
    MOST_AUTHORS,
    blog_of,
    bring_out,
    checked,
    describe,
    lock,
    summary_of,
)
from blogs.models import Blog, BlogPost, OldPath, PostOrigin, Role
from blogs.rights import require_role
from content.actions.entries import replace_text
from content.models import Attachment, Entry, EntryAuthor
from core.errors import Conflict, Invalid
from profiles.models import Person

State = Entry.State


@transaction.atomic
def begin_import(
    *, actor: Person, blog: Blog, authors: Sequence[Person], public_id: str = ""
) -> BlogPost:
    """An empty draft of `authors`, for `bring_in`; images can be put on it before.

    Raises Refused for who does not look after the blog, Invalid for too many authors.
    """
    require_role(Viewer.of(actor), blog, Role.OWNER)
    post = BlogPost(
        kind=Entry.Kind.POST, place=blog.place, audience=blog.place.audience, author=authors[0]
    )
    if public_id:
        post.public_id = public_id
    post.save()
    _written_by(post, authors)
    return post


@transaction.atomic
def bring_in(
    *,
    actor: Person,
    post: BlogPost,
    authors: Sequence[Person],
    title: str,
    source: str,
    at: datetime,
    excerpt: str = "",
    cover: Attachment | None = None,
    comments_open: bool = True,
    is_draft: bool = False,
) -> BlogPost:
    """Make a post what its file says, and show it as published `at`, unless it is a draft.

    Raises Refused, Invalid for a text that cannot be published, and Conflict where somebody here
    has the post in hand, took it out of sight, or is changing it.
    """
    post = lock(post)
    blog = blog_of(post)
    require_role(Viewer.of(actor), blog, Role.OWNER)
    _free(post, is_draft=is_draft)
    if at > timezone.now():
        raise Invalid(_("Its date lies ahead."), field="date")
    if len(title) > LONGEST_TITLE or len(excerpt) > LONGEST_EXCERPT or len(source) > LONGEST_DRAFT:
        raise Invalid(_("It is longer than a post can be."), field="text")
    _written_by(post, authors)
    post.comments_open = comments_open
    if is_draft:
        post.title, post.source, post.excerpt = title, source, excerpt
        post.save()
    else:
        _show(actor, post, title, source, excerpt, at)
    post.attachments.filter(is_cover=True).update(is_cover=False)
    if cover is not None:
        post.attachments.filter(pk=cover.pk).update(is_cover=True)
    return post


def _show(  # noqa: PLR0917 - the parts of one text
    actor: Person, post: BlogPost, title: str, source: str, excerpt: str, at: datetime
) -> None:
    prepared = checked(actor, post, title, source)
    summary = summary_of(excerpt, prepared)
    if post.state != State.PUBLISHED:
        bring_out(post, title, source, summary, prepared, at, by=actor, tell=False)
    elif (title, source, summary) != (post.title, post.source, post.summary):
        replace_text(
            actor=actor,
            entry=post,
            source=source,
            title=title,
            summary=summary,
            prepared=prepared,
            tell=False,
        )
    else:
        post.version += 1
    describe(post, excerpt, prepared)
    post.published_at = post.first_published_at = at
    post.save()


def _free(post: BlogPost, *, is_draft: bool) -> None:
    """Raise Conflict unless the post is as an import left it, or a published one at rest."""
    if post.state == State.DRAFT and post.saved_at is not None:
        raise Conflict(_("It is being written here."))
    if post.state not in {State.DRAFT, State.PUBLISHED}:
        raise Conflict(
            _("Here it is not published any more: %(state)s.")
            % {"state": Entry.State(post.state).label}
        )
    if post.has_changes:
        raise Conflict(_("It is being changed here: publish these changes, or throw them away."))
    if is_draft and post.state == State.PUBLISHED:
        raise Conflict(_("It is a draft there, and published here."))


def _written_by(post: BlogPost, authors: Sequence[Person]) -> None:
    if not authors or len(authors) > MOST_AUTHORS:
        raise Invalid(_("A post has 1 to 20 authors."), field="authors")
    first, *others = dict.fromkeys(authors)
    post.author = first
    post.authorships.exclude(person__in=others).delete()
    for position, person in enumerate(others, start=1):
        EntryAuthor.objects.update_or_create(
            entry=post, person=person, defaults={"position": position}
        )


@transaction.atomic
def note_origin(
    *,
    actor: Person,
    post: BlogPost,
    source: str,
    source_id: str,
    digest: str,
    images: dict[str, list[str]],
    old_paths: Iterable[str],
) -> None:
    """Write down which file a post is, what it said, and where it was; paths are only added."""
    blog = blog_of(post)
    require_role(Viewer.of(actor), blog, Role.OWNER)
    PostOrigin.objects.update_or_create(
        post=post,
        defaults={
            "blog": blog,
            "source": source,
            "source_id": source_id,
            "digest": digest,
            "images": images,
        },
    )
    OldPath.objects.bulk_create(
        [OldPath(post=post, path=path) for path in dict.fromkeys(old_paths)], ignore_conflicts=True
    )


@transaction.atomic
def note_import(*, actor: Person, blog: Blog, reason: str) -> None:
    """The audit log says who brought posts into a blog. Raises Refused."""
    require_role(Viewer.of(actor), blog, Role.OWNER)
    log.audit(actor=actor, action="blogs.posts_imported", reason=f"{blog.slug}: {reason}"[:1000])


@transaction.atomic
def note_export(*, actor: Person, blog: Blog, count: int) -> None:
    """The audit log says who wrote a blog out. Raises Refused."""
    require_role(Viewer.of(actor), blog, Role.OWNER)
    log.audit(actor=actor, action="blogs.blog_exported", reason=f"{blog.slug}: {count} posts")
