"""The pages of wikis: what people see and do there, and what strangers are told."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from communities.models import Community
from profiles.models import Person
from wikis.actions import delete_page, save_page, watch_page, wiki_of_community
from wikis.models import PageDraft, PageWatch, Wiki, WikiPage, all_pages

pytestmark = pytest.mark.django_db
Make = Callable[..., WikiPage]
As = Callable[[Person | None], Client]


def url(name: str, *at: object) -> str:
    """The address of a page of this room."""
    return reverse(f"wikis:{name}", args=at)


def test_a_page_is_read_with_its_way_its_tree_and_who_may_what(
    as_person: As, owner: Person, employee: Person, company_wiki: Wiki, page: Make
) -> None:
    top = page(owner, company_wiki, "Travel", "How we go.")
    below = page(
        owner, company_wiki, "Trains", "# Buying\n\nSee [[Travel]] and [[Planes]].", parent=top
    )
    said = as_person(employee).get(below.get_absolute_url()).content.decode()
    assert "Trains" in said
    assert f'<li><a href="{top.get_absolute_url()}">Travel</a></li>' in said
    assert f'class="page-link" href="{top.get_absolute_url()}"' in said
    assert "page-link-missing" in said
    assert "/new/?title=Planes" in said
    assert "Every employee. Guests cannot." in said
    assert "You may read and write." in said


def test_the_address_of_an_earlier_title_leads_to_the_page(
    as_person: As, owner: Person, company_wiki: Wiki, page: Make
) -> None:
    one = page(owner, company_wiki, "Holidays", "Days off.")
    old = one.get_absolute_url()
    save_page(actor=owner, page=one, title="Leave", source="Days off.", base_revision=1)
    answer = as_person(owner).get(old)
    assert answer.status_code == 302
    assert answer["Location"] == all_pages().get(pk=one.pk).get_absolute_url()


def test_strangers_get_404_everywhere(
    as_person: As, member: Person, employee: Person, closed_wiki: Wiki, page: Make
) -> None:
    one = page(member, closed_wiki, "Secret plan", "Words")
    client = as_person(employee)
    here, pid = closed_wiki.slug, one.public_id
    for name in ("detail", "tree", "changes", "links", "bin", "templates", "settings"):
        assert client.get(url(f"wiki-{name}", here)).status_code == 404, name
    for name in ("blame", "backlinks", "move", "copy", "delete", "keeper", "source"):
        assert client.get(url(f"page-{name}", pid)).status_code == 404, name
    for name in ("page-detail", "page-write", "page-writers"):
        assert client.get(url(name, pid)).status_code == 404, name
    for name in ("save", "stay", "leave", "image", "preview", "restore", "template", "watch"):
        assert client.post(url(f"page-{name}", pid)).status_code == 404, name
    assert client.get(url("page-to", here, "Secret plan")).status_code == 404
    assert client.get(url("page-suggest", here)).status_code == 404


def test_who_may_only_read_is_refused_in_words(
    as_person: As,
    owner: Person,
    employee: Person,
    open_community: Community,
    member: Person,
    page: Make,
) -> None:
    wiki = wiki_of_community(open_community)
    one = page(member, wiki, "Open book", "Words")
    client = as_person(employee)
    assert client.get(one.get_absolute_url()).status_code == 200
    for name in ("page-write", "page-move", "page-copy", "page-delete", "page-keeper"):
        assert client.get(url(name, one.public_id)).status_code == 403, name
    assert client.get(url("page-new", wiki.slug)).status_code == 403
    assert client.get(url("wiki-bin", wiki.slug)).status_code == 403


def test_a_page_is_begun_written_kept_and_shown(
    as_person: As, employee: Person, company_wiki: Wiki
) -> None:
    client = as_person(employee)
    begun = client.post(url("page-new", company_wiki.slug), {"title": "Coffee"})
    assert begun.status_code == 302
    one = all_pages().get()
    assert one.state == "draft"
    editor = client.get(begun["Location"])
    assert editor.status_code == 200
    kept = client.post(
        url("page-save", one.public_id),
        {"title": "Coffee", "text": "Half a text", "number": 0, "base": 0},
        headers={"X-Requested-With": "fetch"},
    )
    assert kept.status_code == 200, kept.content
    assert kept.json()["number"] == 1
    assert PageDraft.objects.get().source == "Half a text"
    saved = client.post(
        url("page-write", one.public_id),
        {"title": "Coffee", "text": "The machine on floor 2.", "note": "First", "base": 0},
    )
    assert saved.status_code == 302
    one = all_pages().get()
    assert (one.state, one.revision, one.note) == ("published", 1, "First")
    assert not PageDraft.objects.exists()


def test_a_conflict_shows_both_texts_and_saves_nothing(
    as_person: As, owner: Person, employee: Person, company_wiki: Wiki, page: Make
) -> None:
    one = page(owner, company_wiki, "Desk", "One line.\n")
    client = as_person(employee)
    client.get(url("page-write", one.public_id))
    save_page(actor=owner, page=one, title="Desk", source="Their line.\n", base_revision=1)
    sent = {"title": "Desk", "text": "My line.\n", "base": 1, "number": 0}
    answer = client.post(url("page-write", one.public_id), sent)
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Their line." in said
    assert "My line." in said
    assert "Somebody else changed the same lines" in said
    assert all_pages().get(pk=one.pk).source == "Their line.\n"
    assert PageDraft.objects.get(person=employee).source == "My line.\n"
    marked = client.post(
        url("page-write", one.public_id),
        {
            **sent,
            "text": "<<<<<<< yours\nMy line.\n",
            "base": 2,
            "mending": 1,
            "mine": "My line.\n",
        },
    )
    assert marked.status_code == 400
    over = client.post(
        url("page-write", one.public_id),
        {**sent, "text": "x", "base": 2, "deed": "mine", "mending": 1, "mine": "My line.\n"},
    )
    assert over.status_code == 302
    now = all_pages().get(pk=one.pk)
    assert (now.source, now.revision) == ("My line.\n", 3)


def test_a_save_without_a_base_is_428(
    as_person: As, owner: Person, company_wiki: Wiki, page: Make
) -> None:
    one = page(owner, company_wiki)
    sent = {"title": "Title", "text": "Other", "base": ""}
    assert as_person(owner).post(url("page-write", one.public_id), sent).status_code == 428


def test_a_clean_merge_is_saved_and_said(
    as_person: As, owner: Person, employee: Person, company_wiki: Wiki, page: Make
) -> None:
    text = "First.\n\nSecond.\n\nThird.\n"
    one = page(owner, company_wiki, "Merge", text)
    save_page(
        actor=owner, page=one, title="Merge", source=text.replace("First", "One"), base_revision=1
    )
    sent = {"title": "Merge", "text": text.replace("Third", "Three"), "base": 1}
    answer = as_person(employee).post(url("page-write", one.public_id), sent, follow=True)
    assert all_pages().get(pk=one.pk).source == "One.\n\nSecond.\n\nThree.\n"
    assert "both changes are in it now" in answer.content.decode()


def test_every_page_of_a_wiki_opens_for_who_looks_after_it(
    as_person: As, owner: Person, company_wiki: Wiki, page: Make
) -> None:
    top = page(owner, company_wiki, "Top", "See [[Nowhere]] and [[Below]].\n")
    below = page(owner, company_wiki, "Below", "Words", parent=top)
    save_page(actor=owner, page=top, title="Top", source="Other [[Below]].\n", base_revision=1)
    client = as_person(owner)
    here = company_wiki.slug
    for name in (
        *("wiki-detail", "wiki-tree", "wiki-changes", "wiki-links", "wiki-bin", "wiki-templates"),
        *("wiki-settings", "page-new"),
    ):
        assert client.get(url(name, here)).status_code == 200, name
    for show in ("broken", "wanted", "orphans"):
        assert client.get(url("wiki-links", here), {"show": show}).status_code == 200, show
    for name in ("blame", "backlinks", "move", "copy", "delete", "keeper", "source"):
        assert client.get(url(f"page-{name}", top.public_id)).status_code == 200, name
    for name in ("wiki-list", "page-drafts", "page-watched"):
        assert client.get(url(name)).status_code == 200, name
    assert client.get(url("wiki-list"), {"show": "changes"}).status_code == 200
    assert "Below" in client.get(url("wiki-level", here, top.public_id)).content.decode()
    assert client.get(reverse("content:entry-history", args=[top.public_id])).status_code == 200
    assert client.get(reverse("content:version-changes", args=[top.public_id])).status_code == 200
    assert below.get_absolute_url() in client.get(url("wiki-tree", here)).content.decode()


def test_deleting_asks_takes_the_subtree_and_brings_it_back(
    as_person: As, owner: Person, employee: Person, company_wiki: Wiki, page: Make
) -> None:
    top = page(owner, company_wiki, "Top")
    page(owner, company_wiki, "Below", parent=top)
    client = as_person(employee)
    assert (
        "The 1 page below it goes along."
        in client.get(url("page-delete", top.public_id)).content.decode()
    )
    assert client.post(url("page-delete", top.public_id), {"base": 1}).status_code == 302
    assert set(all_pages().values_list("state", flat=True)) == {"deleted"}
    assert as_person(owner).get(top.get_absolute_url()).status_code == 404
    listed = client.get(url("wiki-bin", company_wiki.slug)).content.decode()
    assert "2 pages together" in listed
    assert client.post(url("page-restore", top.public_id)).status_code == 302
    assert set(all_pages().values_list("state", flat=True)) == {"published"}


def test_a_template_asks_and_fills(
    as_person: As, owner: Person, employee: Person, company_wiki: Wiki, page: Make
) -> None:
    text = "# {{title}}\n\nFor {{customer}}, by {{author}}. \\{{kept}}\n"
    one = page(owner, company_wiki, "Visit report", text, is_template=True)
    client = as_person(employee)
    asked = client.post(
        url("page-new", company_wiki.slug), {"title": "At Orla", "template": one.public_id}
    )
    assert "customer" in asked.content.decode()
    made = client.post(
        url("page-new", company_wiki.slug),
        {"title": "At Orla", "template": one.public_id, "filled": 1, "value-1": "Orla & Sons"},
    )
    assert made.status_code == 302
    draft = PageDraft.objects.get(person=employee)
    assert draft.source == f"# At Orla\n\nFor Orla & Sons, by {employee.name}. {{{{kept}}}}\n"


def test_watching_and_not(
    as_person: As, employee: Person, owner: Person, company_wiki: Wiki, page: Make
) -> None:
    one = page(owner, company_wiki)
    client = as_person(employee)
    client.post(url("page-watch", one.public_id), {"to": "below"})
    assert PageWatch.objects.get().below
    client.post(url("page-watch", one.public_id), {"to": "none"})
    assert not PageWatch.objects.exists()
    watch_page(actor=employee, page=one)
    assert one.title in client.get(url("page-watched")).content.decode()


def test_what_was_typed_survives_the_removal_of_the_page(
    as_person: As, owner: Person, employee: Person, company_wiki: Wiki, page: Make
) -> None:
    one = page(owner, company_wiki, "Desk", "One line.\n")
    client = as_person(employee)
    client.get(url("page-write", one.public_id))
    delete_page(actor=owner, page=one, base_revision=1)
    sent = {"title": "Desk", "text": "What I know of desks.\n", "base": 1, "number": 0}
    answer = client.post(url("page-write", one.public_id), sent)
    assert answer.status_code == 409
    for said in (answer, client.get(url("page-write", one.public_id))):
        assert "What I know of desks." in said.content.decode()
    assert "Desk" in client.get(url("page-drafts")).content.decode()
    assert as_person(owner).get(url("page-write", one.public_id)).status_code == 404
    client.post(url("draft-drop", one.public_id))
    assert client.get(url("page-write", one.public_id)).status_code == 404


def test_a_title_with_signs_of_addresses_is_found_as_it_is_written(
    as_person: As, owner: Person, company_wiki: Wiki, page: Make
) -> None:
    odd = page(owner, company_wiki, "50%20 off / C# & “more”?", "Words")
    start = page(owner, company_wiki, "Start", "See [[50%20 off / C\\# & “more”?]].")
    client = as_person(owner)
    said = client.get(start.get_absolute_url()).content.decode()
    assert f'class="page-link" href="{odd.get_absolute_url()}"' in said
    stored = all_pages().get(pk=start.pk).html
    address = stored.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert client.get(address)["Location"] == odd.get_absolute_url()


def test_line_ends_of_a_form_are_no_change_of_lines(
    as_person: As, owner: Person, employee: Person, company_wiki: Wiki, page: Make
) -> None:
    one = page(owner, company_wiki, "Ends", "One.\n\nTwo.\n\nThree.\n")
    sent = {"title": "Ends", "base": 1}
    client = as_person(employee)
    client.post(
        url("page-write", one.public_id), {**sent, "text": "One.\r\n\r\nTwo.\r\n\r\nThree!\r\n"}
    )
    save_page(
        actor=owner, page=one, title="Ends", source="One!\n\nTwo.\n\nThree.\n", base_revision=1
    )
    now = all_pages().get(pk=one.pk)
    assert (now.source, now.revision) == ("One!\n\nTwo.\n\nThree!\n", 3)
