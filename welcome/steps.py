"""The steps of a first visit, in order, and which come next."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.models import Person
from welcome.models import Visit


@dataclass(frozen=True)
class Step:
    """One step: its name in addresses, and what it asks for."""

    name: str
    title: Promise
    text: Promise


STEPS: Final = (
    Step(
        "portrait",
        _("Show your face"),
        _("A picture makes you known in the corridor. Without one your initials stand in."),
    ),
    Step(
        "skills",
        _("What do you know?"),
        _("Three skills are enough for a start. Colleagues find you by them."),
    ),
    Step(
        "tags",
        _("What interests you?"),
        _("Follow about three tags: what carries them comes into your stream."),
    ),
    Step(
        "people",
        _("Whom do you want to hear?"),
        _("Follow about five people. Their posts come to your home page, and they are told."),
    ),
    Step(
        "communities",
        _("Where do you belong?"),
        _("Communities of your department and place, and what your colleagues are in."),
    ),
    Step(
        "mails",
        _("How much mail?"),
        _("Everything that concerns you is on your bell. Choose what also comes by mail."),
    ),
)
BY_NAME: Final = {step.name: step for step in STEPS}
# Guests follow nobody outside their communities, so there is little to choose.
OF_GUESTS: Final = ("portrait",)


def steps_of(person: Person) -> list[Step]:
    """The steps meant for `person`, in order."""
    return [step for step in STEPS if not person.is_guest or step.name in OF_GUESTS]


def next_step(person: Person, visit: Visit) -> Step | None:
    """The first step that was neither done nor skipped; None at the end."""
    return next((step for step in steps_of(person) if step.name not in visit.passed), None)
