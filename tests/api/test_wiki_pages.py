"""Pages of wikis over the API: written on top of others' texts, moved, deleted and brought back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from activity.models import Receipt
from communities.actions import leave_community
from communities.models import Community
from content.models import Entry
from profiles.models import Person
from tests.api.conftest import Api, picture
from wikis import actions
from wikis.models import PageDraft, PageWatch, Wiki, WikiPage, all_pages

Asks = Callable[..., Api]
Write = Callable[..., WikiPage]
KEY = {"Idempotency-Key": "a-key-of-my-own"}
TEXT = "One.\n\nTwo.\n\nThree.\n"


@pytest.fixture
def handbook(owner: Person) -> Wiki:
    """A wiki of the company, in which every employee writes."""
    return actions.create_wiki(actor=None, title="Handbook", owner=owner)


@pytest.fixture
def inside(closed: Community) -> Wiki:
    """The wiki of the community that members alone read."""
    return actions.wiki_of_community(closed)


@pytest.fixture
def write() -> Write:
    """`write(person, wiki, "Title", text, parent=...)`: a page its readers see."""

    def make(
        person: Person, wiki: Wiki, title: str = "Title", source: str = TEXT, **more: Any
    ) -> WikiPage:
        return actions.create_page(actor=person, wiki=wiki, title=title, source=source, **more)

    return make


def at(page: WikiPage, path: str = "") -> str:
    return f"wiki-pages/{page.public_id}/{path}"


def says(page: WikiPage) -> str:
    """What it says in the database."""
    return all_pages().get(pk=page.pk).source


def is_error(answer: Any, status: int, code: str) -> None:
    """A refusal of that kind."""
    said = answer.json()["error"]
    assert (answer.status_code, said["code"]) == (status, code), answer.content


# --- read and written -----------------------------------------------------------------------------


def test_from_nothing_to_a_page_with_a_history(
    api: Asks, handbook: Wiki, member: Person, employee: Person
) -> None:
    asks = api(member)
    said = {
        "wiki": handbook.slug,
        "title": "How we moor",
        "source": "# Lines\n\nTwo #mooring lines, see [[Knots]].",
        "note": "First words",
    }
    made = asks.post("wiki-pages/", said, headers=KEY)
    assert made.status_code == 201, made.content
    page = made.json()
    assert asks.post("wiki-pages/", said, headers=KEY).json()["id"] == page["id"]
    assert all_pages().count() == 1
    assert (page["revision"], page["state"], page["merged"]) == (1, "published", False)
    assert (page["tags"], page["note"]) == (["mooring"], "First words")
    assert page["contents"] == [{"level": 2, "id": "section-lines", "text": "Lines"}]
    path = f"wiki-pages/{page['id']}/"
    read = api(employee).get(path).json()
    assert (read["author"]["name"], read["editor"]["name"]) == ("Mira Member", "Mira Member")
    assert read["rights"]["you"] == "You may read and write."
    assert "page-link-missing" in read["html"]
    below = {"wiki": handbook.slug, "title": "Knots", "source": "A bow.", "parent": page["id"]}
    knots = api(employee).post("wiki-pages/", below).json()
    assert knots["parent"]["title"] == "How we moor"
    assert [one["id"] for one in knots["path"]] == [page["id"]]
    read = api(employee).get(path).json()
    assert f'class="page-link" href="{knots["url"]}"' in read["html"]
    changed = api(employee).patch(
        path, {"source": "Three lines.", "note": "Counted again", "base_revision": 1}
    )
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    old = asks.get(f"entries/{page['id']}/revisions/").json()["results"]
    assert [(one["number"], one["source"]) for one in old] == [(1, said["source"])]
    now = asks.get(f"entries/{page['id']}/revisions/2/").json()
    assert (now["note"], now["editor"]["name"], now["is_now"]) == (
        "Counted again",
        "Emil Employee",
        True,
    )


def test_a_page_that_is_refused_leaves_nothing(
    api: Asks, handbook: Wiki, inside: Wiki, member: Person, employee: Person, write: Write
) -> None:
    hidden = write(member, inside)
    good = {"wiki": handbook.slug, "title": "Page", "source": "Text"}
    asks = api(employee)
    for change, field in (
        ({"title": " "}, "title"),
        ({"source": " \n"}, "source"),
        ({"source": "x" * 300_000}, "source"),
        ({"wiki": inside.slug}, "wiki"),
        ({"wiki": "nowhere"}, "wiki"),
        ({"parent": hidden.public_id}, "parent"),
        ({"parent": "2" * 16}, "parent"),
        ({"template": "2" * 16}, "template"),
    ):
        answer = asks.post("wiki-pages/", good | change, headers=KEY)
        assert answer.status_code == 400, change
        assert list(answer.json()["error"]["fields"]) == [field]
    assert not Entry.objects.filter(author=employee).exists()
    assert not PageDraft.objects.exists()
    assert not Receipt.objects.exists()
    assert asks.post("wiki-pages/", good, headers=KEY).status_code == 201


def test_a_page_begins_from_a_template(
    api: Asks, handbook: Wiki, member: Person, employee: Person, write: Write
) -> None:
    form = write(member, handbook, "Minutes", "{{title}} on {{topic}}", is_template=True)
    said = {
        "wiki": handbook.slug,
        "title": "Monday",
        "template": form.public_id,
        "values": {"topic": "boats"},
    }
    made = api(employee).post("wiki-pages/", said)
    assert (made.status_code, made.json()["source"]) == (201, "Monday on boats")
    assert made.json()["is_template"] is False


def test_stranger_gets_404_equal_to_nothing(
    api: Asks, inside: Wiki, member: Person, employee: Person, write: Write
) -> None:
    page = write(member, inside)
    asks, nowhere = api(employee), f"wiki-pages/{'2' * 16}/"
    text = {"title": "x", "source": "x", "base_revision": 1}
    for method, part, said in (
        ("GET", "", None),
        ("PATCH", "", text),
        ("PUT", "", text),
        ("DELETE", "?base_revision=1", None),
        ("POST", "restore/", None),
        ("POST", "revisions/1/restore/", {"base_revision": 1}),
        ("POST", "move/", {"parent": None}),
        ("POST", "copy/", {}),
        ("GET", "backlinks/", None),
        ("GET", "children/", None),
        ("GET", "blame/", None),
        ("GET", "writers/", None),
        ("DELETE", "writers/", None),
        ("GET", "draft/", None),
        ("POST", "draft/", None),
        ("PUT", "draft/", text),
        ("DELETE", "draft/", None),
        ("PUT", "watch/", {}),
        ("DELETE", "watch/", None),
        ("PUT", "keeper/", {"person": employee.public_id}),
        ("DELETE", "keeper/", None),
        ("PUT", "template/", None),
        ("DELETE", "template/", None),
        ("GET", "images/", None),
    ):
        answer = asks.call(method, at(page, part), said)
        nothing = asks.call(method, f"{nowhere}{part}", said)
        assert (answer.status_code, answer.content) == (404, nothing.content), (method, part)
    assert asks.upload("POST", at(page, "images/"), {"image": picture()}).status_code == 404
    assert says(page) == TEXT


def test_reader_changes_nothing(
    api: Asks, handbook: Wiki, owner: Person, employee: Person, write: Write
) -> None:
    page = write(owner, handbook)
    actions.edit_wiki(actor=owner, wiki=handbook, members_may="reader")
    asks = api(employee)
    assert asks.get(at(page)).json()["can_write"] is False
    text = {"title": "x", "source": "x", "base_revision": 1}
    for method, part, said in (
        ("PATCH", "", text),
        ("PUT", "", text),
        ("DELETE", "?base_revision=1", None),
        ("POST", "revisions/1/restore/", {"base_revision": 1}),
        ("POST", "move/", {"parent": None}),
        ("POST", "copy/", {}),
        ("POST", "draft/", None),
        ("PUT", "draft/", text),
        ("PUT", "keeper/", {"person": employee.public_id}),
        ("DELETE", "keeper/", None),
        ("PUT", "template/", None),
        ("GET", "images/", None),
    ):
        assert asks.call(method, at(page, part), said).status_code == 403, (method, part)
    said = {"wiki": handbook.slug, "title": "Mine", "source": "Text"}
    assert asks.post("wiki-pages/", said).status_code == 403
    assert asks.upload("POST", at(page, "images/"), {"image": picture()}).status_code == 403
    assert says(page) == TEXT
    assert all_pages().count() == 1
    assert not PageDraft.objects.exists()


def test_a_reading_token_writes_no_page(
    api: Asks, handbook: Wiki, owner: Person, write: Write
) -> None:
    page = write(owner, handbook)
    asks = api(owner, scopes=["read"])
    said = {"source": "x", "base_revision": 1}
    is_error(asks.patch(at(page), said), 403, "insufficient_scope")
    assert asks.get(at(page)).json()["source"] == TEXT


# --- no lost update -------------------------------------------------------------------------------


def test_a_save_names_the_version_it_began_from(
    api: Asks, handbook: Wiki, owner: Person, write: Write
) -> None:
    page, asks = write(owner, handbook), api(owner)
    for method, part, said in (
        ("PATCH", "", {"source": "x"}),
        ("PUT", "", {"title": "x", "source": "x"}),
        ("DELETE", "", None),
        ("POST", "revisions/1/restore/", {}),
    ):
        is_error(asks.call(method, at(page, part), said), 428, "base_revision_required")
    starred = asks.patch(at(page), {"source": "x"}, headers={"If-Match": "*"})
    is_error(starred, 428, "base_revision_required")
    ahead = asks.patch(at(page), {"source": "x", "base_revision": 2})
    assert list(ahead.json()["error"]["fields"]) == ["base_revision"]
    assert says(page) == TEXT
    assert not PageDraft.objects.exists()


def test_if_match_stands_for_the_version(
    api: Asks, handbook: Wiki, owner: Person, write: Write
) -> None:
    page, asks = write(owner, handbook), api(owner)
    etag = {"If-Match": asks.get(at(page))["ETag"]}
    assert asks.patch(at(page), {"source": "new"}, headers=etag).status_code == 200
    is_error(asks.patch(at(page), {"source": "late"}, headers=etag), 412, "stale")
    is_error(asks.delete(at(page), headers=etag), 412, "stale")
    is_error(asks.post(at(page, "revisions/1/restore/"), {}, headers=etag), 412, "stale")
    assert says(page) == "new"
    etag = {"If-Match": asks.get(at(page))["ETag"]}
    assert asks.delete(at(page), headers=etag).status_code == 204


def test_changes_of_two_are_merged_and_said(
    api: Asks, handbook: Wiki, owner: Person, employee: Person, write: Write
) -> None:
    page = write(owner, handbook)
    first = api(owner).patch(at(page), {"source": "ONE.\n\nTwo.\n\nThree.\n", "base_revision": 1})
    assert first.json()["merged"] is False
    second = api(employee).put(
        at(page), {"title": "Title", "source": "One.\n\nTwo.\n\nTHREE.\n", "base_revision": 1}
    )
    assert (second.status_code, second.json()["merged"]) == (200, True)
    assert says(page) == second.json()["source"] == "ONE.\n\nTwo.\n\nTHREE.\n"
    titled = api(employee).patch(at(page), {"title": "New", "base_revision": 1}).json()
    assert (titled["title"], titled["merged"], titled["source"]) == ("New", True, says(page))
    assert [one.number for one in page.revisions.order_by("number")] == [1, 2, 3]


def test_a_conflict_holds_both_texts_and_mine_is_kept(
    api: Asks, handbook: Wiki, owner: Person, employee: Person, write: Write
) -> None:
    page = write(owner, handbook)
    theirs, mine = "One.\n\nTWO.\n\nThree.\n", "One.\n\n2.\n\nThree.\n"
    api(owner).patch(at(page), {"source": theirs, "base_revision": 1})
    asks = api(employee)
    refused = asks.patch(at(page), {"source": mine, "note": "Digits", "base_revision": 1})
    is_error(refused, 409, "edit_conflict")
    said = refused.json()["conflict"]
    assert said["mine"] == {"title": "Title", "source": mine}
    assert said["theirs"] == {"title": "Title", "source": theirs}
    assert (said["revision"], said["base_revision"], said["only_title"]) == (2, 1, False)
    assert "<<<<<<< yours\n2.\n=======\nTWO.\n>>>>>>> theirs\n" in said["merged"]
    (chunk,) = [one for one in said["chunks"] if one["kind"] == "conflict"]
    assert (chunk["base"], chunk["mine"], chunk["theirs"]) == ("Two.\n", "2.\n", "TWO.\n")
    assert says(page) == theirs
    draft = asks.get(at(page, "draft/")).json()
    assert (draft["source"], draft["note"], draft["base_revision"]) == (mine, "Digits", 1)
    assert asks.get(at(page)).json()["has_draft"] is True
    assert asks.patch(at(page), {"source": mine, "base_revision": 2}).status_code == 200
    assert asks.get(at(page, "draft/")).status_code == 404


def test_two_titles_are_a_conflict_too(
    api: Asks, handbook: Wiki, owner: Person, employee: Person, write: Write
) -> None:
    page = write(owner, handbook)
    api(owner).patch(at(page), {"title": "Theirs", "base_revision": 1})
    refused = api(employee).patch(at(page), {"title": "Mine", "base_revision": 1})
    is_error(refused, 409, "edit_conflict")
    assert refused.json()["conflict"]["only_title"] is True


def test_who_was_writing_is_told_that_the_page_is_gone(
    api: Asks, inside: Wiki, member: Person, owner: Person, write: Write
) -> None:
    page, asks = write(owner, inside), api(member)
    asks.post(at(page, "draft/"))
    actions.delete_page(actor=owner, page=page, base_revision=1)
    assert asks.get(at(page)).status_code == 404
    is_error(asks.patch(at(page), {"source": "mine", "base_revision": 1}), 409, "deleted")
    assert asks.get(at(page, "draft/")).json()["source"] == "mine"
    is_error(api(owner).patch(at(page), {"source": "x", "base_revision": 1}), 404, "not_found")
    actions.restore_page(actor=owner, page=page)
    assert asks.patch(at(page), {"source": "mine", "base_revision": 1}).status_code == 200


def test_a_version_comes_back_on_top_of_what_i_saw(
    api: Asks, handbook: Wiki, owner: Person, write: Write
) -> None:
    page, asks = write(owner, handbook), api(owner)
    asks.patch(at(page), {"source": "new", "base_revision": 1})
    path = at(page, "revisions/1/restore/")
    is_error(asks.post(path, {"base_revision": 1}), 409, "changed")
    back = asks.post(path, {"base_revision": 2}).json()
    assert (back["source"], back["revision"], back["note"]) == (TEXT, 3, "As in version 1")
    missing = at(page, "revisions/99/restore/")
    is_error(asks.post(missing, {"base_revision": 3}), 409, "conflict")
    generic = asks.post(f"entries/{page.public_id}/revisions/1/restore/")
    assert generic.status_code == 404


# --- drafts, and who else is writing --------------------------------------------------------------


def test_a_draft_is_mine_alone(
    api: Asks, handbook: Wiki, owner: Person, employee: Person, write: Write
) -> None:
    page, asks = write(owner, handbook), api(employee)
    opened = asks.post(at(page, "draft/")).json()
    assert (opened["source"], opened["base_revision"], opened["saves"]) == (TEXT, 1, 0)
    said = {"title": "Title", "source": "half a", "number": 0}
    kept = asks.put(at(page, "draft/"), said).json()
    assert (kept["saves"], kept["page"], kept["revision"]) == (1, page.public_id, 1)
    is_error(asks.put(at(page, "draft/"), said), 409, "changed")
    assert api(owner).get(at(page, "draft/")).status_code == 404
    assert api(owner).get("wiki-pages/drafts/").json()["results"] == []
    mine = asks.get("wiki-pages/drafts/").json()["results"]
    assert [(one["page"], one["title"]) for one in mine] == [(page.public_id, "Title")]
    assert api(owner).get(at(page)).json()["source"] == TEXT
    assert asks.delete(at(page, "draft/")).status_code == 204
    assert asks.get(at(page, "draft/")).status_code == 404


def test_a_draft_ends_with_the_right_to_read(
    api: Asks, inside: Wiki, closed: Community, owner: Person, member: Person, write: Write
) -> None:
    page, asks = write(owner, inside), api(member)
    asks.put(at(page, "draft/"), {"title": "x", "source": "mine"})
    leave_community(actor=member, community=closed)
    assert asks.get(at(page, "draft/")).status_code == 404
    assert asks.get("wiki-pages/drafts/").json()["results"] == []
    assert asks.patch(at(page), {"source": "x", "base_revision": 1}).status_code == 404
    assert PageDraft.objects.get(person=member).source == "mine"


def test_a_page_is_begun_as_a_draft(
    api: Asks, handbook: Wiki, employee: Person, owner: Person
) -> None:
    asks = api(employee)
    said = {"wiki": handbook.slug, "title": "Soon", "source": "words", "is_draft": True}
    begun = asks.post("wiki-pages/", said).json()
    path = f"wiki-pages/{begun['id']}/"
    assert (begun["state"], begun["revision"], begun["source"]) == ("draft", 0, "")
    assert asks.get(f"{path}draft/").json()["source"] == "words"
    assert api(owner).get(path).status_code == 404
    assert api(owner).get(f"wikis/{handbook.slug}/tree/").json()["count"] == 0
    out = asks.patch(path, {"source": "All the words.", "base_revision": 0})
    assert (out.status_code, out.json()["state"], out.json()["revision"]) == (200, "published", 1)
    assert api(owner).get(path).json()["title"] == "Soon"
    other = asks.post("wiki-pages/", said).json()["id"]
    assert asks.delete(f"wiki-pages/{other}/?base_revision=0").status_code == 204
    assert asks.get(f"wiki-pages/{other}/").status_code == 404
    assert asks.get("wiki-pages/drafts/").json()["results"] == []


def test_others_see_who_is_writing_and_since_when(
    api: Asks, handbook: Wiki, owner: Person, employee: Person, write: Write
) -> None:
    page = write(owner, handbook)
    path = at(page, "writers/")
    api(employee).post(at(page, "draft/"))
    (one,) = api(owner).get(path).json()["results"]
    assert one["person"]["id"] == employee.public_id
    assert api(employee).get(path).json()["results"] == []
    assert api(employee).delete(path).status_code == 204
    assert api(owner).get(path).json()["results"] == []
    api(employee).post(at(page, "draft/"))
    PageDraft.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert api(owner).get(path).json()["results"] == []


# --- beside the text ------------------------------------------------------------------------------


def test_a_page_is_moved(
    api: Asks, handbook: Wiki, inside: Wiki, owner: Person, member: Person, write: Write
) -> None:
    top, low, other = (write(owner, handbook, title) for title in ("Top", "Low", "Other"))
    hidden, asks = write(owner, inside), api(member)
    moved = asks.post(at(low, "move/"), {"parent": top.public_id}).json()
    assert (moved["parent"]["title"], moved["url"]) == ("Top", low.get_absolute_url())
    assert moved["revision"] == 1
    for said, field in (
        ({"parent": low.public_id}, "parent"),
        ({"parent": hidden.public_id}, "parent"),
        ({"parent": None, "after": low.public_id}, "after"),
    ):
        answer = asks.post(at(top, "move/"), said)
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
    asks.post(at(other, "move/"), {"parent": None, "first": True})
    tree = asks.get(f"wikis/{handbook.slug}/tree/").json()["pages"]
    assert [one["title"] for one in tree] == ["Other", "Top"]
    asks.post(at(other, "move/"), {"parent": None, "after": top.public_id})
    tree = asks.get(f"wikis/{handbook.slug}/tree/").json()["pages"]
    assert [one["title"] for one in tree] == ["Top", "Other"]
    assert asks.post(at(low, "move/"), {}).status_code == 400


def test_a_page_is_copied_once_for_a_key(
    api: Asks, handbook: Wiki, owner: Person, member: Person, write: Write
) -> None:
    top = write(owner, handbook, "Top")
    write(owner, handbook, "Low", parent=top)
    asks, said = api(member), {"title": "Twin", "below": True}
    made = {asks.post(at(top, "copy/"), said, headers=KEY).json()["id"] for _time in range(2)}
    assert len(made) == 1
    assert all_pages().count() == 4
    below = asks.get(f"wiki-pages/{made.pop()}/children/").json()["results"]
    assert [one["title"] for one in below] == ["Low"]
    assert asks.post(at(top, "copy/"), {}).json()["title"] == "Copy of Top"


def test_backlinks_are_those_i_may_read(
    api: Asks, handbook: Wiki, inside: Wiki, owner: Person, employee: Person, write: Write
) -> None:
    page = write(owner, handbook, "Here")
    write(owner, handbook, "Far", "[[Here]] and [[here]]")
    write(owner, inside, "Hidden", f"[x]({page.get_absolute_url()})")
    names = [one["title"] for one in api(owner).get(at(page, "backlinks/")).json()["results"]]
    assert names == ["Far", "Hidden"]
    names = [one["title"] for one in api(employee).get(at(page, "backlinks/")).json()["results"]]
    assert names == ["Far"]


def test_each_paragraph_knows_its_version(
    api: Asks, handbook: Wiki, owner: Person, employee: Person, write: Write
) -> None:
    page = write(owner, handbook)
    api(employee).patch(at(page), {"source": "One.\n\nTwo.\n\n3.\n", "base_revision": 1})
    said = api(owner).get(at(page, "blame/")).json()["results"]
    assert [(one["text"], one["revision"], one["editor"]["name"]) for one in said] == [
        ("One.", 1, "Olga Owner"),
        ("Two.", 1, "Olga Owner"),
        ("3.", 2, "Emil Employee"),
    ]


def test_a_keeper_is_named_among_readers(
    api: Asks, inside: Wiki, owner: Person, member: Person, employee: Person, write: Write
) -> None:
    page, asks = write(owner, inside), api(member)
    path = at(page, "keeper/")
    assert asks.put(path, {"person": member.public_id}).json()["keeper"]["name"] == "Mira Member"
    for person in (employee.public_id, "2" * 16):
        answer = asks.put(path, {"person": person})
        assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["person"])
    assert asks.delete(path).json()["keeper"] is None


def test_watching_is_ones_own_business(
    api: Asks, handbook: Wiki, owner: Person, employee: Person, write: Write
) -> None:
    page, asks = write(owner, handbook), api(employee)
    assert asks.put(at(page, "watch/"), {"below": True}).json()["below"] is True
    assert asks.put(at(page, "watch/"), {}).json()["below"] is False
    assert asks.get(at(page)).json()["watch"]["below"] is False
    assert api(owner).get(at(page)).json()["watch"] is None
    watched = asks.get("wiki-pages/watched/").json()["results"]
    assert [one["title"] for one in watched] == ["Title"]
    assert asks.delete(at(page, "watch/")).status_code == 204
    assert not PageWatch.objects.exists()


def test_images_are_put_into_a_page(
    api: Asks, inside: Wiki, owner: Person, member: Person, employee: Person, write: Write
) -> None:
    page, asks = write(owner, inside), api(member)
    fields = {"image": picture(), "alt": "Two lines"}
    made = asks.upload("POST", at(page, "images/"), fields).json()  # type: ignore[attr-defined]
    assert made["alt"] == "Two lines"
    text = f"![Two lines]({made['path']})"
    shown = asks.patch(at(page), {"source": text, "base_revision": 1}).json()
    assert f'src="{made["path"]}"' in shown["html"]
    assert [one["id"] for one in asks.get(at(page, "images/")).json()["results"]] == [made["id"]]
    assert asks.get(made["url"]).status_code == 200
    assert api(employee).get(made["url"]).status_code == 404


def test_comments_and_reactions_of_a_page(
    api: Asks, handbook: Wiki, owner: Person, employee: Person, write: Write, thumbs: Any
) -> None:
    page, asks = write(owner, handbook), api(employee)
    assert asks.post(f"entries/{page.public_id}/comments/", {"source": "Yes."}).status_code == 201
    assert asks.put(f"entries/{page.public_id}/reactions/👍/").status_code == 200
    read = asks.get(at(page)).json()
    assert (read["comment_count"], read["can_comment"]) == (1, True)
    assert [(one["count"], one["mine"]) for one in read["reactions"] if one["mine"]] == [(1, True)]


def test_a_page_goes_and_comes_back_by_its_own_doors_alone(
    api: Asks, handbook: Wiki, owner: Person, write: Write
) -> None:
    page, asks = write(owner, handbook), api(owner)
    assert asks.post(f"entries/{page.public_id}/remove/", {"reason": "x"}).status_code == 409
    asks.delete(at(page, "?base_revision=1"))
    assert asks.get("bin/").json()["results"] == []
    assert asks.post(f"entries/{page.public_id}/restore/").status_code == 404
    assert asks.post(at(page, "restore/")).status_code == 200
