"""Wikis over the API: found, made, shared, and what there is in one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activity.models import AuditEntry
from communities.models import Community
from profiles.models import Person
from tests.api.conftest import Api
from wikis import actions
from wikis.models import Wiki, WikiPage

Asks = Callable[..., Api]
Write = Callable[..., WikiPage]
KEY = {"Idempotency-Key": "a-key-of-my-own"}


@pytest.fixture
def handbook(owner: Person) -> Wiki:
    """A wiki of the company, which the owner looks after."""
    return actions.create_wiki(actor=None, title="Handbook", owner=owner)


@pytest.fixture
def inside(closed: Community) -> Wiki:
    """The wiki of the community that members alone read."""
    return actions.wiki_of_community(closed)


@pytest.fixture
def notes(member: Person) -> Wiki:
    """The member's own, shared with nobody."""
    return actions.wiki_of_person(member)


@pytest.fixture
def write() -> Write:
    """`write(person, wiki, "Title", text, parent=...)`: a page its readers see."""

    def make(
        person: Person, wiki: Wiki, title: str = "Title", source: str = "Text", **more: Any
    ) -> WikiPage:
        return actions.create_page(actor=person, wiki=wiki, title=title, source=source, **more)

    return make


def results(answer: Any, part: str = "title") -> list[Any]:
    """One part of each thing in a list."""
    assert answer.status_code == 200, answer.content
    return [one[part] for one in answer.json()["results"]]


# --- wikis ----------------------------------------------------------------------------------------


def test_wikis_are_those_i_may_read(
    api: Asks,
    handbook: Wiki,
    inside: Wiki,
    notes: Wiki,
    closed: Community,
    member: Person,
    owner: Person,
    employee: Person,
    guest: Person,
) -> None:
    everything = ["Handbook", "Lighthouse", "Notes of Mira Member"]
    assert results(api(member).get("wikis/")) == everything
    assert results(api(owner).get("wikis/")) == everything[:2]
    assert results(api(employee).get("wikis/")) == ["Handbook"]
    assert results(api(guest).get("wikis/")) == ["Lighthouse"]
    assert results(api(member).get("wikis/?q=house")) == ["Lighthouse"]
    narrow = f"wikis/?community={closed.public_id}"
    assert results(api(member).get(narrow)) == ["Lighthouse"]
    assert results(api(employee).get(narrow)) == []
    assert results(api(employee).get(f"wikis/?person={member.public_id}")) == []


def test_a_wiki_says_who_reads_and_writes_and_by_which_rule(
    api: Asks, handbook: Wiki, inside: Wiki, owner: Person, member: Person, write: Write
) -> None:
    front = write(owner, handbook, "Welcome")
    actions.set_front(actor=owner, wiki=handbook, page=front)
    said = api(member).get(f"wikis/{handbook.slug}/").json()
    assert said["rights"] == {
        "read": "Every employee. Guests cannot.",
        "write": "Every employee.",
        "you": "You may read and write.",
    }
    assert (said["my_role"], said["members_may"]) == ("editor", "editor")
    assert said["front"] == {
        "id": front.public_id,
        "title": "Welcome",
        "url": front.get_absolute_url(),
    }
    circle = api(member).get(f"wikis/{inside.slug}/").json()
    assert circle["rights"]["read"] == (
        "The members of Lighthouse, because it is the wiki of that community."
    )
    assert (circle["community"]["slug"], circle["person"]) == ("lighthouse", None)
    assert api(owner).get(f"wikis/{inside.slug}/").json()["my_role"] == "owner"


def test_stranger_finds_no_wiki(
    api: Asks, inside: Wiki, notes: Wiki, employee: Person, owner: Person
) -> None:
    nothing = api(employee).get("wikis/nowhere/")
    for wiki in (inside, notes):
        for part in ("", "roles/", "tree/", "changes/", "bin/", "orphans/", "suggest/?q=a"):
            answer = api(employee).get(f"wikis/{wiki.slug}/{part}")
            assert (answer.status_code, answer.content) == (404, nothing.content), part
        assert api(employee).patch(f"wikis/{wiki.slug}/", {"title": "x"}).status_code == 404
    assert api(owner).get(f"wikis/{notes.slug}/").status_code == 404


def test_my_own_wiki_is_made_when_asked_for(api: Asks, member: Person, guest: Person) -> None:
    asks = api(member)
    assert asks.get("wikis/mine/").status_code == 404
    made = asks.post("wikis/mine/")
    assert (made.status_code, made.json()["my_role"]) == (200, "owner")
    assert asks.post("wikis/mine/").json()["slug"] == made.json()["slug"]
    assert asks.get("wikis/mine/").json()["person"]["id"] == member.public_id
    assert made.json()["rights"]["read"] == (
        "Mira Member, whose wiki it is, and the people it was shared with."
    )
    assert Wiki.objects.count() == 1
    assert api(guest).post("wikis/mine/").status_code == 403


def test_the_wiki_of_a_community_is_made_by_its_members(
    api: Asks, closed: Community, open_community: Community, member: Person, employee: Person
) -> None:
    path = f"communities/{closed.public_id}/wiki/"
    assert api(member).get(path).status_code == 404
    assert api(employee).post(path).status_code == 403
    assert not Wiki.objects.exists()
    made = api(member).post(path)
    assert (made.status_code, made.json()["title"]) == (200, "Lighthouse")
    assert api(member).get(path).json()["slug"] == made.json()["slug"]
    assert api(employee).get(path).status_code == 404
    opened = f"communities/{open_community.public_id}/wiki/"
    assert api(employee).post(opened).status_code == 403
    api(member).post(opened)
    assert api(employee).get(opened).json()["my_role"] == "reader"


def test_a_secret_community_is_refused_as_one_that_is_not(
    api: Asks, secret: Community, employee: Person
) -> None:
    hidden = api(employee).post(f"communities/{secret.public_id}/wiki/")
    nothing = api(employee).post(f"communities/{'2' * 16}/wiki/")
    assert (hidden.status_code, hidden.content) == (404, nothing.content)


def test_a_wiki_of_the_company_takes_a_right(
    api: Asks, employee: Person, owner: Person, member: Person, guest: Person
) -> None:
    said = {"title": "Guide", "owner": owner.public_id, "more_owners": [member.public_id]}
    assert api(employee).post("wikis/", said).status_code == 403
    group = Group.objects.create(name="Librarians")
    group.permissions.add(Permission.objects.get(codename="create_company_wiki"))
    employee.groups.add(group)
    made = [api(employee).post("wikis/", said, headers=KEY) for _time in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert {one.json()["slug"] for one in made} == {"guide"}
    assert api(member).get("wikis/guide/").json()["my_role"] == "owner"
    wrong = api(employee).post("wikis/", {**said, "owner": guest.public_id})
    assert list(wrong.json()["error"]["fields"]) == ["owner"]
    assert Wiki.objects.count() == 1


def test_no_wiki_takes_a_word_of_the_addresses(owner: Person) -> None:
    made = actions.create_wiki(actor=None, title="Mine", owner=owner)
    assert made.slug == "mine-wiki"


def test_whoever_looks_after_a_wiki_names_it(
    api: Asks, inside: Wiki, notes: Wiki, owner: Person, member: Person
) -> None:
    asks, path = api(owner), f"wikis/{inside.slug}/"
    etag = {"If-Match": asks.get(path)["ETag"]}
    said = {"title": "Keepers' book", "about": "Nights.", "members_may": "reader"}
    edited = asks.patch(path, said, headers=etag)
    assert (edited.status_code, edited.json()["members_may"]) == (200, "reader")
    assert edited.json()["rights"]["write"].startswith("The owners and moderators of Lighthouse")
    assert asks.patch(path, {"about": ""}, headers=etag).status_code == 412
    assert api(member).patch(path, {"about": ""}).status_code == 403
    assert asks.patch(path, {"members_may": "owner"}).status_code == 400
    assert Wiki.objects.get(pk=inside.pk).about == "Nights."
    assert api(member).patch(f"wikis/{notes.slug}/", {"title": "My notes"}).status_code == 200


def test_a_front_page_is_set_and_taken_away(
    api: Asks, handbook: Wiki, inside: Wiki, owner: Person, member: Person, write: Write
) -> None:
    page, elsewhere = write(owner, handbook, "Start"), write(owner, inside, "Inside")
    path = f"wikis/{handbook.slug}/front/"
    assert api(member).put(path, {"page": page.public_id}).status_code == 403
    assert api(owner).put(path, {"page": page.public_id}).json()["front"]["title"] == "Start"
    wrong = api(owner).put(path, {"page": elsewhere.public_id})
    assert (wrong.status_code, list(wrong.json()["error"]["fields"])) == (400, ["page"])
    assert api(owner).delete(path).json()["front"] is None


def test_roles_are_given_and_taken(
    api: Asks, handbook: Wiki, owner: Person, member: Person, guest: Person
) -> None:
    asks, path = api(owner), f"wikis/{handbook.slug}/roles/"
    made = asks.put(f"{path}{member.public_id}/", {"role": "owner"})
    assert (made.status_code, made.json()["role"]) == (200, "owner")
    listed = asks.get(path).json()["results"]
    assert {one["person"]["name"] for one in listed} == {"Olga Owner", "Mira Member"}
    asks.put(f"{path}{member.public_id}/", {"role": "reader"})
    assert api(member).get(f"wikis/{handbook.slug}/").json()["my_role"] == "reader"
    assert api(member).get(path).status_code == 403
    assert api(member).put(f"{path}{member.public_id}/", {"role": "owner"}).status_code == 403
    assert asks.put(f"{path}{guest.public_id}/", {"role": "editor"}).status_code == 400
    last = asks.delete(f"{path}{owner.public_id}/")
    assert (last.status_code, last.json()["error"]["code"]) == (409, "last_owner")
    assert asks.delete(f"{path}{member.public_id}/").status_code == 204
    assert api(member).get(f"wikis/{handbook.slug}/").json()["my_role"] == "editor"
    assert AuditEntry.objects.filter(action="wikis.role_set", actor=owner).count() == 3


def test_my_own_wiki_is_shared_and_no_longer(
    api: Asks, notes: Wiki, member: Person, employee: Person, write: Write
) -> None:
    page = write(member, notes, "Ideas")
    asks, path = api(member), f"wikis/{notes.slug}/roles/{employee.public_id}/"
    there = f"wiki-pages/{page.public_id}/"
    assert api(employee).get(there).status_code == 404
    assert asks.put(path, {"role": "reader"}).status_code == 200
    assert api(employee).get(there).json()["can_write"] is False
    assert api(employee).patch(there, {"source": "x", "base_revision": 1}).status_code == 403
    asks.put(path, {"role": "editor"})
    assert api(employee).patch(there, {"source": "x", "base_revision": 1}).status_code == 200
    assert asks.put(path, {"role": "owner"}).status_code == 400
    assert api(employee).put(path, {"role": "editor"}).status_code == 403
    assert asks.delete(path).status_code == 204
    assert api(employee).get(there).status_code == 404
    assert results(api(employee).get("wikis/")) == []


# --- what there is in one -------------------------------------------------------------------------


@pytest.fixture
def tree(owner: Person, handbook: Wiki, write: Write) -> dict[str, WikiPage]:
    """Travel, with Trains and Planes below it; Pay stands beside."""
    travel = write(owner, handbook, "Travel", "See [[Planes]] and [[Boats]].")
    return {
        "travel": travel,
        "trains": write(owner, handbook, "Trains", "Back to [[Travel]]; [[boats]]", parent=travel),
        "planes": write(owner, handbook, "Planes", "Up.", parent=travel),
        "pay": write(owner, handbook, "Pay", "Monthly."),
    }


def test_the_tree_is_nested(
    api: Asks, handbook: Wiki, tree: dict[str, WikiPage], employee: Person
) -> None:
    said = api(employee).get(f"wikis/{handbook.slug}/tree/").json()
    shape = [(one["title"], [sub["title"] for sub in one["children"]]) for one in said["pages"]]
    assert shape == [("Travel", ["Trains", "Planes"]), ("Pay", [])]
    assert said["count"] == 4
    assert said["pages"][0].keys() == {"id", "title", "url", "children"}
    travel = tree["travel"].public_id
    below = api(employee).get(f"wiki-pages/{travel}/children/").json()["results"]
    assert [(one["title"], one["has_children"]) for one in below] == [
        ("Trains", False),
        ("Planes", False),
    ]


def test_what_was_changed_last_comes_first(
    api: Asks,
    handbook: Wiki,
    inside: Wiki,
    tree: dict[str, WikiPage],
    owner: Person,
    member: Person,
    employee: Person,
    write: Write,
) -> None:
    before = timezone.now()
    actions.save_page(
        actor=owner,
        page=tree["trains"],
        title="Trains",
        source="New.",
        note="Shorter",
        base_revision=1,
    )
    write(member, inside, "Inside")
    newest = ["Trains", "Pay", "Planes", "Travel"]
    path = f"wikis/{handbook.slug}/changes/"
    assert results(api(employee).get(path)) == newest
    assert results(api(employee).get("wiki-pages/")) == newest
    assert results(api(member).get("wiki-pages/")) == ["Inside", *newest]
    assert results(api(member).get(f"wiki-pages/?wiki={handbook.slug}")) == newest
    row = api(employee).get(path).json()["results"][0]
    assert (row["editor"]["name"], row["note"], row["revision"]) == ("Olga Owner", "Shorter", 2)
    since = quote(before.isoformat())
    assert results(api(employee).get(f"wiki-pages/?since={since}")) == ["Trains"]
    later = quote((timezone.now() + timedelta(minutes=1)).isoformat())
    assert results(api(employee).get(f"wiki-pages/?since={later}")) == []
    assert api(employee).get("wiki-pages/?since=2026-01-01T00:00:00").status_code == 400
    hidden = api(employee).get(f"wiki-pages/?wiki={inside.slug}")
    nothing = api(employee).get("wiki-pages/?wiki=nowhere")
    assert (hidden.status_code, hidden.content) == (400, nothing.content)
    first = api(employee).get(f"{path}?page_size=3").json()
    rest = api(employee).get(first["next"].removeprefix("http://testserver"))
    assert results(rest) == ["Travel"]


def test_what_is_missing_is_listed(
    api: Asks, handbook: Wiki, tree: dict[str, WikiPage], employee: Person
) -> None:
    asks, path = api(employee), f"wikis/{handbook.slug}/"
    broken = asks.get(f"{path}broken-links/").json()["results"]
    assert [(one["page"]["title"], one["written"]) for one in broken] == [
        ("Trains", "boats"),
        ("Travel", "Boats"),
    ]
    wanted = asks.get(f"{path}wanted/").json()["results"]
    assert [(one["title"].lower(), one["pages"]) for one in wanted] == [("boats", 2)]
    assert results(asks.get(f"{path}orphans/")) == ["Pay", "Trains"]


def test_links_are_completed(
    api: Asks, handbook: Wiki, tree: dict[str, WikiPage], owner: Person, write: Write
) -> None:
    page = write(owner, handbook, "Trainees", "# First week\n\nHello.")
    asks, path = api(owner), f"wikis/{handbook.slug}/suggest/"
    assert results(asks.get(f"{path}?q=train"), "value") == ["Trainees", "Trains", "train"]
    headings = asks.get(f"{path}?q={quote('trainees#')}")
    assert results(headings, "value") == ["Trainees#First week"]
    own = asks.get(f"{path}?q={quote('#')}&page={page.public_id}")
    assert results(own, "value") == ["#First week"]
    assert asks.get(path).status_code == 400


def test_templates_stand_apart(
    api: Asks, handbook: Wiki, tree: dict[str, WikiPage], owner: Person, employee: Person
) -> None:
    pay = tree["pay"].public_id
    made = api(employee).put(f"wiki-pages/{pay}/template/")
    assert (made.status_code, made.json()["is_template"]) == (200, True)
    assert results(api(employee).get(f"wikis/{handbook.slug}/templates/")) == ["Pay"]
    assert api(employee).get(f"wikis/{handbook.slug}/tree/").json()["count"] == 3
    with_others = api(employee).put(f"wiki-pages/{tree['travel'].public_id}/template/")
    assert with_others.status_code == 409
    assert api(employee).delete(f"wiki-pages/{pay}/template/").json()["is_template"] is False
    assert results(api(owner).get(f"wikis/{handbook.slug}/templates/")) == []


def test_the_bin_is_for_who_writes_there(
    api: Asks, handbook: Wiki, tree: dict[str, WikiPage], owner: Person, employee: Person
) -> None:
    path, travel = f"wikis/{handbook.slug}/bin/", tree["travel"].public_id
    assert api(owner).delete(f"wiki-pages/{travel}/?base_revision=1").status_code == 204
    listed = api(employee).get(path).json()["results"]
    assert [(one["title"], one["deleted_by"]["name"]) for one in listed] == [
        ("Travel", "Olga Owner")
    ]
    assert listed[0]["purged_at"] > listed[0]["deleted_at"]
    actions.edit_wiki(actor=owner, wiki=handbook, members_may="reader")
    assert api(employee).get(path).status_code == 403
    assert api(employee).post(f"wiki-pages/{travel}/restore/").status_code == 404
    back = api(owner).post(f"wiki-pages/{travel}/restore/")
    assert (back.status_code, back.json()["title"]) == (200, "Travel")
    assert api(owner).get(f"wikis/{handbook.slug}/tree/").json()["count"] == 4
    assert api(owner).post(f"wiki-pages/{travel}/restore/").status_code == 404


def test_lists_cost_the_same_however_long(
    api: Asks, handbook: Wiki, owner: Person, employee: Person, write: Write
) -> None:
    asks = api(employee)
    paths = [
        "wikis/",
        "wiki-pages/",
        *(
            f"wikis/{handbook.slug}/{part}/"
            for part in ("tree", "changes", "broken-links", "wanted", "orphans", "bin")
        ),
    ]

    def cost() -> list[int]:
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert asks.get(path).status_code == 200
            counts.append(len(queries))
        return counts

    def more(n: int) -> None:
        for number in range(n):
            top = write(owner, handbook, f"Top {n} {number}", f"[[Nowhere {number}]]")
            write(owner, handbook, f"Below {n} {number}", "Text", parent=top)
            gone = write(owner, handbook, f"Gone {n} {number}")
            actions.delete_page(actor=owner, page=gone, base_revision=1)
            actions.create_wiki(actor=None, title=f"Wiki {n} {number}", owner=owner)

    more(1)
    cost()
    few = cost()
    more(5)
    assert cost() == few
