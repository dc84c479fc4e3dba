"""Doors behind doors: what an action, a list or a filter asks although its page asked before."""

from collections.abc import Callable

import pytest
from django.test import Client

from communities.actions import (
    add_member,
    approve_request,
    archive_community,
    remove_member,
    request_to_join,
)
from communities.models import Community, Membership
from content.actions import add_comment, delete_entry, handle_report, report_entry
from content.models import Entry, Mention
from core.errors import Conflict, Refused
from profiles.actions import follow_person
from profiles.models import Department, Person
from updates.actions import save_draft

pytestmark = pytest.mark.django_db

Post = Callable[..., Entry]
Sign = Callable[[Person | None], Client]


def text_of(client: Client, path: str) -> str:
    """What a page says; it must be there."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_guest_s_own_lists_forget_those_who_left_the_circle(
    as_person: Sign, owner: Person, member: Person, guest: Person, closed: Community
) -> None:
    follow_person(actor=guest, person=member)
    follow_person(actor=member, person=guest)
    browser = as_person(guest)
    for side in ("following", "followers"):
        assert member.name in text_of(browser, f"{guest.get_absolute_url()}{side}/")
    remove_member(actor=owner, community=closed, person=member)
    for side in ("following", "followers"):
        assert member.name not in text_of(browser, f"{guest.get_absolute_url()}{side}/")


def test_no_colleagues_are_suggested_to_a_guest(
    as_person: Sign, guest: Person, employee: Person
) -> None:
    dock = Department.objects.create(name="Dock")
    Person.objects.filter(pk__in=[guest.pk, employee.pk]).update(department=dock)
    fellow = Person.objects.create(name="Fellow Docker", handle="fellow", department=dock)
    assert fellow.name in text_of(as_person(employee), "/")
    for path in ("/", "/people/"):
        assert fellow.name not in text_of(as_person(guest), path)


def test_an_archived_circle_takes_nobody_in(
    owner: Person, employee: Person, admin: Person, closed: Community
) -> None:
    asked = request_to_join(actor=employee, community=closed)
    archive_community(actor=owner, community=closed)
    with pytest.raises(Conflict):
        add_member(actor=owner, community=closed, person=admin)
    with pytest.raises(Conflict):
        approve_request(actor=owner, request=asked)
    assert not Membership.objects.filter(community=closed, person__in=[employee, admin]).exists()


@pytest.mark.parametrize("who", ["member", "employee", "former", "guest", "rival"])
def test_a_report_is_decided_by_its_moderators_alone(
    who: str, request: pytest.FixtureRequest, owner: Person, member: Person, guest: Person,
    employee: Person, former: Person, closed: Community, post: Post,
) -> None:  # fmt: skip
    report = report_entry(actor=guest, entry=post(member, "rude words", closed), reason="rude")
    if who == "rival":
        # Owner of another circle.
        actor = request.getfixturevalue("make_person")("Rita Rival")
        from communities.actions import create_community

        create_community(actor=actor, name="Elsewhere", type="on_request")
    else:
        actor = request.getfixturevalue(who)
    with pytest.raises(Refused):
        handle_report(actor=actor, report=report, verdict="hide", answer="because")
    report.refresh_from_db()
    assert report.state == "open"
    handle_report(actor=owner, report=report, verdict="hide", answer="because")


def test_a_filter_does_not_say_the_name_of_what_is_unknown(
    as_person: Sign, employee: Person, member: Person, guest: Person, secret: Community
) -> None:
    path = f"/everyone/?in={secret.slug}"
    # The member's page names it; the outsider's repeats the word of the address and no more.
    assert f"in {secret.name}" in text_of(as_person(member), path)
    assert secret.name not in text_of(as_person(employee), path).replace(secret.slug, "")
    path = f"/everyone/?by={employee.public_id}"
    assert employee.name in text_of(as_person(member), path)
    assert employee.name not in text_of(as_person(guest), path)


def test_an_answer_goes_only_to_a_comment_the_writer_may_read(
    as_person: Sign, owner: Person, member: Person, employee: Person, post: Post
) -> None:
    root = post(owner, "for all")
    comment = add_comment(actor=member, root=root, source="taken back")
    path = f"/posts/{root.public_id}/comments/?reply_to={comment.public_id}"
    assert member.name in text_of(as_person(employee), path)
    delete_entry(actor=member, entry=comment)
    answer = as_person(employee).get(path)
    assert member.name not in answer.content.decode()


def test_a_draft_of_somebody_else_is_not_offered_by_its_address(
    as_person: Sign, owner: Person, employee: Person
) -> None:
    draft = save_draft(actor=owner, source="half a thought", choice="company")
    assert "half a thought" in text_of(as_person(owner), f"/updates/?draft={draft.public_id}")
    for path in (f"/updates/?draft={draft.public_id}", "/updates/drafts/", "/updates/"):
        assert "half a thought" not in text_of(as_person(employee), path)


def test_a_bin_holds_what_its_owner_put_there(
    as_person: Sign, owner: Person, member: Person, closed: Community, post: Post
) -> None:
    mine = post(member, "thrown away by its author", closed)
    delete_entry(actor=member, entry=mine)
    removed = post(member, "taken away by an owner", closed)
    delete_entry(actor=owner, entry=removed, reason="not here")
    assert "thrown away by its author" in text_of(as_person(member), "/bin/")
    for person in (owner, member):
        assert "taken away by an owner" not in text_of(as_person(person), "/bin/")
    assert "thrown away by its author" not in text_of(as_person(owner), "/bin/")


def test_a_name_the_writer_may_not_know_stays_a_plain_word(
    guest: Person, employee: Person, secret: Community, closed: Community, post: Post
) -> None:
    said = post(guest, f"ask @{employee.handle} or @{secret.slug}", closed)
    assert "<a" not in said.html
    assert not Mention.objects.filter(entry=said).exists()
    said = post(employee, f"ask @{secret.slug} or @{closed.slug}")
    assert secret.name not in said.html
    assert [mention.community for mention in Mention.objects.filter(entry=said)] == [closed]


def test_a_tag_of_what_is_gone_is_not_suggested(
    as_person: Sign, owner: Person, employee: Person, post: Post
) -> None:
    entry = post(owner, "about #riggingloft")
    path = "/tags/suggest/?q=rigg"
    assert "riggingloft" in text_of(as_person(employee), path)
    delete_entry(actor=owner, entry=entry)
    assert "riggingloft" not in text_of(as_person(employee), path)


def test_search_within_a_circle_does_not_name_an_unknown_one(
    as_person: Sign, employee: Person, member: Person, secret: Community
) -> None:
    path = f"/search/?q=lamp&in={secret.slug}"
    assert secret.name in text_of(as_person(member), path)
    shown = text_of(as_person(employee), path)
    assert secret.name not in shown


def test_a_draft_has_no_page_not_even_for_its_author(as_person: Sign, owner: Person) -> None:
    draft = save_draft(actor=owner, source="half a thought", choice="company")
    assert as_person(owner).get(f"/updates/{draft.public_id}/").status_code == 404


def test_a_thread_shows_no_comment_that_is_gone(
    as_person: Sign, owner: Person, member: Person, employee: Person, post: Post
) -> None:
    root = post(owner, "for all")
    comment = add_comment(actor=member, root=root, source="taken back")
    page, thread = root.get_absolute_url(), f"/posts/{root.public_id}/thread/"
    for path in (page, thread):
        assert "taken back" in text_of(as_person(employee), path)
    delete_entry(actor=member, entry=comment)
    for reader in (employee, member, owner):
        for path in (page, thread):
            assert "taken back" not in text_of(as_person(reader), path)


@pytest.mark.parametrize("who", ["member", "employee", "guest", "moderator"])
def test_the_queue_of_a_circle_is_for_its_moderators(
    who: str, request: pytest.FixtureRequest, as_person: Sign, owner: Person, member: Person,
    secret: Community, post: Post,
) -> None:  # fmt: skip
    report = report_entry(actor=owner, entry=post(member, "rude words", secret), reason="rude")
    person = request.getfixturevalue(who)
    paths = (
        f"/communities/{secret.slug}/reports/",
        f"/communities/{secret.slug}/reports/{report.public_id}/",
        f"/api/v1/communities/{secret.public_id}/reports/",
        f"/api/v1/communities/{secret.public_id}/reports/{report.public_id}/",
    )
    for path in paths:
        refused = as_person(person).get(path)
        assert refused.status_code in ({403, 404} if who == "member" else {404}), path
        assert b"rude words" not in refused.content
        assert as_person(owner).get(path).status_code == 200
