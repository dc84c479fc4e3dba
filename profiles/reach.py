"""How to reach somebody, as far as a viewer may know: asked by page, API, hover card and vCard."""

from dataclasses import dataclass

from access import rules
from access.viewer import Viewer
from profiles.models import Detail, Person


@dataclass(frozen=True, slots=True)
class Reach:
    """The work mail ('' where it is kept back, there is none, or nobody reads it any more, as they
    left) and the details, in their order."""

    email: str
    details: list[Detail]

    def of(self, kind: Detail.Kind) -> list[Detail]:
        """The details of one kind."""
        return [one for one in self.details if one.kind == kind]


def reach(viewer: Viewer, person: Person) -> Reach:
    """What `viewer` may know about reaching `person`: one query."""
    known = rules.can_see_contact(viewer, person)
    details = Detail.objects.visible_to(viewer).filter(person=person)
    email = (person.email or "") if known and person.standing != "former" else ""
    return Reach(email, list(details))
