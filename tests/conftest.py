"""The fixed cast of the tests and what they may see.

Three communities: `open_community` (any employee reads), `closed` (on request) and `secret`. The
cast: `employee` is in none of them, `member` and `owner` are in all three, `guest` comes from
outside and is in `closed` only, `former` left all three a second ago, `moderator` and `admin` are
the company's and in none.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.test import Client

from communities.actions import add_member, create_community, leave_community
from communities.models import Community
from content.models import Entry, ReactionChoice
from profiles.actions import add_person
from profiles.models import Person
from updates.actions import publish_update
from welcome.actions import mark_as_known

# pytester tries our own plugins in a run of their own.
pytest_plugins = ["pytester", "tests.plugins.skips", "tests.plugins.ground"]

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    caches["cards"].clear()
    caches["readers"].clear()


@pytest.fixture
def make_person(db: None) -> Callable[..., Person]:
    """A person by first name, who can sign in with PASSWORD."""

    def make(name: str, **fields: Any) -> Person:
        email = f"{name.split(maxsplit=1)[0].lower()}@tests.example"
        person = add_person(actor=None, name=name, email=email, **fields)
        person.set_password(PASSWORD)
        person.save()
        person.emailaddress_set.update_or_create(
            email=email, defaults={"verified": True, "primary": True}
        )
        mark_as_known(people=[person])
        return person

    return make


@pytest.fixture
def owner(make_person: Callable[..., Person]) -> Person:
    """Owns the three communities."""
    return make_person("Olga Owner")


@pytest.fixture
def employee(make_person: Callable[..., Person]) -> Person:
    """An employee who is in no community: the outsider."""
    return make_person("Emil Employee")


@pytest.fixture
def open_community(owner: Person, member: Person) -> Community:
    """Any employee reads, members write."""
    return _community(owner, member, "Harbour", "open")


@pytest.fixture
def closed(owner: Person, member: Person) -> Community:
    """On request, guests allowed."""
    return _community(owner, member, "Lighthouse", "on_request", allows_guests=True)


@pytest.fixture
def secret(owner: Person, member: Person) -> Community:
    """Known to its members only."""
    return _community(owner, member, "Submarine", "secret")


def _community(owner: Person, member: Person, name: str, kind: str, **more: Any) -> Community:
    community = create_community(
        actor=owner, name=name, purpose=f"{name} things", type=kind, **more
    )
    add_member(actor=owner, community=community, person=member)
    return community


@pytest.fixture
def member(make_person: Callable[..., Person]) -> Person:
    """A plain member of the three communities."""
    return make_person("Mira Member")


@pytest.fixture
def guest(make_person: Callable[..., Person], owner: Person, closed: Community) -> Person:
    """From outside the company, in `closed` only."""
    person = make_person("Gil Guest", is_guest=True)
    add_member(actor=owner, community=closed, person=person)
    return person


@pytest.fixture
def former(
    make_person: Callable[..., Person],
    owner: Person,
    open_community: Community,
    closed: Community,
    secret: Community,
) -> Person:
    """Was a member of all three until a second ago, and wrote there."""
    person = make_person("Fedor Former")
    for community in (open_community, closed, secret):
        add_member(actor=owner, community=community, person=person)
        publish_update(
            actor=person, source=f"former in {community.slug}", choice=f"community:{community.slug}"
        )
        leave_community(actor=person, community=community)
    return person


@pytest.fixture
def moderator(make_person: Callable[..., Person]) -> Person:
    """A company moderator, member of no community."""
    person = make_person("Moll Moderator")
    person.is_staff = True
    person.save()
    person.groups.add(Group.objects.get(name="Company moderators"))
    return person


@pytest.fixture
def admin(make_person: Callable[..., Person]) -> Person:
    """An admin, member of no community."""
    person = make_person("Ada Admin")
    person.is_staff = person.is_superuser = True
    person.save()
    return person


@pytest.fixture
def thumbs(db: None) -> ReactionChoice:
    """A reaction that is offered."""
    choice, _made = ReactionChoice.objects.get_or_create(emoji="👍", defaults={"name": "Thumbs up"})
    return choice


@pytest.fixture
def post() -> Callable[..., Entry]:
    """Publish an update: `post(actor, "text", community=None)`."""

    def make(actor: Person, source: str, community: Community | None = None, **more: Any) -> Entry:
        choice = f"community:{community.slug}" if community else "company"
        return publish_update(actor=actor, source=source, choice=choice, **more)

    return make


@pytest.fixture
def as_person() -> Callable[[Person | None], Client]:
    """A browser signed in as that person; nobody for None."""

    def make(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person, backend="profiles.backends.PersonBackend")
        return client

    return make
