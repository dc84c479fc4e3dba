"""Filling an empty site with the sample organisation."""

import dataclasses
import io
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from activity.models import Notification
from communities.models import Community, Membership
from content.models import Entry, Reaction, Report
from profiles.models import Follow, Person
from sample import data
from socialbiz import sign_ins
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db

NEWEST = 20


def load() -> str:
    out = io.StringIO()
    call_command("load_sample", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.prove)])
def test_the_organisation_goes_in_once(
    whole: bool, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it, or in the ordinary run the last of its posts."""
    organisation = data.load()
    if not whole:
        newest = organisation.posts[-NEWEST:]
        organisation = dataclasses.replace(organisation, posts=newest, reports=())
        monkeypatch.setattr("sample.management.commands.load_sample.load", lambda: organisation)
    said = load()
    assert f"{len(organisation.people)} people" in said
    assert Person.objects.count() == len(organisation.people)
    for one in organisation.people:
        person = Person.objects.get(handle=one.handle)
        assert (person.name, person.email, person.is_guest) == (
            one.name,
            one.email,
            one.kind == "guest",
        )
        assert (person.manager.handle if person.manager else None) == one.manager
        assert bool(person.photo) == one.portrait
    assert Follow.objects.count() == sum(len(one.follows) for one in organisation.people)

    for circle in organisation.communities:
        community = Community.objects.get(name=circle.name)
        assert (community.type, community.is_archived) == (circle.type, circle.archived)
        rows = Membership.objects.filter(community=community)
        assert set(rows.values_list("person__handle", flat=True)) == circle.everybody
        owners = rows.filter(role="owner").values_list("person__handle", flat=True)
        assert set(owners) == set(circle.owners)

    now = timezone.now()
    posts = Entry.objects.roots()
    assert posts.count() == len(organisation.posts)
    assert Entry.objects.comments().count() == sum(len(p.comments) for p in organisation.posts)
    assert not Entry.objects.filter(published_at__gt=now).exists()
    assert posts.filter(published_at__gt=now - timedelta(days=2)).exists()
    assert Reaction.objects.exists()
    assert posts.filter(attachments__isnull=False).count() == sum(
        post.image is not None for post in organisation.posts
    )
    assert Report.objects.filter(state="open").count() == len(organisation.reports)

    entries = sign_ins.entries()
    assert [entry.role for entry in entries] == list(sign_ins.TITLES.values())
    assert [bool(entry.secret) for entry in entries] == [False, False, False, True, True]
    assert Authenticator.objects.filter(type="recovery_codes").count() == 2
    others = Person.objects.exclude(email__in=[entry.email for entry in entries])
    assert not any(person.has_usable_password() for person in others)

    employee = Person.objects.get(handle=organisation.sign_ins["employee"])
    ProcrastinateJob.objects.exclude(args__person_ids__contains=[employee.pk]).delete()
    run_jobs(limit=1_000)
    kinds = set(Notification.objects.filter(recipient=employee).values_list("kind", flat=True))
    assert ({"mention", "comment", "reaction", "follow"} if whole else {"follow"}) <= kinds
    assert mailoutbox == []

    assert "nothing was changed" in load()
    assert Entry.objects.roots().count() == len(organisation.posts)


def test_it_is_refused_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never in production"):
        load()
    assert not Person.objects.exists()
