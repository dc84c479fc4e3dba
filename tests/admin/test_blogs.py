"""Blogs in the administration: those of the company are made and looked after; no text is shown."""

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import AuditEntry
from blogs import actions
from blogs.models import Blog, BlogPost, Role
from communities.models import Community
from content.actions import open_entry
from profiles.models import Person
from tests.admin.conftest import Inside, post_form

pytestmark = pytest.mark.django_db

LIST = "/admin/blogs/blog/"
WORDS = "Quetzalcoatl sings in the cellar"


def page(blog: Blog) -> str:
    return reverse("admin:blogs_blog_change", args=[blog.pk])


@pytest.fixture
def news(owner: Person) -> Blog:
    """A blog of the company."""
    return actions.create_blog(actor=None, title="News", owner=owner)


@pytest.fixture
def draft(owner: Person, closed: Community) -> BlogPost:
    """A draft in a community the admin is not in, with a note on it."""
    blog = actions.blog_of_community(closed)
    post = actions.save_post(actor=owner, blog=blog, title="A title", source=f"**{WORDS}**")
    actions.add_note(actor=owner, post=post, text="A note nobody else reads")
    return post


def added(client: Client, **said: object) -> object:
    return client.post(f"{LIST}add/", {"title": "Notices", "about": "All of us.", **said})


def test_a_blog_of_the_company_is_made_with_who_looks_after_it(
    inside: Inside, admin: Person, member: Person, guest: Person
) -> None:
    client = inside(admin)
    assert client.get(f"{LIST}add/").status_code == 200
    added(client, owner=guest.pk)
    added(client)
    assert not Blog.objects.exists()
    added(client, owner=member.pk)
    blog = Blog.objects.for_page().get()
    assert (blog.slug, blog.is_of_company) == ("notices", True)
    assert blog.roles.get(role=Role.OWNER).person == member
    assert AuditEntry.objects.filter(action="blogs.blog_created", actor=admin).count() == 1
    listed = client.get(LIST, {"whose": "company"}).content.decode()
    assert "Notices" in listed
    assert "Notices" not in client.get(LIST, {"whose": "person"}).content.decode()


def test_its_name_and_its_roles_are_changed_by_the_actions(
    inside: Inside, admin: Person, news: Blog, owner: Person, member: Person
) -> None:
    client = inside(admin)
    assert post_form(client, page(news), title="Notices", about="New").status_code == 302
    post_form(client, page(news), person=member.pk, role="author")
    assert news.roles.get(person=member).role == "author"
    assert "Mira Member" in client.get(page(news)).content.decode()
    refused = post_form(client, page(news), person=owner.pk, role="none")
    assert "needs somebody who looks after it" in refused.content.decode()
    post_form(client, page(news), person=member.pk, role="none")
    assert not news.roles.filter(person=member).exists()
    news.refresh_from_db()
    assert (news.title, news.slug) == ("Notices", "news")
    done = AuditEntry.objects.filter(actor=admin, action__startswith="blogs.")
    assert sorted(done.values_list("action", flat=True)) == [
        "blogs.blog_changed",
        "blogs.role_set",
        "blogs.role_set",
    ]


def test_blogs_of_people_and_communities_are_shown_and_not_changed(
    inside: Inside, admin: Person, member: Person, closed: Community
) -> None:
    client = inside(admin)
    for blog in (actions.blog_of_person(member), actions.blog_of_community(closed)):
        shown = client.get(page(blog))
        assert shown.status_code == 200
        assert 'name="title"' not in shown.content.decode()
        said = {"title": "Mine", "about": "", "person": member.pk, "role": "owner"}
        assert client.post(page(blog), said).status_code == 403
        assert Blog.objects.get(pk=blog.pk).title == blog.title
        assert not blog.roles.exists()


def test_moderators_have_no_blogs_here(inside: Inside, moderator: Person, news: Blog) -> None:
    client = inside(moderator)
    for path in (LIST, f"{LIST}add/", page(news)):
        assert client.get(path).status_code == 403
    assert client.post(f"{LIST}add/", {"title": "x", "owner": moderator.pk}).status_code == 403
    assert Blog.objects.count() == 1


def test_a_draft_stays_closed_until_it_is_opened_with_a_reason(
    inside: Inside, admin: Person, draft: BlogPost
) -> None:
    client = inside(admin)
    change = reverse("admin:content_entry_change", args=[draft.pk])
    read = reverse("admin:content_entry_read", args=[draft.pk])
    pages = [LIST, page(actions.blog_of(draft)), "/admin/content/entry/", change]
    text = "".join(client.get(one).content.decode() for one in pages)
    for words in (WORDS, "A title", "A note nobody else reads"):
        assert words not in text
    assert "Blog of Lighthouse" in text
    assert client.get(read).status_code == 404
    open_entry(actor=admin, entry=draft, reason="Court order 12")
    opened = client.get(read).content.decode()
    assert f"**{WORDS}**" in opened
    assert "A title" in opened
    assert "A note nobody else reads" not in opened
