"""A page and its answers carry the word of the circles they were made for."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from access.viewer import Viewer
from activity.hub import access_of
from communities.actions import add_member, remove_member
from communities.models import Community
from profiles.models import Person

pytestmark = pytest.mark.django_db


def test_page_and_answer_carry_the_word_of_now_and_it_changes_with_the_circles(
    as_person: Callable[[Person | None], Client],
    owner: Person,
    employee: Person,
    closed: Community,
) -> None:
    browser = as_person(employee)

    def words() -> set[str]:
        page = browser.get("/everyone/").content.decode()
        answer = browser.get("/stream/news/?of=everyone")
        (said,) = re.findall(r'data-access="(\w+)"', page)
        return {said, answer["X-Access"], access_of(Viewer.of(employee))}

    outside = words()
    add_member(actor=owner, community=closed, person=employee)
    inside = words()
    remove_member(actor=owner, community=closed, person=employee)
    assert len(outside) == len(inside) == 1
    assert inside != outside
    assert words() == outside


def test_nobody_gets_a_word(client: Client) -> None:
    answer = client.get("/stream/news/?of=everyone")
    assert answer.status_code == 302
    assert "X-Access" not in answer
    assert b"data-access" not in client.get("/accounts/login/").content
