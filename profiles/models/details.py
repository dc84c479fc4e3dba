"""What people say about reaching them, each with its own readers."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from access import rules
from profiles.birthdays import day_and_month
from profiles.models.people import Person

if TYPE_CHECKING:
    from access.viewer import Viewer


class DetailQuerySet(models.QuerySet["Detail"]):
    """The vocabulary of questions about details."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Details the viewer may read (the read rule): the only way to show one."""
        return self.filter(rules.detail_q(viewer))


class Detail(models.Model):
    """One way to reach a person, or their birthday, and who may see it: the person decides."""

    class Kind(models.TextChoices):
        """In the order they are shown."""

        PHONE = "phone", _("Phone")
        PRIVATE_MAIL = "private_mail", _("Private mail")
        BIRTHDAY = "birthday", _("Birthday")
        LINK = "link", _("Link")

    class Reader(models.TextChoices):
        """Who sees it; what each means stands in `access.rules`."""

        EMPLOYEES = rules.EMPLOYEES, _("All employees")
        COMMUNITIES = rules.COMMUNITIES, _("My communities")
        NOBODY = "nobody", _("Only me")

    person = models.ForeignKey(Person, models.CASCADE, related_name="details", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    # A birthday is month and day, "04-12": no year, and so no age.
    value = models.CharField(_("value"), max_length=300)
    label = models.CharField(_("label"), max_length=60, blank=True)
    position = models.PositiveSmallIntegerField()
    seen_by = models.CharField(_("who sees it"), max_length=12, choices=Reader)

    objects = DetailQuerySet.as_manager()

    class Meta:
        """In the order they are shown; of everything but links there is one."""

        ordering = ["person", "position"]
        verbose_name = _("detail")
        verbose_name_plural = _("details")
        constraints = [
            models.UniqueConstraint(fields=["person", "position"], name="profiles_detail_place"),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=~models.Q(kind="link"),
                name="profiles_detail_once",
            ),
            models.CheckConstraint(
                condition=models.Q(seen_by__in=("employees", "communities", "nobody")),
                name="profiles_detail_has_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"

    @property
    def shown(self) -> str:
        """The value as a page shows it: a birthday in words, a link without its scheme."""
        if self.kind == self.Kind.BIRTHDAY:
            return day_and_month(self.value)
        if self.kind == self.Kind.LINK:
            return self.label or self.value.partition("://")[2].rstrip("/")
        return self.value
