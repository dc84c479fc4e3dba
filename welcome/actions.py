"""Every write of this room: beginning a first visit, passing its steps, ending it."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.models import Notification
from activity.preferences import set_mail_preference
from communities.actions import add_member
from communities.models import Community
from core.errors import ActionError, Invalid
from profiles.models import Person
from suggestions.models import FirstChoice
from welcome.models import Visit
from welcome.steps import next_step, steps_of

Kind = Notification.Kind
# What each choice of mails wants; None leaves the choices as they are.
MAILS = {
    "usual": None,
    "all": frozenset(Kind.values),
    "few": frozenset({Kind.MENTION, Kind.REPLY, Kind.REQUEST, Kind.ANSWER, Kind.VERDICT}),
    "none": frozenset[str](),
}


@transaction.atomic
def begin_visit(*, actor: Person) -> Visit:
    """The actor signed in: their first visit begins, unless it did before.

    With it an employee comes into the communities an admin chose for newcomers.
    """
    visit, new = Visit.objects.get_or_create(person=actor)
    if new and not actor.is_guest:
        _join_at_once(actor)
    return visit


@transaction.atomic
def pass_step(*, actor: Person, name: str) -> Visit:
    """Note that a step was done or skipped; the last one ends the visit. Raises Invalid."""
    if name not in {step.name for step in steps_of(actor)}:
        raise Invalid(_("There is no such step."), field="step")
    visit, _new = Visit.objects.get_or_create(person=actor)
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if name not in visit.passed:
        visit.passed = [*visit.passed, name]
    if visit.finished_at is None and next_step(actor, visit) is None:
        visit.finished_at = timezone.now()
    visit.save(update_fields=["passed", "finished_at"])
    return visit


@transaction.atomic
def finish_visit(*, actor: Person) -> Visit:
    """End the visit where it stands, for good. Also for who was here before there were visits."""
    visit, _new = Visit.objects.get_or_create(person=actor)
    visit = Visit.objects.select_for_update().get(pk=visit.pk)
    if visit.finished_at is None:
        visit.finished_at = timezone.now()
        visit.save(update_fields=["finished_at"])
    return visit


@transaction.atomic
def choose_mails(*, actor: Person, level: str) -> None:
    """Set the choice for each kind of mail at once. Raises Invalid."""
    if level not in MAILS:
        raise Invalid(_("Choose one of these."), field="level")
    wanted = MAILS[level]
    if wanted is not None:
        for kind in Kind.values:
            set_mail_preference(actor=actor, kind=kind, wanted=kind in wanted)


@transaction.atomic
def mark_as_known(*, people: Iterable[Person]) -> None:
    """These have been here before: no first visit for them. For loaders and tests."""
    now = timezone.now()
    Visit.objects.bulk_create(
        [Visit(person=person, finished_at=now) for person in people], ignore_conflicts=True
    )


def _join_at_once(person: Person) -> None:
    choices = FirstChoice.objects.for_person(person).filter(joins=True, community__isnull=False)
    for choice in choices.select_related("community").order_by("pk"):
        community = choice.community
        # What changed since the admin chose: nobody is led into what is secret or archived by now.
        if community is None or community.is_archived or community.type == Community.Type.SECRET:
            continue
        try:
            with transaction.atomic():
                add_member(actor=None, community=community, person=person)
        except ActionError:
            continue
