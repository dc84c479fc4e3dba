"""Pictures of every main page of the sample organisation, at 1280 and 360 px, light and dark.

They land in screenshots/. A site that runs at PORT is photographed; if none answers, one is
started on a database of its own and ended afterwards. Only the sample is ever photographed: a
site without its printed sign-ins is refused.
"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from socialbiz import totp  # noqa: E402
from tests.plugins.browser import FLAGS, chromium_path  # noqa: E402

START_SECONDS: Final = 240
SIZES: Final = ((1280, 900), (360, 780))
COMMUNITY: Final = "/communities/fish-passage-trials/"
# By whom they are seen. An address in braces is the first link of that sort on the page before it,
# with an id at its end or where the star is; ~ is any word.
PAGES: Final = {
    "nobody": {
        "sign-in": "/accounts/login/",
        "password-reset": "/accounts/password/reset/",
        "not-found": "/nothing/",
    },
    "Employee": {
        "home": "/",
        "post": "{/updates/}",
        "everyone": "/everyone/",
        "people": "/people/",
        "person": "{/people/}",
        "chart": "{/people/*/chart/}",
        "department": "/departments/1/",
        "place": "/places/1/",
        "expertise": "/expertise/?q=turbine",
        "suggestions": "/suggestions/",
        "communities": "/communities/",
        "open-community": "/communities/river-lab/",
        "notifications": "/notifications/",
        "search": "/search/?q=bearing",
        "blogs": "/blogs/",
        "blog": "/blogs/river-lab/",
        "blog-post": "{/blogs/posts/*/~/}",
        "blog-archive": "/blogs/river-lab/archive/",
        "blogs-discussed": "/blogs/?show=discussed",
        "my-posts": "/blogs/mine/",
        "feeds": "/blogs/feeds/?blog=river-lab",
        "wikis": "/wikis/",
        "wikis-changed": "/wikis/?show=changes",
        "wiki-tree": "/wikis/handbook/tree/",
        "page-move": "{/wikis/page/*/move/}",
        "wiki-changes": "/wikis/handbook/changes/",
        "page": "{/wikis/pages/*/~/}",
        "page-blame": "{/wikis/page/*/blame/}",
        "page-versions": "{/posts/*/history/}",
        "page-changes": "{/posts/*/history/changes/}",
        "wiki-links": "/wikis/handbook/links/",
        "wiki-templates": "/wikis/handbook/templates/",
        "wiki-bin": "/wikis/handbook/bin/",
        "page-new": "/wikis/handbook/new/",
        "wiki": "/wikis/handbook/",
        "page-write": "{/wikis/writing/*/}",
        "composer": "/updates/",
        "drafts": "/updates/drafts/",
        "bin": "/bin/",
        "settings": "/settings/profile/",
        "status": "/settings/status/",
        "network": "/settings/network/",
        "evidence": "/settings/expertise/",
        "hand-overs": "/hand-overs/",
        "mails": "/settings/mail/",
        "appearance": "/settings/appearance/",
        "two-steps": "/accounts/2fa/",
        "devices": "/accounts/sessions/",
        "gallery": "/gallery/",
    },
    "Community owner": {
        "community": COMMUNITY,
        "community-about": f"{COMMUNITY}about/",
        "community-members": f"{COMMUNITY}members/",
        "community-requests": f"{COMMUNITY}requests/",
        "community-invitations": f"{COMMUNITY}invitations/",
        "community-edit": f"{COMMUNITY}edit/",
    },
    "Admin": {
        "administration": "/admin/",
        "admin-reports": "/admin/content/report/",
        "admin-people": "/admin/profiles/person/",
        "audit-log": "/admin/activity/auditentry/",
    },
}


def main() -> int:
    """Take them all; 1 and a sentence when there is no sample to photograph."""
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    try:
        with _site() as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            taken = sum(_take(browser, site, role, folder) for role in PAGES)
            browser.close()
    except NoSampleError as refused:
        print(refused)
        return 1
    except Error as error:
        print(f"A page could not be photographed: {error.message.splitlines()[0]}")
        return 1
    print(f"{taken} pictures in {folder}")
    return 0


class NoSampleError(Exception):
    """There is nothing that may be photographed."""


@contextlib.contextmanager
def _site() -> Iterator[str]:
    """The address of a site with the sample: the one that runs, or one started for this."""
    site = f"http://localhost:{os.environ.get('PORT') or 8000}"
    if _answers(site):
        if not _sign_ins(site):
            raise NoSampleError(f"{site} does not hold the sample organisation; it is left alone.")
        yield site
        return
    print("No site answers. Starting one with the sample organisation (about a minute) ...")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = str(one.getsockname()[1])
    with tempfile.TemporaryDirectory(prefix="socialbiz-pictures-") as var:
        names = {"SOCIALBIZ_VAR": var, "PORT": port, "DATABASE_URL": "", "SAMPLE": "true"}
        env = {**os.environ, **names}
        run = [sys.executable, "-m", "socialbiz.run"]
        log = (Path(var) / "pictures.log").open("w+")
        process = subprocess.Popen(run, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)  # noqa: S603
        try:
            site = f"http://localhost:{port}"
            _wait(process, site, Path(log.name))
            yield site
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
            log.close()
            remove = [sys.executable, "-m", "socialbiz.localdb", "remove"]
            subprocess.run(remove, cwd=ROOT, env=env, check=False, stdout=subprocess.DEVNULL)  # noqa: S603


def _wait(process: subprocess.Popen[bytes], site: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if "Stop with Ctrl-C" in log.read_text() and _sign_ins(site):
            return
        time.sleep(0.5)
    raise NoSampleError(f"The site did not start:\n{log.read_text()}")


def _answers(site: str) -> bool:
    try:
        with urllib.request.urlopen(f"{site}/accounts/login/", timeout=20):  # noqa: S310
            return True
    except (OSError, urllib.error.URLError):
        return False


def _sign_ins(site: str) -> dict[str, dict[str, str]]:
    """The printed sign-ins of the sample by role; empty where there are none."""
    try:
        with urllib.request.urlopen(f"{site}/outbox/sign-ins.json", timeout=20) as answer:  # noqa: S310
            return {row["role"]: row for row in json.load(answer)}
    except (OSError, ValueError):
        return {}


def _take(browser: Browser, site: str, role: str, folder: Path) -> int:
    """Photograph the pages of one role; returns how many pictures."""
    state = None if role == "nobody" else _signed_in(browser, site, _sign_ins(site)[role])
    taken = 0
    for width, height in SIZES:
        phone: dict[str, Any] = {"is_mobile": True, "has_touch": True} if width < 760 else {}
        size: Any = {"width": width, "height": height}
        context = browser.new_context(storage_state=state, viewport=size, **phone)
        taken += _walk(context, site, role, folder, width)
        context.close()
    return taken


def _walk(context: BrowserContext, site: str, role: str, folder: Path, width: int) -> int:
    page = context.new_page()
    for name, address in PAGES[role].items():
        page.goto(site + _address(page, address))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.wait_for_timeout(250)
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
    return 2 * len(PAGES[role])


def _address(page: Page, address: str) -> str:
    if not address.startswith("{"):
        return address
    shape = address.strip("{}") if "*" in address else f"{address.strip('{}')}*/"
    shape = re.escape(shape).replace(r"\*", "[0-9a-z]{16}").replace(r"\~", "[^/]+")
    wanted = re.compile(shape)
    links = page.locator("main a[href]").evaluate_all("(all) => all.map((one) => one.pathname)")
    return next(str(link) for link in links if wanted.fullmatch(str(link)))


def _signed_in(browser: Browser, site: str, row: dict[str, str]) -> Any:
    """Sign in by the form, with a code where one is asked for; returns the session."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/accounts/login/")
    page.locator("input[name=login]").fill(row["email"])
    page.locator("input[name=password]").fill(row["password"])
    page.get_by_role("button", name="Sign in").click()
    if row["secret"]:
        page.locator("input[name=code]").fill(totp.code(row["secret"]))
        page.locator("main button[type=submit]").first.click()
    page.wait_for_url(f"{site}/", timeout=40_000)
    state = context.storage_state()
    context.close()
    return state


if __name__ == "__main__":
    sys.exit(main())
