"""From a blog to its feed: an address is made, copied, read without a session, and revoked."""

import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from blogs.actions import blog_of_person, publish_post, save_post
from blogs.models import Blog
from profiles.models import Person
from tests.activity.live_helpers import Server
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


@pytest.fixture
def blog(owner: Person) -> Blog:
    """The owner's blog, with a post."""
    made = blog_of_person(owner)
    draft = save_post(
        actor=owner, blog=made, title="What the lamp showed", source="Three *nights*."
    )
    publish_post(actor=owner, post=draft)
    return made


def _read(server: Server, address: str) -> str:
    """What a feed reader gets there: no session, no browser."""
    path = urlsplit(address).path
    with urllib.request.urlopen(server.origin + path) as answer:
        return str(answer.read(), "utf-8")


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("wide", [True, False])
def test_an_address_from_the_blog_to_the_reader_and_to_its_end(
    window: Callable[..., Page],
    server: Server,
    blog: Blog,
    employee: Person,
    wide: bool,
    look: str,
) -> None:
    options = {} if wide else {"viewport": PHONE}
    page = window(employee, blog.get_absolute_url(), color_scheme=look, **options)
    page.get_by_role("link", name="Feed", exact=True).first.click()
    expect(page.get_by_role("heading", name=blog.title)).to_be_visible()
    page.get_by_role("button", name="Make an address").click()
    field = page.get_by_label("Atom", exact=True)
    address = field.input_value()
    assert "What the lamp showed" in _read(server, address)
    other = page.get_by_label("RSS", exact=True).input_value()
    assert "&lt;em&gt;nights&lt;/em&gt;" in _read(server, other)
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, "the page is wider than the window"
    page.get_by_role("button", name="Make a new address").click()
    expect(field).not_to_have_value(address)
    fresh = field.input_value()
    assert "What the lamp showed" in _read(server, fresh)
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Revoked.")).to_be_visible()
    for dead in (address, fresh):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            _read(server, dead)
