"""Updates, drafts, images, comments, reactions, revisions, the bin."""

from collections.abc import Callable
from typing import Any

import pytest

from communities.actions import leave_community
from communities.models import Community
from content.models import Attachment, Entry, ReactionChoice
from profiles.models import Person
from tests.api.conftest import Api, picture

Asks = Callable[..., Api]
Posts = Callable[..., Entry]


def test_update_is_posted_read_edited_deleted_and_restored(api: Asks, member: Person) -> None:
    asks = api(member)
    made = asks.post("updates/", {"source": "**Hello** #harbour", "audience": "company"})
    assert made.status_code == 201, made.content
    one = made.json()
    assert one["html"].strip().startswith("<p><strong>Hello</strong>")
    assert (one["audience"]["kind"], one["version"], one["is_mine"]) == ("company", 1, True)
    path = f"updates/{one['id']}/"
    edited = asks.patch(path, {"source": "Hello again"})
    assert (edited.status_code, edited.json()["version"]) == (200, 2)
    (before,) = asks.get(f"entries/{one['id']}/revisions/").json()["results"]
    assert (before["number"], before["source"]) == (1, "**Hello** #harbour")
    assert asks.delete(path).status_code == 204
    assert asks.get(path).status_code == 404
    assert [item["id"] for item in asks.get("bin/").json()["results"]] == [one["id"]]
    assert asks.post(f"entries/{one['id']}/restore/").status_code == 204
    assert asks.get(path).json()["source"] == "Hello again"


def test_update_for_chosen_people_is_theirs_alone(
    api: Asks, member: Person, employee: Person, owner: Person
) -> None:
    made = api(member).post("updates/", {"source": "Psst", "audience": f"people:{employee.handle}"})
    assert made.status_code == 201, made.content
    path = f"updates/{made.json()['id']}/"
    assert api(employee).get(path).status_code == 200
    assert api(owner).get(path).status_code == 404
    readers = api(employee).get(f"entries/{made.json()['id']}/readers/").json()
    assert readers["people"] == 2


def test_writer_learns_whom_a_mention_does_not_reach(
    api: Asks, member: Person, employee: Person, closed: Community
) -> None:
    sent = {"source": f"@{employee.handle} look", "audience": f"community:{closed.slug}"}
    assert api(member).post("updates/", sent).json()["unreached"] == [employee.name]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"source": "", "audience": "company"}, "source"),
        ({"source": "x"}, "audience"),
        ({"source": "x", "audience": "community:submarine"}, "audience"),
        ({"source": "x", "audience": "company", "draft": "2222222222222222"}, "draft"),
        ({"audience": "company"}, "source"),
        ({"source": 7, "audience": "company"}, "source"),
        ({"source": ["x"], "audience": "company"}, "source"),
        ({"source": "a\x00b", "audience": "company"}, "source"),
        ({"source": "x", "audience": "company", "draft": "no id"}, "draft"),
        ({"source": "x" * 20_001, "audience": "company"}, "source"),
    ],
)
def test_what_cannot_be_posted_is_refused_by_field(
    api: Asks, employee: Person, secret: Community, sent: dict[str, Any], field: str
) -> None:
    answer = api(employee).post("updates/", sent)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, [field])
    assert not Entry.objects.filter(author=employee).exists()


def test_guest_posts_in_their_community_only(api: Asks, guest: Person, closed: Community) -> None:
    there = {"source": "Hi", "audience": f"community:{closed.slug}"}
    assert api(guest).post("updates/", there).status_code == 201
    assert api(guest).post("updates/", {"source": "Hi", "audience": "company"}).status_code == 400


def test_employee_reads_but_does_not_write_in_an_open_community(
    api: Asks, employee: Person, member: Person, open_community: Community, post: Posts
) -> None:
    entry = post(member, "ahoy", open_community)
    asks = api(employee)
    assert asks.get(f"updates/{entry.public_id}/").json()["can_write"] is False
    sent = {"source": "Hi", "audience": f"community:{open_community.slug}"}
    assert asks.post("updates/", sent).status_code == 403
    assert asks.post(f"entries/{entry.public_id}/comments/", {"source": "Hi"}).status_code == 403


def test_server_fields_of_a_post_are_ignored(
    api: Asks, member: Person, employee: Person, post: Posts
) -> None:
    entry = post(member, "ahoy")
    before = Entry.objects.filter(pk=entry.pk).values().get()
    forged = {
        "source": "ahoy",
        "author": employee.public_id,
        "state": "hidden",
        "published_at": "2001-01-01T00:00:00Z",
        "audience": "community:x",
        "html": "<script>",
        "version": 99,
        "kind": "comment",
        "is_pinned": True,
    }
    assert api(member).patch(f"updates/{entry.public_id}/", forged).status_code == 200
    assert Entry.objects.filter(pk=entry.pk).values().get() == before


def test_stale_edit_is_412_and_changes_nothing(api: Asks, member: Person, post: Posts) -> None:
    entry = post(member, "one")
    asks, path = api(member), f"updates/{entry.public_id}/"
    etag = asks.get(path)["ETag"]
    assert asks.patch(path, {"source": "two"}, headers={"If-Match": etag}).status_code == 200
    stale = asks.patch(path, {"source": "three"}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "stale")
    assert asks.delete(path, headers={"If-Match": etag}).status_code == 412
    assert asks.get(path).json()["source"] == "two"


def test_a_reaction_of_another_is_no_reason_to_refuse_an_edit(
    api: Asks, member: Person, employee: Person, post: Posts, thumbs: ReactionChoice
) -> None:
    entry = post(member, "one")
    path = f"updates/{entry.public_id}/"
    etag = api(member).get(path)["ETag"]
    api(employee).put(f"entries/{entry.public_id}/reactions/👍/")
    assert api(member).get(path)["ETag"] != etag
    edited = api(member).patch(path, {"source": "two"}, headers={"If-Match": etag})
    assert edited.status_code == 200


def test_only_the_author_edits_and_deletes(
    api: Asks, member: Person, employee: Person, post: Posts
) -> None:
    entry = post(member, "mine")
    path = f"updates/{entry.public_id}/"
    assert api(employee).patch(path, {"source": "yours"}).status_code == 403
    assert api(employee).delete(path).status_code == 403
    assert api(employee).post(f"entries/{entry.public_id}/restore/").status_code == 404
    entry.refresh_from_db()
    assert (entry.source, entry.state) == ("mine", "published")


HIDDEN = [
    ("GET", "updates/{}/", None),
    ("PATCH", "updates/{}/", {"source": "x"}),
    ("DELETE", "updates/{}/", None),
    ("GET", "entries/{}/comments/", None),
    ("POST", "entries/{}/comments/", {"source": "x"}),
    ("GET", "entries/{}/reactions/", None),
    ("PUT", "entries/{}/reactions/👍/", None),
    ("DELETE", "entries/{}/reactions/👍/", None),
    ("GET", "entries/{}/revisions/", None),
    ("GET", "entries/{}/readers/", None),
    ("POST", "entries/{}/remove/", {"reason": "x"}),
    ("POST", "entries/{}/restore/", None),
]


@pytest.mark.parametrize(("method", "path", "sent"), HIDDEN)
@pytest.mark.parametrize("who", ["employee", "guest", "moderator", "admin", "former"])
def test_outsider_gets_404_equal_to_nothing(
    api: Asks,
    request: pytest.FixtureRequest,
    member: Person,
    secret: Community,
    post: Posts,
    who: str,
    method: str,
    path: str,
    sent: Any,
) -> None:
    entry = post(member, "canary", secret)
    asks = api(request.getfixturevalue(who))
    hidden = asks.call(method, path.format(entry.public_id), sent)
    nothing = asks.call(method, path.format("2222222222222222"), sent)
    assert (hidden.status_code, hidden.content) == (404, nothing.content)
    assert hidden.headers == nothing.headers
    entry.refresh_from_db()
    assert (entry.source, entry.state) == ("canary", "published")


def test_leaving_closes_the_door_to_ones_own(
    api: Asks, member: Person, closed: Community, post: Posts
) -> None:
    entry = post(member, "mine", closed)
    leave_community(actor=member, community=closed)
    path = f"updates/{entry.public_id}/"
    asks = api(member)
    assert asks.get(path).status_code == 404
    assert asks.patch(path, {"source": "x"}).status_code == 404
    assert asks.delete(path).status_code == 404


def test_comments_are_written_answered_listed_edited_and_deleted(
    api: Asks, member: Person, employee: Person, post: Posts
) -> None:
    entry = post(member, "question")
    path = f"entries/{entry.public_id}/comments/"
    first = api(employee).post(path, {"source": "answer"})
    assert (first.status_code, first.json()["root"]) == (201, entry.public_id)
    reply = api(member).post(path, {"source": "thanks", "reply_to": first.json()["id"]})
    assert reply.json()["reply_to"] == first.json()["id"]
    texts = [one["source"] for one in api(member).get(path).json()["results"]]
    assert texts == ["answer", "thanks"]
    newest = [one["source"] for one in api(member).get(f"{path}?order=newest").json()["results"]]
    assert newest == ["thanks", "answer"]
    assert api(member).get(f"updates/{entry.public_id}/").json()["comment_count"] == 2
    one = f"comments/{first.json()['id']}/"
    assert api(member).patch(one, {"source": "no"}).status_code == 403
    assert api(employee).patch(one, {"source": "better"}).json()["version"] == 2
    assert api(employee).delete(one).status_code == 204
    assert api(employee).get(one).status_code == 404
    assert api(member).get(path).json()["results"][0]["reply_to"] is None


def test_reply_to_another_thread_is_refused(api: Asks, member: Person, post: Posts) -> None:
    one, other = post(member, "one"), post(member, "other")
    asks = api(member)
    there = asks.post(f"entries/{other.public_id}/comments/", {"source": "x"}).json()["id"]
    sent = {"source": "y", "reply_to": there}
    answer = asks.post(f"entries/{one.public_id}/comments/", sent)
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["reply_to"])


def test_comment_is_no_update_and_has_no_thread(api: Asks, member: Person, post: Posts) -> None:
    entry = post(member, "one")
    asks = api(member)
    comment = asks.post(f"entries/{entry.public_id}/comments/", {"source": "x"}).json()["id"]
    assert asks.get(f"updates/{comment}/").status_code == 404
    assert asks.get(f"entries/{comment}/comments/").status_code == 404
    assert asks.get(f"comments/{entry.public_id}/").status_code == 404


def test_reactions_can_be_repeated(
    api: Asks, member: Person, employee: Person, post: Posts, thumbs: ReactionChoice
) -> None:
    entry = post(member, "one")
    path = f"entries/{entry.public_id}/reactions/"
    for _time in range(2):
        bar = api(employee).put(f"{path}👍/").json()["results"]
        (mine,) = [one for one in bar if one["emoji"] == "👍"]
        assert (mine["count"], mine["mine"]) == (1, True)
    (theirs,) = [one for one in api(member).get(path).json()["results"] if one["emoji"] == "👍"]
    assert (theirs["count"], theirs["mine"]) == (1, False)
    for _time in range(2):
        bar = api(employee).delete(f"{path}👍/").json()["results"]
        assert next(one for one in bar if one["emoji"] == "👍")["count"] == 0
    assert api(employee).put(f"{path}%00/").status_code == 400
    assert api(employee).put(f"{path}nope/").status_code == 400
    offered = [one["emoji"] for one in api(member).get("reaction-choices/").json()["results"]]
    assert "👍" in offered


def test_moderator_of_the_community_removes_with_a_reason(
    api: Asks, member: Person, owner: Person, open_community: Community, post: Posts
) -> None:
    entry = post(member, "rude", open_community)
    path = f"entries/{entry.public_id}/remove/"
    assert api(owner).post(path, {}).status_code == 400
    assert api(owner).post(path, {"reason": "Rude"}).status_code == 204
    assert api(member).get(f"updates/{entry.public_id}/").status_code == 404


def test_draft_is_kept_gets_an_image_and_is_posted(
    api: Asks, member: Person, employee: Person, closed: Community
) -> None:
    asks = api(member)
    made = asks.post("drafts/", {"source": "half", "audience": f"community:{closed.slug}"})
    assert (made.status_code, made.json()["audience"]) == (201, f"community:{closed.slug}")
    pid = made.json()["id"]
    saved = asks.patch(f"drafts/{pid}/", {"source": "half a"}).json()
    assert (saved["source"], saved["audience"]) == ("half a", f"community:{closed.slug}")
    assert [one["id"] for one in asks.get("drafts/").json()["results"]] == [pid]
    assert api(employee).get(f"drafts/{pid}/").status_code == 404
    assert asks.get(f"updates/{pid}/").status_code == 404
    image = asks.upload("POST", f"drafts/{pid}/images/", {"image": picture(), "alt": "Sea"})
    assert image.status_code == 201, image.content
    posted = asks.post("updates/", {"source": "whole", "draft": pid})
    assert posted.status_code == 201, posted.content
    assert (posted.json()["id"], posted.json()["image"]["alt"]) == (pid, "Sea")
    assert asks.get(f"drafts/{pid}/").status_code == 404
    again = asks.post("updates/", {"source": "twice", "draft": pid})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "posted")


def test_draft_of_another_is_nowhere(api: Asks, member: Person, employee: Person) -> None:
    pid = api(member).post("drafts/", {"source": "secret"}).json()["id"]
    asks = api(employee)
    assert asks.get(f"drafts/{pid}/").status_code == 404
    assert asks.patch(f"drafts/{pid}/", {"source": "x"}).status_code == 404
    assert asks.delete(f"drafts/{pid}/").status_code == 404
    answer = asks.post("updates/", {"source": "x", "audience": "company", "draft": pid})
    assert answer.status_code == 400
    assert Entry.objects.get(public_id=pid).source == "secret"


def test_thrown_draft_lies_in_the_bin(api: Asks, member: Person) -> None:
    asks = api(member)
    pid = asks.post("drafts/", {"source": "half"}).json()["id"]
    assert asks.delete(f"drafts/{pid}/").status_code == 204
    (item,) = asks.get("bin/").json()["results"]
    assert (item["id"], item["was_published"]) == (pid, False)
    assert asks.post(f"entries/{pid}/restore/").status_code == 204
    assert asks.get(f"drafts/{pid}/").json()["source"] == "half"


def test_image_is_posted_in_one_request_and_fetched_by_readers_only(
    api: Asks, member: Person, employee: Person, closed: Community
) -> None:
    fields = {"source": "Look", "audience": f"community:{closed.slug}", "image": picture()}
    made = api(member).upload("POST", "updates/", fields)
    assert made.status_code == 201, made.content
    image = made.json()["image"]  # type: ignore[attr-defined]
    fetched = api(member).call("GET", image["url"], headers={"Accept": "image/*"})
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "image/webp")
    assert api(member).get(image["thumb_url"]).status_code == 200
    hidden = api(employee).get(image["url"])
    assert (hidden.status_code, hidden.json()["error"]["code"]) == (404, "not_found")
    assert api(employee).delete(image["url"]).status_code == 404
    assert api(None).get(image["url"]).status_code == 401
    assert api(member).patch(image["url"], {"alt": "Sea"}).json()["alt"] == "Sea"
    assert api(member).delete(image["url"]).status_code == 204
    assert not Attachment.objects.exists()


def test_preview_is_what_will_be_stored(api: Asks, member: Person) -> None:
    asks = api(member)
    text = "Hi @olga.owner **bold** #tag <script>alert(1)</script>"
    preview = asks.post("preview/", {"source": text}).json()
    made = asks.post("updates/", {"source": text, "audience": "company"}).json()
    assert preview["html"] == made["html"]
    assert preview["tags"] == ["tag"]
    assert "<script" not in preview["html"]
