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
from content.models import Entry, Reaction, Report, TagFollow
from profiles.models import Follow, GivenSkill, HandOverItem, Person
from sample import articles, data
from socialbiz import sign_ins
from suggestions.models import FirstChoice
from tests.jobs import run_jobs
from welcome.models import Visit

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
        heirs = {one.successor for one in organisation.leavings if circle.owners == (one.person,)}
        assert set(rows.values_list("person__handle", flat=True)) == circle.everybody | heirs
        owners = rows.filter(role="owner").values_list("person__handle", flat=True)
        assert set(owners) == {*circle.owners, *heirs}
        assert owners.filter(person__is_active=True).exists()

    now = timezone.now()
    posts = Entry.objects.roots().filter(kind="update")
    written = {(one.title, one.author): one for one in articles.load()}
    for article in Entry.objects.filter(kind="post").select_related("author"):
        one = written.pop((article.title, article.author.handle))
        assert article.state == "published"
        assert article.co_authors.count() == len(one.further)
        assert article.thread.count() == len(one.comments)
        assert article.reactions.count() == len(one.liked)
        assert article.attachments.filter(is_cover=True).count() == bool(one.drawing)
    assert not written
    assert posts.count() == len(organisation.posts)
    said = Entry.objects.comments().filter(root__kind="update")
    assert said.count() == sum(len(p.comments) for p in organisation.posts)
    assert not Entry.objects.filter(published_at__gt=now).exists()
    assert posts.filter(published_at__gt=now - timedelta(days=2)).exists()
    assert Reaction.objects.exists()
    assert posts.filter(attachments__isnull=False).count() == sum(
        post.image is not None for post in organisation.posts
    )
    assert Report.objects.filter(state="open").count() == len(organisation.reports)

    (left,) = organisation.leavings
    assert Person.objects.get(handle=left.person).absence == "Former colleague"
    (waiting,) = HandOverItem.objects.filter(state="waiting")
    assert waiting.holder.handle == left.successor == organisation.sign_ins["owner"]
    for one in organisation.people:
        if one.kind == "guest":
            guest = Person.objects.get(handle=one.handle)
            assert guest.sponsor is not None
            assert guest.sponsor.handle == one.sponsor
            assert guest.guest_until is not None

    entries = sign_ins.entries()
    assert [entry.role for entry in entries] == list(sign_ins.TITLES.values())
    assert [bool(entry.secret) for entry in entries] == [False, False, False, True, True, False]
    assert Authenticator.objects.filter(type="recovery_codes").count() == 2
    newcomer = Person.objects.get(handle=organisation.sign_ins["newcomer"])
    assert Visit.objects.count() == len(organisation.people) - 1
    assert not Visit.objects.filter(person=newcomer).exists()
    assert not Visit.objects.filter(finished_at__isnull=True).exists()
    assert TagFollow.objects.count() == sum(len(one.tags) for one in organisation.people) > 5
    given = sum(len(one.givers) for one in organisation.given_skills)
    assert GivenSkill.objects.count() == given > 10
    assert Person.objects.filter(groups__permissions__codename="view_picture").count() == len(
        organisation.leaders
    )
    assert FirstChoice.objects.count() == len(organisation.first_choices)
    others = Person.objects.exclude(email__in=[entry.email for entry in entries])
    assert not any(person.has_usable_password() for person in others)

    employee = Person.objects.get(handle=organisation.sign_ins["employee"])
    ProcrastinateJob.objects.exclude(args__person_ids__contains=[employee.pk]).delete()
    run_jobs(limit=1_000)
    kinds = set(Notification.objects.filter(recipient=employee).values_list("kind", flat=True))
    assert ({"mention", "comment", "reaction", "follow"} if whole else {"follow"}) <= kinds
    assert mailoutbox == []

    assert "nothing was changed" in load()
    assert posts.count() == len(organisation.posts)


def test_it_is_refused_in_production(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never in production"):
        load()
    assert not Person.objects.exists()
