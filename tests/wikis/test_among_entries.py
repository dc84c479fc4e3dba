"""A page among all that is written: found, in streams, and changed by its own doors alone."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import Event
from content.actions import delete_entry, edit_text, restore_entry
from content.markdown import MARKUP_VERSION
from content.models import Entry
from content.tasks import render_again
from core.errors import Conflict
from profiles.actions import follow_person
from profiles.models import Person
from tests.jobs import run_jobs
from wikis.actions import delete_page, save_page
from wikis.models import Wiki, WikiPage, all_pages

pytestmark = pytest.mark.django_db
Make = Callable[..., WikiPage]
As = Callable[[Person | None], Client]


def test_the_search_finds_pages_in_a_tab_of_their_own(
    as_person: As, owner: Person, employee: Person, company_wiki: Wiki, page: Make
) -> None:
    page(owner, company_wiki, "Dredging", "How to dredge a canal.")
    client = as_person(employee)
    for show in ("all", "pages"):
        said = client.get(reverse("content:search"), {"q": "dredge", "show": show}).content
        assert b"Dredging" in said, show
    said = client.get(reverse("content:search"), {"q": "dredge", "show": "comments"}).content
    assert b"Dredging" not in said


def test_who_follows_somebody_reads_that_they_changed_a_page(
    as_person: As, owner: Person, employee: Person, company_wiki: Wiki, page: Make
) -> None:
    one = page(owner, company_wiki, "Dredging", "How to dredge.")
    follow_person(actor=employee, person=owner)
    save_page(actor=owner, page=one, title="Dredging", source="How to.", base_revision=1)
    assert list(Event.objects.order_by("id").values_list("verb", flat=True)) == [
        "wikis.page_created",
        "profiles.person_followed",
        "wikis.page_edited",
    ]
    said = as_person(employee).get(reverse("activity:home"), {"of": "following"}).content.decode()
    assert "changed this page" in said


def test_the_doors_of_other_texts_do_not_change_a_page(
    as_person: As, owner: Person, company_wiki: Wiki, page: Make
) -> None:
    one = page(owner, company_wiki, "Dredging", "How to dredge.")
    entry = Entry.objects.get(pk=one.pk)
    with pytest.raises(Conflict):
        edit_text(actor=owner, entry=entry, source="Nothing")
    with pytest.raises(Conflict):
        delete_entry(actor=owner, entry=entry)
    answer = as_person(owner).post(reverse("content:entry-delete", args=[one.public_id]))
    assert answer["Location"] == reverse("wikis:page-delete", args=[one.public_id])
    delete_page(actor=owner, page=one, base_revision=1)
    with pytest.raises(Conflict):
        restore_entry(actor=owner, entry=entry)
    assert b"Dredging" not in as_person(owner).get(reverse("content:bin")).content


def test_a_page_rendered_again_keeps_its_links(
    owner: Person, company_wiki: Wiki, page: Make
) -> None:
    one = page(owner, company_wiki, "Dredging", "See [[Canals]].")
    assert 'class="page-link"' in one.html
    Entry.objects.filter(pk=one.pk).update(markup_version=MARKUP_VERSION - 1, html="old")
    render_again()
    run_jobs()
    assert all_pages().get(pk=one.pk).html == one.html


def test_a_wiki_is_found_by_its_name_by_its_readers_alone(
    as_person: As, member: Person, employee: Person, closed_wiki: Wiki, company_wiki: Wiki
) -> None:
    home = reverse("wikis:wiki-list")
    for person, sees in ((member, True), (employee, False)):
        said = as_person(person).get(home, {"q": closed_wiki.title}).content.decode()
        assert (closed_wiki.get_absolute_url() in said) is sees
    said = as_person(employee).get(home).content.decode()
    assert company_wiki.get_absolute_url() in said


def test_a_link_to_a_page_in_the_bin_leads_to_the_next_page_of_that_name(
    as_person: As, owner: Person, company_wiki: Wiki, page: Make
) -> None:
    first = page(owner, company_wiki, "Pumps", "Old.")
    source = page(owner, company_wiki, "Start", "See [[Pumps]].")
    delete_page(actor=owner, page=first, base_revision=1)
    client = as_person(owner)
    assert "page-link-missing" in client.get(source.get_absolute_url()).content.decode()
    second = page(owner, company_wiki, "Pumps", "New.")
    said = client.get(source.get_absolute_url()).content.decode()
    assert f'class="page-link" href="{second.get_absolute_url()}"' in said
