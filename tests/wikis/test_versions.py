"""The versions of a page on its pages: what was said of each, and taking one up again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from profiles.models import Person
from wikis.actions import save_page
from wikis.models import Role, Wiki, WikiPage

pytestmark = pytest.mark.django_db

AsPerson = Callable[[Person | None], Client]


@pytest.fixture
def page(owner: Person, member: Person, company_wiki: Wiki, page: Any) -> WikiPage:
    """A page of two hands, in two versions."""
    made = page(owner, company_wiki, "Lamp", "It is lit at six.")
    said = {"title": "Lamp", "source": "It is lit at five.", "note": "In winter"}
    save_page(actor=member, page=made, base_revision=1, **said)
    return WikiPage.objects.get(pk=made.pk)


def restoring(html: str) -> tuple[str, str]:
    """Where the button sends to, and the version it names."""
    found = re.search(r'formaction="([^"]+/restore/)" name="base" value="(\d+)"', html)
    assert found is not None
    return found[1], found[2]


def test_each_version_says_what_was_said_of_it(
    page: WikiPage, owner: Person, as_person: AsPerson
) -> None:
    said = {"title": "Lamp", "source": "It is lit at four.", "note": "In the dark"}
    save_page(actor=owner, page=page, base_revision=2, **said)
    client = as_person(owner)
    listed = client.get(reverse("content:entry-history", args=[page.public_id])).content.decode()
    assert listed.index("In the dark") < listed.index("In winter")
    compared = client.get(reverse("content:version-changes", args=[page.public_id]))
    for words in ("In winter", "In the dark"):
        assert words in compared.content.decode()
    second = client.get(reverse("content:version-detail", args=[page.public_id, 2]))
    assert "In winter" in second.content.decode()
    assert "In the dark" not in second.content.decode()


@pytest.mark.parametrize("name", ["version-detail", "version-changes"])
def test_an_earlier_version_is_taken_up_from_its_page_by_whoever_writes(
    name: str, page: WikiPage, employee: Person, as_person: AsPerson
) -> None:
    client = as_person(employee)
    args = [page.public_id, 1] if name == "version-detail" else [page.public_id]
    url, base = restoring(client.get(reverse(f"content:{name}", args=args)).content.decode())
    assert base == "2"
    assert client.post(url, {"base": base}).status_code == 302
    page.refresh_from_db()
    assert (page.source, page.revision, page.editor) == ("It is lit at six.", 3, employee)


def test_what_changed_since_the_page_was_looked_at_is_not_undone(
    page: WikiPage, owner: Person, member: Person, as_person: AsPerson
) -> None:
    client = as_person(owner)
    shown = client.get(reverse("content:version-detail", args=[page.public_id, 1]))
    url, base = restoring(shown.content.decode())
    save_page(actor=member, page=page, title="Lamp", source="At four.", base_revision=2)
    headers = {"X-Requested-With": "fetch"}
    assert client.post(url, {"base": base}, headers=headers).status_code == 409
    assert client.post(url, headers=headers).status_code == 428
    page.refresh_from_db()
    assert page.source == "At four."


def test_who_only_reads_is_offered_nothing(
    page: WikiPage, employee: Person, owner: Person, company_wiki: Wiki, as_person: AsPerson
) -> None:
    company_wiki.roles.create(person=employee, role=Role.READER)
    html = (
        as_person(employee)
        .get(reverse("content:version-detail", args=[page.public_id, 1]))
        .content.decode()
    )
    assert "/restore/" not in html
    url = reverse("wikis:version-restore", args=[page.public_id, 1])
    assert as_person(employee).post(url, {"base": "2"}).status_code == 403
