"""What appears beside a name: only what the one who looks may know."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from communities.models import Community
from profiles.actions import deactivate_person
from profiles.models import Person

pytestmark = pytest.mark.django_db
Browser = Callable[[Person | None], Client]


def test_the_latest_three_things_the_viewer_may_read(
    member: Person,
    employee: Person,
    owner: Person,
    closed: Community,
    post: Any,
    as_person: Browser,
) -> None:
    for number in range(3):
        post(member, f"open words {number}")
    post(member, "closed words", closed)
    address = f"/people/{member.public_id}/card/"
    for_outsider = as_person(employee).get(address).text
    assert "closed words" not in for_outsider
    assert [f"open words {n}" in for_outsider for n in range(3)] == [True] * 3
    for_co_member = as_person(owner).get(address).text
    assert "closed words" in for_co_member
    assert "Lighthouse" in for_co_member
    assert [f"open words {n}" in for_co_member for n in range(3)] == [False, True, True]


def test_from_the_card_one_mentions_and_takes_the_contact_along(
    member: Person, employee: Person, guest: Person, as_person: Browser
) -> None:
    browser = as_person(employee)
    card = browser.get(f"/people/{member.public_id}/card/").text
    assert f"/people/{member.public_id}/vcard/" in card
    assert f"/updates/?mention={member.handle}" in card
    assert f"/people/{member.public_id}/follow/" in card
    page = browser.get(f"/updates/?mention={member.handle}").text
    assert f">@{member.handle} </textarea>" in page
    assert "mention=" not in browser.get(f"/people/{employee.public_id}/card/").text
    # A name that means nobody, or nobody one knows, opens an empty box.
    for who, handle in ((employee, "no.body"), (guest, employee.handle), (employee, "\x00")):
        answer = as_person(who).get("/updates/", {"mention": handle})
        assert answer.status_code == 200
        assert f">@{handle}" not in answer.text
    deactivate_person(actor=None, person=member)
    assert "mention=" not in browser.get(f"/people/{member.public_id}/card/").text
