"""Streams, search, suggestions, notifications, reports."""

from collections.abc import Callable

import pytest

from activity.models import Notification
from communities.models import Community
from content.actions import add_comment, report_entry
from content.models import Entry, Report
from profiles.actions import follow_person
from profiles.models import Person
from tests.api.conftest import Api
from tests.jobs import run_jobs

Asks = Callable[..., Api]
Posts = Callable[..., Entry]


def ids(answer: object) -> list[str]:
    """The ids of the results."""
    return [one["id"] for one in answer.json()["results"]]  # type: ignore[attr-defined]


def test_streams_show_what_one_may_read_newest_first(
    api: Asks,
    member: Person,
    employee: Person,
    guest: Person,
    closed: Community,
    secret: Community,
    post: Posts,
) -> None:
    company = post(member, "company")
    inside = post(member, "closed", closed)
    hidden = post(member, "secret", secret)
    every = "streams/everyone/"
    assert ids(api(member).get(every)) == [e.public_id for e in (hidden, inside, company)]
    assert ids(api(employee).get(every)) == [company.public_id]
    assert ids(api(guest).get(every)) == [inside.public_id]
    assert ids(api(employee).get("streams/following/")) == []
    follow_person(actor=employee, person=member)
    (card,) = api(employee).get("streams/following/").json()["results"]
    assert (card["id"], card["reason"]) == (company.public_id, "You follow Mira Member")


def test_stream_is_narrowed(
    api: Asks, member: Person, owner: Person, closed: Community, secret: Community, post: Posts
) -> None:
    tagged = post(member, "about #boats")
    inside = post(member, "in", closed)
    other = post(owner, "by the owner")
    asks = api(member)
    every = "streams/everyone/"
    assert ids(asks.get(f"{every}?community={closed.public_id}")) == [inside.public_id]
    assert ids(asks.get(f"{every}?person={owner.public_id}")) == [other.public_id]
    assert ids(asks.get(f"{every}?tag=boats")) == [tagged.public_id]
    assert ids(asks.get(f"{every}?until_day=2001-01-01")) == []
    assert len(ids(asks.get(f"{every}?from_day=2001-01-01"))) == 3


def test_narrowing_to_what_is_hidden_finds_what_nothing_finds(
    api: Asks, employee: Person, member: Person, secret: Community, post: Posts
) -> None:
    post(member, "hidden #canary", secret)
    asks = api(employee)

    def shown(query: str) -> list[str]:
        return ids(asks.get(f"streams/everyone/?{query}"))

    assert shown(f"community={secret.public_id}") == shown("community=2222222222222222") == []
    assert shown("tag=canary") == shown("tag=neverused") == []


def test_news_go_on_where_a_page_was_made(
    api: Asks, member: Person, employee: Person, post: Posts
) -> None:
    old = post(member, "old")
    asks = api(employee)
    newest = asks.get("streams/everyone/").json()["newest"]
    new = post(member, "new")
    answer = asks.get(f"streams/everyone/news/?since={newest}").json()
    assert [one["id"] for one in answer["results"]] == [new.public_id, old.public_id]
    assert answer["newest"] != newest
    assert asks.get("streams/everyone/news/").status_code == 400


def test_there_are_two_streams(api: Asks, employee: Person) -> None:
    assert api(employee).get("streams/nobodys/").status_code == 404


def test_search_finds_words_and_phrases_one_may_read(
    api: Asks, member: Person, employee: Person, secret: Community, post: Posts
) -> None:
    seen = post(member, "The quick brown fox jumps")
    post(member, "quick silver fox", secret)
    found = api(employee).get("search/?q=fox").json()["results"]
    assert [one["id"] for one in found] == [seen.public_id]
    assert [piece["text"] for piece in found[0]["excerpt"] if piece["hit"]] == ["fox"]
    assert len(ids(api(member).get("search/?q=fox"))) == 2
    assert ids(api(member).get('search/?q="brown fox"')) == [seen.public_id]
    assert ids(api(employee).get(f"search/?q=fox&community={secret.public_id}")) == []
    assert ids(api(member).get("search/?q=fox&kind=comment")) == []
    assert api(member).get("search/?q=").status_code == 400


def test_suggestions_for_tags_and_mentions_hold_what_one_may_know(
    api: Asks, member: Person, employee: Person, secret: Community, post: Posts
) -> None:
    post(member, "#submerged", secret)
    post(member, "#subway")

    def tags(person: Person) -> list[str]:
        found = api(person).get("tags/suggest/?q=sub").json()["results"]
        return [one["slug"] for one in found]

    assert tags(member) == ["submerged", "subway"]
    assert tags(employee) == ["subway"]

    def mentions(person: Person, typed: str) -> list[str]:
        found = api(person).get(f"mentions/suggest/?q={typed}").json()["results"]
        return [one["value"] for one in found]

    assert mentions(member, "subm") == [secret.slug]
    assert mentions(employee, "subm") == []
    assert mentions(employee, "@mira") == ["mira.member"]


def test_notifications_are_listed_counted_and_read(
    api: Asks, member: Person, employee: Person, post: Posts
) -> None:
    entry = post(member, "question")
    comment = add_comment(actor=employee, root=entry, source="answer")
    follow_person(actor=employee, person=member)
    run_jobs()
    asks = api(member)
    assert asks.get("notifications/unread/").json() == {"unread": 2}
    follow, told = asks.get("notifications/").json()["results"]
    assert (follow["kind"], told["kind"]) == ("follow", "comment")
    assert (told["entry"], told["root"]) == (comment.public_id, entry.public_id)
    assert told["actor"]["id"] == employee.public_id
    assert str(Notification.objects.get(kind="comment").pk) != told["id"]
    read = asks.post("notifications/read/", {"ids": [told["id"]]})
    assert read.json() == {"unread": 1}
    assert ids(asks.get("notifications/?unread=true")) == [follow["id"]]
    assert ids(asks.get("notifications/?kind=comment")) == [told["id"]]
    assert api(employee).post("notifications/read/", {"ids": [follow["id"]]}).status_code == 200
    assert asks.get("notifications/unread/").json() == {"unread": 1}
    assert asks.post("notifications/read/").json() == {"unread": 0}
    assert asks.post("notifications/read/", {"ids": ["1"]}).status_code == 400


def test_mail_preferences_are_chosen_one_by_one(api: Asks, member: Person) -> None:
    asks = api(member)
    before = asks.get("me/mail-preferences/").json()
    assert (before["mention"], before["reaction"]) == (True, False)
    after = asks.patch("me/mail-preferences/", {"mention": False, "reaction": True}).json()
    assert after == {**before, "mention": False, "reaction": True}
    assert asks.patch("me/mail-preferences/", {"mention": "no"}).status_code == 400


def test_report_is_made_decided_and_answered(
    api: Asks,
    member: Person,
    employee: Person,
    owner: Person,
    open_community: Community,
    post: Posts,
) -> None:
    entry = post(member, "rude", open_community)
    sent = {"entry": entry.public_id, "reason": "rude", "text": "Look"}
    made = api(employee).post("reports/", sent)
    assert (made.status_code, made.json()["state"]) == (201, "open")
    assert api(employee).post("reports/", sent).json()["id"] == made.json()["id"]
    queue = f"communities/{open_community.public_id}/reports/"
    assert api(member).get(queue).status_code == 404
    (report,) = api(owner).get(f"{queue}?state=open").json()["results"]
    assert report["entry"]["id"] == entry.public_id
    one = f"{queue}{report['id']}/"
    assert api(member).get(one).status_code == 404
    assert api(owner).post(f"{one}decision/", {"verdict": "hide"}).status_code == 400
    decided = api(owner).post(f"{one}decision/", {"verdict": "hide", "answer": "Be kind."})
    assert (decided.json()["state"], decided.json()["entry"]["state"]) == ("hidden", "hidden")
    assert api(member).get(f"updates/{entry.public_id}/").status_code == 404
    assert api(owner).get(one).json()["answer"] == "Be kind."


def test_moderator_of_one_community_has_no_hand_in_another(
    api: Asks, member: Person, owner: Person, make_person: Callable[..., Person], post: Posts,
    closed: Community,
) -> None:  # fmt: skip
    from communities.actions import create_community

    stranger = make_person("Sven Stranger")
    other = create_community(actor=stranger, name="Other", type="open")
    report = report_entry(actor=owner, entry=post(member, "x", closed), reason="spam")
    path = f"communities/{other.public_id}/reports/{report.public_id}/decision/"
    assert api(stranger).post(path, {"verdict": "hide", "answer": "x"}).status_code == 404
    assert Report.objects.get().state == "open"


@pytest.mark.parametrize("kind", ["entry", "person", "community"])
def test_what_is_hidden_cannot_be_reported(
    api: Asks,
    guest: Person,
    employee: Person,
    member: Person,
    secret: Community,
    post: Posts,
    kind: str,
) -> None:
    hidden = {
        "entry": post(member, "x", secret).public_id,
        "person": employee.public_id,
        "community": secret.public_id,
    }
    answer = api(guest).post("reports/", {kind: hidden[kind], "reason": "spam"})
    assert answer.status_code == 404
    assert not Report.objects.exists()


def test_people_and_communities_are_reported_too(
    api: Asks, employee: Person, member: Person, open_community: Community
) -> None:
    asks = api(employee)
    person = asks.post("reports/", {"person": member.public_id, "reason": "other"})
    circle = asks.post("reports/", {"community": open_community.public_id, "reason": "spam"})
    assert (person.status_code, circle.status_code) == (201, 201)
    both = {"person": member.public_id, "community": open_community.public_id, "reason": "spam"}
    assert asks.post("reports/", both).status_code == 400
    assert asks.post("reports/", {"reason": "spam"}).status_code == 400
