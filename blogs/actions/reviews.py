"""Before a post is out: named reviewers, what they say about it, sending it in, giving it back."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from access import rules
from access.models import AudienceMember
from access.viewer import Viewer
from activity import log, once
from blogs.actions.posts import blog_of, lock, require_author
from blogs.models import Blog, BlogPost, ReviewNote, Role
from blogs.rights import require_role
from content.models import Entry, EntryReviewer
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person

State = Entry.State
MOST_REVIEWERS: Final = 20
LONGEST_NOTE: Final = 2000


@transaction.atomic
def set_reviewers(*, actor: Person, post: BlogPost, people: Sequence[Person]) -> BlogPost:
    """Who may read a post before it is out, and say something about it. The new ones are told.

    Raises Invalid for who could not read it in this blog.
    """
    post = lock(post)
    require_author(actor, post)
    _not_out(post)
    asked = [one for one in dict.fromkeys(people) if not post.is_author(one.pk)]
    if len(asked) > MOST_REVIEWERS:
        raise Invalid(_("Ask at most 20 people."), field="reviewers")
    viewers = Viewer.of_many(asked)
    for person in asked:
        if not person.is_active or not rules.in_audience(viewers[person.pk], post.audience):
            raise Invalid(
                _("%(name)s cannot read this blog.") % {"name": person.name}, field="reviewers"
            )
    before = set(post.reviews.values_list("person_id", flat=True))
    post.reviews.exclude(person__in=asked).delete()
    new = [person.pk for person in asked if person.pk not in before]
    _ask(actor, post, new)
    return post


def _ask(actor: Person, post: BlogPost, ids: Sequence[int]) -> None:
    EntryReviewer.objects.bulk_create(
        [EntryReviewer(entry=post, person_id=pk) for pk in ids], ignore_conflicts=True
    )
    text = _("%(name)s asks you to read a draft: %(title)s") % {
        "name": actor.name,
        "title": title_of(post),
    }
    _tell(actor, post, ids, text)


def title_of(post: BlogPost) -> str:
    """What a post is called while it may have no title yet."""
    return post.title or str(_("Untitled"))


def _tell(actor: Person | None, post: BlogPost, ids: Sequence[int], text: str) -> None:
    tell = log.Tell("review", tuple(ids), text[:500])
    log.tell_about(actor=actor, entry=post, tell=[tell])


def _not_out(post: BlogPost) -> None:
    if post.state not in rules.IN_REVIEW:
        raise Conflict(_("This post is out already: its readers can comment."), code="posted")


@transaction.atomic
def add_note(*, actor: Person, post: BlogPost, text: str, key: str = "") -> ReviewNote:
    """Say something about a post that is not out yet, to its authors and reviewers.

    `key` is the Idempotency-Key: a repeat returns the first note.
    """
    post = lock(post)
    _not_out(post)
    if not post.is_author(actor.pk) and not post.is_reviewer(actor.pk):
        raise Refused(_("Only who was asked to read this can say something here."))
    words = text.replace("\x00", "").strip()
    if not words:
        raise Invalid(_("Write something first."), field="text")
    if len(words) > LONGEST_NOTE:
        raise Invalid(_("Say it in at most 2,000 characters."), field="text")
    receipt = once.claim(actor=actor, key=key, wish=once.fingerprint("note", post.public_id, words))
    if receipt and receipt.object_id:
        return ReviewNote.objects.get(pk=int(receipt.object_id))
    note = ReviewNote.objects.create(post=post, author=actor, text=words)
    once.finish(receipt, str(note.pk))
    said = _("%(name)s about “%(title)s”: %(text)s") % {
        "name": actor.name,
        "title": title_of(post),
        "text": words[:200],
    }
    _tell(actor, post, sorted(_everybody(post) - {actor.pk}), said)
    return note


def _everybody(post: BlogPost) -> set[int]:
    authors = post.authorships.values_list("person_id", flat=True)
    return {post.author_id, *authors, *post.reviews.values_list("person_id", flat=True)}


@transaction.atomic
def submit_post(*, actor: Person, post: BlogPost) -> BlogPost:
    """Send a draft in: those who look after the blog may read it, and are asked to publish it."""
    post = lock(post)
    require_author(actor, post)
    if post.state != State.DRAFT:
        raise Conflict(_("Only a draft can be sent in."))
    if not post.title or not post.source.strip():
        raise Invalid(_("Give it a title and a text first."), field="title")
    post.state = State.SUBMITTED
    post.save(update_fields=["state", "changed_at"])
    keepers = _keepers(blog_of(post)) - {actor.pk}
    EntryReviewer.objects.bulk_create(
        [EntryReviewer(entry=post, person_id=pk) for pk in keepers], ignore_conflicts=True
    )
    text = _("%(name)s sent in a post for %(blog)s: %(title)s") % {
        "name": actor.name,
        "blog": blog_of(post).title,
        "title": post.title,
    }
    _tell(actor, post, sorted(keepers), text)
    return post


def _keepers(blog: Blog) -> set[int]:
    """Everybody who looks after the blog."""
    given = blog.roles.filter(role=Role.OWNER).values_list("person_id", flat=True)
    moderates = AudienceMember.objects.filter(
        Q(audience_id=blog.place.audience_id, moderates=True)
    ).values_list("person_id", flat=True)
    own = {blog.place.person_id} if blog.place.person_id else set()
    return {*given, *moderates, *own} if blog.place.community_id else {*given, *own}


@transaction.atomic
def return_post(*, actor: Person, post: BlogPost, text: str = "") -> BlogPost:
    """Give a post that was sent in back to its authors, with a word about why."""
    post = lock(post)
    role = require_role(Viewer.of(actor), blog_of(post), Role.CONTRIBUTOR)
    if role != Role.OWNER and not post.is_author(actor.pk):
        raise Refused(_("Only who looks after this blog can do that."))
    if post.state != State.SUBMITTED:
        raise Conflict(_("This post was not sent in."))
    post.state = State.DRAFT
    post.save(update_fields=["state", "changed_at"])
    if text.strip():
        if not post.is_author(actor.pk):
            EntryReviewer.objects.get_or_create(entry=post, person=actor)
        add_note(actor=actor, post=post, text=text)
    return post
