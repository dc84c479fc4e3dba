"""Who can see this? The answer in words, with the number of people and the rule behind it.

The same facts the read rule uses, never a second rule: an audience is open to employees, or it is
the people put into it.
"""

from dataclasses import dataclass
from typing import Final

from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.models import Audience, AudienceMember

NAMED_PEOPLE: Final = 5
# The number of employees moves slowly and decides nothing; counting 400,000 takes its time.
EMPLOYEES_KEPT: Final = 300
EMPLOYEES_KEY: Final = "access.employees"


@dataclass(frozen=True)
class Explanation:
    """`words`: who, as short as a label; `people`: how many can see it now; `rule`: a sentence."""

    words: str
    people: int
    rule: str

    @property
    def rules(self) -> list[str]:
        """The rule as the list that the page element takes."""
        return [self.rule]

    @property
    def number(self) -> str:
        """The number of people in words, for a page."""
        return ngettext("%(count)s person", "%(count)s people", self.people) % {
            "count": f"{self.people:,}"
        }


def employees() -> int:
    """How many active employees there are, at most `EMPLOYEES_KEPT` seconds old."""
    known: int | None = caches["cards"].get(EMPLOYEES_KEY)
    if known is None:
        known = (
            get_user_model()
            .objects.filter(is_active=True, is_guest=False, is_organisation=False)
            .count()
        )
        caches["cards"].set(EMPLOYEES_KEY, known, EMPLOYEES_KEPT)
    return known


def explain(audience: Audience) -> Explanation:
    """Who belongs to `audience` now, and by which rule."""
    if audience.kind == Audience.Kind.COMPANY:
        return Explanation(
            words=_("Everyone in the company"),
            people=employees(),
            rule=_("Every employee can see this. Guests cannot."),
        )
    if audience.kind == Audience.Kind.COMMUNITY:
        return _community(audience)
    return _chosen(audience)


def _members(audience: Audience) -> tuple[int, int]:
    """How many active people are in `audience`, and how many of them are guests."""
    rows = AudienceMember.objects.filter(audience=audience, person__is_active=True)
    return rows.count(), rows.filter(person__is_guest=True).count()


def _community(audience: Audience) -> Explanation:
    name = audience.community.name
    if audience.open:
        return Explanation(
            words=_("Everyone in the company"),
            people=employees(),
            rule=_(
                "%(name)s is an open community: every employee can read it, its members can "
                "write. Guests cannot see it."
            )
            % {"name": name},
        )
    people, guests = _members(audience)
    if guests:
        rule = ngettext(
            "Only members of %(name)s can see this; %(guests)s of them is a guest from outside.",
            "Only members of %(name)s can see this; %(guests)s of them are guests from outside.",
            guests,
        ) % {"name": name, "guests": guests}
    else:
        rule = _("Only members of %(name)s can see this. No guests are among them.") % {
            "name": name
        }
    return Explanation(words=_("Members of %(name)s") % {"name": name}, people=people, rule=rule)


def _chosen(audience: Audience) -> Explanation:
    rows = AudienceMember.objects.filter(audience=audience, person__is_active=True)
    names = list(rows.order_by("person__name").values_list("person__name", flat=True))
    shown = ", ".join(names[:NAMED_PEOPLE])
    more = len(names) - NAMED_PEOPLE
    if more > 0:
        shown = ngettext("%(names)s and %(more)s other", "%(names)s and %(more)s others", more) % {
            "names": shown,
            "more": more,
        }
    return Explanation(
        words=shown or _("Nobody"),
        people=len(names),
        rule=_("Only the people chosen by the author can see this."),
    )
