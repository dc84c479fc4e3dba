"""What each page and call of the API asks the database: the same whatever its length.

`query_counts.json` holds one line for each: who asks for what, and how many queries that takes with
warm caches. A number that changed on purpose is written down by
`QUERY_COUNTS=write make test ARGS=tests/test_query_counts.py`; the diff then shows it.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from inspect import getclosurevars
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from communities.actions import add_member, create_community, invite_person, request_to_join
from communities.models import Community
from content.actions import add_comment, add_reaction, delete_entry, edit_text, report_entry
from content.models import Entry, ReactionChoice, Report
from profiles.actions import follow_person, set_portrait
from profiles.models import Person
from tests.access.test_routes import ELSEWHERE, methods, routes
from tests.api.conftest import make_app, make_token, picture
from tests.jobs import run_jobs
from updates.actions import publish_update, save_draft

COUNTS = Path(__file__).with_name("query_counts.json")
HOW = "If that is meant: QUERY_COUNTS=write make test ARGS=tests/test_query_counts.py"

# Promised: no more than so many for the home page, and for any other.
HOME, ANY = 12, 14
# More than that, and why.
MORE = {
    # A restored draft for chosen people is in the box, and the stream asked twice.
    "member /": 14,
    # Who they are, whom they follow, and their stream.
    "member /people/{member}/": 16,
    "member /people/{owner}/": 17,
    # People, communities, posts and comments at once.
    "member /search/?q=words": 16,
}
# Many events about one post are one card: this stream asks again, at most four times, until it is
# full.
IN_ROUNDS = {
    "member /",
    "member /stream/news/?of=following",
    "member /api/v1/streams/following/",
}
# What is asked for and shows no page and no list.
NO_PAGE = {
    "communities:invitation-accept": "opened once, by a link in a mail",
    "activity:notification-open": "sends on to what the notification is about",
    "activity:mail-stop": "opened once, by a link in a mail",
    "updates:draft-discard": "a question before a form is sent",
    "profiles:settings": "sends on to the first page of the settings",
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
        self.post = publish_update(
            actor=member, source="version 0 #lift", choice="company", image=picture()
        )
        set_portrait(actor=member, person=member, data=picture().getvalue())
        self.draft = save_draft(actor=member, source="half a post", choice="company")
        report_entry(actor=member, entry=self._outside(owner), reason="rude")
        self.ids = {
            "member": member.public_id,
            "owner": owner.public_id,
            "post": self.post.public_id,
            "draft": self.draft.public_id,
            "image": self.post.attachments.get().public_id,
            "open": circles["open"].public_id,
            "closed": circles["closed"].public_id,
            "open_slug": circles["open"].slug,
            "closed_slug": circles["closed"].slug,
        }
        self.grow(3)
        first = self.post.thread.earliest("pk")
        asked = circles["closed"].requests.earliest("pk")
        told = Report.objects.earliest("pk")
        self.ids |= {
            "comment": first.public_id,
            "request": asked.public_id,
            "report": told.public_id,
        }

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

    def _one_more(self, number: int) -> None:
        member, owner = self.people["member"], self.people["owner"]
        closed, harbour = self.circles["closed"], self.circles["open"]
        person = self.make_person(
            f"Extra{number} Person", department=f"D{number}", location=f"L{number}"
        )
        follow_person(actor=person, person=member)
        follow_person(actor=member, person=person)
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
        add_comment(actor=person, root=entry, source="reply", reply_to=comment)
        edit_text(actor=member, entry=self.post, source=f"version {number + 1} #lift")
        add_reaction(actor=person, entry=self.post, emoji="👍")
        under = add_comment(actor=person, root=self.post, source=f"to mine {number}")
        add_reaction(actor=member, entry=under, emoji="👍")
        save_draft(actor=member, source="draft", choice=f"people:{person.handle}")
        gone = publish_update(actor=member, source="gone", choice="company")
        delete_entry(actor=member, entry=gone)
        report_entry(actor=member, entry=self._outside(person), reason="rude")
        publish_update(actor=owner, source="inside", choice=f"community:{closed.slug}")


@pytest.fixture(autouse=True)
def _old_ids(db: None) -> None:
    """Search looks behind the newest thousand ids when there are more, so there always are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('content_entry_id_seq', 1000)")


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
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
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
        found[line] = len(queries) if answer.status_code == 200 else -answer.status_code
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
    grown = {line: (few[line], many[line]) for line in few if many[line] > few[line]}
    assert grown.keys() <= IN_ROUNDS, grown
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
    filled = re.sub(r"{\w+_slug}", "slug", path.split("?", maxsplit=1)[0])
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
