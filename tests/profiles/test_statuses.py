"""What people are up to: until when, who sees it, who is told, and never two at once."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from access import rules
from access.viewer import NOBODY, Viewer
from activity.models import Notification
from communities.actions import add_member
from communities.models import Community
from content.actions import add_comment
from core.errors import Conflict, Invalid, Refused
from profiles.actions import (
    add_person,
    change_directory_fields,
    clear_status,
    deactivate_person,
    edit_profile,
    set_status,
)
from profiles.models import Location, Person, Status
from profiles.statuses import attach, current, day_words
from tests.jobs import run_jobs
from tests.threads import race

pytestmark = pytest.mark.django_db
Browser = Callable[[Person | None], Client]
# A Wednesday at noon, and the end of the Friday after it.
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _wednesday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def port(db: None) -> Location:
    return Location.objects.create(name="Port", timezone="Europe/Berlin")


def words(viewer: Person, person: Person) -> str | None:
    shown = current(Viewer.of(viewer), [person]).get(person.pk)
    return shown.words if shown else None


def test_a_status_is_said_in_words_until_it_is_over(
    member: Person, employee: Person, port: Location, owner: Person
) -> None:
    set_status(actor=member, kind="working_on", text="the  crane", ends_at=FRIDAY)
    assert words(employee, member) == "Working on the crane, until Friday"
    set_status(actor=member, kind="travelling", location=port, ends_at=FRIDAY)
    assert words(employee, member) == "Travelling to Port, until Friday"
    set_status(actor=member, kind="away", stand_in=owner, ends_at=FRIDAY)
    assert words(employee, member) == "Away until Friday, Olga Owner stands in"
    with time_machine.travel(FRIDAY - timedelta(hours=1)):
        assert words(employee, member) == "Away today, Olga Owner stands in"
    with time_machine.travel(FRIDAY):
        assert words(employee, member) is None


def test_days_are_those_of_the_person(member: Person, employee: Person) -> None:
    edit_profile(actor=member, person=member, timezone="Pacific/Auckland")
    # Friday night there is Friday noon in Greenwich.
    set_status(actor=member, kind="away", ends_at=datetime(2026, 3, 6, 11, tzinfo=UTC))
    assert words(employee, member) == "Away until tomorrow"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 5), "tomorrow"),
        (date(2026, 3, 10), "Tuesday"),
        (date(2026, 3, 11), "11 March"),
        (date(2027, 1, 2), "2 January 2027"),
    ],
)
def test_a_day_is_as_short_as_can_be(day: date, said: str) -> None:
    assert day_words(day, date(2026, 3, 4)) == said


def test_what_runs_ends_when_something_new_begins_and_plans_stay(member: Person) -> None:
    work = set_status(actor=member, kind="working_on", text="cranes", ends_at=FRIDAY)
    away = set_status(
        actor=member,
        kind="away",
        starts_at=FRIDAY - timedelta(days=1),
        ends_at=FRIDAY + timedelta(days=3),
    )
    work.refresh_from_db()
    assert work.ends_at == away.starts_at
    with pytest.raises(Conflict):
        set_status(actor=member, kind="away", ends_at=FRIDAY)
    later = FRIDAY + timedelta(days=1)
    with pytest.raises(Conflict):
        set_status(actor=member, kind="away", starts_at=later, ends_at=later + timedelta(days=9))
    assert Status.objects.count() == 2
    set_status(actor=member, kind="working_on", text="ropes", ends_at=away.starts_at)
    assert words(member, member) == "Working on ropes, until tomorrow"


def test_the_same_again_changes_nothing_and_tells_nobody(member: Person, owner: Person) -> None:
    away = {"kind": "away", "stand_in": owner, "ends_at": FRIDAY}
    later = {"kind": "working_on", "text": "ropes", "starts_at": FRIDAY}
    first = set_status(actor=member, **away)
    plan = set_status(actor=member, **later, ends_at=FRIDAY + timedelta(days=1))
    with time_machine.travel(NOW + timedelta(seconds=2)):
        assert set_status(actor=member, **away) == first
        assert set_status(actor=member, **later, ends_at=FRIDAY + timedelta(days=1)) == plan
    run_jobs()
    assert Notification.objects.filter(recipient=owner, kind="stand_in").count() == 1
    assert Status.objects.count() == 2


def test_the_database_itself_refuses_two_at_a_time(member: Person, owner: Person) -> None:
    kept = {"kind": "away", "starts_at": NOW, "ends_at": FRIDAY}
    Status.objects.create(person=member, **kept)
    Status.objects.create(person=owner, **kept)
    Status.objects.create(
        person=member, **kept | {"starts_at": FRIDAY, "ends_at": FRIDAY + (timedelta(days=1))}
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Status.objects.create(person=member, **kept | {"starts_at": NOW + timedelta(hours=1)})
    with pytest.raises(IntegrityError), transaction.atomic():
        Status.objects.create(person=owner, **kept | {"starts_at": FRIDAY})


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_made_at_once_one_is_refused_in_words(make_person: Any) -> None:
    person = make_person("Ruth Racer")
    starts = NOW + timedelta(days=2)

    def plan(number: int) -> Any:
        ends = starts + timedelta(days=1 + number)
        return set_status(actor=person, kind="away", starts_at=starts, ends_at=ends)

    answers = race(5, plan)
    assert sum(isinstance(one, Status) for one in answers) == 1
    assert sum(isinstance(one, Conflict) for one in answers) == 4


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"kind": "asleep"}, "kind"),
        ({"kind": "working_on", "text": "  "}, "text"),
        ({"kind": "working_on", "text": "x" * 121}, "text"),
        ({"kind": "travelling"}, "location"),
        ({"ends_at": NOW}, "last_day"),
        ({"ends_at": NOW - timedelta(days=1)}, "last_day"),
        ({"ends_at": NOW + timedelta(days=400)}, "last_day"),
        (
            {"starts_at": NOW + timedelta(days=367), "ends_at": NOW + timedelta(days=368)},
            "last_day",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(wanted: dict[str, Any], field: str, member: Person) -> None:
    with pytest.raises(Invalid) as refused:
        set_status(**{"actor": member, "kind": "away", "ends_at": FRIDAY, **wanted})
    assert refused.value.field == field
    assert not Status.objects.exists()


def test_only_somebody_one_knows_and_who_is_here_stands_in(
    member: Person, guest: Person, employee: Person, owner: Person
) -> None:
    gone = add_person(actor=None, name="Gone Gerda")
    deactivate_person(actor=None, person=gone)
    gone.refresh_from_db()
    for actor, stand_in in ((member, member), (member, gone), (guest, employee)):
        with pytest.raises(Invalid):
            set_status(actor=actor, kind="away", ends_at=FRIDAY, stand_in=stand_in)
    set_status(actor=guest, kind="away", ends_at=FRIDAY, stand_in=owner)


def test_who_stands_in_is_told_and_no_longer_named_once_they_left(
    member: Person, owner: Person, employee: Person
) -> None:
    set_status(actor=member, kind="away", ends_at=FRIDAY, stand_in=owner)
    run_jobs()
    note = Notification.objects.get(recipient=owner)
    assert (note.kind, note.actor) == ("stand_in", member)
    deactivate_person(actor=None, person=owner)
    assert words(employee, member) == "Away until Friday"


def test_only_oneself_and_who_keeps_people_clears(member: Person, owner: Person) -> None:
    status = set_status(actor=member, kind="away", ends_at=FRIDAY)
    with pytest.raises(Refused):
        clear_status(actor=owner, status=status)
    clear_status(actor=member, status=status)
    assert not Status.objects.exists()


def test_a_guest_learns_that_somebody_is_away_and_no_more(
    member: Person, guest: Person, owner: Person, employee: Person, port: Location
) -> None:
    set_status(actor=member, kind="working_on", text="secret crane", ends_at=FRIDAY)
    assert words(guest, member) is None
    set_status(actor=member, kind="travelling", location=port, ends_at=FRIDAY)
    assert words(guest, member) is None
    set_status(actor=member, kind="away", text="knee", stand_in=employee, ends_at=FRIDAY)
    shown = current(Viewer.of(guest), [member])[member.pk]
    assert (shown.words, shown.text, shown.stand_in) == ("Away until Friday", "", None)
    set_status(actor=employee, kind="away", ends_at=FRIDAY)
    assert words(guest, employee) is None
    set_status(actor=member, kind="away", stand_in=owner, ends_at=FRIDAY)
    assert words(guest, member) == "Away until Friday, Olga Owner stands in"


@pytest.mark.parametrize("seed", range(3))
def test_filter_equals_question_for_statuses(seed: int, closed: Community, owner: Person) -> None:
    dice = random.Random(seed)
    people = [
        add_person(actor=None, name=f"Person {number}", is_guest=number % 3 == 2)
        for number in range(8)
    ]
    for person in dice.sample(people, 4):
        add_member(actor=owner, community=closed, person=person)
    for person in people:
        kind = dice.choice(["away", "working_on"])
        set_status(actor=person, kind=kind, text="x", ends_at=FRIDAY)
    rows = list(Status.objects.select_related("person"))
    for viewer in [NOBODY, *(Viewer.of(person) for person in people)]:
        by_filter = set(Status.objects.visible_to(viewer))
        assert by_filter == {one for one in rows if rules.can_see_status(viewer, one)}


# --- pages and API --------------------------------------------------------------------------------


def test_the_status_stands_beside_the_name(
    member: Person, owner: Person, employee: Person, as_person: Browser
) -> None:
    set_status(actor=member, kind="away", ends_at=FRIDAY, stand_in=owner, text="no mails")
    browser = as_person(employee)
    for path in (
        f"/people/{member.public_id}/",
        f"/people/{member.public_id}/card/",
        "/people/",
        "/people/?q=mira",
        "/search/mentions/?q=mira",
        "/api/v1/mentions/suggest/?q=mira",
    ):
        assert "Away until Friday" in browser.get(path).text, path
    shown = browser.get(f"/api/v1/people/{member.public_id}/").json()["status"]
    assert shown["words"] == "Away until Friday, Olga Owner stands in"
    assert (shown["text"], shown["stand_in"]["id"]) == ("no mails", owner.public_id)


def test_a_status_is_set_planned_and_cleared_on_a_page(
    member: Person, owner: Person, port: Location, as_person: Browser
) -> None:
    browser = as_person(member)
    page = "/settings/status/"
    sent = {"kind": "away", "last_day": "2026-03-06", "stand_in": f"@{owner.handle}"}
    assert browser.post(page, sent).status_code == 302
    assert words(member, member) == "Away until Friday, Olga Owner stands in"
    plan = {"kind": "travelling", "location": port.pk, "first_day": "2026-03-09"}
    assert browser.post(page, {**plan, "last_day": "2026-03-10"}).status_code == 302
    shown = browser.get(page).text
    assert "Monday 9 March" in shown
    assert "planned" in shown
    own = browser.get(f"/people/{member.public_id}/").text
    status = Status.objects.current().get()
    clear = f"/settings/status/{status.public_id}/clear/"
    assert clear in own
    assert browser.get(clear).status_code == 405
    assert as_person(owner).post(clear).status_code == 404
    browser.post(clear)
    assert words(member, member) is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"last_day": "2026-03-03"}, "The last day lies before the first"),
        ({"last_day": "9999-12-31"}, "Choose days within a year"),
        ({"stand_in": "nobody.here"}, "There is nobody here with this short name"),
        ({"kind": "travelling"}, "Choose where you are going"),
        ({"last_day": ""}, "This field is required"),
    ],
)
def test_a_refused_status_keeps_what_was_typed(
    sent: dict[str, str], said: str, member: Person, as_person: Browser
) -> None:
    whole = {"kind": "away", "text": "kept words", "last_day": "2026-03-06", **sent}
    answer = as_person(member).post("/settings/status/", whole)
    assert answer.status_code == 400
    assert said in answer.text
    assert "kept words" in answer.text


def test_a_guest_is_offered_the_places_of_people_they_know(
    guest: Person, member: Person, employee: Person, as_person: Browser
) -> None:
    change_directory_fields(actor=None, person=member, location="Port")
    change_directory_fields(actor=None, person=employee, location="Hidden place")
    page = as_person(guest).get("/settings/status/").text
    assert ">Port</option>" in page
    assert "Hidden place" not in page


# --- mentions -------------------------------------------------------------------------------------


def test_who_calls_somebody_who_is_away_is_told(
    member: Person, owner: Person, employee: Person, as_person: Browser, post: Any
) -> None:
    set_status(actor=member, kind="away", ends_at=FRIDAY, stand_in=owner)
    set_status(actor=owner, kind="working_on", text="ropes", ends_at=FRIDAY)
    text = f"@{member.handle} and @{owner.handle}, look"
    said = "Mira Member: Away until Friday, Olga Owner stands in."
    browser = as_person(employee)
    answer = browser.post("/updates/", {"text": text, "audience": "company"}, follow=True)
    assert said in answer.text
    assert "Working on ropes" not in answer.text
    entry = post(employee, "something")
    comment = browser.post(f"/posts/{entry.public_id}/comments/", {"text": text}, follow=True)
    assert said in comment.text
    assert add_comment(actor=employee, root=entry, source="no names").pk


# --- here this week -------------------------------------------------------------------------------


def test_who_is_at_a_place_this_week(
    member: Person,
    owner: Person,
    employee: Person,
    admin: Person,
    port: Location,
    as_person: Browser,
) -> None:
    for person in (member, owner):
        change_directory_fields(actor=None, person=person, location="Port")
    set_status(actor=owner, kind="away", ends_at=FRIDAY)
    set_status(actor=employee, kind="travelling", location=port, ends_at=FRIDAY)
    monday = NOW + timedelta(days=5)
    set_status(
        actor=admin,
        kind="travelling",
        location=port,
        starts_at=monday,
        ends_at=monday + timedelta(days=2),
    )
    page = as_person(member).get(f"/places/{port.pk}/").text
    here = page[page.index('id="here"') :]
    assert (member.name in here, owner.name in here) == (True, False)
    assert (employee.name in here, admin.name in here) == (True, False)
    with time_machine.travel(monday):
        page = as_person(member).get(f"/places/{port.pk}/").text
    here = page[page.index('id="here"') :]
    assert (owner.name in here, employee.name in here, admin.name in here) == (True, False, True)


def test_many_people_cost_one_query(
    employee: Person, member: Person, owner: Person, django_assert_num_queries: Any
) -> None:
    for person in (member, owner):
        set_status(actor=person, kind="away", ends_at=FRIDAY, stand_in=employee)
    with django_assert_num_queries(1):
        attach(Viewer(person_id=employee.pk, is_employee=True), [member, owner, employee])
    assert timezone.now() == NOW
