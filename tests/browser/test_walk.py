"""The walk the project is judged by: two colleagues in two browsers, and a third who leaves."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from communities.actions import remove_member
from communities.models import Community
from content.models import Entry
from profiles.models import Person
from tests.activity.live_helpers import Server
from tests.browser.conftest import PHONE, sign_in
from tests.jobs import run_jobs

pytestmark = pytest.mark.browser


def test_two_colleagues_write_read_answer_and_are_told(
    window: Callable[..., Page],
    server: Server,
    owner: Person,
    member: Person,
    employee: Person,
    closed: Community,
) -> None:
    writer, reader = window(None, "/accounts/login/"), window(None, "/accounts/login/")
    sign_in(writer, server, owner)
    with reader.expect_websocket():
        sign_in(reader, server, member)
    reader.wait_for_timeout(400)

    # One writes in a community, choosing who will read it.
    writer.get_by_role("textbox", name="Write an update").fill("The lamp turns again #lamp")
    writer.locator("[data-audience] summary").click()
    writer.get_by_role("radio", name="Lighthouse").check()
    expect(writer.locator("[data-composer-send]")).to_have_text("Post to Lighthouse")
    writer.locator("[data-composer-send]").click()
    expect(writer.locator("[data-card]").first).to_contain_text("The lamp turns again")
    posted = time.monotonic()

    # The other sees it within a second, behind the bar, without reloading.
    bar = reader.get_by_role("link", name="1 new post")
    expect(bar).to_be_visible(timeout=5000)
    assert time.monotonic() - posted < 1.0 + 0.5  # half a second for the two waits above
    bar.click()
    card = reader.locator("[data-card]").first
    expect(card).to_contain_text("The lamp turns again")
    expect(card).to_contain_text("Lighthouse")

    # And comments; the first is told on the bell, and sees the comment come in.
    writer.locator("[data-card]").first.get_by_role("link", name="Comment").click()
    expect(writer.get_by_role("heading", name="Comments")).to_be_visible()
    writer.wait_for_timeout(400)
    card.get_by_role("link", name="Comment").click()
    reader.get_by_role("textbox", name="Write a comment").fill("Seen from the harbour")
    reader.get_by_role("textbox", name="Write a comment").press("Control+Enter")
    expect(reader.locator("[data-comment]")).to_contain_text("Seen from the harbour")
    expect(writer.locator("[data-comment]")).to_contain_text("Seen from the harbour", timeout=3000)
    run_jobs()
    expect(writer.locator("[data-bell-count]")).to_contain_text("1", timeout=3000)
    writer.locator("[data-bell]").click()
    notice = writer.locator("[data-notice]").first
    expect(notice).to_contain_text("Mira Member commented on what you wrote")
    notice.get_by_role("link").click()
    expect(writer).to_have_url(re.compile("/updates/"))

    # Removed from the community, the other hears nothing more, and the page is gone.
    remove_member(actor=owner, community=closed, person=member)
    reader.wait_for_timeout(5000)
    reader.goto(server.origin + "/everyone/")
    reader.wait_for_timeout(400)
    writer.goto(server.origin + "/")
    writer.get_by_role("textbox", name="Write an update").fill("Only for those who are left")
    writer.locator("[data-audience] summary").click()
    writer.get_by_role("radio", name="Lighthouse").check()
    writer.locator("[data-composer-send]").click()
    expect(writer.locator("[data-card]").first).to_contain_text("Only for those who are left")
    reader.wait_for_timeout(2000)
    expect(reader.locator("[data-new-posts]")).to_be_hidden()
    expect(reader.locator("body")).not_to_contain_text("lamp turns")
    entry = Entry.objects.get(text__startswith="The lamp")
    answer = reader.goto(server.origin + entry.get_absolute_url())
    assert answer is not None
    assert answer.status == 404


def test_without_javascript_the_forms_work(
    window: Callable[..., Page], server: Server, owner: Person, thumbs: object
) -> None:
    page = window(owner, "/", java_script_enabled=False)
    page.get_by_role("textbox", name="Write an update").fill("Written without a script")
    page.locator("[data-composer-send]").click()
    expect(page.locator("body")).to_contain_text("Written without a script")
    entry = Entry.objects.get(text="Written without a script")
    page.goto(server.origin + entry.get_absolute_url())
    page.get_by_role("textbox", name="Write a comment").fill("Nor was this")
    page.locator("[data-kind=comment] [data-composer-send]").click()
    expect(page.locator("[data-comment]")).to_contain_text("Nor was this")
    page.locator("[data-comment] summary.reactions__add").click()
    page.locator("[data-comment] .reactions__one").first.click()
    expect(page.locator("[data-comment] .reaction")).to_have_attribute("aria-pressed", "true")


def test_a_draft_survives_reload_and_lost_session(
    window: Callable[..., Page], server: Server, owner: Person
) -> None:
    page = window(owner, "/", viewport=PHONE)
    page.get_by_role("textbox", name="Write an update").fill("Half a thought about the")
    expect(page.locator("[data-composer-state]")).to_have_text("Draft saved", timeout=5000)
    page.reload()
    expect(page.get_by_role("textbox", name="Write an update")).to_have_value(
        "Half a thought about the"
    )
    page.get_by_role("textbox", name="Write an update").fill("Half a thought about the tide")
    page.context.clear_cookies()
    page.locator("[data-composer-send]").click()
    expect(page.get_by_role("alert")).to_contain_text("signed out")
    expect(page.get_by_role("textbox", name="Write an update")).to_have_value(
        "Half a thought about the tide"
    )
    assert not Entry.objects.filter(state=Entry.State.PUBLISHED, author=owner).exists()


def test_a_double_click_posts_once(
    window: Callable[..., Page], server: Server, owner: Person
) -> None:
    page = window(owner, "/")
    page.get_by_role("textbox", name="Write an update").fill("Only once, please")
    page.locator("[data-composer-send]").dblclick()
    expect(page.locator("[data-card]").first).to_contain_text("Only once, please")
    page.wait_for_timeout(500)
    assert Entry.objects.filter(text="Only once, please").count() == 1


def test_names_and_tags_are_completed_by_keyboard(
    window: Callable[..., Page], server: Server, owner: Person, member: Person
) -> None:
    page = window(owner, "/")
    box = page.get_by_role("textbox", name="Write an update")
    box.press_sequentially("Ask @mir")
    expect(page.locator(".composer__options [role=option]").first).to_contain_text("Mira Member")
    box.press("Enter")
    expect(box).to_have_value(re.compile(r"^Ask @mira\.member\d* $"))


def test_deleting_offers_undo(
    window: Callable[..., Page], server: Server, owner: Person, post: Callable[..., Entry]
) -> None:
    entry = post(owner, "To be regretted")
    page = window(owner, "/everyone/")
    card = page.locator(f"#post-{entry.public_id}")
    card.get_by_label("More about this post").click()
    card.get_by_role("button", name="Delete").click()
    expect(card).to_have_count(0)
    entry.refresh_from_db()
    assert entry.state == Entry.State.DELETED
    page.get_by_role("button", name="Undo").click()
    expect(card).to_be_visible()
    entry.refresh_from_db()
    assert entry.state == Entry.State.PUBLISHED
