"""A profile by mouse, finger and keyboard: the hover card, the portrait's square, the status."""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from content.models import Entry
from profiles.models import Person
from tests.activity.live_helpers import Server
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser


def picture() -> bytes:
    """200 wide, 100 high: red on the left, blue on the right."""
    image = Image.new("RGB", (200, 100), (220, 20, 20))
    image.paste((20, 20, 220), (100, 0, 200, 100))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_the_card_opens_on_mentions_and_portraits_and_lets_focus_go_on(
    window: Callable[..., Page],
    owner: Person,
    member: Person,
    post: Callable[..., Entry],
) -> None:
    post(owner, f"Ask @{member.handle} about it")
    page = window(member, "/everyone/")
    card = page.locator(".hover-card")

    page.locator("a.mention").hover()
    expect(card).to_be_visible()
    expect(card).to_contain_text(member.name)
    page.mouse.move(5, 5)
    expect(card).to_be_hidden()
    page.locator(".card__head .avatar").hover()
    expect(card).to_contain_text(owner.name)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.mouse.move(5, 5)

    # By keyboard: into the card, back with Escape, through it and on.
    name = page.locator(".card__author > a").first
    name.evaluate("it => it.focus({ focusVisible: true })")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(card).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.hover-card') !== null")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert name.evaluate("it => it === document.activeElement")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(card).to_be_visible()
    for _stop in range(12):
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('.hover-card') !== null"):
            break
    expect(card).to_be_hidden()
    assert not name.evaluate("it => it === document.activeElement")


def test_a_finger_opens_the_profile(
    window: Callable[..., Page], owner: Person, member: Person, post: Callable[..., Entry]
) -> None:
    post(owner, "Words")
    page = window(member, "/everyone/", viewport=PHONE, has_touch=True)
    page.locator(".card__author > a").first.tap()
    page.wait_for_url(f"**/people/{owner.public_id}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(owner.name)


@pytest.mark.parametrize("how", ["mouse", "keyboard", "sliders"])
def test_the_square_is_chosen(
    window: Callable[..., Page], server: Server, member: Person, how: str
) -> None:
    page = window(member, "/settings/profile/")
    stage = page.locator(".crop__stage")
    expect(stage).to_be_hidden()
    page.locator("input[type=file]").set_input_files(
        {"name": "me.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(stage).to_be_visible()
    if how == "mouse":
        box = stage.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] - 200, box["y"] + 60, steps=6)
        page.mouse.up()
    elif how == "keyboard":
        stage.focus()
        for _press in range(30):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("+")
    else:
        page.get_by_label("Left or right").fill("1")
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_text("Your new picture is in place.")).to_be_visible()
    drawn = page.context.request.get(server.origin + f"/people/{member.public_id}/photo/")
    with Image.open(io.BytesIO(drawn.body())) as image:
        red, _green, blue = image.convert("RGB").getpixel((6, 48))
    assert blue > red


def test_a_status_is_set_and_cleared(window: Callable[..., Page], member: Person) -> None:
    page = window(member, f"/people/{member.public_id}/")
    page.get_by_role("link", name="Set a status").click()
    page.get_by_role("radio", name="Away").check()
    page.get_by_role("button", name="Show this status").click()
    page.goto(page.url.replace("/settings/status/", f"/people/{member.public_id}/"))
    expect(page.locator(".thing-head__status")).to_contain_text("Away today")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".thing-head__status")).to_have_count(0)
