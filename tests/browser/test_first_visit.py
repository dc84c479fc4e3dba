"""The first visit as a newcomer walks it: at a desk, on a phone, and there without JavaScript."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from communities.actions import create_community
from communities.models import Membership
from content.models import TagFollow
from profiles.models import Follow, Person
from tests.activity.live_helpers import Server
from tests.browser.conftest import DESK, PHONE
from tests.conftest import PASSWORD
from updates.actions import publish_update
from welcome.models import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("here", "options"),
    [
        ("Dock", {"viewport": DESK}),
        ("Quay", {"viewport": PHONE}),
        ("Yard", {"viewport": PHONE, "java_script_enabled": False}),
    ],
)
def test_a_newcomer_walks_through_and_never_comes_back(
    window: Callable[..., Page],
    server: Server,
    make_person: Callable[..., Person],
    here: str,
    options: dict[str, Any],
) -> None:
    newcomer = make_person(f"Nora{here} New", department=here)
    near = make_person(f"Nils{here} Near", department=here, skills=["welding"])
    publish_update(actor=near, source=f"The #crane is back at the {here}", choice="company")
    circle = create_community(actor=near, name=f"{here} talk", type="open")
    Visit.objects.filter(person=newcomer).delete()
    drawn = Image.new("RGB", (400, 200), "red")
    drawn.paste("blue", (200, 0, 400, 200))
    picture = BytesIO()
    drawn.save(picture, "PNG")

    page = window(None, "/accounts/login/", **options)
    page.locator("input[name=login]").fill(str(newcomer.email))
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{server.origin}/welcome/portrait/")
    go_on = page.get_by_role("button", name="Save and go on")

    expect(page.get_by_text("Step 1 of 6")).to_be_visible()
    page.get_by_label("Picture").set_input_files(
        {"name": "me.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    if options.get("java_script_enabled", True):
        expect(page.locator(".crop__stage")).to_be_visible()
        page.get_by_label("Left or right").fill("1")
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    else:
        expect(page.locator(".crop__stage")).to_be_hidden()
    go_on.click()
    page.get_by_label("welding").check()
    page.get_by_label("Others").fill("French, sums")
    go_on.click()
    page.get_by_label("#crane").check()
    go_on.click()
    page.get_by_label(near.name).check()
    go_on.click()
    page.get_by_label(circle.name).check()
    go_on.click()
    expect(page.get_by_text("Step 6 of 6")).to_be_visible()
    page.get_by_role("button", name="Skip this step").click()
    page.wait_for_url(f"{server.origin}/")
    expect(page.get_by_text(f"is back at the {here}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= options["viewport"]["width"]

    newcomer.refresh_from_db()
    # The right half was chosen; without a script it is the middle.
    answer = page.context.request.get(f"{server.origin}/people/{newcomer.public_id}/photo/")
    with Image.open(BytesIO(answer.body())) as image:
        pixel = image.convert("RGB").getpixel((6, image.height // 2))
    assert isinstance(pixel, tuple)
    assert (pixel[2] > pixel[0]) is options.get("java_script_enabled", True)
    assert newcomer.skills.count() == 3
    assert TagFollow.objects.get(person=newcomer).tag.slug == "crane"
    assert Follow.objects.get(follower=newcomer).followed == near
    assert Membership.objects.get(person=newcomer).community == circle
    assert Visit.objects.get(person=newcomer).finished_at
    page.goto(f"{server.origin}/welcome/")
    assert page.url == f"{server.origin}/"
