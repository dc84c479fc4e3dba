"""The user model, departments, locations, skills and who follows whom."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from access import rules
from access.models import AudienceMember
from activity.silence import apart_q
from core.ids import new_public_id
from core.sorting import sort_column

if TYPE_CHECKING:
    from access.viewer import Viewer
    from profiles.statuses import Shown

# So many people are named one by one in a query; more of them are a walk by name with a filter.
FEW = 2_000


class GroupQuerySet(models.QuerySet[Any]):
    """Departments, or places."""

    # The column of a person that names one of them.
    column: str

    def visible_to(self, viewer: "Viewer") -> Self:
        """Those the viewer may name: guests only where somebody is whom they may know of."""
        if viewer.is_employee:
            return self.all()
        return self.filter(pk__in=Person.objects.for_directory(viewer).values(self.column))


class DepartmentQuerySet(GroupQuerySet):
    """Departments."""

    column = "department"


class LocationQuerySet(GroupQuerySet):
    """Places."""

    column = "location"


class Department(models.Model):
    """A department of the company, as the directory names it."""

    name = models.CharField(_("name"), max_length=120, unique=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        """In the order people look for them."""

        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page, for employees."""
        return reverse("profiles:department-detail", args=[self.pk])


class Location(models.Model):
    """A place where people work."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    # Empty where nobody said it: no clock is shown rather than a wrong one.
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        """In the order people look for them."""

        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page, for employees."""
        return reverse("profiles:place-detail", args=[self.pk])


class Skill(models.Model):
    """One word of the shared vocabulary of what people know."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)

    class Meta:
        """In the order people look for them."""

        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    """The vocabulary of questions about people."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """People the viewer may know of (the read rule)."""
        return self.filter(rules.person_q(viewer))

    def active(self) -> Self:
        """People who can sign in or be chosen; not those who left."""
        return self.filter(is_active=True)

    def for_directory(self, viewer: "Viewer", *, skill: Skill | None = None) -> Self:
        """The active people of the directory page, in a shape that never walks the whole company.

        A list by name over a narrow set reads the index of names from its beginning; so the few
        people a guest shares a circle with, or who have a rare skill, are found first.
        """
        rows = self.visible_to(viewer).active().with_place()
        if viewer.is_guest:
            known = AudienceMember.objects.filter(audience_id__in=viewer.audience_ids)
            ids = set(known.values_list("person_id", flat=True)[: FEW + 1])
            rows = rows.filter(pk__in=ids | {viewer.person_id}) if len(ids) <= FEW else rows
        if skill is not None:
            found = PersonSkill.objects.filter(skill=skill)
            few = list(found.values_list("person_id", flat=True)[: FEW + 1])
            rows = rows.filter(pk__in=few if len(few) <= FEW else found.values("person_id"))
        return rows

    def with_place(self) -> Self:
        """With everything a row of the directory shows, in the same query."""
        return self.select_related("department", "location")


class AccountManager(BaseUserManager["Person"]):
    """Makes accounts from the command line; people are added by `profiles.actions`."""

    def create_superuser(self, email: str, password: str, name: str = "Administrator") -> "Person":
        """An admin for `manage.py createsuperuser`."""
        from profiles.actions import add_person  # noqa: PLC0415 - actions need the models

        person = add_person(actor=None, name=name, email=email)
        person.is_staff = person.is_superuser = True
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """By mail address, in any case."""
        return self.get(email__iexact=username)


PersonManager = AccountManager.from_queryset(PersonQuerySet)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["is_active", "is_staff", "is_superuser", "is_guest", "email"],
)
class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody of the company, or a guest. Without an e-mail address nobody can sign in as them."""

    public_id = models.CharField(
        max_length=16, unique=True, default=new_public_id, editable=False, db_collation="C"
    )
    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=150)
    sort_name = sort_column("name")
    handle = models.CharField(
        _("short name for mentions"), max_length=60, unique=True, db_collation="C"
    )
    title = models.CharField(_("title"), max_length=150, blank=True)
    # The indexes below begin with these three.
    department = models.ForeignKey(
        Department, models.SET_NULL, null=True, blank=True, related_name="people", db_index=False
    )
    location = models.ForeignKey(
        Location, models.SET_NULL, null=True, blank=True, related_name="people", db_index=False
    )
    manager = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", db_index=False
    )
    about = models.TextField(_("about"), max_length=5000, blank=True)
    skills = models.ManyToManyField(Skill, through="PersonSkill", related_name="people")
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    # Portraits are stored by content hash: '' means none, and drawn initials are shown.
    photo = models.CharField(max_length=64, blank=True, editable=False)
    source = models.CharField(max_length=40, blank=True, editable=False)
    source_id = models.CharField(max_length=120, blank=True, editable=False)
    is_guest = models.BooleanField(_("guest from outside the company"), default=False)
    is_organisation = models.BooleanField(_("an organisation, not a person"), default=False)
    is_active = models.BooleanField(_("may act"), default=True)
    is_staff = models.BooleanField(_("may use the administration"), default=False)
    left_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Set while somebody may not act for a time; empty for who left.
    suspended_until = models.DateTimeField(null=True, blank=True, editable=False)
    # The employee who answers for a guest, and the last day the guest may come.
    sponsor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="guests", db_index=False
    )
    guest_until = models.DateField(_("guest until"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    # What they are up to, as the viewer of this page may know: see `profiles.statuses.attach`.
    status_now: "Shown | None" = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = PersonManager()

    class Meta:
        """An address belongs to one person; an imported row is recognised by its source."""

        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="profiles_email_once", condition=models.Q(email__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"],
                name="profiles_source_once",
                condition=~models.Q(source=""),
            ),
            models.CheckConstraint(
                condition=~models.Q(manager=models.F("id")), name="profiles_not_own_manager"
            ),
            models.CheckConstraint(
                condition=~models.Q(is_guest=True, is_staff=True), name="profiles_guest_not_staff"
            ),
            models.CheckConstraint(
                condition=models.Q(is_guest=True)
                | models.Q(sponsor__isnull=True, guest_until__isnull=True),
                name="profiles_only_guests_end",
            ),
            models.CheckConstraint(
                condition=models.Q(is_active=False) | models.Q(suspended_until__isnull=True),
                name="profiles_suspended_cannot_act",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="profiles_by_sort_name"),
            models.Index(fields=["department", "sort_name"], name="profiles_department_by_name"),
            models.Index(fields=["location", "sort_name"], name="profiles_location_by_name"),
            models.Index(fields=["manager", "sort_name"], name="profiles_reports_by_name"),
            # What the facets of the directory are counted from, without touching the rows.
            models.Index(
                fields=["department", "location"],
                include=["id"],
                name="profiles_in_departments",
                condition=models.Q(is_active=True),
            ),
            models.Index(
                fields=["location", "department"],
                include=["id"],
                name="profiles_in_places",
                condition=models.Q(is_active=True),
            ),
            models.Index(
                fields=["sponsor", "sort_name"],
                condition=models.Q(sponsor__isnull=False),
                name="profiles_guests_of_sponsor",
            ),
            models.Index(
                fields=["guest_until"],
                condition=models.Q(is_guest=True, is_active=True),
                name="profiles_guests_by_end",
            ),
            models.Index(
                fields=["suspended_until"],
                condition=models.Q(suspended_until__isnull=False),
                name="profiles_suspended",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The profile page."""
        return reverse("profiles:person-detail", args=[self.public_id])

    def get_full_name(self) -> str:
        """The name as shown everywhere."""
        return self.name

    def get_short_name(self) -> str:
        """The name the administration greets with."""
        return self.name

    @property
    def initials(self) -> str:
        """One or two letters for the drawn portrait."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def hue(self) -> int:
        """Which of the twelve grounds the drawn initials stand on (0-11), steady for a person."""
        return sum(self.public_id.encode()) % 12

    @property
    def photo_url(self) -> str:
        """Where the portrait is served after the access check; '' when there is none."""
        if not self.photo:
            return ""
        return reverse("profiles:person-photo", args=[self.public_id]) + f"?v={self.photo[:8]}"

    @property
    def photo_large_url(self) -> str:
        """The same at 512 pixels, for the one page where it is large."""
        return f"{self.photo_url}&s=512" if self.photo else ""

    @property
    def standing(self) -> str:
        """May they act: "here", "away" for a time (suspended), or "former" (they left)."""
        if self.is_active:
            return "here"
        return "former" if self.suspended_until is None else "away"

    @property
    def absence(self) -> str:
        """What stands beside the name of somebody who may not act now; '' for everybody else."""
        words = {"here": "", "away": _t("Away"), "former": _t("Former colleague")}
        if self.is_guest:
            words["former"] = _t("Former guest")
        return words[self.standing]

    @property
    def zone(self) -> str:
        """The time zone the person works in: their own choice, else that of their place."""
        return self.timezone or (self.location.timezone if self.location else "")


class PersonSkill(models.Model):
    """What a person says they know."""

    person = models.ForeignKey(Person, models.CASCADE, db_index=False)
    skill = models.ForeignKey(Skill, models.CASCADE, db_index=False)

    class Meta:
        """Once each, found from either side."""

        constraints = [
            models.UniqueConstraint(fields=["skill", "person"], name="profiles_skill_once"),
        ]
        indexes = [models.Index(fields=["person", "skill"], name="profiles_skills_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} knows {self.skill_id}"


class FollowQuerySet(models.QuerySet["Follow"]):
    """Who follows whom, as far as the viewer may know of them; who left is left out, and so is
    everybody whom the viewer blocked or who blocked the viewer."""

    def followers_of(self, person: Person, viewer: "Viewer") -> Self:
        """Follows of `person` by people the viewer may know of."""
        return self._shown(viewer, "follower").filter(followed=person)

    def followed_by(self, person: Person, viewer: "Viewer") -> Self:
        """Follows by `person` of people the viewer may know of."""
        return self._shown(viewer, "followed").filter(follower=person)

    def _shown(self, viewer: "Viewer", side: str) -> Self:
        rows = self.filter(rules.person_q(viewer, side), **{f"{side}__is_active": True})
        return rows.exclude(apart_q(viewer.person_id, f"{side}_id"))


class Follow(models.Model):
    """One person reads what another writes. One-way, and the other is told."""

    follower = models.ForeignKey(Person, models.CASCADE, related_name="following", db_index=False)
    followed = models.ForeignKey(Person, models.CASCADE, related_name="followers", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        """Once each, never oneself; followers are read newest first."""

        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="profiles_follow_once"),
            models.CheckConstraint(
                condition=~models.Q(follower=models.F("followed")), name="profiles_not_oneself"
            ),
        ]
        indexes = [models.Index(fields=["followed", "-id"], name="profiles_followers")]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.followed_id}"


class NamePart(models.Model):
    """One lower-case, accent-free word of a name, for finding people while typing."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="name_parts", db_index=False)
    part = models.CharField(max_length=60, db_collation="C")

    class Meta:
        """A prefix walks the index; typos go through the distinct words below."""

        constraints = [
            models.UniqueConstraint(fields=["part", "person"], name="profiles_name_part_once"),
        ]
        indexes = [models.Index(fields=["person", "part"], name="profiles_parts_of_person")]

    def __str__(self) -> str:
        return self.part


class NameWord(models.Model):
    """The distinct words of all names: what one typo may have meant is looked up here first."""

    word = models.CharField(max_length=60, primary_key=True, db_collation="C")

    def __str__(self) -> str:
        return self.word
