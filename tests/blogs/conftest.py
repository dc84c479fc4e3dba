"""Posts in the three communities' blogs and in people's own."""

from collections.abc import Callable
from typing import Any

import pytest

from blogs.actions import blog_of_community, blog_of_person, publish_post, save_post
from blogs.models import Blog, BlogPost
from communities.models import Community
from profiles.models import Person


@pytest.fixture
def own(member: Person) -> Blog:
    """The member's own blog."""
    return blog_of_person(member)


@pytest.fixture
def closed_blog(closed: Community) -> Blog:
    """The blog of the community that members alone read."""
    return blog_of_community(closed)


@pytest.fixture
def write() -> Callable[..., BlogPost]:
    """`write(person, blog, "Title", text)`: a draft."""

    def make(person: Person, blog: Blog, title: str = "Title", source: str = "Text") -> BlogPost:
        return save_post(actor=person, blog=blog, title=title, source=source)

    return make


@pytest.fixture
def publish(write: Callable[..., BlogPost]) -> Callable[..., BlogPost]:
    """The same, published."""

    def make(person: Person, blog: Blog, *args: Any, **more: Any) -> BlogPost:
        return publish_post(actor=person, post=write(person, blog, *args), **more)

    return make
