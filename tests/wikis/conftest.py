"""Wikis of a company, of the communities and of people."""

from collections.abc import Callable
from typing import Any

import pytest

from communities.models import Community
from profiles.models import Person
from wikis.actions import create_page, create_wiki, wiki_of_community, wiki_of_person
from wikis.models import Wiki, WikiPage


@pytest.fixture
def company_wiki(owner: Person) -> Wiki:
    """A wiki of the company, which every employee writes in."""
    return create_wiki(actor=None, title="Handbook", owner=owner)


@pytest.fixture
def closed_wiki(closed: Community) -> Wiki:
    """The wiki of the community that members alone read."""
    return wiki_of_community(closed)


@pytest.fixture
def notes(member: Person) -> Wiki:
    """The member's own wiki, shared with nobody."""
    return wiki_of_person(member)


@pytest.fixture
def page() -> Callable[..., WikiPage]:
    """`page(person, wiki, "Title", text, parent=...)`: a page its readers see."""

    def make(
        person: Person, wiki: Wiki, title: str = "Title", source: str = "Text", **more: Any
    ) -> WikiPage:
        return create_page(actor=person, wiki=wiki, title=title, source=source, **more)

    return make
