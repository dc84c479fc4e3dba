"""What people say about reaching them: who may read it, what is taken, what is refused."""

import random
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from access import rules
from access.viewer import NOBODY, Viewer
from activity.models import AuditEntry
from communities.actions import add_member, create_community, leave_community
from communities.models import Community
from core.errors import Conflict, Invalid, Refused
from profiles import bulk
from profiles.actions import (
    Said,
    add_person,
    change_directory_fields,
    edit_profile,
    remove_detail,
    set_details,
)
from profiles.actions.details import MAX_LINKS, phone_of
from profiles.birthdays import checked_birthday
from profiles.links import LONGEST, checked_link
from profiles.models import Detail, Person
from tests.threads import race
from updates.actions import publish_update

pytestmark = pytest.mark.django_db
Browser = Callable[[Person | None], Client]
ALL = [
    Said("phone", "555-0142", "", ""),
    Said("private_mail", "mira@home.example", "", ""),
    Said("birthday", "04-12", "", ""),
    Said("link", "https://code.example/mira", "Code", ""),
]


def for_readers(seen_by: str) -> list[Said]:
    return [Said(one.kind, one.value, one.label, seen_by) for one in ALL]


def texts(answer: Any) -> list[str]:
    """Which of the four stand in an answer, whatever its form."""
    signs = ("555-0142", "mira@home.example", "code.example/mira", "12 April|04-12|--0412")
    return [sign for sign in signs if re.search(sign, answer.content.decode())]


@pytest.mark.parametrize(
    ("seen_by", "readers"),
    [
        ("employees", {"employee", "owner", "member"}),
        ("communities", {"guest", "owner", "member"}),
        ("nobody", {"member"}),
    ],
)
def test_each_detail_is_read_by_those_it_is_for_on_every_surface(
    seen_by: str,
    readers: set[str],
    employee: Person,
    owner: Person,
    guest: Person,
    member: Person,
    as_person: Browser,
) -> None:
    set_details(actor=member, person=member, details=for_readers(seen_by))
    cast = {"employee": employee, "owner": owner, "guest": guest, "member": member}
    for key, person in cast.items():
        browser = as_person(person)
        for path in (f"/people/{member.public_id}/", f"/api/v1/people/{member.public_id}/"):
            found = texts(browser.get(path))
            assert len(found) == (4 if key in readers else 0), (key, path, found)
        for path in ("/people/", "/api/v1/people/", "/people/suggest/?q=555", "/search/?q=555"):
            shown = as_person(person).get(path).content.decode().replace("q=555", "")
            assert "555-0142" not in shown


def test_leaving_the_last_shared_community_closes_what_was_open_to_it(
    member: Person, guest: Person, closed: Community
) -> None:
    set_details(actor=member, person=member, details=for_readers("communities"))
    assert Detail.objects.visible_to(Viewer.of(guest)).count() == 4
    leave_community(actor=member, community=closed)
    assert not Detail.objects.visible_to(Viewer.of(guest)).exists()


def test_a_circle_of_chosen_people_is_no_community(
    member: Person, employee: Person, post: Callable[..., Any]
) -> None:
    publish_update(actor=member, source="for two", choice=f"people:{employee.handle}")
    set_details(actor=member, person=member, details=for_readers("communities"))
    assert not Detail.objects.visible_to(Viewer.of(employee)).exists()


@pytest.mark.parametrize("seed", range(3))
def test_filter_equals_question_for_details(seed: int) -> None:
    dice = random.Random(seed)
    people = [
        add_person(actor=None, name=f"Person {number}", is_guest=number % 4 == 3)
        for number in range(9)
    ]
    for number in range(3):
        circle = create_community(
            actor=people[0], name=f"C{number}", type="on_request", allows_guests=True
        )
        for person in dice.sample(people[1:], 4):
            add_member(actor=people[0], community=circle, person=person)
    for person in people:
        said = [
            Said(one.kind, one.value, "", dice.choice(Detail.Reader.values))
            for one in ALL
            if dice.random() < 0.8
        ]
        set_details(actor=person, person=person, details=said)
    details = list(Detail.objects.all())
    seen = 0
    for viewer in [NOBODY, *(Viewer.of(person) for person in people)]:
        by_filter = set(Detail.objects.visible_to(viewer))
        assert by_filter == {one for one in details if rules.can_read_detail(viewer, one)}
        seen += len(by_filter)
    assert 0 < seen < len(details) * len(people)


def pages(browser: Client, one: Person) -> dict[str, bytes]:
    """All that shows people in rows or in files: listed, narrowed, searched, page by page."""
    assert one.location is not None
    assert one.department is not None
    kept = f"location={one.location_id}&department={one.department_id}&skill=knots"
    asked = (
        "/people/", f"/people/?{kept}", "/people/?q=mem", "/people/?q=knots", "/people/?q=nobody",
        *(f"/people/?q={word}" for word in WORDS), f"/people/?q=mem&{kept}",
        f"/people/{one.public_id}/", f"/people/{one.public_id}/card/",
        f"/people/{one.public_id}/vcard/", f"/people/{one.public_id}/qr/image/",
        f"/people/{one.public_id}/chart/", one.location.get_absolute_url(),
        one.department.get_absolute_url(), "/people/suggest/?q=mem", "/search/?q=mem",
        *(f"{path}?q={word}" for path in SUGGESTED for word in WORDS), "/search/mentions/?q=mem",
        "/expertise/?q=knots", "/suggestions/",
        "/api/v1/people/", "/api/v1/people/?page_size=1", "/api/v1/people/?location=Port",
        "/api/v1/people/facets/", "/api/v1/people/suggest/?q=mem", "/api/v1/people/search/?q=mem",
        *(f"/api/v1/people/search/?q={word}" for word in WORDS),
        f"/api/v1/people/{one.public_id}/", f"/api/v1/people/{one.public_id}/vcard/",
        f"/api/v1/people/{one.public_id}/reports/", "/api/v1/expertise/?q=knots",
    )  # fmt: skip
    passing = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|"request_id": ?"[^"]*"')
    cursor = re.compile(r"[?&;]cursor=[^\"&]*")
    found = {}
    for path in asked:
        answer = browser.get(path)
        body = answer.getvalue() if answer.streaming else answer.content
        # A cursor is sealed anew each time; what is behind it is asked for below.
        found[path] = cursor.sub("", passing.sub(b"", body).decode()).encode()
    following = "/api/v1/people/?page_size=1"
    for number in range(4):
        answer = browser.get(following).json()
        found[f"page {number}"] = str([row["id"] for row in answer["results"]]).encode()
        if not answer["next"]:
            break
        following = answer["next"]
    for order in ("sort", "order", "ordering", "phone", "birthday", "private_mail", "link"):
        for path in ("/people/", "/api/v1/people/"):
            refused = browser.get(f"{path}?{order}=phone")
            found[f"{path} by {order}"] = str(refused.status_code).encode()
            assert refused.status_code == 400, (path, order)
    return found


# What is kept in the values below, as somebody would look for it.
WORDS = ("999999", "hiddenmail", "hiddenlink", "04-12")
SUGGESTED = ("/people/suggest/", "/search/", "/search/mentions/", "/api/v1/people/suggest/")
KEPT = {
    "phone": ("1", "999999"),
    "private_mail": ("a@hiddenmail.example", "zz@hiddenmail.example"),
    "birthday": ("01-01", "04-12"),
    "link": ("https://a.example/hiddenlink", "https://zz.example/hiddenlink"),
}


@pytest.mark.parametrize(
    ("who", "seen_by"), [("employee", "nobody"), ("guest", "nobody"), ("guest", "employees")]
)
def test_every_list_of_people_is_the_same_to_the_byte_with_and_without_a_hidden_value(
    who: str,
    seen_by: str,
    employee: Person,
    guest: Person,
    member: Person,
    owner: Person,
    as_person: Browser,
) -> None:
    for person in (member, owner, employee):
        change_directory_fields(actor=None, person=person, location="Port", department="Dock")
        edit_profile(actor=person, person=person, skills=["Knots"])
    member.refresh_from_db()
    browser = as_person({"employee": employee, "guest": guest}[who])
    before = pages(browser, member)
    for turn in (0, 1):
        said = [Said(kind, values[turn], "", seen_by) for kind, values in KEPT.items()]
        set_details(actor=member, person=member, details=said)
        after = pages(browser, member)
        assert [path for path in before if before[path] != after[path]] == []
    # The same questions notice what is shown to them.
    shown = "communities" if who == "guest" else "employees"
    said = [Said(kind, values[1], "", shown) for kind, values in KEPT.items()]
    set_details(actor=member, person=member, details=said)
    after = pages(browser, member)
    profile = f"people/{member.public_id}/"
    noticed = {path for path in before if before[path] != after[path]}
    assert noticed >= {f"/{profile}", f"/{profile}vcard/", f"/api/v1/{profile}"}
    change_directory_fields(actor=None, person=member, title="Master of the lamp")
    row = browser.get("/people/").content
    assert b"Master of the lamp" in row


def test_an_export_of_people_is_the_same_with_and_without_a_hidden_value(member: Person) -> None:
    before = [b"".join(bulk.exported(as_table=as_table)) for as_table in (True, False)]
    for seen_by in Detail.Reader.values:
        set_details(actor=member, person=member, details=for_readers(seen_by))
        after = [b"".join(bulk.exported(as_table=as_table)) for as_table in (True, False)]
        assert after == before


# --- writing --------------------------------------------------------------------------------------


def test_details_keep_their_order_and_replace_what_was_there(member: Person) -> None:
    set_details(actor=member, person=member, details=reversed(ALL))
    assert [one.kind for one in member.details.all()] == list(Detail.Kind.values)
    set_details(actor=member, person=member, details=[Said("phone", " 7 "), Said("link", "  ")])
    assert [(one.value, one.seen_by) for one in member.details.all()] == [("7", "employees")]


def test_what_nobody_chose_readers_for_is_kept_close(member: Person) -> None:
    set_details(actor=member, person=member, details=ALL)
    readers = dict(member.details.values_list("kind", "seen_by"))
    assert readers == {
        "phone": "employees",
        "private_mail": "nobody",
        "birthday": "communities",
        "link": "employees",
    }


def test_nobody_else_writes_them(member: Person, employee: Person, owner: Person) -> None:
    for actor in (employee, owner):
        with pytest.raises(Refused):
            set_details(actor=actor, person=member, details=ALL)
        with pytest.raises(Refused):
            edit_profile(actor=actor, person=member, phone="1")
    assert not Detail.objects.exists()


def test_a_changed_number_keeps_its_readers(member: Person) -> None:
    set_details(actor=member, person=member, details=[Said("phone", "1", "desk", "nobody"), ALL[3]])
    edit_profile(actor=None, person=member, phone="2")
    phone, link = member.details.all()
    assert (phone.value, phone.label, phone.seen_by) == ("2", "desk", "nobody")
    assert link.value == ALL[3].value
    edit_profile(actor=member, person=member, phone="")
    assert phone_of(member) == ""


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said("phone", "1" * 41), "phone"),
        (Said("phone", "1\n2"), "phone"),
        (Said("private_mail", "nowhere"), "private_mail"),
        (Said("private_mail", f"{'a' * 250}@home.example"), "private_mail"),
        (Said("birthday", "02-30"), "birthday"),
        (Said("birthday", "1980-04-12"), "birthday"),
        (Said("link", "javascript:alert(1)"), "link_0"),
        (Said("link", "https://a.example", "x" * 61), "link_0"),
        (Said("link", "https://a.example", "", "everybody"), "link_0"),
        (Said("fax", "1"), "details"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_changes_nothing(
    said: Said, field: str, member: Person
) -> None:
    set_details(actor=member, person=member, details=ALL[:1])
    with pytest.raises(Invalid) as refused:
        set_details(actor=member, person=member, details=[said])
    assert refused.value.field == field
    assert phone_of(member) == "555-0142"


def test_one_phone_and_eight_links_are_the_most(member: Person) -> None:
    with pytest.raises(Invalid):
        set_details(actor=member, person=member, details=[ALL[0], ALL[0]])
    links = [Said("link", f"https://a.example/{number}") for number in range(MAX_LINKS + 1)]
    set_details(actor=member, person=member, details=links[:-1])
    with pytest.raises(Invalid):
        set_details(actor=member, person=member, details=links)
    assert member.details.count() == MAX_LINKS


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_stands_whole(member: Person) -> None:
    def change(number: int) -> None:
        links = [Said("link", f"https://a.example/{number}/{at}") for at in range(4)]
        set_details(actor=member, person=member, details=links)

    assert race(6, change) == [None] * 6
    rows = [one.value.split("/")[3] for one in member.details.all()]
    assert len(rows) == 4
    assert len(set(rows)) == 1


def test_an_admin_takes_a_harmful_link_away_once(member: Person, admin: Person) -> None:
    (link,) = set_details(actor=member, person=member, details=ALL[3:])
    with pytest.raises(Refused):
        remove_detail(actor=member, detail=link)
    remove_detail(actor=admin, detail=link, reason="leads to a trap")
    audited = AuditEntry.objects.get(action="profiles.detail_removed")
    assert (audited.person, audited.reason) == (member, "link: leads to a trap")
    with pytest.raises(Conflict):
        remove_detail(actor=admin, detail=link)


# --- what is taken --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://code.example/mira", "https://code.example/mira"),
        (" HTTP://code.example ", "http://code.example"),
        ("code.example/mira?a=1#b", "https://code.example/mira?a=1#b"),
        ("code.example:8080/x", "https://code.example:8080/x"),
        ("http://wiki/mira", "http://wiki/mira"),
        ("https://grüße.example/ä", "https://grüße.example/ä"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
    ],
)
def test_links_people_copy_are_taken(typed: str, kept: str) -> None:
    assert checked_link(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("javascript:alert(1)", "scheme"),
        ("JaVaScRiPt:alert(1)", "scheme"),
        ("java\nscript:alert(1)", "shape"),
        ("\x01javascript:alert(1)", "shape"),
        ("data:text/html,hello", "scheme"),
        ("ftp://code.example", "scheme"),
        ("javascript://code.example/%0aalert(1)", "scheme"),
        ("https://mira:word@code.example", "secret"),
        ("https://mira@code.example", "secret"),
        ("https:\\\\code.example", "shape"),
        ('https://code.example/"onclick=x', "shape"),
        ("https://code.example/<b>", "shape"),
        ("https://code example", "shape"),
        ("https://", "shape"),
        ("https:///x", "shape"),
        ("https://[::1", "shape"),
        ("https://code.example:99999", "shape"),
        ("", "shape"),
        ("https://code.example/" + "x" * LONGEST, "long"),
    ],
)
def test_links_that_are_none_are_refused(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        checked_link(typed)


@given(st.one_of(st.text(), st.from_regex(r"(https?|javascript|data)?:?/{0,3}\S{0,40}")))
def test_whatever_is_taken_is_an_address_of_the_web(typed: str) -> None:
    try:
        kept = checked_link(typed)
    except ValueError:
        return
    parts = urlsplit(kept)
    assert parts.scheme in {"http", "https"}
    assert parts.hostname
    assert parts.username is None
    assert len(kept) <= LONGEST
    assert not set(kept) & set(" \"'<>\\\t\r\n\x00")
    assert checked_link(kept) == kept


@given(st.text(max_size=12))
def test_whatever_is_taken_as_a_birthday_is_a_day(typed: str) -> None:
    try:
        kept = checked_birthday(typed)
    except ValueError:
        return
    assert re.fullmatch(r"[01]\d-[0-3]\d", kept, re.ASCII)
    assert checked_birthday(kept) == kept


# --- pages, API -----------------------------------------------------------------------------------


def test_the_form_is_saved_and_shown_again(member: Person, as_person: Browser) -> None:
    browser = as_person(member)
    sent = {
        "about": "", "skills": "", "timezone": "",
        "phone": "555-0142", "phone_seen_by": "communities",
        "private_mail": "mira@home.example", "private_mail_seen_by": "nobody",
        "birthday_day": "12", "birthday_month": "4", "birthday_seen_by": "employees",
        "link_1": "code.example/mira", "link_1_label": "Code", "link_1_seen_by": "employees",
    }  # fmt: skip
    assert browser.post("/settings/profile/", sent).status_code == 302
    rows = list(member.details.values_list("kind", "value", "label", "seen_by"))
    assert rows == [
        ("phone", "555-0142", "", "communities"),
        ("private_mail", "mira@home.example", "", "nobody"),
        ("birthday", "04-12", "", "employees"),
        ("link", "https://code.example/mira", "Code", "employees"),
    ]
    page = browser.get(f"/people/{member.public_id}/").text
    assert "12 April" in page
    assert 'href="https://code.example/mira" rel="me noopener nofollow"' in page
    form = browser.get("/settings/profile/").text
    assert 'value="555-0142"' in form
    assert '<option value="communities" selected>' in form
    assert form.count('name="link_') == 3 * 3


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"link_0": "javascript:alert(1)"}, "A link begins with https:// or http://."),
        ({"birthday_day": "31", "birthday_month": "2"}, "There is no such day."),
        ({"birthday_day": "3"}, "There is no such day."),
        ({"private_mail": "nowhere"}, "is not an e-mail address"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    sent: dict[str, str], said: str, member: Person, as_person: Browser
) -> None:
    answer = as_person(member).post("/settings/profile/", {"about": "Kept", "phone": "77", **sent})
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="77"' in answer.text
    assert ">Kept</textarea>" in answer.text.replace("\nKept", "Kept")
    assert not Detail.objects.exists()
    member.refresh_from_db()
    assert member.about == ""


def test_the_form_says_what_comes_from_the_directory(
    member: Person, as_person: Browser, settings: Any
) -> None:
    settings.DIRECTORY_CONTACT = "people@tests.example"
    page = as_person(member).get("/settings/profile/").text
    assert "cannot be changed here" in page
    assert 'href="mailto:people@tests.example"' in page
    for name in ("name", "title", "department", "location", "manager", "email"):
        assert f'name="{name}"' not in page
    assert str(member.email) in page


# --- numbers that were columns --------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_phone_numbers_move_with_their_readers_and_back() -> None:
    old, new = [("profiles", "0008_details")], [("profiles", "0010_no_phone_of_person")]
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    try:
        executor.migrate(old)
        people = executor.loader.project_state(old).apps.get_model("profiles", "Person")
        for name, phone in (("ada", " 12 "), ("bo", "")):
            people.objects.create(name=name, handle=name, phone=phone)
        executor = MigrationExecutor(connection)
        executor.migrate(new)
        rows = Detail.objects.values_list("person__handle", "kind", "value", "seen_by")
        assert list(rows) == [("ada", "phone", "12", "employees")]
        executor = MigrationExecutor(connection)
        executor.migrate(old)
        people = executor.loader.project_state(old).apps.get_model("profiles", "Person")
        assert dict(people.objects.values_list("handle", "phone")) == {"ada": "12", "bo": ""}
    finally:
        MigrationExecutor(connection).migrate(latest)
        Person.objects.all().delete()
