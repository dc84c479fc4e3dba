"""Wikis in the administration: those of the company are made and looked after; no text is shown."""

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import AuditEntry
from communities.models import Community
from content.actions import open_entry
from profiles.models import Person
from tests.admin.conftest import Inside, post_form
from wikis.actions import create_page, create_wiki, save_draft, wiki_of_community, wiki_of_person
from wikis.actions import set_role as give_role
from wikis.models import Role, Wiki, WikiPage

pytestmark = pytest.mark.django_db

LIST = "/admin/wikis/wiki/"
WORDS = "Quetzalcoatl sings in the cellar"


def page_of(wiki: Wiki) -> str:
    return reverse("admin:wikis_wiki_change", args=[wiki.pk])


@pytest.fixture
def handbook(owner: Person) -> Wiki:
    """A wiki of the company."""
    return create_wiki(actor=None, title="Handbook", owner=owner)


@pytest.fixture
def page(owner: Person, closed: Community) -> WikiPage:
    """A page in a community the admin is not in, on which its owner goes on to write."""
    wiki = wiki_of_community(closed)
    made = create_page(actor=owner, wiki=wiki, title="A title", source=f"**{WORDS}**")
    save_draft(actor=owner, page=made, title="A title", source="Words nobody else reads")
    return made


def added(client: Client, **said: object) -> object:
    about = {"title": "How we work", "about": "For all of us.", "members_may": "reader"}
    return client.post(f"{LIST}add/", {**about, **said})


def test_a_wiki_of_the_company_is_made_with_who_looks_after_it(
    inside: Inside, admin: Person, member: Person, guest: Person
) -> None:
    client = inside(admin)
    assert client.get(f"{LIST}add/").status_code == 200
    added(client, owner=guest.pk)
    added(client)
    added(client, owner=member.pk, members_may="owner")
    assert not Wiki.objects.exists()
    added(client, owner=member.pk)
    wiki = Wiki.objects.for_page().get()
    assert (wiki.slug, wiki.is_of_company) == ("how-we-work", True)
    assert wiki.members_may == Role.READER
    assert wiki.roles.get(role=Role.OWNER).person == member
    assert AuditEntry.objects.filter(action="wikis.wiki_created", actor=admin).count() == 1
    listed = client.get(LIST, {"whose": "company"}).content.decode()
    assert "How we work" in listed
    assert "How we work" not in client.get(LIST, {"whose": "community"}).content.decode()


def test_its_name_and_its_roles_are_changed_by_the_actions(
    inside: Inside, admin: Person, handbook: Wiki, owner: Person, member: Person
) -> None:
    client = inside(admin)
    url = page_of(handbook)
    said = {"title": "Guide", "about": "New", "members_may": "reader"}
    assert post_form(client, url, **said).status_code == 302
    post_form(client, url, person=member.pk, role="editor")
    assert handbook.roles.get(person=member).role == "editor"
    assert "Mira Member" in client.get(url).content.decode()
    refused = post_form(client, url, person=owner.pk, role="none")
    assert "needs somebody who looks after it" in refused.content.decode()
    post_form(client, url, person=member.pk, role="none")
    assert not handbook.roles.filter(person=member).exists()
    handbook.refresh_from_db()
    assert (handbook.title, handbook.slug, handbook.members_may) == ("Guide", "handbook", "reader")
    done = AuditEntry.objects.filter(actor=admin, action__startswith="wikis.")
    assert sorted(done.values_list("action", flat=True)) == [
        "wikis.role_set",
        "wikis.role_set",
        "wikis.wiki_changed",
    ]


def test_wikis_of_communities_are_shown_and_not_changed(
    inside: Inside, admin: Person, member: Person, closed: Community
) -> None:
    client = inside(admin)
    wiki = wiki_of_community(closed)
    shown = client.get(page_of(wiki))
    assert shown.status_code == 200
    assert 'name="title"' not in shown.content.decode()
    said = {
        "title": "M",
        "about": "",
        "members_may": "editor",
        "person": member.pk,
        "role": "owner",
    }
    assert client.post(page_of(wiki), said).status_code == 403
    assert Wiki.objects.get(pk=wiki.pk).title == wiki.title
    assert not wiki.roles.exists()


def test_wikis_of_people_are_nowhere_here(
    inside: Inside, admin: Person, member: Person, employee: Person
) -> None:
    client = inside(admin)
    notes = wiki_of_person(member)
    Wiki.objects.filter(pk=notes.pk).update(title=WORDS)
    give_role(actor=member, wiki=notes, person=employee, role="reader")
    for query in ({}, {"whose": "person"}, {"q": "Quetzalcoatl"}):
        assert WORDS not in client.get(LIST, query).content.decode().replace(
            'value="Quetzalcoatl"', ""
        )
    assert "0 wikis" in client.get(LIST).content.decode()
    assert WORDS not in client.get(page_of(notes), follow=True).content.decode()
    assert client.post(page_of(notes), {"title": "M"}).status_code in {302, 403, 404}
    assert Wiki.objects.get(pk=notes.pk).title == WORDS


def test_moderators_have_no_wikis_here(inside: Inside, moderator: Person, handbook: Wiki) -> None:
    client = inside(moderator)
    for path in (LIST, f"{LIST}add/", page_of(handbook)):
        assert client.get(path).status_code == 403
    said = {"title": "x", "members_may": "editor", "owner": moderator.pk}
    assert client.post(f"{LIST}add/", said).status_code == 403
    assert Wiki.objects.count() == 1


def test_a_page_stays_closed_until_it_is_opened_with_a_reason_and_its_draft_always(
    inside: Inside, admin: Person, page: WikiPage, closed: Community
) -> None:
    client = inside(admin)
    change = reverse("admin:content_entry_change", args=[page.pk])
    read = reverse("admin:content_entry_read", args=[page.pk])
    pages = [LIST, page_of(wiki_of_community(closed)), "/admin/content/entry/", change]
    text = "".join(client.get(one).content.decode() for one in pages)
    for words in (WORDS, "A title", "Words nobody else reads"):
        assert words not in text
    assert "Lighthouse" in text
    assert client.get(read).status_code == 404
    open_entry(actor=admin, entry=page, reason="Court order 12")
    opened = client.get(read).content.decode()
    assert WORDS in opened
    assert "A title" in opened
    assert "Words nobody else reads" not in opened
