"""What happens to a post: saved, published, changed, scheduled, sent in, archived."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from access.viewer import Viewer
from activity.models import AuditEntry, Event, Notification
from blogs import actions
from blogs.models import Blog, BlogPost, Role
from blogs.posts import typed
from blogs.rights import role_in
from communities.actions import archive_community, leave_community
from communities.models import Community
from content.actions import (
    add_comment,
    attach_image,
    delete_entry,
    describe_image,
    remove_image,
    restore_entry,
)
from content.models import Entry, Revision, Tagging
from core.errors import Conflict, Invalid, Refused
from profiles.models import Person
from tests.api.conftest import picture
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
Write = Callable[..., BlogPost]
State = Entry.State


def readable(person: Person) -> set[int]:
    return set(Entry.objects.visible_to(Viewer.of(person)).values_list("pk", flat=True))


def test_a_draft_is_for_its_writer_until_it_is_published(
    write: Write, own: Blog, member: Person, employee: Person
) -> None:
    post = write(member, own, "How we moor", "With *two* lines. #mooring")
    assert post.pk in readable(member)
    assert post.pk not in readable(employee)
    assert not Event.objects.filter(root=post).exists()
    actions.publish_post(actor=member, post=post)
    assert post.pk in readable(employee)
    entry = Entry.objects.get(pk=post.pk)
    assert entry.state == State.PUBLISHED
    assert "<em>two</em>" in entry.html
    assert entry.summary == "With two lines. #mooring"
    assert Tagging.objects.filter(entry=entry, tag__slug="mooring").exists()
    assert Event.objects.get(root=entry).verb == "blogs.post_published"


def test_nothing_is_published_without_title_or_text(
    write: Write, own: Blog, member: Person
) -> None:
    for title, source, field in (("", "text", "title"), ("title", " \n", "source")):
        with pytest.raises(Invalid) as refused:
            actions.publish_post(actor=member, post=write(member, own, title, source))
        assert refused.value.field == field


def test_a_save_over_somebody_elses_is_refused_and_changes_nothing(
    write: Write, own: Blog, member: Person
) -> None:
    post = write(member, own, "One", "first")
    actions.save_post(actor=member, post=post, title="One", source="second", number=post.saves)
    with pytest.raises(Conflict) as refused:
        actions.save_post(actor=member, post=post, title="One", source="third", number=post.saves)
    assert refused.value.code == "changed"
    assert BlogPost.objects.get(pk=post.pk).source == "second"


def test_changes_of_a_published_post_are_seen_when_they_are_published(
    publish: Write, own: Blog, member: Person
) -> None:
    post = publish(member, own, "Old", "old text")
    post = actions.save_post(actor=member, post=post, title="New", source="new text")
    entry = Entry.objects.get(pk=post.pk)
    assert (entry.title, entry.source, entry.version) == ("Old", "old text", 2)
    actions.publish_post(actor=member, post=post)
    entry.refresh_from_db()
    assert (entry.title, entry.source) == ("New", "new text")
    assert entry.edited_at
    kept = Revision.objects.get(entry=entry)
    assert (kept.title, kept.source) == ("Old", "old text")
    assert Event.objects.filter(root=entry).count() == 1
    assert not BlogPost.objects.get(pk=post.pk).has_changes


def test_changes_can_be_thrown_away_and_versions_taken_up_again(
    publish: Write, own: Blog, member: Person
) -> None:
    post = publish(member, own, "Old", "old text")
    actions.save_post(actor=member, post=post, title="New", source="new text")
    actions.discard_changes(actor=member, post=post)
    assert not BlogPost.objects.get(pk=post.pk).has_changes
    actions.save_post(actor=member, post=post, title="New", source="new text")
    actions.publish_post(actor=member, post=post)
    number = Revision.objects.get(entry=post).number
    actions.restore_version(actor=member, post=post, number=number)
    actions.publish_post(actor=member, post=post)
    assert Entry.objects.get(pk=post.pk).source == "old text"
    with pytest.raises(Conflict):
        actions.restore_version(actor=member, post=post, number=99)


def test_nobody_but_its_authors_changes_a_post(
    write: Write, own: Blog, member: Person, employee: Person, guest: Person
) -> None:
    post = write(member, own)
    for person in (employee, guest):
        with pytest.raises(Refused):
            actions.save_post(actor=person, post=post, title="x", source="y")
        with pytest.raises(Refused):
            actions.publish_post(actor=person, post=post)
        with pytest.raises(Refused):
            actions.save_post(actor=person, blog=own, title="x", source="y")


def test_a_further_author_can_do_what_the_first_can(
    write: Write, closed_blog: Blog, member: Person, owner: Person, employee: Person
) -> None:
    post = write(member, closed_blog)
    actions.set_authors(actor=member, post=post, people=[owner])
    assert post.pk in readable(owner)
    actions.save_post(actor=owner, post=post, title="Ours", source="ours")
    actions.publish_post(actor=owner, post=post)
    with pytest.raises(Invalid):
        actions.set_authors(actor=member, post=post, people=[employee])
    actions.set_authors(actor=member, post=post, people=[])
    with pytest.raises(Refused):
        actions.save_post(actor=owner, post=post, title="Ours", source="mine")


def test_members_write_as_the_blog_says(
    write: Write, closed_blog: Blog, member: Person, owner: Person
) -> None:
    actions.edit_blog(actor=owner, blog=closed_blog, members_may=Role.CONTRIBUTOR)
    post = write(member, closed_blog)
    with pytest.raises(Refused):
        actions.publish_post(actor=member, post=post)
    actions.submit_post(actor=member, post=post)
    assert post.pk in readable(owner)
    run_jobs()
    assert Notification.objects.filter(recipient=owner, kind="review").exists()
    actions.publish_post(actor=owner, post=post)
    assert Event.objects.get(root=post).actor == member
    actions.edit_blog(actor=owner, blog=closed_blog, members_may=Role.READER)
    with pytest.raises(Refused):
        write(member, closed_blog)
    actions.set_role(actor=owner, blog=closed_blog, person=member, role=Role.AUTHOR)
    write(member, closed_blog)
    with pytest.raises(Refused):
        actions.edit_blog(actor=member, blog=closed_blog, title="Mine")


def test_what_was_sent_in_can_be_given_back(
    write: Write, closed_blog: Blog, member: Person, owner: Person
) -> None:
    post = write(member, closed_blog)
    actions.submit_post(actor=member, post=post)
    actions.return_post(actor=owner, post=post, text="Say where.")
    assert Entry.objects.get(pk=post.pk).state == State.DRAFT
    run_jobs()
    told = Notification.objects.get(recipient=member, kind="review")
    assert "Say where." in told.text


def test_whoever_is_asked_reads_a_draft_and_leaves_notes(
    write: Write, own: Blog, member: Person, owner: Person, employee: Person, guest: Person
) -> None:
    post = write(member, own)
    with pytest.raises(Invalid):
        actions.set_reviewers(actor=member, post=post, people=[guest])
    actions.set_reviewers(actor=member, post=post, people=[owner])
    assert post.pk in readable(owner)
    assert post.pk not in readable(employee)
    actions.add_note(actor=owner, post=post, text="Fine.")
    with pytest.raises(Refused):
        actions.add_note(actor=employee, post=post, text="Me too.")
    with pytest.raises(Refused):
        actions.save_post(actor=owner, post=post, title="x", source="y")
    actions.set_reviewers(actor=member, post=post, people=[])
    assert post.pk not in readable(owner)
    actions.publish_post(actor=member, post=post)
    with pytest.raises(Conflict):
        actions.add_note(actor=member, post=post, text="late")


def test_a_reviewer_who_leaves_the_community_sees_the_draft_no_more(
    write: Write, closed: Community, closed_blog: Blog, member: Person, owner: Person
) -> None:
    post = write(owner, closed_blog)
    actions.set_reviewers(actor=owner, post=post, people=[member])
    assert post.pk in readable(member)
    leave_community(actor=member, community=closed)
    assert post.pk not in readable(member)


def test_a_scheduled_post_comes_out_at_its_moment(
    write: Write, own: Blog, member: Person, employee: Person
) -> None:
    post = write(member, own)
    with pytest.raises(Invalid):
        actions.schedule_post(actor=member, post=post, at=timezone.now())
    with pytest.raises(Invalid):
        actions.schedule_post(actor=member, post=post, at=timezone.now() + timedelta(days=800))
    actions.schedule_post(actor=member, post=post, at=timezone.now() + timedelta(hours=1))
    assert actions.publish_due() == 0
    assert post.pk not in readable(employee)
    BlogPost.objects.filter(pk=post.pk).update(scheduled_for=timezone.now())
    assert actions.publish_due() == 1
    assert actions.publish_due() == 0
    assert post.pk in readable(employee)


def test_a_scheduled_post_stays_in_when_the_right_was_lost(
    write: Write, closed: Community, closed_blog: Blog, member: Person, owner: Person
) -> None:
    post = write(member, closed_blog)
    actions.schedule_post(actor=member, post=post, at=timezone.now() + timedelta(hours=1))
    archive_community(actor=owner, community=closed)
    BlogPost.objects.filter(pk=post.pk).update(scheduled_for=timezone.now())
    assert actions.publish_due() == 0
    assert Entry.objects.get(pk=post.pk).state == State.DRAFT
    run_jobs()
    told = Notification.objects.get(recipient=member, kind="review")
    assert "archived" in told.text


def test_a_post_goes_at_its_moment_and_its_authors_are_told(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    post = publish(member, own, "Lift closed on Friday")
    actions.set_authors(actor=member, post=post, people=[employee])
    now = timezone.now()
    for wrong in (now, now - timedelta(days=1), now + timedelta(days=800)):
        with pytest.raises(Invalid):
            actions.set_end(actor=member, post=post, at=wrong)
    actions.set_end(actor=member, post=post, at=now + timedelta(hours=1))
    assert actions.archive_due() == 0
    BlogPost.objects.filter(pk=post.pk).update(shown_until=now)
    assert actions.archive_due() == 1
    assert actions.archive_due() == 0
    post.refresh_from_db()
    assert (post.state, post.shown_until) == (State.ARCHIVED, None)
    run_jobs()
    told = Notification.objects.filter(kind="review", text__contains="Lift closed on Friday")
    assert {one.recipient_id for one in told} == {member.pk, employee.pk}
    actions.publish_post(actor=member, post=post)
    assert actions.archive_due() == 0


def test_a_post_goes_after_it_came_and_can_be_let_stay(
    write: Write, own: Blog, member: Person, owner: Person
) -> None:
    post = write(member, own)
    soon = timezone.now() + timedelta(days=2)
    actions.set_end(actor=member, post=post, at=soon)
    with pytest.raises(Invalid):
        actions.schedule_post(actor=member, post=post, at=soon)
    actions.schedule_post(actor=member, post=post, at=soon - timedelta(days=1))
    with pytest.raises(Invalid):
        actions.set_end(actor=member, post=post, at=soon - timedelta(days=1))
    with pytest.raises(Refused):
        actions.set_end(actor=owner, post=post, at=None)
    actions.set_end(actor=member, post=post, at=None)
    BlogPost.objects.filter(pk=post.pk).update(scheduled_for=timezone.now())
    assert actions.publish_due() == 1
    assert actions.archive_due() == 0
    actions.archive_post(actor=member, post=post)
    with pytest.raises(Conflict):
        actions.set_end(actor=member, post=post, at=soon)


def test_what_was_to_go_already_does_not_come_out(write: Write, own: Blog, member: Person) -> None:
    now = timezone.now()
    post = write(member, own)
    actions.schedule_post(actor=member, post=post, at=now + timedelta(minutes=1))
    actions.set_end(actor=member, post=post, at=now + timedelta(minutes=2))
    # Nothing ran for an hour.
    late = now - timedelta(minutes=30)
    BlogPost.objects.filter(pk=post.pk).update(scheduled_for=late, shown_until=late)
    assert actions.publish_due() == 0
    assert BlogPost.objects.get(pk=post.pk).state == Entry.State.DRAFT
    run_jobs()
    assert "was not published" in Notification.objects.get(recipient=member).text
    with pytest.raises(Conflict):
        actions.publish_post(actor=member, post=post)
    actions.set_end(actor=member, post=post, at=None)
    assert actions.publish_post(actor=member, post=post).state == Entry.State.PUBLISHED


def test_a_schedule_can_be_taken_back(write: Write, own: Blog, member: Person) -> None:
    post = write(member, own)
    actions.schedule_post(actor=member, post=post, at=timezone.now() + timedelta(hours=1))
    actions.unschedule_post(actor=member, post=post)
    BlogPost.objects.filter(pk=post.pk).update(scheduled_for=timezone.now())
    assert actions.publish_due() == 0


def test_an_archived_post_is_seen_by_its_authors_and_comes_back_to_its_place(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    post = publish(member, own, at=timezone.now() - timedelta(days=3))
    out = Entry.objects.get(pk=post.pk).published_at
    actions.archive_post(actor=member, post=post)
    assert post.pk in readable(member)
    assert post.pk not in readable(employee)
    actions.publish_post(actor=member, post=post)
    assert post.pk in readable(employee)
    assert Entry.objects.get(pk=post.pk).published_at == out
    assert Event.objects.filter(root=post).count() == 1


def test_what_an_archived_post_said_stays_a_version_when_it_comes_back_changed(
    publish: Write, own: Blog, member: Person
) -> None:
    post = publish(member, own, "Rope", "hemp")
    out = Entry.objects.get(pk=post.pk).published_at
    actions.archive_post(actor=member, post=post)
    actions.save_post(actor=member, post=post, title="Rope", source="steel")
    actions.publish_post(actor=member, post=post)
    kept = Revision.objects.get(entry=post)
    assert (kept.title, kept.source, kept.editor, kept.created_at) == ("Rope", "hemp", member, out)
    now = Entry.objects.get(pk=post.pk)
    assert (now.source, now.published_at) == ("steel", out)
    assert now.edited_at is not None
    # What comes back as it was has no further version.
    actions.archive_post(actor=member, post=post)
    actions.publish_post(actor=member, post=post)
    assert Revision.objects.filter(entry=post).count() == 1


def test_a_version_is_not_taken_up_over_changes_that_stand_nowhere_else(
    publish: Write, own: Blog, member: Person
) -> None:
    post = publish(member, own, "Rope", "hemp")
    actions.save_post(actor=member, post=post, title="Rope", source="steel")
    actions.publish_post(actor=member, post=post)
    actions.save_post(actor=member, post=post, title="Rope", source="an hour of work")
    number = Revision.objects.get(entry=post).number
    with pytest.raises(Conflict):
        actions.restore_version(actor=member, post=post, number=number)
    assert BlogPost.objects.get(pk=post.pk).new_source == "an hour of work"
    actions.discard_changes(actor=member, post=post)
    for _time in range(2):  # again: what would be lost is a version already
        actions.restore_version(actor=member, post=post, number=number)
        assert BlogPost.objects.get(pk=post.pk).new_source == "hemp"


def test_what_was_archived_and_deleted_comes_back_archived_with_its_changes(
    publish: Write, own: Blog, member: Person
) -> None:
    post = publish(member, own, "Rope", "hemp")
    actions.archive_post(actor=member, post=post)
    actions.save_post(actor=member, post=post, title="Rope", source="steel")
    delete_entry(actor=member, entry=post)
    restore_entry(actor=member, entry=post)
    found = BlogPost.objects.get(pk=post.pk)
    assert (found.state, found.new_source) == (Entry.State.ARCHIVED, "steel")
    actions.save_post(actor=member, post=found, title="Rope", source="wire")
    assert typed(BlogPost.objects.get(pk=post.pk))["text"] == "wire"


def test_what_was_archived_and_deleted_does_not_come_back_published(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    post = publish(member, own)
    actions.archive_post(actor=member, post=post)
    delete_entry(actor=member, entry=post)
    assert post.pk not in readable(member)
    restore_entry(actor=member, entry=post)
    assert post.pk in readable(member)
    assert post.pk not in readable(employee)


def test_one_post_is_pinned_by_who_looks_after_the_blog(
    publish: Write, closed_blog: Blog, own: Blog, member: Person, owner: Person
) -> None:
    post = publish(member, closed_blog)
    with pytest.raises(Refused):
        actions.pin_post(actor=member, blog=closed_blog, post=post)
    actions.pin_post(actor=owner, blog=closed_blog, post=post)
    assert Blog.objects.get(pk=closed_blog.pk).pinned_id == post.pk
    with pytest.raises(Conflict):
        actions.pin_post(actor=owner, blog=closed_blog, post=publish(member, own))
    actions.archive_post(actor=member, post=post)
    assert Blog.objects.get(pk=closed_blog.pk).pinned is None


def test_a_blog_of_the_company_keeps_somebody_who_looks_after_it(
    member: Person, owner: Person, employee: Person, write: Write, guest: Person
) -> None:
    blog = actions.create_blog(actor=None, title="News", owner=owner)
    assert blog.slug == "news"
    with pytest.raises(Refused):
        write(employee, blog)
    with pytest.raises(Conflict):
        actions.set_role(actor=owner, blog=blog, person=owner, role="")
    with pytest.raises(Invalid):
        actions.set_role(actor=owner, blog=blog, person=guest, role=Role.AUTHOR)
    actions.set_role(actor=owner, blog=blog, person=member, role=Role.OWNER)
    actions.set_role(actor=member, blog=blog, person=owner, role="")
    with pytest.raises(Invalid):
        actions.create_blog(actor=None, title="News", owner=guest)


def test_a_blog_of_the_company_is_made_by_who_has_the_right(
    employee: Person, admin: Person, owner: Person
) -> None:
    with pytest.raises(Refused):
        actions.create_blog(actor=employee, title="News", owner=owner)
    employee.groups.add(Group.objects.get(name="Company blogs"))
    employee = Person.objects.get(pk=employee.pk)
    blog = actions.create_blog(actor=employee, title="News", owner=owner)
    assert role_in(Viewer.of(owner), blog) == Role.OWNER
    assert role_in(Viewer.of(employee), blog) == Role.READER
    assert actions.create_blog(actor=admin, title="More", owner=owner).slug == "more"
    Person.objects.filter(pk=employee.pk).update(is_active=False)
    with pytest.raises(Refused):
        actions.create_blog(actor=Person.objects.get(pk=employee.pk), title="No", owner=owner)


def test_admins_look_after_the_blogs_of_the_company_alone(
    own: Blog, closed_blog: Blog, admin: Person, member: Person, owner: Person
) -> None:
    blog = actions.create_blog(actor=None, title="News", owner=owner)
    with pytest.raises(Refused):
        actions.edit_blog(actor=admin, blog=blog, title="Mine")
    actions.edit_blog(actor=admin, blog=blog, title="Notices", as_admin=True)
    actions.set_role(actor=admin, blog=blog, person=member, role=Role.AUTHOR, as_admin=True)
    done = AuditEntry.objects.filter(actor=admin).values_list("action", flat=True)
    assert set(done) == {"blogs.blog_changed", "blogs.role_set"}
    for other in (own, closed_blog):
        with pytest.raises(Refused):
            actions.edit_blog(actor=admin, blog=other, title="Mine", as_admin=True)
        with pytest.raises(Refused):
            actions.set_role(actor=admin, blog=other, person=member, role=Role.OWNER, as_admin=True)
    with pytest.raises(Refused):
        actions.edit_blog(actor=member, blog=blog, title="Mine", as_admin=True)
    with pytest.raises(Invalid):
        actions.edit_blog(actor=owner, blog=blog, members_may=Role.AUTHOR)


def test_what_is_repeated_with_its_key_is_made_once(
    write: Write, own: Blog, closed_blog: Blog, member: Person, owner: Person, admin: Person
) -> None:
    key = "a-key-of-my-own"
    made = {
        actions.save_post(actor=member, blog=own, title="t", source="s", key=key).pk
        for _time in range(2)
    }
    assert len(made) == 1
    post = write(member, own)
    notes = {
        actions.add_note(actor=member, post=post, text="n", key="another-key").pk
        for _time in range(2)
    }
    assert len(notes) == 1
    images = {
        attach_image(actor=member, entry=post, upload=picture(), most=9, key="third-key").pk
        for _time in range(2)
    }
    assert len(images) == 1
    post.attachments.get().delete()
    with pytest.raises(Conflict):
        attach_image(actor=member, entry=post, upload=picture(), most=9, key="third-key")
    blogs = {
        actions.create_blog(actor=admin, title="News", owner=owner, key="fourth-key").pk
        for _time in range(2)
    }
    assert len(blogs) == 1


def test_every_author_describes_and_removes_pictures(
    write: Write, closed_blog: Blog, member: Person, owner: Person
) -> None:
    post = write(member, closed_blog)
    actions.set_authors(actor=member, post=post, people=[owner])
    image = attach_image(actor=member, entry=post, upload=picture())
    assert describe_image(actor=owner, attachment=image, alt="A boat").alt == "A boat"
    remove_image(actor=owner, attachment=image)
    assert not post.attachments.exists()


def test_addresses_of_blogs_are_free_of_words_of_the_room(owner: Person) -> None:
    first = actions.create_blog(actor=None, title="Writing", owner=owner)
    second = actions.create_blog(actor=None, title="Writing", owner=owner)
    assert first.slug == "writing-blog"
    assert second.slug == "writing-blog-2"


def test_a_blog_is_made_once(member: Person, closed: Community, guest: Person) -> None:
    assert actions.blog_of_person(member) == actions.blog_of_person(member)
    assert actions.blog_of_community(closed) == actions.blog_of_community(closed)
    with pytest.raises(Refused):
        actions.blog_of_person(guest)


def test_comments_can_be_closed(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    post = publish(member, own)
    add_comment(actor=employee, root=post, source="Well said")
    post = actions.open_comments(actor=member, post=post, open=False)
    with pytest.raises(Refused):
        add_comment(actor=employee, root=Entry.objects.get(pk=post.pk), source="More")
    with pytest.raises(Refused):
        actions.open_comments(actor=employee, post=post, open=True)


def test_who_publishes_anothers_post_lends_no_knowledge_to_it(
    write: Write, closed_blog: Blog, secret: Community, owner: Person, guest: Person
) -> None:
    actions.edit_blog(actor=owner, blog=closed_blog, members_may=Role.CONTRIBUTOR)
    post = write(guest, closed_blog, "Guessed", f"What is @{secret.slug} about?")
    actions.submit_post(actor=guest, post=post)
    actions.publish_post(actor=owner, post=post)
    html = Entry.objects.get(pk=post.pk).html
    assert f"@{secret.slug}" in html
    assert secret.name not in html
    assert "href" not in html
