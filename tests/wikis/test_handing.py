"""Nothing stays ownerless: wikis of the company whose only owner leaves change hands."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from activity.models import AuditEntry, Notification
from core.errors import Conflict
from profiles.actions import (
    change_successor,
    close_item,
    deactivate_person,
    keep_item,
    pass_item,
    reactivate_person,
    set_manager,
)
from profiles.models import HandOver, HandOverItem, Person
from tests.jobs import run_jobs
from wikis.actions import create_wiki, set_role
from wikis.handing import CompanyWikis
from wikis.models import Wiki, WikiRole

pytestmark = pytest.mark.django_db
Maker = Callable[..., Person]
State = HandOverItem.State


def owners(wiki: Wiki) -> set[Person]:
    rows = WikiRole.objects.filter(wiki=wiki, role="owner", person__is_active=True)
    return {row.person for row in rows.select_related("person")}


def item_of(wiki: Wiki) -> Any:
    return HandOverItem.objects.filter(handedwiki__wiki=wiki).latest("pk")


def roles() -> list[Any]:
    return sorted(WikiRole.objects.values_list("wiki_id", "person_id", "role"))


def test_it_has_another_owner_at_once_who_is_told(
    company_wiki: Wiki, owner: Person, admin: Person, employee: Person, as_person: Any
) -> None:
    assert CompanyWikis().count(owner) == "1 company wiki they alone look after"
    assert CompanyWikis().count(admin) == ""
    deactivate_person(actor=admin, person=owner, successor=employee, reason="New job")
    assert owners(company_wiki) == {employee}
    item = item_of(company_wiki)
    assert (item.holder, item.state, item.kind) == (employee, State.WAITING, "wiki")
    run_jobs()
    assert "1 thing that Olga Owner" in Notification.objects.get(recipient=employee).text
    client: Client = as_person(employee)
    page = client.get("/hand-overs/").content.decode()
    assert "Handbook" in page
    assert "A wiki of the company." in page
    assert company_wiki.get_absolute_url() in page
    assert "/pass/" in page
    assert "/close/" not in page
    (row,) = client.get("/api/v1/hand-overs/").json()["results"]
    assert (row["kind"], row["title"]) == ("wiki", "Handbook")
    with pytest.raises(Conflict):
        close_item(actor=employee, item=item)


def test_without_an_heir_who_was_let_write_comes_first_and_not_who_may_only_read(
    company_wiki: Wiki, owner: Person, admin: Person, member: Person, employee: Person
) -> None:
    set_role(actor=owner, wiki=company_wiki, person=employee, role="reader")
    set_role(actor=owner, wiki=company_wiki, person=member, role="editor")
    other = create_wiki(actor=None, title="Other", owner=owner)
    set_role(actor=owner, wiki=other, person=employee, role="reader")
    deactivate_person(actor=admin, person=owner)
    assert owners(company_wiki) == {member}
    assert owners(other) == {admin}


def test_the_manager_comes_before_them(
    company_wiki: Wiki, owner: Person, member: Person, employee: Person
) -> None:
    set_role(actor=owner, wiki=company_wiki, person=member, role="editor")
    set_manager(actor=None, person=owner, manager=employee)
    deactivate_person(actor=None, person=owner)
    assert owners(company_wiki) == {employee}


def test_wikis_with_another_owner_of_people_and_of_communities_stay(
    company_wiki: Wiki, notes: Wiki, closed_wiki: Wiki, owner: Person, member: Person,
    admin: Person, employee: Person,
) -> None:  # fmt: skip
    set_role(actor=owner, wiki=company_wiki, person=member, role="owner")
    set_role(actor=member, wiki=notes, person=owner, role="editor")
    set_role(actor=owner, wiki=closed_wiki, person=owner, role="owner")
    deactivate_person(actor=admin, person=owner, successor=employee)
    assert owners(company_wiki) == {member}
    deactivate_person(actor=admin, person=member, successor=employee)
    assert owners(company_wiki) == {employee}
    (item,) = HandOverItem.objects.filter(kind="wiki")
    assert item.pk == item_of(company_wiki).pk


def test_an_owner_who_left_is_no_owner_who_is_left(
    company_wiki: Wiki, owner: Person, member: Person, admin: Person, employee: Person
) -> None:
    set_role(actor=owner, wiki=company_wiki, person=member, role="owner")
    deactivate_person(actor=admin, person=member)
    with pytest.raises(Conflict):
        set_role(actor=owner, wiki=company_wiki, person=owner, role="")
    with pytest.raises(Conflict):
        set_role(actor=owner, wiki=company_wiki, person=member, role="owner")
    deactivate_person(actor=admin, person=owner, successor=employee)
    assert owners(company_wiki) == {employee}


def test_leaving_and_coming_back_is_as_if_nothing_had_been(
    company_wiki: Wiki, owner: Person, admin: Person, member: Person, employee: Person
) -> None:
    set_role(actor=owner, wiki=company_wiki, person=member, role="reader")
    before = roles()
    for heir in (employee, member):
        deactivate_person(actor=admin, person=owner, successor=heir)
        assert owners(company_wiki) == {heir}
        reactivate_person(actor=admin, person=owner)
        assert roles() == before
    assert not HandOverItem.objects.exclude(state=State.RETURNED).exists()


def test_what_was_decided_stays_decided(
    company_wiki: Wiki, owner: Person, admin: Person, employee: Person, make_person: Maker
) -> None:
    other = create_wiki(actor=None, title="Other", owner=owner)
    third = make_person("Thea Third")
    deactivate_person(actor=admin, person=owner, successor=employee)
    keep_item(actor=employee, item=item_of(company_wiki))
    pass_item(actor=employee, item=item_of(other), person=third)
    assert (owners(company_wiki), owners(other)) == ({employee}, {third})
    assert not other.roles.filter(person=employee).exists()
    reactivate_person(actor=admin, person=owner)
    assert (owners(company_wiki), owners(other)) == ({employee}, {third})
    back = {wiki.roles.get(person=owner).role for wiki in (company_wiki, other)}
    assert back == {"editor"}
    kept = AuditEntry.objects.get(action="profiles.item_kept")
    assert kept.reason == "Handbook. A wiki of the company."


def test_what_went_another_way_is_not_taken_back(
    company_wiki: Wiki, owner: Person, admin: Person, member: Person, employee: Person
) -> None:
    deactivate_person(actor=admin, person=owner, successor=member)
    change_successor(actor=admin, hand_over=HandOver.objects.get(), person=employee)
    assert owners(company_wiki) == {employee}
    assert not company_wiki.roles.filter(person=member).exists()
    set_role(actor=employee, wiki=company_wiki, person=member, role="owner")
    set_role(actor=employee, wiki=company_wiki, person=employee, role="")
    with pytest.raises(Conflict):
        keep_item(actor=employee, item=item_of(company_wiki))
    reactivate_person(actor=admin, person=owner)
    assert owners(company_wiki) == {owner, member}
