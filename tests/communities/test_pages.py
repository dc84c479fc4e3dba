"""The pages of communities: who gets what, on every address and by every method."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from communities.actions import (
    archive_community,
    invite_person,
    request_to_join,
    set_role,
)
from communities.actions.invitations import MOST_AN_HOUR
from communities.invites import secret_of
from communities.models import Community, Invitation, JoinRequest, Membership
from profiles.actions import deactivate_person
from profiles.models import Person
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
Browser = Callable[[Person | None], Client]
PASSWORD = "a long enough phrase"


def url(name: str, community: Community, *more: str) -> str:
    return reverse(f"communities:{name}", args=[community.slug, *more])


def status(browser: Client, address: str, data: dict[str, Any] | None = None) -> int:
    answer = browser.get(address) if data is None else browser.post(address, data)
    return answer.status_code


READ = ["community-detail", "community-about", "member-list"]
OWNED = ["community-edit", "request-list", "invitation-list", "member-suggest"]
DEEDS = [
    "community-archive",
    "community-unarchive",
    "community-join",
    "community-leave",
    "request-send",
    "request-withdraw",
    "member-add",
    "invitation-send",
]


@pytest.mark.parametrize("name", [*READ, *OWNED])
def test_a_secret_community_does_not_exist_for_others(
    name: str, secret: Community, employee: Person, guest: Person, admin: Person, as_person: Browser
) -> None:
    missing = Community(slug="nowhere")
    for person in (employee, guest, admin):
        browser = as_person(person)
        hidden, absent = browser.get(url(name, secret)), browser.get(url(name, missing))
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content == absent.content


@pytest.mark.parametrize("name", DEEDS)
def test_nothing_can_be_done_to_a_secret_community_from_outside(
    name: str, secret: Community, employee: Person, as_person: Browser
) -> None:
    assert status(as_person(employee), url(name, secret), {"person": "@emil.employee"}) == 404
    assert not Membership.objects.filter(community=secret, person=employee).exists()
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("name", DEEDS)
def test_deeds_are_not_done_by_reading(
    name: str, closed: Community, owner: Person, as_person: Browser
) -> None:
    assert status(as_person(owner), url(name, closed)) == 405


@pytest.mark.parametrize("name", READ)
def test_an_open_community_is_read_by_employees_and_no_guest(
    name: str, open_community: Community, employee: Person, guest: Person, as_person: Browser
) -> None:
    assert status(as_person(employee), url(name, open_community)) == 200
    assert status(as_person(guest), url(name, open_community)) == 404


@pytest.mark.parametrize("name", [*OWNED, *READ])
def test_owners_reach_every_page(
    name: str, closed: Community, owner: Person, as_person: Browser
) -> None:
    assert status(as_person(owner), url(name, closed)) == 200


@pytest.mark.parametrize("name", OWNED)
def test_members_may_not_do_what_owners_do(
    name: str,
    closed: Community,
    member: Person,
    guest: Person,
    employee: Person,
    as_person: Browser,
) -> None:
    set_role(actor=None, community=closed, person=member, role="moderator")
    assert status(as_person(member), url(name, closed)) == 403
    assert status(as_person(guest), url(name, closed)) == 403
    assert status(as_person(employee), url(name, closed)) == 404


@pytest.mark.parametrize("name", ["community-list", "community-new"])
def test_strangers_sign_in_first(name: str, as_person: Browser) -> None:
    assert status(as_person(None), reverse(f"communities:{name}")) == 302


def test_the_front_page_of_a_community_on_request_shows_name_purpose_and_owners_only(
    closed: Community,
    owner: Person,
    member: Person,
    employee: Person,
    post: Callable[..., Any],
    as_person: Browser,
) -> None:
    post(member, "the lamp is green", closed)
    page = as_person(employee).get(closed.get_absolute_url()).text
    for shown in ("Lighthouse", "Lighthouse things", owner.name, "Ask to join"):
        assert shown in page
    for hidden in ("the lamp is green", member.name, "2 members", "composer"):
        assert hidden not in page
    inside = as_person(member).get(closed.get_absolute_url()).text
    assert "the lamp is green" in inside
    assert "composer" in inside
    assert status(as_person(employee), url("member-list", closed)) == 404
    assert status(as_person(employee), url("community-about", closed)) == 404


def test_who_can_see_this_is_answered_on_the_page(
    closed: Community, guest: Person, member: Person, as_person: Browser
) -> None:
    for address in (closed.get_absolute_url(), url("community-about", closed)):
        page = as_person(member).get(address).text
        assert "Who can see this?" in page
        assert "3 people" in page
        assert "1 of them is a guest" in page


def test_the_list_holds_what_one_may_know_of(
    open_community: Community,
    closed: Community,
    secret: Community,
    employee: Person,
    member: Person,
    guest: Person,
    as_person: Browser,
) -> None:
    def names(person: Person, query: str = "") -> set[str]:
        cards = as_person(person).get(f"/communities/{query}").context["cards"]
        return {card["community"].name for card in cards}

    assert names(employee) == {"Harbour", "Lighthouse"}
    assert names(member) == {"Harbour", "Lighthouse", "Submarine"}
    assert names(guest) == {"Lighthouse"}
    assert names(employee, "?show=mine") == set()
    assert names(employee, "?type=secret") == set()
    assert names(member, "?type=secret") == {"Submarine"}
    assert names(employee, "?q=marine") == set()
    assert names(employee, "?q=ARB") == {"Harbour"}
    archive_community(actor=None, community=open_community)
    assert names(employee) == {"Lighthouse"}
    assert names(employee, "?show=archived") == {"Harbour"}


def test_joining_and_leaving_by_buttons(
    open_community: Community, employee: Person, as_person: Browser
) -> None:
    browser = as_person(employee)
    assert status(browser, url("community-join", open_community), {}) == 302
    assert open_community.memberships.filter(person=employee).exists()
    assert status(browser, url("community-leave", open_community), {}) == 302
    assert not open_community.memberships.filter(person=employee).exists()


def test_the_last_owner_is_told_why_they_cannot_leave(
    closed: Community, owner: Person, as_person: Browser
) -> None:
    browser = as_person(owner)
    answer = browser.post(url("community-leave", closed), follow=True)
    assert "needs an owner" in answer.text
    fetched = browser.post(url("community-leave", closed), headers={"X-Requested-With": "fetch"})
    assert fetched.status_code == 409


def test_asking_waiting_and_the_answer(
    closed: Community, owner: Person, employee: Person, as_person: Browser
) -> None:
    asking, answering = as_person(employee), as_person(owner)
    asking.post(url("request-send", closed), {"message": "I keep lamps"})
    assert "You asked to be let in" in asking.get(closed.get_absolute_url()).text
    queue = answering.get(url("request-list", closed)).text
    assert "I keep lamps" in queue
    row = JoinRequest.objects.get()
    refuse = url("request-refuse", closed, row.public_id)
    assert status(asking, refuse, {"reason": "no"}) == 404
    answering.post(refuse, {"reason": "Full"})
    row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", "Full")
    asking.post(url("request-send", closed), {"message": "Again"})
    again = JoinRequest.objects.get(state="open")
    answering.post(url("request-approve", closed, again.public_id))
    assert closed.memberships.filter(person=employee).exists()


def test_a_request_is_taken_back(closed: Community, employee: Person, as_person: Browser) -> None:
    browser = as_person(employee)
    assert status(browser, url("request-withdraw", closed), {}) == 404
    request_to_join(actor=employee, community=closed)
    assert status(browser, url("request-withdraw", closed), {}) == 302
    assert JoinRequest.objects.get().state == "withdrawn"


def test_a_request_of_another_community_is_not_found(
    closed: Community,
    open_community: Community,
    owner: Person,
    employee: Person,
    as_person: Browser,
) -> None:
    row = request_to_join(actor=employee, community=closed)
    wrong = url("request-approve", open_community, row.public_id)
    assert status(as_person(owner), wrong, {}) == 404
    assert not Membership.objects.filter(person=employee).exists()


def test_an_owner_gives_roles_and_removes(
    closed: Community, owner: Person, member: Person, employee: Person, as_person: Browser
) -> None:
    browser = as_person(owner)
    role = url("member-role", closed, member.public_id)
    assert status(as_person(member), role, {"role": "owner"}) == 403
    assert status(as_person(employee), role, {"role": "owner"}) == 404
    assert status(browser, role, {"role": "moderator"}) == 302
    assert closed.memberships.get(person=member).role == "moderator"
    assert status(browser, role) == 405
    browser.post(role, {"role": "king"})
    assert closed.memberships.get(person=member).role == "moderator"
    remove = url("member-remove", closed, member.public_id)
    assert "Remove Mira Member" in browser.get(remove).text
    assert status(as_person(employee), remove, {}) == 404
    assert status(browser, remove, {"reason": "Noise"}) == 302
    assert not closed.memberships.filter(person=member).exists()
    assert status(as_person(member), url("member-list", closed)) == 404


@pytest.mark.parametrize(
    "typed",
    ["@emil.employee", "Emil Employee (@emil.employee)", "emil@tests.example", "emil employee"],
)
def test_an_owner_adds_a_colleague_by_what_they_typed(
    typed: str, secret: Community, owner: Person, employee: Person, as_person: Browser
) -> None:
    assert status(as_person(owner), url("member-add", secret), {"person": typed}) == 302
    assert secret.memberships.filter(person=employee).exists()


@pytest.mark.parametrize("typed", ["nobody at all", "@nobody", "gil@tests.example"])
def test_whom_an_owner_cannot_add_is_said_at_the_box(
    typed: str, secret: Community, owner: Person, guest: Person, as_person: Browser
) -> None:
    answer = as_person(owner).post(url("member-add", secret), {"person": typed})
    assert answer.status_code == 400
    assert "banner--danger" in answer.text
    assert secret.memberships.count() == 2


def test_members_are_found_by_name_and_who_left_is_not_listed(
    closed: Community, owner: Person, member: Person, guest: Person, as_person: Browser
) -> None:
    def names(query: str = "") -> list[str]:
        answer = as_person(owner).get(url("member-list", closed) + query)
        return [row["person"].name for row in answer.context["rows"]]

    assert names() == ["Olga Owner", "Gil Guest", "Mira Member"]
    assert names("?q=mir") == ["Mira Member"]
    assert names("?q=zzz") == []
    deactivate_person(actor=None, person=member)
    assert names() == ["Olga Owner", "Gil Guest"]


def test_a_community_is_started_edited_and_archived_in_the_browser(
    employee: Person, guest: Person, as_person: Browser
) -> None:
    browser = as_person(employee)
    assert status(as_person(guest), "/communities/new/") == 403
    form = {"name": "Night sail", "purpose": "Stars", "type": "on_request", "allows_guests": "on"}
    answer = browser.post("/communities/new/", form)
    community = Community.objects.get(name="Night sail")
    assert answer.headers["Location"] == community.get_absolute_url()
    edit = url("community-edit", community)
    assert "Open: every employee" not in browser.get(edit).text
    assert "Secret: only its members" in browser.get(edit).text
    assert status(browser, edit, {**form, "type": "open", "allows_guests": ""}) == 400
    assert status(browser, edit, {**form, "name": "Day sail"}) == 302
    browser.post(url("community-archive", community))
    page = browser.get(community.get_absolute_url()).text
    assert "archived" in page
    assert "data-composer" not in page
    assert status(browser, edit, {**form, "name": "X"}) == 409
    browser.post(url("community-unarchive", community))
    community.refresh_from_db()
    assert (community.name, community.is_archived) == ("Day sail", False)


def test_a_refused_form_keeps_what_was_typed(employee: Person, as_person: Browser) -> None:
    answer = as_person(employee).post(
        "/communities/new/",
        {"name": "Kept", "purpose": "Also kept", "type": "open", "allows_guests": "on"},
    )
    assert answer.status_code == 400
    assert "Also kept" in answer.text
    assert "cannot take guests" in answer.text


def test_the_words_of_a_community_are_never_markup(
    closed: Community, owner: Person, as_person: Browser
) -> None:
    as_person(owner).post(
        url("community-edit", closed),
        {
            "name": "<b>Bold</b>",
            "purpose": "<script>alert(1)</script>",
            "about": "<img onerror=alert(1)> https://lamp.example/",
            "type": "on_request",
        },
    )
    page = as_person(owner).get(url("community-about", closed)).text
    assert "<script>alert" not in page
    assert "<img onerror" not in page
    assert "<b>Bold" not in page
    assert 'href="https://lamp.example/"' in page


def test_inviting_a_guest_from_mail_to_first_page(
    closed: Community, owner: Person, as_person: Browser
) -> None:
    sending = as_person(owner)
    sent = sending.post(
        url("invitation-send", closed), {"email": "gina@else.example", "as_guest": "on"}
    )
    assert sent.status_code == 302
    run_jobs()
    found = re.search(r"http\S+(/communities/invitations/[\w-]+/)", str(mail.outbox[0].body))
    assert found is not None
    link = found[1]
    assert link.split("/")[3] not in sending.get(url("invitation-list", closed)).text
    newcomer = as_person(None)
    assert "gina@else.example" in newcomer.get(link).text
    weak = newcomer.post(link, {"name": "Gina Else", "password": "short"})
    assert weak.status_code == 400
    assert "Gina Else" in weak.text
    done = newcomer.post(link, {"name": "Gina Else", "password": PASSWORD})
    assert (done.status_code, done.headers["Location"]) == (302, closed.get_absolute_url())
    assert newcomer.get(closed.get_absolute_url()).status_code == 200
    assert newcomer.get("/people/").status_code == 200
    again = as_person(None)
    assert again.get(link).status_code == 404
    assert again.post(link, {"name": "Second", "password": PASSWORD}).status_code == 404
    assert Person.objects.filter(is_guest=True).count() == 1


def test_a_link_is_404_for_everybody_else_and_equal_to_no_link(
    closed: Community, owner: Person, employee: Person, member: Person, as_person: Browser
) -> None:
    invitation = invite_person(actor=owner, community=closed, email=employee.email or "")
    link = reverse("communities:invitation-accept", args=[secret_of(invitation)])
    nothing = reverse("communities:invitation-accept", args=["x" * 43])
    for method in ("get", "post"):
        other = getattr(as_person(member), method)
        assert other(link).status_code == 404
        assert other(link).content == other(nothing).content
    stranger = as_person(None).get(link)
    assert (stranger.status_code, "login" in stranger.headers["Location"]) == (302, True)
    browser = as_person(employee)
    assert "Join Lighthouse?" in browser.get(link).text
    assert not closed.memberships.filter(person=employee).exists()
    assert browser.post(link).status_code == 302
    assert closed.memberships.filter(person=employee).exists()
    assert browser.get(link).status_code == 404


def test_a_link_taken_back_lets_nobody_in(
    closed: Community, owner: Person, employee: Person, member: Person, as_person: Browser
) -> None:
    invitation = invite_person(actor=owner, community=closed, email=employee.email or "")
    revoke = url("invitation-revoke", closed, invitation.public_id)
    assert status(as_person(member), revoke, {}) == 403
    assert status(as_person(employee), revoke, {}) == 404
    assert status(as_person(owner), revoke, {}) == 302
    link = reverse("communities:invitation-accept", args=[secret_of(invitation)])
    assert as_person(employee).post(link).status_code == 404


def test_the_limit_of_invitations_is_said_with_the_time_to_wait(
    closed: Community, owner: Person, as_person: Browser
) -> None:
    browser = as_person(owner)
    for number in range(MOST_AN_HOUR + 1):
        answer = browser.post(
            url("invitation-send", closed),
            {"email": f"g{number}@else.example", "as_guest": "on"},
        )
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 3000
    assert f"g{MOST_AN_HOUR}@else.example" in answer.text
    assert Invitation.objects.count() == MOST_AN_HOUR


def test_the_number_of_queries_does_not_grow_with_the_members(
    closed: Community,
    owner: Person,
    employee: Person,
    make_person: Callable[..., Person],
    as_person: Browser,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(15):
        person = make_person(f"Person{number} Same", department=f"D{number}")
        Membership.objects.create(community=closed, person=person)
        request_to_join(actor=make_person(f"Asker{number} Same"), community=closed)
    browser = as_person(owner)
    for address, most in (
        ("/communities/", 9),
        (closed.get_absolute_url(), 18),
        (url("member-list", closed), 12),
        (url("request-list", closed), 11),
        (url("invitation-list", closed), 11),
    ):
        browser.get(address)
        with django_assert_max_num_queries(most):
            assert browser.get(address).status_code == 200
