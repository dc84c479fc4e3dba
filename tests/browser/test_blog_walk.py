"""What people do with a blog, at a desk and on a phone: schedule, read, answer, look back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from blogs.actions import blog_of_person, publish_due, publish_post, save_post
from blogs.models import BlogPost, Subscription
from profiles.models import Person
from tests.activity.live_helpers import Server
from tests.browser.conftest import DESK, PHONE
from tests.jobs import run_jobs

pytestmark = pytest.mark.browser

VIEWS = [
    pytest.param({"viewport": DESK, "color_scheme": "light"}, id="desk"),
    pytest.param({"viewport": PHONE, "color_scheme": "dark"}, id="phone"),
]
TEXT = """\
It turned **three** times, see the table.

| Night | Turns |
| --- | --- |
| 1 | 4 |
"""


def _fits(page: Page) -> bool:
    """Nothing makes the page scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return bool(wide <= 0)


@pytest.mark.parametrize("view", VIEWS)
def test_a_post_is_scheduled_comes_out_is_read_answered_and_changed(
    window: Callable[..., Page],
    server: Server,
    owner: Person,
    employee: Person,
    view: dict[str, Any],
) -> None:
    writer, reader = window(owner, "/blogs/mine/", **view), window(employee, "/blogs/", **view)

    # Begun from the list of one's posts, and set to come out by itself.
    writer.get_by_role("button", name="Write a post").click()
    # The script is there when its tools are.
    expect(writer.get_by_role("toolbar", name="Formatting")).to_be_visible()
    writer.get_by_role("textbox", name="Title").fill("Three nights")
    with writer.expect_response(lambda answer: answer.url.endswith("/save/") and answer.ok):
        writer.locator("[data-editor-text]").fill(TEXT)
    writer.get_by_text("Publish later").click()
    at = timezone.now() + timedelta(days=2)
    writer.get_by_label("Day and hour").fill(at.strftime("%Y-%m-%dT%H:%M"))
    writer.get_by_role("button", name="Schedule").click()
    expect(writer.get_by_role("heading", name="Scheduled")).to_be_visible()
    expect(writer.get_by_role("link", name="Three nights")).to_be_visible()
    post = BlogPost.objects.get(author=owner, title="Three nights")
    reader.goto(f"{server.origin}/blogs/")
    link = reader.locator(f'.posts a[href*="{post.public_id}"]').first
    expect(link).to_have_count(0)

    # Its moment comes.
    BlogPost.objects.filter(pk=post.pk).update(scheduled_for=timezone.now())
    assert publish_due() == 1
    reader.goto(f"{server.origin}/blogs/")
    link.click()
    expect(reader.get_by_role("heading", name="Three nights")).to_be_visible()
    expect(reader.locator(".post__body td").first).to_have_text("1")
    assert _fits(reader)

    # It is answered, and its author, who has it open, sees the answer come in.
    with writer.expect_websocket():
        writer.goto(f"{server.origin}{post.get_absolute_url()}")
    writer.wait_for_timeout(400)
    reader.get_by_role("textbox", name="Write a comment").fill("Seen from the harbour")
    reader.get_by_role("textbox", name="Write a comment").press("Control+Enter")
    expect(reader.locator("[data-comment]")).to_contain_text("Seen from the harbour")
    expect(writer.locator("[data-comment]")).to_contain_text("Seen from the harbour", timeout=4000)
    run_jobs()

    # It is changed; a reader sees what, and the author takes the first text up again.
    writer.goto(f"{server.origin}/blogs/writing/{post.public_id}/")
    writer.get_by_role("textbox", name="Title").fill("Four nights")
    with writer.expect_response(lambda answer: answer.url.endswith("/save/") and answer.ok):
        writer.locator("[data-editor-text]").fill(TEXT.replace("three", "four"))
    writer.get_by_role("button", name="Publish the changes").click()
    expect(writer.get_by_role("heading", name="Four nights")).to_be_visible()
    # The address with the old title leads to the new one.
    reader.goto(f"{server.origin}/blogs/posts/{post.public_id}/three-nights/")
    expect(reader).to_have_url(re.compile(f"/{post.public_id}/four-nights/$"))
    reader.goto(f"{server.origin}/posts/{post.public_id}/history/")
    reader.get_by_role("link", name="What changed").click()
    expect(reader.locator(".difference del").first).to_contain_text("Three")
    expect(reader.locator(".difference ins").first).to_contain_text("Four")
    assert _fits(reader)
    expect(reader.get_by_role("button", name=re.compile("Take version"))).to_have_count(0)
    writer.goto(f"{server.origin}/posts/{post.public_id}/history/1/")
    writer.get_by_role("button", name="Take this version up again").click()
    expect(writer.get_by_role("textbox", name="Title")).to_have_value("Three nights")
    assert BlogPost.objects.get(pk=post.pk).title == "Four nights"
    writer.get_by_role("button", name="Publish the changes").click()
    expect(writer.get_by_role("heading", name="Three nights")).to_be_visible()


def test_a_post_is_written_and_published_without_a_script(
    window: Callable[..., Page], owner: Person
) -> None:
    page = window(owner, "/blogs/mine/", java_script_enabled=False)
    page.get_by_role("button", name="Write a post").click()
    page.get_by_role("textbox", name="Title").fill("Plain")
    page.locator("[data-editor-text]").fill("Written **without** a script")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-editor-text]")).to_have_value("Written **without** a script")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_role("heading", name="Plain")).to_be_visible()
    expect(page.locator(".post__body strong")).to_have_text("without")


@pytest.mark.parametrize("view", VIEWS)
def test_a_blog_is_subscribed_to_heard_of_and_left(
    window: Callable[..., Page],
    server: Server,
    owner: Person,
    employee: Person,
    view: dict[str, Any],
) -> None:
    blog = blog_of_person(owner)
    first = save_post(actor=owner, blog=blog, title="Night one", source="It turned.")
    publish_post(actor=owner, post=first)
    reader = window(employee, f"/blogs/{blog.slug}/", **view)
    reader.get_by_role("button", name="Subscribe").click()
    expect(reader.get_by_text("Subscribed", exact=True)).to_be_visible()

    # What comes next stands in the stream with the reason, and in the bell.
    second = save_post(actor=owner, blog=blog, title="Night two", source="It turned again.")
    publish_post(actor=owner, post=second)
    run_jobs()
    reader.goto(f"{server.origin}/")
    card = reader.locator("[data-card]", has_text="Night two")
    expect(card).to_contain_text("From a blog you subscribe to")
    assert _fits(reader)
    reader.goto(f"{server.origin}/notifications/")
    reader.locator("[data-notice]", has_text="Night two").get_by_role("link").click()
    expect(reader.get_by_role("heading", name="Night two")).to_be_visible()

    # Only in the bell: the stream does not bring them for it any more.
    reader.goto(f"{server.origin}/blogs/subscriptions/")
    reader.get_by_text("Subscribed", exact=True).click()
    reader.get_by_role("button", name="Only in the bell").click()
    expect(reader.locator("body")).to_contain_text("The bell tells you of new posts")
    third = save_post(actor=owner, blog=blog, title="Night three", source="It stood.")
    publish_post(actor=owner, post=third)
    run_jobs()
    reader.goto(f"{server.origin}/")
    expect(reader.locator("[data-card]", has_text="From a blog you subscribe to")).to_have_count(0)
    reader.goto(f"{server.origin}/notifications/")
    expect(reader.locator("[data-notice]", has_text="Night three")).to_have_count(1)

    # And left.
    reader.goto(f"{server.origin}/blogs/{blog.slug}/")
    reader.get_by_text("Subscribed", exact=True).click()
    reader.get_by_role("button", name="Unsubscribe").click()
    expect(reader.get_by_role("button", name="Subscribe")).to_be_visible()
    assert not Subscription.objects.exists()
