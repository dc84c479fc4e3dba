"""Posts that come out, or go out of sight, at a moment their author chose."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from access.viewer import Viewer
from activity import log
from blogs.actions.posts import blog_of, checked, lock, publish_post, take_out, writer_of
from blogs.actions.reviews import title_of
from blogs.models import BlogPost, Role, all_posts
from blogs.rights import require_role
from content.models import Entry
from core.errors import ActionError, Conflict, Invalid, Refused
from profiles.models import Person

State = Entry.State
FURTHEST: Final = timedelta(days=730)
BATCH: Final = 100


@transaction.atomic
def schedule_post(*, actor: Person, post: BlogPost, at: datetime) -> BlogPost:
    """Let a post come out at `at`, an aware time to come. The right is asked again then."""
    post = lock(post)
    role = require_role(Viewer.of(actor), blog_of(post), Role.AUTHOR)
    if not post.is_author(actor.pk) and role != Role.OWNER:
        raise Refused(_("Only its authors can publish this post."))
    if post.state not in {State.DRAFT, State.SUBMITTED, State.SCHEDULED}:
        raise Conflict(_("Only a draft can be scheduled."))
    now = timezone.now()
    if at <= now:
        raise Invalid(_("Choose a moment to come."), field="scheduled_for")
    if at > now + FURTHEST:
        raise Invalid(_("Choose a moment within two years."), field="scheduled_for")
    if post.shown_until and at >= post.shown_until:
        raise Invalid(_("It would go before it comes."), field="scheduled_for")
    checked(writer_of(post, actor), post, post.title, post.source)
    post.state, post.scheduled_for, post.scheduled_by = State.SCHEDULED, at, actor
    post.save()
    return post


@transaction.atomic
def unschedule_post(*, actor: Person, post: BlogPost) -> BlogPost:
    """Make a scheduled post a draft again."""
    post = lock(post)
    role = require_role(Viewer.of(actor), blog_of(post), Role.CONTRIBUTOR)
    if not post.is_author(actor.pk) and role != Role.OWNER:
        raise Refused(_("Only its authors can do that."))
    if post.state != State.SCHEDULED:
        raise Conflict(_("This post is not scheduled."))
    _back_to_draft(post)
    return post


def _back_to_draft(post: BlogPost) -> None:
    post.state, post.scheduled_for, post.scheduled_by = State.DRAFT, None, None
    post.save()


def publish_due() -> int:
    """Publish what is due, each by itself; returns how many came out.

    What may not come out any more becomes a draft again, and its author is told why.
    """
    due = all_posts().filter(scheduled_for__lte=timezone.now(), state=State.SCHEDULED)
    out = 0
    for post in due.select_related("scheduled_by", "author").order_by("scheduled_for")[:BATCH]:
        out += _publish(post)
    return out


@transaction.atomic
def _publish(post: BlogPost) -> int:
    post = lock(post)
    if post.state != State.SCHEDULED or not post.scheduled_for:
        return 0
    if post.scheduled_for > timezone.now():
        return 0
    actor = post.scheduled_by or post.author
    try:
        with transaction.atomic():
            publish_post(actor=actor, post=post)
    except ActionError as error:
        _back_to_draft(post)
        text = _("“%(title)s” was not published: %(reason)s") % {
            "title": title_of(post),
            "reason": error.message,
        }
        tell = log.Tell("review", (post.author_id,), text[:500])
        log.tell_about(actor=None, entry=post, tell=[tell])
        return 0
    return 1


@transaction.atomic
def set_end(*, actor: Person, post: BlogPost, at: datetime | None) -> BlogPost:
    """Let readers see a post until `at`, an aware time to come; None: for as long as it is out.

    It is archived then, and its authors are told.
    """
    post = lock(post)
    role = require_role(Viewer.of(actor), blog_of(post), Role.AUTHOR)
    if not post.is_author(actor.pk) and role != Role.OWNER:
        raise Refused(_("Only its authors, or who looks after the blog, can do that."))
    if post.state not in {State.DRAFT, State.SUBMITTED, State.SCHEDULED, State.PUBLISHED}:
        raise Conflict(_("This post is not to be seen any more."))
    now = timezone.now()
    if at is not None and at <= max(now, post.scheduled_for or now):
        raise Invalid(_("Choose a moment to come, after it has come out."), field="shown_until")
    if at is not None and at > now + FURTHEST:
        raise Invalid(_("Choose a moment within two years."), field="shown_until")
    post.shown_until = at
    post.save(update_fields=["shown_until", "changed_at"])
    return post


def archive_due() -> int:
    """Archive what is not to be seen any longer, each by itself; returns how many."""
    due = all_posts().filter(shown_until__lte=timezone.now(), state=State.PUBLISHED)
    return sum(_archive(post) for post in due.order_by("shown_until")[:BATCH])


@transaction.atomic
def _archive(post: BlogPost) -> int:
    post = lock(post)
    if post.state != State.PUBLISHED or not post.shown_until:
        return 0
    if post.shown_until > timezone.now():
        return 0
    take_out(post)
    text = _("“%(title)s” was archived, as was planned.") % {"title": title_of(post)}
    authors = (post.author_id, *post.authorships.values_list("person_id", flat=True))
    log.tell_about(actor=None, entry=post, tell=[log.Tell("review", authors, text[:500])])
    return 1
