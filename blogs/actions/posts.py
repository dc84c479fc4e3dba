"""Posts: written, published, changed, taken out of sight and brought back.

What is typed is saved often and as it is, in the post itself while it is a draft, and beside the
published text (`new_...`) afterwards. Publishing renders it, checks it, and shows it to readers.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access import rules
from access.viewer import Viewer
from activity import feeds, live, once
from blogs.models import Blog, BlogPost, Role, all_posts
from blogs.rights import require_role
from blogs.telling import tell_of_post
from content import texts
from content.actions import edit_text, publish_entry
from content.actions.entries import announce_removal, replace_text
from content.markdown import summary, word_count
from content.models import Attachment, Entry, EntryAuthor
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person

State = Entry.State
LONGEST_TITLE: Final = 200
LONGEST_EXCERPT: Final = 400
# What is typed may be longer than what can be published: it is kept, and publishing says so.
LONGEST_DRAFT: Final = 400_000
MOST_AUTHORS: Final = 20
MOST_IMAGES: Final = 100
# What is out, or was: its readers' text stays until it is published again.
OUT: Final = (State.PUBLISHED, State.ARCHIVED)


def lock(post: BlogPost) -> BlogPost:
    """The post as it is now, held until the transaction ends: its own row and the entry's, in which
    its state and its text are."""
    rows = all_posts().select_for_update(of=("self", "entry_ptr")).select_related("audience")
    return rows.get(pk=post.pk)


def blog_of(post: Entry) -> Blog:
    """The blog a post stands in, with its place and audience."""
    return Blog.objects.for_page().get(place=post.place_id)


def require_author(actor: Person, post: BlogPost) -> None:
    """Raise Refused unless the actor is one of the authors and still writes in the blog."""
    require_role(Viewer.of(actor), blog_of(post), Role.CONTRIBUTOR)
    if not post.is_author(actor.pk):
        raise Refused(_("Only its authors can change this post."))


@transaction.atomic
def save_post(
    *,
    actor: Person,
    blog: Blog | None = None,
    post: BlogPost | None = None,
    title: str,
    source: str,
    excerpt: str = "",
    number: int | None = None,
    key: str = "",
) -> BlogPost:
    """Keep what is being written, as it is: it may be unfinished, too long or refused.

    Without `post` a draft is begun in `blog`; `key` is the Idempotency-Key of that: a repeat
    returns the first draft. `number` is how often it had been saved when the writer began: when
    somebody saved since then nothing is written, and Conflict (code "changed") says so. What is
    published is not touched.
    """
    title = " ".join(title.replace("\x00", "").split())[:LONGEST_TITLE]
    source, excerpt = source.replace("\x00", ""), excerpt.replace("\x00", "")[:LONGEST_EXCERPT]
    if len(source) > LONGEST_DRAFT:
        raise Invalid(_("A draft can have at most 400,000 characters."), field="source")
    receipt = None
    if post is None:
        assert blog is not None
        require_role(Viewer.of(actor), blog, Role.CONTRIBUTOR)
        wish = once.fingerprint("post", str(blog.pk), title, source, excerpt)
        receipt = once.claim(actor=actor, key=key, wish=wish)
        if receipt and receipt.object_id:
            return all_posts().get(public_id=receipt.object_id)
        post = BlogPost(
            kind=Entry.Kind.POST, place=blog.place, audience=blog.place.audience, author=actor
        )
    else:
        post = lock(post)
        if post.state == State.DELETED:
            raise Conflict(_("This post lies in the bin."), code="deleted")
        require_author(actor, post)
        if number is not None and number != post.saves:
            raise Conflict(_("It was saved in another window since then."), code="changed")
    if post.state in OUT:
        post.new_title, post.new_source, post.new_excerpt = title, source, excerpt
        post.has_changes = True
    else:
        post.title, post.source, post.excerpt = title, source, excerpt
    post.saves += 1
    post.saved_at, post.saved_by = timezone.now(), actor
    post.save()
    once.finish(receipt, post.public_id)
    return post


@transaction.atomic
def discard_changes(*, actor: Person, post: BlogPost) -> BlogPost:
    """Forget what was changed since it was published; readers see no difference."""
    post = lock(post)
    require_author(actor, post)
    _no_changes(post)
    post.save()
    return post


@transaction.atomic
def publish_post(
    *, actor: Person, post: BlogPost, number: int | None = None, at: datetime | None = None
) -> BlogPost:
    """Show a post to the readers of its blog, or, when it is out, what was changed in it.

    `number` as in `save_post`. `at` is for importers only. Raises Invalid, Refused or Conflict
    with words for the writer; nothing is written then.
    """
    post = lock(post)
    blog = blog_of(post)
    role = require_role(Viewer.of(actor), blog, Role.AUTHOR)
    if not post.is_author(actor.pk) and role != Role.OWNER:
        raise Refused(_("Only its authors can publish this post."))
    if post.state in {State.DELETED, State.HIDDEN, State.HELD}:
        raise Conflict(_("This post was removed."), code="deleted")
    if number is not None and number != post.saves:
        raise Conflict(_("It was saved in another window since then."), code="changed")
    if post.shown_until and post.shown_until <= timezone.now():
        raise Conflict(
            _("It was to be seen until a moment that is over. Choose a later one, or let it stay."),
            code="ended",
        )
    if post.has_changes:
        title, source, excerpt = post.new_title, post.new_source, post.new_excerpt
    else:
        title, source, excerpt = post.title, post.source, post.excerpt
    prepared = checked(writer_of(post, actor), post, title, source)
    short = summary_of(excerpt, prepared)
    is_new = post.first_published_at is None
    if post.state == State.PUBLISHED:
        _change(actor, post, title, source, short, prepared)
    else:
        bring_out(post, title, source, short, prepared, at, by=writer_of(post, actor))
    describe(post, excerpt, prepared)
    post.scheduled_for, post.scheduled_by = None, None
    _no_changes(post)
    post.save()
    # What comes back, and what an importer brings, is no news.
    if is_new and at is None:
        tell_of_post(post, by=actor)
    return post


def _change(  # noqa: PLR0917 - the parts of one text
    actor: Person,
    post: BlogPost,
    title: str,
    source: str,
    short: str,
    prepared: texts.Prepared,
) -> None:
    edit_text(
        # Who looks after the blog may publish what an author changed.
        actor=writer_of(post, actor),
        entry=post,
        source=source,
        title=title,
        summary=short,
        prepared=prepared,
    )
    post.refresh_from_db(fields=[*_TEXT, "version", "edited_at"])


_TEXT = ("title", "summary", "source", "html", "text", "markup_version", "search_vector")


def bring_out(  # noqa: PLR0917 - the parts of one text
    post: BlogPost,
    title: str,
    source: str,
    short: str,
    prepared: texts.Prepared,
    at: datetime | None,
    *,
    by: Person,
    tell: bool = True,
) -> None:
    """Give a post that is not out its text and show it; the caller checked the right.

    Of what was out before, the text that gives way to another stays a version, replaced by `by`.
    """
    event = feeds.post_event(post.pk)
    if event is None:
        _write(post, title, source, short, prepared)
        publish_entry(
            actor=post.author,
            entry=post,
            prepared=prepared,
            verb="blogs.post_published",
            at=at,
            tell=tell,
            in_place=True,
        )
        post.first_published_at = post.published_at
        return
    # It was out before: it comes back to its place, and nobody is told twice.
    post.published_at = post.first_published_at or timezone.now()
    if (title, source, short) == (post.title, post.source, post.summary):
        _write(post, title, source, short, prepared)
    else:
        replace_text(
            actor=by,
            entry=post,
            source=source,
            title=title,
            summary=short,
            prepared=prepared,
            tell=tell,
        )
    post.state = State.PUBLISHED
    post.save(update_fields=["state", "published_at", "changed_at"])
    texts.index_names(post, prepared)
    texts.index_tags(post, prepared, event=event)
    live.nudge_audience(post.audience, live.POSTED, root=post.public_id)


def _write(post: BlogPost, title: str, source: str, short: str, prepared: texts.Prepared) -> None:
    post.title, post.summary = title, short
    texts.fill(post, source, prepared)
    post.version += 1
    post.save()


def writer_of(post: BlogPost, actor: Person) -> Person:
    """By whose knowledge names in a text are resolved: the actor's if they are an author of it.

    Whoever looks after the blog and publishes what another wrote lends no knowledge to it.
    """
    return actor if post.is_author(actor.pk) else post.author


def checked(writer: Person, post: BlogPost, title: str, source: str) -> texts.Prepared:
    """What is to be published, rendered; names in it mean whom `writer` may know of.

    Raises Invalid for what is missing or refused.
    """
    if not title:
        raise Invalid(_("Give it a title."), field="title")
    prepared = texts.prepare(
        source,
        viewer=Viewer.of(writer),
        flavour=texts.flavour_of(post.kind),
        images=texts.images_of(post),
    )
    if not prepared.text.strip():
        raise Invalid(_("Write something first."), field="source")
    return prepared


def summary_of(excerpt: str, prepared: texts.Prepared) -> str:
    """What cards and feeds say of a post: the writer's words, or the first of the text."""
    return " ".join(excerpt.split()) or summary(prepared.html)


def describe(post: BlogPost, excerpt: str, prepared: texts.Prepared) -> None:
    """What a post has beside its text that follows from it; the caller saves."""
    post.excerpt, post.words = excerpt, word_count(prepared.text)
    post.contents = [[one.level, one.id, one.text] for one in prepared.contents]


def _no_changes(post: BlogPost) -> None:
    post.has_changes = False
    post.new_title = post.new_source = post.new_excerpt = ""


@transaction.atomic
def archive_post(*, actor: Person, post: BlogPost) -> BlogPost:
    """Take a published post out of sight; its authors can publish it again where it stood."""
    post = lock(post)
    role = require_role(Viewer.of(actor), blog_of(post), Role.AUTHOR)
    if not post.is_author(actor.pk) and role != Role.OWNER:
        raise Refused(_("Only its authors, or who looks after the blog, can do that."))
    if post.state == State.ARCHIVED:
        return post
    if post.state != State.PUBLISHED:
        raise Conflict(_("This post is not published."))
    take_out(post)
    return post


def take_out(post: BlogPost) -> None:
    """Out of sight with a published post that is locked; the caller checked the right."""
    post.state, post.published_at, post.shown_until = State.ARCHIVED, None, None
    post.version += 1
    post.save()
    Blog.objects.filter(pinned=post.pk).update(pinned=None)
    announce_removal(post)


@transaction.atomic
def open_comments(*, actor: Person, post: BlogPost, open: bool) -> BlogPost:  # noqa: A002
    """Let readers comment, or let them no longer; what was said stays."""
    post = lock(post)
    role = require_role(Viewer.of(actor), blog_of(post), Role.CONTRIBUTOR)
    if not post.is_author(actor.pk) and role != Role.OWNER:
        raise Refused(_("Only its authors, or who looks after the blog, can do that."))
    post.comments_open = open
    post.save(update_fields=["comments_open", "changed_at"])
    return post


@transaction.atomic
def pin_post(*, actor: Person, blog: Blog, post: BlogPost | None) -> Blog:
    """Put one published post above the others in its blog, or none."""
    require_role(Viewer.of(actor), blog, Role.OWNER)
    if post is not None and (post.place_id != blog.pk or post.state != State.PUBLISHED):
        raise Conflict(_("Only a published post of this blog can be pinned."))
    blog.pinned = post
    blog.save(update_fields=["pinned"])
    return blog


@transaction.atomic
def set_authors(*, actor: Person, post: BlogPost, people: Sequence[Person]) -> BlogPost:
    """Who wrote it together with its first author, in order.

    Each must be able to write in the blog. Raises Invalid for who cannot, or for too many.
    """
    post = lock(post)
    require_author(actor, post)
    blog = blog_of(post)
    others = [person for person in dict.fromkeys(people) if person.pk != post.author_id]
    if len(others) >= MOST_AUTHORS:
        raise Invalid(_("A post can have at most 20 authors."), field="authors")
    viewers = Viewer.of_many(others)
    for person in others:
        viewer = viewers[person.pk]
        if not person.is_active or not rules.in_audience(viewer, post.audience):
            raise Invalid(
                _("%(name)s cannot read this blog.") % {"name": person.name}, field="authors"
            )
        try:
            require_role(viewer, blog, Role.READER)
        except Refused as error:
            raise Invalid(error.message, field="authors") from error
    known = post.authorships.order_by("position").values_list("person_id", flat=True)
    if list(known) == [person.pk for person in others]:
        return post
    post.authorships.exclude(person__in=others).delete()
    for position, person in enumerate(others, start=1):
        EntryAuthor.objects.update_or_create(
            entry=post, person=person, defaults={"position": position}
        )
    if post.state == State.PUBLISHED:
        post.version += 1
        post.save(update_fields=["version", "changed_at"])
    return post


@transaction.atomic
def set_cover(*, actor: Person, post: BlogPost, image: Attachment | None) -> BlogPost:
    """Which of its images stands above a post and on its card, or none."""
    post = lock(post)
    require_author(actor, post)
    if image is not None and image.entry_id != post.pk:
        raise Conflict(_("This picture belongs to another text."))
    known = post.attachments.filter(is_cover=True).first()
    if known == image:
        return post
    post.attachments.filter(is_cover=True).update(is_cover=False)
    if image is not None:
        post.attachments.filter(pk=image.pk).update(is_cover=True)
    if post.state == State.PUBLISHED:
        post.version += 1
        post.save(update_fields=["version", "changed_at"])
    return post


@transaction.atomic
def restore_version(*, actor: Person, post: BlogPost, number: int) -> BlogPost:
    """Take an earlier version up as a change; it is shown to readers when it is published.

    Raises Conflict where it would write over changes that stand nowhere else.
    """
    post = lock(post)
    require_author(actor, post)
    revision = post.revisions.filter(number=number).first()
    if revision is None:
        raise Conflict(_("There is no such version."))
    if post.has_changes and not _is_kept(post):
        raise Conflict(
            _("This post has changes nobody published: publish them first, or throw them away."),
            code="changed",
        )
    return save_post(
        actor=actor,
        post=post,
        title=revision.title,
        source=revision.source,
        excerpt=post.new_excerpt if post.has_changes else post.excerpt,
    )


def _is_kept(post: BlogPost) -> bool:
    """Is the changed text also that of a version?"""
    changed = {"title": post.new_title, "source": post.new_source}
    now = {"title": post.title, "source": post.source}
    return changed == now or post.revisions.filter(**changed).exists()
