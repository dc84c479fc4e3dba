"""Lists of the administration are narrowed by what they offer, and by nothing that is kept back."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory

from communities.models import Community
from content.models import Entry
from core.administration import name_of_filter
from profiles.models import Person
from tests.admin.conftest import Inside

pytestmark = pytest.mark.django_db


def test_a_password_is_not_found_by_its_beginning(
    inside: Inside, admin: Person, member: Person
) -> None:
    client = inside(admin)
    for asked in (member.password[:8], "nothing"):
        answer = client.get("/admin/profiles/person/", {"password__startswith": asked})
        assert answer.status_code == 400


def test_a_text_is_not_found_by_its_words_without_an_emergency_key(
    inside: Inside, admin: Person, owner: Person, secret: Community, post: Callable[..., Entry]
) -> None:
    post(owner, "The periscope leaks", secret)
    client = inside(admin)
    for column in ("source", "html", "text", "title"):
        for asked in ("periscope", "nothing"):
            answer = client.get("/admin/content/entry/", {f"{column}__contains": asked})
            assert answer.status_code in {302, 400}


def test_no_list_is_narrowed_by_what_it_does_not_offer(admin: Person, rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = admin
    for model, here in _site():
        offered = {name_of_filter(one) for one in here.get_list_filter(request)}
        for field in model._meta.get_fields():
            if field.name not in offered:
                for asked in (field.name, f"{field.name}__startswith", f"{field.name}__isnull"):
                    assert not here.lookup_allowed(asked, "1", request), (model, asked)


def test_what_is_offered_still_narrows(inside: Inside, admin: Person, member: Person) -> None:
    client: Client = inside(admin)
    for asked in ("is_guest__exact=0", "department__isnull=True", "is_active__exact=1"):
        assert member.name in client.get(f"/admin/profiles/person/?{asked}").text


def _site() -> list[tuple[type, admin.ModelAdmin]]:  # type: ignore[type-arg]
    return list(admin.site._registry.items())
