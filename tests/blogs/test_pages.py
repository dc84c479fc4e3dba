"""The pages of blogs, as the people who may and may not see them get them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import AuditEntry
from blogs import actions
from blogs.models import Blog, BlogPost
from communities.actions import archive_community
from communities.models import Community
from content.actions import add_comment
from content.models import Entry
from profiles.models import Person
from tests.api.conftest import picture

pytestmark = pytest.mark.django_db
Write = Callable[..., BlogPost]
FETCH = {"HTTP_X_REQUESTED_WITH": "fetch"}


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="profiles.backends.PersonBackend")
    return client


def page(person: Person, name: str, *args: str) -> str:
    answer = browser(person).get(reverse(f"blogs:{name}", args=args), follow=True)
    assert answer.status_code == 200
    return str(answer.content, "utf-8")


def status(person: Person, name: str, *args: str) -> int:
    return browser(person).get(reverse(f"blogs:{name}", args=args)).status_code


def test_a_post_is_read_with_its_author_time_and_way_on(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    publish(member, own, "Earlier", "before")
    post = publish(member, own, "How we moor", "With *two* lines. #mooring")
    publish(member, own, "Later", "after")
    html = page(employee, "post-detail", post.public_id)
    for words in ("How we moor", "<em>two</em>", "Mira Member", "1 minute to read", "#mooring"):
        assert words in html
    assert 'rel="prev"' in html
    assert 'rel="next"' in html
    assert "More by Mira Member" in html


def test_an_old_address_leads_to_the_new_title(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    post = publish(member, own, "How we moor")
    url = BlogPost.objects.get(pk=post.pk).get_absolute_url()
    assert url.endswith("/how-we-moor/")
    actions.save_post(actor=member, post=post, title="How we anchor", source="text")
    actions.publish_post(actor=member, post=post)
    answer = browser(employee).get(url)
    assert answer.status_code == 302
    assert answer["Location"].endswith("/how-we-anchor/")
    assert browser(employee).get(answer["Location"]).status_code == 200


def test_strangers_find_nothing(
    publish: Write,
    write: Write,
    closed_blog: Blog,
    own: Blog,
    member: Person,
    employee: Person,
    guest: Person,
) -> None:
    inside = publish(member, closed_blog)
    draft = write(member, own)
    for person, post in ((employee, inside), (employee, draft), (guest, draft)):
        for name in ("post-detail", "post-preview", "post-write"):
            assert status(person, name, post.public_id) == 404
    assert status(employee, "blog-detail", closed_blog.slug) == 404
    assert status(guest, "blog-detail", own.slug) == 404
    assert status(guest, "blog-of-person", member.public_id) == 404
    assert status(guest, "post-detail", inside.public_id) == 200
    assert "Lighthouse" not in page(employee, "blog-list")


def test_readers_cannot_write(publish: Write, own: Blog, member: Person, employee: Person) -> None:
    post = publish(member, own)
    client = browser(employee)
    for name in ("post-write", "post-save", "post-image", "post-people"):
        url = reverse(f"blogs:{name}", args=[post.public_id])
        assert client.post(url, {"title": "x", "text": "y"}).status_code == 403
    assert client.post(reverse("blogs:post-begin", args=[own.slug])).status_code == 302
    assert not BlogPost.objects.filter(author=employee).exists()
    assert client.get(reverse("blogs:blog-settings", args=[own.slug])).status_code == 403


def test_from_nothing_to_a_published_post_without_a_script(
    member: Person, employee: Person
) -> None:
    client = browser(member)
    assert "Write the first post" in page(member, "blog-of-person", member.public_id)
    begun = client.post(reverse("blogs:post-begin-own"))
    again = client.post(reverse("blogs:post-begin-own"))
    assert begun["Location"] == again["Location"]
    form = {"title": "How we moor", "text": "Two lines.", "excerpt": "", "number": "1"}
    answer = client.post(begun["Location"], {**form, "deed": "publish"})
    assert answer.status_code == 302
    assert "Two lines." in page(employee, "post-detail", answer["Location"].split("/")[3])
    assert "How we moor" in page(employee, "blog-list")
    assert "How we moor" in page(employee, "blog-of-person", member.public_id)
    assert "How we moor" in str(browser(employee).get("/everyone/").content, "utf-8")


def test_a_refused_post_keeps_every_word(write: Write, own: Blog, member: Person) -> None:
    post = write(member, own)
    url = reverse("blogs:post-write", args=[post.public_id])
    answer = browser(member).post(
        url, {"title": "", "text": "my *words*", "number": "1", "deed": "publish"}
    )
    assert answer.status_code == 400
    assert "Give it a title." in str(answer.content, "utf-8")
    assert "my *words*" in str(answer.content, "utf-8")
    stale = browser(member).post(
        url, {"title": "t", "text": "from the other window", "number": "1", "deed": "save"}
    )
    assert stale.status_code == 409
    assert "from the other window" in str(stale.content, "utf-8")
    assert Entry.objects.get(pk=post.pk).source == "my *words*"


def test_a_script_saves_and_is_told_of_other_windows(
    write: Write, own: Blog, member: Person
) -> None:
    post = write(member, own)
    url = reverse("blogs:post-save", args=[post.public_id])
    client = browser(member)
    first = client.post(url, {"title": "t", "text": "one", "number": "1"}, **FETCH)
    assert first.json()["number"] == 2
    late = client.post(url, {"title": "t", "text": "two", "number": "1"}, **FETCH)
    assert late.status_code == 409
    theirs = late.json()["theirs"]
    assert (theirs["text"], theirs["number"], theirs["by"]) == ("one", 2, "Mira Member")
    kept = client.post(url, {"title": "t", "text": "two", "number": "2"}, **FETCH)
    assert kept.json()["number"] == 3


def test_pictures_come_into_the_text_and_one_above_it(
    write: Write, own: Blog, member: Person, employee: Person
) -> None:
    post = write(member, own)
    at = [post.public_id]
    client = browser(member)
    upload = {"image": picture(), "alt": "Two lines"}
    made = client.post(reverse("blogs:post-image", args=at), upload, **FETCH)
    assert made.status_code == 201
    image = made.json()["image"]
    assert image["alt"] == "Two lines"
    second = client.post(reverse("blogs:post-image", args=at), {"image": picture()}, **FETCH)
    assert post.attachments.count() == 2
    assert second.status_code == 201
    assert browser(employee).get(image["url"]).status_code == 404
    client.post(reverse("blogs:cover-set", args=at), {"image": image["id"]})
    actions.publish_post(actor=member, post=post)
    assert image["url"] in page(employee, "post-detail", post.public_id)
    assert image["url"] in page(employee, "blog-list")
    assert client.post(reverse("blogs:cover-set", args=at), {"image": "nothere"}).status_code == 404
    assert client.post(reverse("blogs:post-image", args=at), **FETCH).status_code == 409


def test_my_posts_are_by_what_became_of_them(
    publish: Write, write: Write, own: Blog, closed_blog: Blog, member: Person, owner: Person
) -> None:
    publish(member, own, "Out there")
    write(member, own, "Half a thought")
    asked = write(owner, closed_blog, "Please read")
    actions.set_reviewers(actor=owner, post=asked, people=[member])
    html = page(member, "post-mine")
    for words in ("Out there", "Half a thought", "Drafts", "Published", "Please read"):
        assert words in html
    assert "Half a thought" not in page(owner, "post-mine")


def test_authors_reviewers_and_notes_by_form(
    write: Write, closed_blog: Blog, member: Person, owner: Person
) -> None:
    post = write(member, closed_blog)
    at = [post.public_id]
    client = browser(member)
    url = reverse("blogs:post-people", args=at)
    client.post(url, {"authors": "", "reviewers": f"@{owner.handle}"})
    assert post.is_reviewer(owner.pk)
    refused = client.post(url, {"authors": "@nobody"}, follow=True)
    assert "Nobody here is called @nobody" in str(refused.content, "utf-8")
    browser(owner).post(reverse("blogs:note-add", args=at), {"text": "Say where."})
    assert "Say where." in page(member, "post-preview", post.public_id)


def test_a_second_click_adds_no_second_note(
    write: Write, closed_blog: Blog, member: Person, owner: Person
) -> None:
    post = write(member, closed_blog)
    actions.set_reviewers(actor=member, post=post, people=[owner])
    client = browser(owner)
    at, form = [post.public_id], page(owner, "post-preview", post.public_id)
    (key,) = re.findall(r'name="idempotency_key" value="([^"]+)"', form)
    for _click in range(2):
        client.post(
            reverse("blogs:note-add", args=at), {"text": "Say where.", "idempotency_key": key}
        )
    assert post.notes.count() == 1


def test_a_deed_by_its_button(publish: Write, own: Blog, member: Person, employee: Person) -> None:
    post = publish(member, own)
    at = [post.public_id]
    client = browser(member)
    assert "Close comments" in page(member, "post-detail", post.public_id)
    assert "Close comments" not in page(employee, "post-detail", post.public_id)
    client.post(reverse("blogs:post-close-comments", args=at))
    assert "Comments are closed." in page(employee, "post-detail", post.public_id)
    client.post(reverse("blogs:post-pin", args=at))
    assert "Pinned" in page(employee, "blog-detail", own.slug)
    client.post(reverse("blogs:post-archive", args=at))
    assert status(employee, "post-detail", post.public_id) == 404
    assert "Archived: only its authors see this." in page(member, "post-preview", post.public_id)


def test_a_blog_is_looked_after_on_its_page(
    closed: Community, closed_blog: Blog, owner: Person, member: Person, employee: Person
) -> None:
    client = browser(owner)
    url = reverse("blogs:blog-settings", args=[closed_blog.slug])
    assert client.get(url).status_code == 200
    said = {"title": "Keepers' log", "about": "Nights.", "members_may": "contributor"}
    assert client.post(url, said).status_code == 302
    assert "Keepers" in page(member, "blog-detail", closed_blog.slug)
    assert client.post(url, {"title": ""}).status_code == 400
    roles = reverse("blogs:role-set", args=[closed_blog.slug])
    client.post(roles, {"people": f"@{member.handle}", "role": "author"})
    assert "Mira Member" in page(owner, "blog-settings", closed_blog.slug)
    assert AuditEntry.objects.get(action="blogs.role_set").address == "127.0.0.1"
    client.post(roles, {"person": member.public_id, "role": ""})
    assert not closed_blog.roles.exists()
    # One of them cannot read it: nobody is given anything.
    client.post(roles, {"people": f"@{member.handle} @{employee.handle}", "role": "author"})
    assert not closed_blog.roles.exists()


def test_the_blog_of_a_community_stands_where_it_is_looked_for(
    publish: Write, closed: Community, closed_blog: Blog, member: Person, employee: Person
) -> None:
    publish(member, closed_blog, "Night watch")
    assert "Night watch" in page(member, "blog-of-community", closed.slug)
    assert status(employee, "blog-of-community", closed.slug) == 404


def test_a_version_is_taken_up_again(publish: Write, own: Blog, member: Person) -> None:
    post = publish(member, own, "Old", "old text")
    actions.save_post(actor=member, post=post, title="New", source="new text")
    actions.publish_post(actor=member, post=post)
    number = str(post.revisions.get().number)
    url = reverse("blogs:version-restore", args=[post.public_id, number])
    assert browser(member).post(url).status_code == 302
    assert BlogPost.objects.get(pk=post.pk).new_source == "old text"


def test_comments_stand_between_no_posts(
    publish: Write, own: Blog, member: Person, employee: Person
) -> None:
    first = publish(member, own, "First")
    add_comment(actor=employee, root=first, source="Between the two")
    second = publish(member, own, "Second")
    add_comment(actor=employee, root=second, source="Behind both")
    before = page(employee, "post-detail", second.public_id)
    after = page(employee, "post-detail", first.public_id)
    assert first.public_id in before.split('rel="prev"')[0][-200:]
    assert second.public_id in after.split('rel="next"')[0][-200:]
    assert 'rel="next"' not in before


def test_an_archived_community_gets_no_blog(
    closed: Community, owner: Person, member: Person
) -> None:
    archive_community(actor=owner, community=closed)
    browser(member).post(reverse("blogs:post-begin-in", args=[closed.slug]))
    assert not Blog.objects.exists()


def test_what_a_link_can_lead_to_is_found_by_words_of_its_title(
    publish: Write, own: Blog, closed_blog: Blog, member: Person, employee: Person
) -> None:
    publish(member, own, "Oil for the lamps", "words")
    publish(member, closed_blog, "Oil in the cellar", "lamps")
    actions.save_post(actor=member, blog=own, title="Oil, half a thought", source="words")

    def titles(person: Person, typed: str) -> list[str]:
        answer = browser(person).get(reverse("content:link-suggest"), {"q": typed})
        return [one["label"] for one in answer.json()["items"]]

    assert titles(member, "oil") == ["Oil in the cellar", "Oil for the lamps"]
    assert titles(employee, "oi") == ["Oil for the lamps"]
    assert titles(member, "the lamp") == ["Oil for the lamps"]
    publish(member, own, "Companies and copies", "words")
    for typed in ("compan", "companies", "compani", "copy", "copies", "COP"):
        assert titles(employee, typed) == ["Companies and copies"], typed
    for odd in ("", "!", "' | x", "\x00", ":*", "a" * 500, "٣"):
        assert titles(member, odd) == []


def test_what_a_link_can_lead_to_is_found_at_every_letter(
    publish: Write, own: Blog, member: Person
) -> None:
    publish(member, own, "Mooring instructions of universities")
    client, url = browser(member), reverse("content:link-suggest")
    for word in ("mooring", "instructions", "universities"):
        for n in range(3, len(word) + 1):
            assert len(client.get(url, {"q": word[:n]}).json()["items"]) == 1, word[:n]
    for other in ("mole", "institution", "moor institution"):
        assert client.get(url, {"q": other}).json()["items"] == [], other


def test_the_tab_of_posts_finds_posts_of_blogs(publish: Write, own: Blog, member: Person) -> None:
    publish(member, own, "Oil for the lamps", "rape seed")
    found = browser(member).get("/search/", {"q": "seed", "show": "posts"})
    assert "Oil for the lamps" in found.content.decode()
