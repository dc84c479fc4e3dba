"""What each page and call of the API asks the database: the same whatever its length.

`query_counts.json` holds one line for each: who asks for what, and how many queries that takes with
warm caches. A number that changed on purpose is written down by
`QUERY_COUNTS=write make test ARGS=tests/test_query_counts.py`; the diff then shows it.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from inspect import getclosurevars
from pathlib import Path
from time import time
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.cache.backends import locmem
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from access.viewer import Viewer
from activity import feeds, limits
from blogs.actions import (
    add_note,
    blog_of_person,
    create_blog,
    find_discussed,
    make_feed,
    publish_post,
    save_post,
    set_authors,
    set_cover,
    set_reviewers,
    set_role,
    subscribe,
)
from blogs.feeds import token_of, wanted
from blogs.models import BlogPost, FeedAddress
from communities.actions import add_member, create_community, invite_person, request_to_join
from communities.models import Community
from content.actions import (
    add_comment,
    add_reaction,
    attach_image,
    delete_entry,
    edit_text,
    follow_tag,
    report_entry,
)
from content.models import Entry, ReactionChoice, Report
from expertise.actions import hide_evidence
from profiles import organisation
from profiles.actions import (
    block_person,
    change_rights,
    deactivate_person,
    edit_profile,
    follow_person,
    give_skill,
    mute_person,
    set_manager,
    set_portrait,
    set_status,
)
from profiles.models import HandOverItem, Person
from tests.access.test_routes import ELSEWHERE, methods, routes
from tests.api.conftest import make_app, make_token, picture
from tests.jobs import run_jobs
from updates.actions import publish_update, save_draft
from welcome.models import Visit

COUNTS = Path(__file__).with_name("query_counts.json")
HOW = "If that is meant: QUERY_COUNTS=write make test ARGS=tests/test_query_counts.py"

# Promised: no more than so many for the home page, and for any other.
HOME, ANY = 12, 14
# More than that, and why.
MORE = {
    # A restored draft for chosen people is in the box, and people are suggested.
    "member /": 14,
    # Who they are, how to reach them, what they are up to, what colleagues say they
    # know, whom they follow, and their stream.
    "member /people/{member}/": 17,
    "member /people/{owner}/": 18,
    "guest /people/{member}/": 16,
    # The words among skills and departments, whoever has them, and where they stand.
    "member /people/?q=extra": 16,
    # Each facet is counted under the choices of the others.
    "member /people/?department={department}&skill=knots": 16,
    # What is meant by it, the search for texts, the ranking, people with their status, texts.
    "member /expertise/?q=lift": 15,
    # Three for each level that is open: who is in it, what they are called, who is below them.
    "member /people/{boss}/chart/?open={lead}": 17,
    # People, communities, posts and comments at once.
    "member /search/?q=words": 16,
}
# Many events about one post are one card, so a stream asks again until it is full: how often
# depends on what there is. However often the same stream asks, it counts as one.
A_ROUND = "SELECT e.id, e.root_id, e.verb"
# What is asked for and shows no page and no list.
NO_PAGE = {
    "communities:invitation-accept": "opened once, by a link in a mail",
    "activity:notification-open": "sends on to what the notification is about",
    "activity:mail-stop": "opened once, by a link in a mail",
    "updates:draft-discard": "a question before a form is sent",
    "welcome:first-visit": "sends on to the first step that is open",
    "profiles:settings": "sends on to the first page of the settings",
    "blogs:post-moved": "sends on from an old path to the post",
    "healthz": "asked by machines",
    "readyz": "asked by machines",
    "api:docs": "kept as files",
    "api:nowhere": "nothing",
}


class Company:
    """A small company that grows: `ids` fills the addresses."""

    def __init__(
        self,
        people: dict[str, Person],
        circles: dict[str, Community],
        make_person: Callable[..., Person],
    ) -> None:
        self.people, self.circles, self.make_person = people, circles, make_person
        self.size = 0
        member, owner = people["member"], people["owner"]
        rights = Group.objects.filter(name__in=["Picture of skills", "Company blogs"])
        change_rights(actor=None, person=owner, groups=rights)
        edit_profile(actor=member, person=member, skills=["Knots", "Lift"])
        self.post = publish_update(
            actor=member, source="version 0 #lift", choice="company", image=picture()
        )
        set_portrait(actor=member, person=member, data=picture().getvalue())
        self.boss, self.lead = self._at_the_yard("Boss"), self._at_the_yard("Lead")
        set_manager(actor=None, person=self.boss, manager=owner)
        set_manager(actor=None, person=self.lead, manager=self.boss)
        for number in range(organisation.TOO_FEW):
            self._at_the_yard(f"First{number}")
        self.blog = blog_of_person(member)
        self.article = self._article(0)
        self.unfinished = save_post(actor=member, blog=self.blog, title="Half", source="words")
        self.draft = save_draft(actor=member, source="half a post", choice="company")
        report_entry(actor=member, entry=self._outside(owner), reason="rude")
        self.ids = {
            "member": member.public_id,
            "owner": owner.public_id,
            "post": self.post.public_id,
            "draft": self.draft.public_id,
            "blog_slug": self.blog.slug,
            "article": self.article.public_id,
            "unfinished": self.unfinished.public_id,
            "image": self.post.attachments.get().public_id,
            "open": circles["open"].public_id,
            "closed": circles["closed"].public_id,
            "open_slug": circles["open"].slug,
            "closed_slug": circles["closed"].slug,
            "month": f"{timezone.now():%Y/%m}",
        }
        feed = self._feed(blog=self.blog.slug)
        self.ids |= {
            "feed": feed.public_id,
            "feed_token": token_of(feed),
            "article_image": self.article.attachments.get().public_id,
        }
        Visit.objects.update_or_create(person=people["owner"], defaults={"finished_at": None})
        self.grow(3)
        first = self.post.thread.earliest("pk")
        asked = circles["closed"].requests.earliest("pk")
        told = Report.objects.earliest("pk")
        self.ids |= {
            "comment": first.public_id,
            "request": asked.public_id,
            "report": told.public_id,
            "boss": self.boss.public_id,
            "lead": self.lead.public_id,
            "guest": self.people["guest"].public_id,
            "item": HandOverItem.objects.filter(holder=owner).earliest("pk").public_id,
            "department": str(self.boss.department_id),
            "place": str(self.boss.location_id),
        }

    def _at_the_yard(self, name: str) -> Person:
        return self.make_person(
            f"{name} Person", department="Yard", location="Quay", skills=["Knots"]
        )

    def _article(self, number: int) -> BlogPost:
        member = self.people["member"]
        post = save_post(
            actor=member,
            blog=self.blog,
            title=f"Article {number}",
            source=f"article number {number} #lift",
        )
        image = attach_image(actor=member, entry=post, upload=picture())
        set_cover(actor=member, post=post, image=image)
        return publish_post(actor=member, post=post)

    def _feed(self, **of: str) -> FeedAddress:
        member = self.people["member"]
        feed = wanted(Viewer.of(member), of)
        assert feed is not None
        return make_feed(actor=member, feed=feed)

    def _outside(self, author: Person) -> Entry:
        return publish_update(
            actor=author, source="rude", choice=f"community:{self.circles['open'].slug}"
        )

    def grow(self, count: int) -> None:
        """That many more of everything, by and to different people."""
        for _time in range(count):
            self._one_more(self.size)
            self.size += 1
        run_jobs(4000)
        find_discussed()

    def _one_more(self, number: int) -> None:
        member, owner = self.people["member"], self.people["owner"]
        closed, harbour = self.circles["closed"], self.circles["open"]
        person = self.make_person(
            f"Extra{number} Person",
            department=f"D{number}",
            location=f"L{number}",
            skills=["Knots", f"Knots of kind {number}"],
        )
        give_skill(actor=person, person=member, name=f"Lift {number}")
        near = self._at_the_yard(f"Near{number}")
        ends_at = timezone.now() + timedelta(days=2)
        set_status(actor=near, kind="away", ends_at=ends_at, stand_in=owner)
        set_manager(actor=None, person=near, manager=[self.boss, self.lead, owner][number % 3])
        follow_person(actor=person, person=member)
        follow_person(actor=member, person=person)
        follow_tag(actor=member, word=f"lift{number}")
        quiet = self.make_person(f"Quiet{number} Person")
        mute_person(actor=member, person=quiet)
        block_person(actor=member, person=quiet)
        request_to_join(actor=person, community=closed)
        add_member(actor=owner, community=harbour, person=person)
        invite_person(actor=owner, community=closed, email=f"g{number}@x.example", as_guest=True)
        create_community(actor=member, name=f"Circle {number}", type="open")
        choices = ["company", f"community:{harbour.slug}", f"people:{member.handle}"]
        entry = publish_update(
            actor=person,
            source=f"words number {number} #lift #lift{number} @{owner.handle}",
            choice=choices[number % 3],
            image=picture(),
        )
        add_reaction(actor=member, entry=entry, emoji="👍")
        comment = add_comment(actor=member, root=entry, source="comment")
        hide_evidence(actor=member, entry=comment)
        add_comment(actor=person, root=entry, source="reply", reply_to=comment)
        edit_text(actor=member, entry=self.post, source=f"version {number + 1} #lift")
        add_reaction(actor=person, entry=self.post, emoji="👍")
        under = add_comment(actor=person, root=self.post, source=f"to mine {number}")
        add_reaction(actor=member, entry=under, emoji="👍")
        save_draft(actor=member, source="draft", choice=f"people:{person.handle}")
        add_comment(actor=person, root=self._article(number + 1), source="well said")
        self._feed(tag=f"lift{number}")
        set_role(actor=None, blog=self.blog, person=person, role="author")
        set_authors(actor=member, post=self.article, people=[person, owner])
        set_reviewers(actor=member, post=self.unfinished, people=[person, owner])
        add_note(actor=member, post=self.unfinished, text=f"note {number}")
        also = save_post(
            actor=owner, blog=blog_of_person(owner), title=f"Asked {number}", source="words"
        )
        set_reviewers(actor=owner, post=also, people=[member])
        subscribe(actor=member, blog=also.place.blog)
        subscribe(actor=person, blog=self.blog)
        news = create_blog(actor=None, title=f"News {number}", owner=near)
        subscribe(actor=member, blog=news)
        told = save_post(actor=near, blog=news, title=f"Told {number}", source="told")
        publish_post(actor=near, post=told)
        gone = publish_update(actor=member, source="gone", choice="company")
        delete_entry(actor=member, entry=gone)
        report_entry(actor=member, entry=self._outside(person), reason="rude")
        publish_update(actor=owner, source="inside", choice=f"community:{closed.slug}")
        gone_one = self.make_person(f"Gone{number} Person")
        left = create_community(actor=gone_one, name=f"Left {number}", type="on_request")
        request_to_join(actor=person, community=left)
        create_blog(actor=None, title=f"Left news {number}", owner=gone_one)
        deactivate_person(actor=None, person=gone_one, successor=owner)
        visitor = self.make_person(f"Visitor{number} Person", is_guest=True, sponsor=owner)
        add_member(actor=owner, community=closed, person=visitor)
        more = create_community(
            actor=owner, name=f"Guests {number}", type="on_request", allows_guests=True
        )
        add_member(actor=owner, community=more, person=self.people["guest"])


@pytest.fixture(autouse=True)
def _old_ids(db: None) -> None:
    """Search looks behind the newest thousands of ids when there are more, so there always are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('content_entry_id_seq', 5000)")


@pytest.fixture(autouse=True)
def _nothing_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept for half a minute stays kept: the second time something is asked is warm."""
    now = time()
    monkeypatch.setattr(locmem, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture(autouse=True)
def _asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """All calls are made within a minute; the count of them is asked for as always."""
    monkeypatch.setattr(limits, "API_PERSON", limits.Limit("api", 10_000, 60))


@pytest.fixture
def company(
    make_person: Callable[..., Person],
    owner: Person,
    member: Person,
    guest: Person,
    closed: Community,
    open_community: Community,
    thumbs: ReactionChoice,
) -> Company:
    """Three of everything."""
    people = {"owner": owner, "member": member, "guest": guest}
    return Company(people, {"closed": closed, "open": open_community}, make_person)


@pytest.fixture
def clients(company: Company) -> dict[str, tuple[Client, Client]]:
    """Of each of them a browser, and a program with a token."""
    app = make_app("Pocket", ("read", "write"))
    found = {}
    for who, person in company.people.items():
        browser = Client()
        browser.force_login(person, backend="profiles.backends.PersonBackend")
        token = make_token(app, person, ("read", "write"))
        found[who] = browser, Client(HTTP_AUTHORIZATION=f"Bearer {token}")
    return found


def counted(
    company: Company, clients: dict[str, tuple[Client, Client]]
) -> tuple[dict[str, int], dict[str, int]]:
    """The queries of each line of the file, the second time it is asked, and how long it is."""
    found, lengths = {}, {}
    program = clients["member"][1]
    newest = program.get("/api/v1/streams/everyone/").json()["newest"]
    for line in json.loads(COUNTS.read_text()):
        who, path = line.split(" ", 1)
        client = clients[who][path.startswith("/api/")]
        address = path.format(**company.ids, newest=newest)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        asked = [query["sql"] for query in queries]
        rounds = Counter(re.sub(r"\d+", "0", sql) for sql in asked if sql.startswith(A_ROUND))
        assert max(rounds.values(), default=0) <= feeds.SCAN_ROUNDS, line
        count = len(asked) - rounds.total() + len(rounds)
        found[line] = count if answer.status_code == 200 else -answer.status_code
        lengths[line] = 0 if answer.streaming else len(answer.content)
    assert not {line: count for line, count in found.items() if count < 0}
    return found, lengths


def test_every_page_takes_the_queries_it_is_known_for_however_long_it_is(
    company: Company, clients: dict[str, tuple[Client, Client]]
) -> None:
    few, short = counted(company, clients)
    company.grow(9)
    many, long = counted(company, clients)
    # There was more to show on most.
    assert sum(long[line] > short[line] * 1.2 for line in many) >= 50
    assert not {line: (few[line], many[line]) for line in few if many[line] > few[line]}
    if os.environ.get("QUERY_COUNTS") == "write":
        COUNTS.write_text(json.dumps(many, indent=1, ensure_ascii=False) + "\n")
    known = json.loads(COUNTS.read_text())
    changed = {line: f"{known[line]} -> {many[line]}" for line in many if many[line] != known[line]}
    assert not changed, HOW


def test_no_page_is_known_for_more_than_is_promised() -> None:
    known = json.loads(COUNTS.read_text())
    over = {
        line: count
        for line, count in known.items()
        if count > MORE.get(line, HOME if line.endswith(" /") else ANY)
    }
    assert not over
    assert all(known[line] == most for line, most in MORE.items()), "it is less by now"


def test_every_page_and_every_call_that_reads_has_a_line() -> None:
    counted = {_route(line.split(" ", 1)[1]) for line in json.loads(COUNTS.read_text())}
    bare = sorted({name for name in _readable() if name not in counted | NO_PAGE.keys()})
    assert not bare, f"Add `who /address/` with 0 to {COUNTS.name}. {HOW}"


def _route(path: str) -> str:
    bare = path.split("?", maxsplit=1)[0].replace("{month}", "2026/03")
    filled = re.sub(r"{\w+_slug}", "slug", bare)
    return resolve(re.sub(r"{\w+}", "2" * 16, filled)).view_name


def _readable() -> Iterator[str]:
    """The names of what answers GET, but for the administration and what others made."""
    for _where, name, view in routes():
        if name in ELSEWHERE or name.startswith("admin:"):
            continue
        if methods(view) == [""]:
            if "GET" in getclosurevars(view).nonlocals.get("request_method_list", ["GET"]):
                yield name
        elif "GET" in methods(view):
            yield name
