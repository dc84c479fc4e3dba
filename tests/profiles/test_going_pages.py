"""What others see of who left or is away; the pages of hand-overs and guests."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from communities.actions import add_member, create_community, remove_member, set_role
from communities.models import Community, Membership
from content.actions import add_comment
from profiles.actions import (
    deactivate_person,
    follow_person,
    keep_item,
    lift_suspension,
    reactivate_person,
    suspend_person,
)
from profiles.models import HandOverItem, Person

pytestmark = pytest.mark.django_db

Browser = Callable[[Person | None], Client]


def suspend(admin: Person, person: Person) -> None:
    until = timezone.now() + timedelta(days=3)
    suspend_person(actor=admin, person=person, until=until, reason="Rude at length")


def test_a_card_that_was_kept_says_that_its_author_left_and_came_back(
    member: Person, employee: Person, admin: Person, post: Callable[..., Any], as_person: Browser
) -> None:
    entry = post(member, "The tide is in")
    add_comment(actor=member, root=entry, source="And out again")
    browser = as_person(employee)

    def shown() -> list[str]:
        paths = ("/everyone/", entry.get_absolute_url(), member.get_absolute_url())
        return [browser.get(path).text for path in (*paths, f"{member.get_absolute_url()}card/")]

    for _time in range(2):  # the second time from what was kept
        assert not any("Former colleague" in page or ">Away<" in page for page in shown())
    deactivate_person(actor=admin, person=member)
    for _time in range(2):
        assert all("Former colleague" in page for page in shown())
    assert shown()[1].count("Former colleague") >= 2, "on the post and on the comment"
    reactivate_person(actor=admin, person=member)
    assert not any("Former colleague" in page for page in shown())
    suspend(admin, member)
    away = shown()
    assert all(">Away<" in page for page in away)
    assert not any("Rude at length" in page or "Former colleague" in page for page in away)
    lift_suspension(actor=admin, person=member)
    assert not any(">Away<" in page for page in shown())


@pytest.mark.parametrize("how", ["left", "suspended"])
def test_who_may_not_act_is_nowhere_to_be_chosen_or_counted(
    how: str, member: Person, employee: Person, admin: Person, closed: Community,
    as_person: Browser,
) -> None:  # fmt: skip
    follow_person(actor=member, person=employee)
    owner = closed.memberships.get(role="owner").person
    browser = as_person(owner)
    circle = f"/communities/{closed.slug}/members/"
    pages = [
        "/people/", "/people/suggest/?q=mira", "/people/suggest/?q=mira&pick=handle",
        "/search/suggest/?q=mira", "/search/mentions/?q=mira",
        f"{employee.get_absolute_url()}followers/", circle, f"{circle}suggest/?q=mira",
        "/api/v1/people/", "/api/v1/people/suggest/?q=mira",
        f"/api/v1/communities/{closed.public_id}/members/",
    ]  # fmt: skip
    assert all("Mira" in browser.get(page).text for page in pages)
    if how == "left":
        deactivate_person(actor=admin, person=member)
    else:
        suspend(admin, member)
    assert [page for page in pages if "Mira" in browser.get(page).text] == []
    closed.refresh_from_db()
    assert closed.member_count == 1


def test_hand_overs_are_decided_on_their_page(
    owner: Person, admin: Person, employee: Person, member: Person, guest: Person,
    closed: Community, secret: Community, as_person: Browser,
) -> None:  # fmt: skip
    Person.objects.filter(pk=guest.pk).update(sponsor=owner)
    deactivate_person(actor=admin, person=owner, successor=employee)
    browser = as_person(employee)
    page = browser.get("/hand-overs/").text
    assert all(words in page for words in ("Lighthouse", "Submarine", "Gil Guest", "Olga Owner"))
    ids = {
        item.kind if item.kind == "guest" else item.handedcommunity.community.name: item.public_id
        for item in HandOverItem.objects.select_related("handedcommunity__community")
    }
    assert "Archive community" in page
    kept = browser.post(f"/hand-overs/{ids['guest']}/keep/", follow=True)
    assert "It stays with you." in kept.text
    form = browser.get(f"/hand-overs/{ids['Submarine']}/pass/")
    assert "Pass on Submarine" in form.text
    nobody = browser.post(f"/hand-overs/{ids['Submarine']}/pass/", {"person": "@no.such"})
    assert nobody.status_code == 400
    assert 'value="@no.such"' in nobody.text
    done = browser.post(
        f"/hand-overs/{ids['Submarine']}/pass/", {"person": f"@{member.handle}"}, follow=True
    )
    assert "Mira Member has it now." in done.text
    assert Membership.objects.get(community=secret, person=member).is_owner
    again = browser.post(f"/hand-overs/{ids['guest']}/keep/", follow=True)
    assert "This was decided already" in again.text
    for other in (member, admin):
        stranger = as_person(other)
        assert 'id="item-' not in stranger.get("/hand-overs/").text
        assert stranger.post(f"/hand-overs/{ids['Lighthouse']}/keep/").status_code == 404
    visitor = as_person(guest)
    assert visitor.get("/hand-overs/").status_code == 404
    assert visitor.get("/guests/").status_code == 404
    assert visitor.get(f"/guests/{guest.public_id}/").status_code == 404
    assert browser.get(f"/hand-overs/{ids['Lighthouse']}/keep/").status_code == 405


@pytest.mark.parametrize("decided", [False, True])
def test_who_no_longer_owns_it_learns_nothing_more_of_it(
    owner: Person, admin: Person, member: Person, employee: Person, secret: Community,
    as_person: Browser, decided: bool,
) -> None:  # fmt: skip
    deactivate_person(actor=admin, person=owner, successor=employee)
    item = HandOverItem.objects.get(handedcommunity__community=secret)
    if decided:
        keep_item(actor=employee, item=item)
    set_role(actor=employee, community=secret, person=member, role="owner")
    remove_member(actor=member, community=secret, person=employee)
    browser, at = as_person(employee), f"/hand-overs/{item.public_id}/"
    Community.objects.filter(pk=secret.pk).update(name="Bathyscaphe")
    assert browser.get(f"{at}pass/").status_code == 404
    assert browser.post(f"{at}pass/", {"person": f"@{admin.handle}"}).status_code == 404
    assert browser.post(f"/api/v1{at}keep/").status_code == 409
    answers = [
        *(browser.get(path) for path in ("/hand-overs/", "/api/v1/hand-overs/")),
        *(browser.post(f"{at}{deed}/", follow=True) for deed in ("keep", "close")),
        *(browser.post(f"/api/v1{at}{deed}/") for deed in ("keep", "close")),
        browser.post(
            f"/api/v1{at}pass/", {"person": admin.public_id}, content_type="application/json"
        ),
    ]
    assert not any("Bathyscaphe" in answer.text for answer in answers)
    # Nor do they take from whoever left what they have when they come back.
    role = Membership.objects.get(community=secret, person=owner).role
    assert role == ("member" if decided else "owner")


def test_a_guests_page_shows_each_asker_their_part(
    owner: Person, admin: Person, employee: Person, member: Person, guest: Person,
    closed: Community, post: Callable[..., Any], as_person: Browser,
) -> None:  # fmt: skip
    hidden = create_community(actor=member, name="Cave", type="secret", allows_guests=True)
    add_member(actor=member, community=hidden, person=guest)
    post(owner, "One", closed)
    post(member, "Two", hidden)
    soon = timezone.localdate() + timedelta(days=2)
    Person.objects.filter(pk=guest.pk).update(sponsor=owner, guest_until=soon)
    path = f"/guests/{guest.public_id}/"
    sponsor = as_person(owner).get(path).text
    assert "Lighthouse" in sponsor
    assert "1 post" in sponsor
    assert "they see 2 people" in sponsor
    assert "Cave" not in sponsor
    assert "Renew from today" in sponsor
    part = as_person(member).get(path).text
    assert "Cave" in part
    # A member of the other community, but no owner of it: not theirs to list.
    assert "they see 1 person" in part
    assert "Renew from today" not in part
    assert as_person(employee).get(path).status_code == 404
    assert as_person(employee).post(f"{path}renew/").status_code == 404
    refused = as_person(member).post(f"{path}renew/", follow=True)
    assert "Only the sponsor" in refused.text
    whole = as_person(admin).get(path).text
    assert "Lighthouse" in whole
    assert "Cave" not in whole
    assert "You are not in it" in whole
    wrong = as_person(owner).post(f"{path}renew/", {"guest_until": "2001-01-01"})
    assert wrong.status_code == 400
    assert "a year at most" in wrong.text
    lists = {
        show: as_person(admin).get(f"/guests/?show={show}").text
        for show in ("mine", "communities", "all")
    }
    assert ["Gil Guest" in lists[show] for show in lists] == [False, False, True]
    assert as_person(owner).get("/guests/?show=all").status_code == 404
