"""Windows of real browsers on a real server, for walks through whole flows."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright

from profiles.models import Person
from tests.activity.conftest import committed, committed_rows
from tests.activity.live_helpers import Server, session_of, start_server
from tests.browser.company import Company
from tests.conftest import PASSWORD
from tests.plugins.browser import FLAGS, chromium_path

__all__ = ["committed", "committed_rows"]

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def db(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server sees what the test writes; Playwright's own loop is no reason to refuse."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="module")
def server(committed_rows: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of a file."""
    one = start_server(tmp_path_factory.mktemp("walk"))
    yield one
    errors = one.errors()
    one.stop()
    assert errors == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a file."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop in this thread; Django would take it for an async view.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        one = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield one
        one.close()


@pytest.fixture
def window(server: Server, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`window(person, path)`: a fresh browser, signed in; script errors fail the test."""
    errors: list[str] = []
    contexts = []

    def open_(person: Person | None, path: str, **options: Any) -> Page:
        context = browser.new_context(viewport=options.pop("viewport", DESK), **options)
        contexts.append(context)
        if person is not None:
            context.add_cookies([session_cookie(server, person)])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if _bad(said.text) else None)
        page.goto(server.origin + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="module")
def company(
    browser: Browser, committed_rows: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Company, Server]]:
    """A company with something of everything and a server for it, once for the tests of a file.

    The tests that use it write nothing: they override `db` with nothing.
    """
    folder = tmp_path_factory.mktemp("company")
    with override_settings(VAR_DIR=folder, MEDIA_ROOT=folder / "media"):
        built = Company()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SIGNUP_DOMAINS", "tests.example")
            one = start_server(folder)
    yield built, one
    errors = one.errors()
    one.stop()
    assert errors == []


def _bad(text: str) -> bool:
    return "Content Security" in text or "Refused to" in text


def session_cookie(server: Server, person: Person) -> Any:
    """The cookie of a session the person has."""
    from django.conf import settings

    return {"name": settings.SESSION_COOKIE_NAME, "value": session_of(person), "url": server.origin}


def sign_in(page: Page, server: Server, person: Person) -> None:
    """By the form, as a person does."""
    page.goto(server.origin + "/accounts/login/")
    page.locator("input[name=login]").fill(str(person.email))
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(server.origin + "/")
