"""What only owners do, asked of each action directly: pages and the API ask earlier, too."""

from collections.abc import Callable

import pytest

from communities.actions import (
    add_member,
    approve_request,
    archive_community,
    edit_community,
    invite_person,
    refuse_request,
    remove_member,
    request_to_join,
    revoke_invitation,
    set_role,
    unarchive_community,
)
from communities.models import Community, Invitation, JoinRequest, Membership
from core.errors import Conflict, Refused
from profiles.models import Person


@pytest.fixture
def asked(employee: Person, closed: Community) -> JoinRequest:
    """The employee's request to be let in."""
    return request_to_join(actor=employee, community=closed, message="please")


@pytest.fixture
def sent(owner: Person, closed: Community) -> Invitation:
    """An invitation to somebody outside."""
    return invite_person(actor=owner, community=closed, email="new@outside.example", as_guest=True)


def deeds(
    actor: Person,
    closed: Community,
    person: Person,
    other: Person,
    asked: JoinRequest,
    sent: Invitation,
) -> dict[str, Callable[[], object]]:
    """Everything only an owner may do."""
    return {
        "edit": lambda: edit_community(actor=actor, community=closed, name="Mine now"),
        "archive": lambda: archive_community(actor=actor, community=closed),
        "unarchive": lambda: unarchive_community(actor=actor, community=closed),
        "invite": lambda: invite_person(
            actor=actor, community=closed, email="more@outside.example", as_guest=True
        ),
        "revoke": lambda: revoke_invitation(actor=actor, invitation=sent),
        "add": lambda: add_member(actor=actor, community=closed, person=other),
        "promote": lambda: set_role(
            actor=actor, community=closed, person=person, role=Membership.Role.OWNER
        ),
        "remove": lambda: remove_member(actor=actor, community=closed, person=person),
        "approve": lambda: approve_request(actor=actor, request=asked),
        "refuse": lambda: refuse_request(actor=actor, request=asked, reason="full"),
    }


@pytest.mark.parametrize("who", ["member", "employee", "former", "moderator", "admin"])
def test_only_owners_run_a_community(
    who: str,
    request: pytest.FixtureRequest,
    owner: Person,
    guest: Person,
    moderator: Person,
    closed: Community,
    asked: JoinRequest,
    sent: Invitation,
) -> None:
    actor = request.getfixturevalue(who)
    for deed in deeds(actor, closed, guest, moderator, asked, sent).values():
        with pytest.raises(Refused):
            deed()
    closed.refresh_from_db()
    asked.refresh_from_db()
    sent.refresh_from_db()
    assert (closed.name, closed.archived_at) == ("Lighthouse", None)
    assert (asked.state, sent.revoked_at) == (JoinRequest.State.OPEN, None)


def test_who_is_an_owner_no_more_when_the_community_is_locked_is_refused(
    owner: Person, member: Person, closed: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    from communities.actions import invitations

    def lose(community: Community) -> Community:
        Membership.objects.filter(person=owner).update(role=Membership.Role.MEMBER)
        return community

    monkeypatch.setattr(invitations.membership, "lock", lose)
    with pytest.raises(Refused):
        invite_person(actor=owner, community=closed, email="x@outside.example", as_guest=True)


def test_nobody_is_invited_into_what_is_archived(owner: Person, closed: Community) -> None:
    archive_community(actor=owner, community=closed)
    with pytest.raises(Conflict):
        invite_person(actor=owner, community=closed, email="x@outside.example", as_guest=True)
