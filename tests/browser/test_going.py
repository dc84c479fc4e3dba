"""Leaving with a hand-over, and renewing a guest, as people do it, on a desk and on a phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from communities.models import Community, Membership
from profiles.actions import deactivate_person
from profiles.models import HandOverItem, Person
from tests.activity.live_helpers import Server
from tests.browser.conftest import DESK, PHONE
from tests.jobs import run_jobs

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_what_a_colleague_left_is_kept_passed_on_and_archived(
    viewport: dict[str, int],
    window: Callable[..., Page],
    server: Server,
    admin: Person,
    owner: Person,
    employee: Person,
    member: Person,
    closed: Community,
    secret: Community,
    open_community: Community,
    post: Callable[..., object],
) -> None:
    post(owner, "I wrote this before I left")
    deactivate_person(actor=admin, person=owner, successor=employee, reason="New job")
    run_jobs()
    page = window(employee, "/notifications/", viewport=viewport)

    # The bell says it and leads there.
    page.get_by_role("link", name="3 things that Olga Owner looked after").click()
    expect(page.get_by_role("heading", name="Hand-overs", level=1)).to_be_visible()
    expect(page.locator("article")).to_have_count(3)
    expect(page.locator("article").first).to_contain_text("Former colleague")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.get_by_role("button", name="Keep it Lighthouse").click()
    expect(page.locator("body")).to_contain_text("It stays with you.")
    page.get_by_role("link", name="Pass it on Submarine").click()
    page.locator("#pass-to").fill("mira")
    page.locator(f'[role=option][data-value="{member.handle}"]').click()
    page.get_by_role("button", name="Pass it on", exact=True).click()
    expect(page.locator("body")).to_contain_text("Mira Member has it now.")
    page.get_by_role("button", name="Archive community Harbour").click()
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    assert not HandOverItem.objects.filter(state="waiting").exists()
    assert Membership.objects.get(community=secret, person=member).is_owner
    open_community.refresh_from_db()
    assert open_community.is_archived

    # What they wrote stays, under the name of a former colleague.
    page.goto(f"{server.origin}/everyone/")
    card = page.locator("[data-card]", has_text="I wrote this before I left")
    expect(card).to_contain_text("Former colleague")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_guest_is_renewed(
    viewport: dict[str, int],
    script: bool,
    window: Callable[..., Page],
    owner: Person,
    guest: Person,
) -> None:
    near = timezone.localdate() + timedelta(days=3)
    Person.objects.filter(pk=guest.pk).update(sponsor=owner, guest_until=near)
    page = window(owner, "/guests/", viewport=viewport, java_script_enabled=script)
    expect(page.locator("#guest-rows")).to_contain_text("Ends soon")
    page.get_by_role("button", name="Renew Gil Guest").click()
    expect(page.locator("body")).to_contain_text("Gil Guest can come in until")
    guest.refresh_from_db()
    assert guest.guest_until == timezone.localdate() + timedelta(days=90)
    page.goto(page.url.split("/guests/")[0] + f"/guests/{guest.public_id}/")
    expect(page.get_by_role("heading", name="What Gil Guest can reach")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Lighthouse")
    page.get_by_text("Choose another day").click()
    day = timezone.localdate() + timedelta(days=20)
    page.locator("input[name=guest_until]").fill(day.isoformat())
    page.get_by_role("button", name="Set the last day").click()
    expect(page.locator("body")).to_contain_text("can come in until")
    guest.refresh_from_db()
    assert guest.guest_until == day
    if script:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
