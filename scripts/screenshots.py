"""Pictures of the sample organisation as its employee sees it, at 1280 and 360 px, light and dark.

Start `make run` in another terminal first; the pictures land in screenshots/. Only the sample is
ever photographed: a site without its sign-in is refused.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sample import data  # noqa: E402
from tests.plugins.browser import FLAGS, chromium_path  # noqa: E402

SITE = f"http://localhost:{os.environ.get('PORT') or 8000}"
PAGES = {
    "home": "/",
    "everyone": "/everyone/",
    "people": "/people/",
    "communities": "/communities/",
    "notifications": "/notifications/",
    "search": "/search/?q=bearing",
    "settings": "/settings/",
    "gallery": "/gallery/",
}
WIDTHS = (1280, 360)


def main() -> int:
    """Take them all; 1 and a sentence when the site or its sample is not there."""
    organisation = data.load()
    handle = organisation.sign_ins["employee"]
    email = next(one.email for one in organisation.people if one.handle == handle)
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        try:
            state = _sign_in(browser, email)
        except Error as error:
            print(
                f"No sample organisation at {SITE}. Start `make run` first. ({error.message[:80]})"
            )
            return 1
        for scheme in ("light", "dark"):
            for width in WIDTHS:
                _take(browser, state, scheme, width, folder)
        browser.close()
    print(f"{len(PAGES) * len(WIDTHS) * 2} pictures in {folder}")
    return 0


def _sign_in(browser: Browser, email: str) -> str:
    """Sign in by the form; returns the file that holds the session."""
    from socialbiz.env import environment  # noqa: PLC0415 - needs the path above

    page = browser.new_context().new_page()
    page.goto(f"{SITE}/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(os.environ.get("SAMPLE_PASSWORD", _password()))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{SITE}/", timeout=40_000)
    state = environment().socialbiz_var / "screenshots.json"
    page.context.storage_state(path=state)
    return str(state)


def _password() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socialbiz.settings")
    from django.conf import settings  # noqa: PLC0415

    return str(settings.SAMPLE_PASSWORD)


def _take(browser: Browser, state: str, scheme: str, width: int, folder: Path) -> None:
    context = browser.new_context(
        storage_state=state,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    for name, path in PAGES.items():
        page.goto(SITE + path)
        page.wait_for_timeout(400)
        page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
    context.close()


if __name__ == "__main__":
    sys.exit(main())
