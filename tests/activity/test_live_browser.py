"""What a reader sees move: a real browser on a real server, while others write."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect, sync_playwright

from communities.actions import remove_member
from communities.models import Community
from content.actions import add_comment, add_reaction, delete_entry, edit_text
from content.models import Entry, ReactionChoice
from profiles.models import Person
from tests.activity.live_helpers import Server, session_of, start_server
from tests.jobs import run_jobs
from tests.plugins.browser import FLAGS, chromium_path

pytestmark = pytest.mark.browser
SECOND = 1000
# What a reader sees; that a nudge takes less than a second is measured in test_live_sockets.
SOON = 4 * SECOND


@pytest.fixture
def db(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server sees what the test writes; Playwright's own loop is no reason to refuse."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="module")
def server(committed_rows: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of this file."""
    # There before the server looks: it keeps the set of reactions for half a minute.
    ReactionChoice.objects.get_or_create(emoji="👍", defaults={"name": "Thumbs up"})
    one = start_server(tmp_path_factory.mktemp("live"))
    yield one
    one.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of this file."""
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield one
        one.close()


@pytest.fixture
def window(server: Server, browser: Browser) -> Iterator[Callable[[Person, str], Page]]:
    """A window in which that person has opened a page; any script error fails the test."""
    errors: list[str] = []
    contexts = []

    def open_(person: Person, path: str, *, session: str = "", script: str = "") -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        contexts.append(context)
        key = session or session_of(person)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": key, "url": server.origin}])
        page = context.new_page()
        if script:
            page.add_init_script(script)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda said: errors.append(said.text) if "Content Security" in said.text else None,
        )
        with page.expect_websocket():
            page.goto(server.origin + path)
        page.wait_for_timeout(300)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def test_a_new_post_waits_behind_the_bar_and_the_page_does_not_move(
    window: Callable[..., Page], owner: Person, member: Person, post: Callable[..., Entry]
) -> None:
    for number in range(12):
        post(owner, f"older post {number}")
    page = window(owner, "/everyone/")
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(200)
    stood = page.evaluate("scrollY"), page.locator("[data-card]").count()
    bar = page.locator("[data-new-posts] a")
    expect(bar).to_be_hidden()
    post(member, "the tide tables are in")
    expect(bar).to_be_visible(timeout=SOON)
    expect(bar).to_have_text("1 new post")
    second = post(member, "and the harbour map")
    expect(bar).to_have_text("2 new posts", timeout=SOON)
    assert (page.evaluate("scrollY"), page.locator("[data-card]").count()) == stood
    bar.click()
    first = page.locator("[data-card]").first
    expect(first).to_contain_text("and the harbour map")
    expect(first).to_be_focused()
    expect(page.locator("[data-card]").nth(1)).to_contain_text("the tide tables are in")
    expect(bar).to_be_hidden()
    ids = page.locator("[data-card]").evaluate_all("all => all.map(one => one.dataset.id)")
    assert len(ids) == len(set(ids)) == 14
    assert ids[0] == second.public_id


NO_SOCKET_YET = """
const Real = WebSocket;
WebSocket = function (url) {
  return new Real(window.mayConnect ? url : String(url).replace("/live/", "/nowhere/"));
};
"""


def test_what_changed_between_the_page_and_a_late_socket_is_seen(
    window: Callable[..., Page], owner: Person, member: Person, post: Callable[..., Entry]
) -> None:
    entry = post(member, "first words")
    page = window(owner, "/everyone/", script=NO_SOCKET_YET)
    card = page.locator(f'[data-id="{entry.public_id}"]')
    expect(card.locator(".card__comments")).not_to_contain_text("1")
    add_comment(actor=member, root=entry, source="a comment")
    page.evaluate("window.mayConnect = true")
    # A few tries have failed by then: the next one comes after some seconds.
    expect(card.locator(".card__comments")).to_contain_text("1 comment", timeout=4 * SOON)


def test_counts_text_and_removal_of_a_card_follow_what_others_do(
    window: Callable[..., Page],
    owner: Person,
    member: Person,
    thumbs: ReactionChoice,
    post: Callable[..., Entry],
) -> None:
    entry, other = post(member, "first words"), post(member, "to be removed")
    page = window(owner, "/everyone/")
    card = page.locator(f'[data-id="{entry.public_id}"]')
    add_comment(actor=member, root=entry, source="a comment")
    expect(card.locator(".card__comments")).to_contain_text("1 comment", timeout=SOON)
    add_reaction(actor=member, entry=entry, emoji=thumbs.emoji)
    expect(card.locator(".reaction")).to_have_text(re.compile("1"), timeout=SOON)
    entry.refresh_from_db()
    edit_text(actor=member, entry=entry, source="better words", version=entry.version)
    expect(card).to_contain_text("better words", timeout=SOON)
    delete_entry(actor=member, entry=other)
    expect(page.locator(f'[data-id="{other.public_id}"]')).to_have_count(0, timeout=SOON)
    expect(page.get_by_text("This was removed.")).to_be_visible()


def test_comments_arrive_in_order_on_the_page_of_a_post(
    window: Callable[..., Page], owner: Person, member: Person, post: Callable[..., Entry]
) -> None:
    entry = post(owner, "a question")
    page = window(owner, entry.get_absolute_url())
    for number in range(3):
        add_comment(actor=member, root=entry, source=f"answer {number}")
    comments = page.locator("[data-comment]")
    expect(comments).to_have_count(3, timeout=SOON)
    assert [text for text in comments.all_inner_texts() if "answer" in text] == list(
        comments.all_inner_texts()
    )
    for number in range(3):
        expect(comments.nth(number)).to_contain_text(f"answer {number}")


def test_the_bell_rings_and_falls_silent_in_every_window(
    window: Callable[..., Page], owner: Person, member: Person, post: Callable[..., Entry]
) -> None:
    entry = post(owner, "a question")
    first, second = window(owner, "/"), window(owner, "/notifications/")
    add_comment(actor=member, root=entry, source="an answer")
    run_jobs()
    for page in (first, second):
        expect(page.locator("[data-bell-count]")).to_contain_text("1", timeout=SOON)
    second.reload()
    second.get_by_role("button", name="Mark all read").click()
    expect(first.locator("[data-bell-count]")).to_be_hidden(timeout=SOON)


def test_who_loses_access_is_told_on_the_page_and_keeps_what_was_typed(
    window: Callable[..., Page],
    owner: Person,
    member: Person,
    closed: Community,
    post: Callable[..., Entry],
) -> None:
    entry = post(owner, "among ourselves", closed)
    page = window(member, entry.get_absolute_url())
    page.locator("textarea[name=text]").fill("half a thought")
    remove_member(actor=owner, community=closed, person=member)
    expect(page.get_by_text("You can no longer see this page")).to_be_visible(timeout=5 * SECOND)
    expect(page.locator("textarea[name=text]")).to_have_value("half a thought")


def test_who_is_signed_out_is_told_on_the_page_and_keeps_what_was_typed(
    window: Callable[..., Page], owner: Person
) -> None:
    key = session_of(owner)
    page = window(owner, "/", session=key)
    page.locator("textarea[name=text]").first.fill("half a thought")
    Session.objects.filter(session_key=key).delete()
    expect(page.locator("[data-live-say]")).to_contain_text(
        "You were signed out", timeout=6 * SECOND
    )
    expect(page.locator("textarea[name=text]").first).to_have_value("half a thought")
    link = page.get_by_role("link", name="Sign in again")
    assert "next=%2F" in str(link.get_attribute("href"))


def test_one_s_own_post_is_never_offered_as_new(
    window: Callable[..., Page], member: Person
) -> None:
    page = window(member, "/everyone/")
    page.locator("textarea[name=text]").first.fill("my own words")
    page.locator("[data-composer-send]").first.click()
    expect(page.locator("[data-card]").first).to_contain_text("my own words", timeout=5 * SECOND)
    page.wait_for_timeout(1500)
    expect(page.locator("[data-new-posts] a")).to_be_hidden()
    assert page.locator("[data-card]").count() == 1


def test_after_the_server_was_away_nothing_is_missing_and_nothing_double(
    window: Callable[..., Page],
    server: Server,
    tmp_path: Path,
    owner: Person,
    member: Person,
    post: Callable[..., Entry],
) -> None:
    page = window(owner, "/everyone/")
    seen = post(member, "before")
    expect(page.locator("[data-new-posts]")).to_have_text("1 new post", timeout=SOON)
    server.stop()
    missed = post(member, "meanwhile")
    page.wait_for_timeout(11 * SECOND)
    expect(page.get_by_text("The connection is lost")).to_be_visible(timeout=SOON)
    again: Any = start_server(tmp_path, port=server.port)
    server.process, server.log = again.process, again.log
    expect(page.locator("[data-new-posts]")).to_have_text("2 new posts", timeout=35 * SECOND)
    expect(page.get_by_text("The connection is lost")).to_be_hidden()
    page.locator("[data-new-posts] a").click()
    ids = page.locator("[data-card]").evaluate_all("all => all.map(one => one.dataset.id)")
    assert ids == [missed.public_id, seen.public_id]


def test_without_a_socket_the_page_asks_by_itself(
    server: Server, browser: Browser, owner: Person, member: Person, post: Callable[..., Entry]
) -> None:
    context = browser.new_context()
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session_of(owner), "url": server.origin}])
    page = context.new_page()
    page.clock.install()
    page.route_web_socket(re.compile("/ws/"), lambda one: one.close(code=1011))
    page.goto(server.origin + "/everyone/")
    post(member, "seen without a socket")
    page.clock.run_for(31 * SECOND)
    expect(page.locator("[data-new-posts]")).to_have_text("1 new post", timeout=5 * SECOND)
    context.close()
