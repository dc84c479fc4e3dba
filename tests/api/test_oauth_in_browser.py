"""Letting an app in, in a real browser: its rules for forms and redirects are the strictest."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from profiles.models import Person
from socialbiz.oauth import make_client
from tests.activity.conftest import committed, committed_rows  # noqa: F401 # fixtures
from tests.activity.live_helpers import Server, free_port, start_server
from tests.api.test_oauth import demo
from tests.conftest import PASSWORD
from tests.plugins.browser import chromium_path

pytestmark = pytest.mark.browser
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


@pytest.fixture
def db(committed: None) -> None:  # noqa: F811
    """The server sees what the test writes."""


@pytest.fixture(scope="module")
def server(
    committed_rows: None,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    """A real server on the test database."""
    one = start_server(tmp_path_factory.mktemp("oauth-browser"))
    yield one
    one.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium."""
    # Playwright keeps an event loop in this thread; Django would take it for an async view.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield started
        started.close()


def sign_in(page: Any, url: str, person: Person) -> None:
    """Through the form, as a person does."""
    page.goto(url)
    page.fill("input[name=login]", str(person.email))
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def test_the_browser_goes_back_to_the_app_and_the_app_may_ask(
    browser: Browser, server: Server, member: Person
) -> None:
    port = free_port()
    back = f"http://127.0.0.1:{port}/back"
    app = make_client(name="Desk", redirect_uris=[back], scopes=["read", "write"])
    client = demo.Socialbiz(server.origin, app.pk, back)
    seen: list[str] = []
    catcher = threading.Thread(target=lambda: seen.append(demo.wait_for_redirect(port)))
    catcher.start()
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, client.sign_in_url(), member)
    assert page.get_by_role("heading", name="Let Desk in?").is_visible()
    assert page.get_by_text("See everything you can see").is_visible()
    page.get_by_role("button", name="Let it in").click()
    page.wait_for_url(f"{back}*")
    assert "You are signed in" in page.content()
    context.close()
    catcher.join(10)
    client.finish_sign_in(seen[0])
    assert client.call("GET", "me/")["id"] == member.public_id


def test_a_form_still_goes_nowhere_else(browser: Browser, server: Server, member: Person) -> None:
    back = f"http://127.0.0.1:{free_port()}/back"
    app = make_client(name="Other", redirect_uris=[back], scopes=["read"])
    client = demo.Socialbiz(server.origin, app.pk, back)
    context = browser.new_context()
    page = context.new_page()
    refusals: list[str] = []
    page.on("console", lambda message: refusals.append(message.text))
    sign_in(page, client.sign_in_url("read"), member)
    form = page.locator("form[action='/identity/o/authorize']")
    form.evaluate("form => form.setAttribute('action', 'http://127.0.0.2:9/steal')")
    page.evaluate("document.querySelector('button[value=grant]').click()")
    page.wait_for_timeout(500)
    assert page.url.startswith(server.origin)
    assert any("form-action" in text for text in refusals), refusals
    context.close()


def test_the_description_is_readable_offline_under_its_own_policy(
    browser: Browser, server: Server, member: Person
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    problems: list[str] = []
    foreign: list[str] = []
    page.on("console", lambda message: problems.append(f"{message.type}: {message.text}"))
    page.on("request", lambda request: foreign.append(request.url))
    sign_in(page, f"{server.origin}/accounts/login/?next=/api/docs/", member)
    page.wait_for_selector("#operations-bin-bin_list")
    assert page.get_by_role("heading", name="Socialbiz").is_visible()
    page.click("#operations-bin-bin_list .opblock-summary-control")
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.wait_for_selector(".live-responses-table .response-col_status:has-text('200')")
    context.close()
    assert not [line for line in problems if line.startswith("error")], problems
    ours = (server.origin, "data:", "blob:")
    assert not [url for url in foreign if not url.startswith(ours)]
