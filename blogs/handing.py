"""How blogs of the company change hands when their only owner goes (`profiles.handing`).

Blogs of people stay theirs, and those of communities change hands with the community.
"""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blogs.models import Blog, BlogRole, HandedBlog, Role
from core.errors import Conflict
from profiles.handing import KEEP, PASS, Heir, Kind
from profiles.models import HandOver, HandOverItem, Person


class CompanyBlogs(Kind):
    """Blogs of the company that one person alone looks after."""

    name = "blog"
    model = HandedBlog
    deeds = frozenset({KEEP, PASS})
    related = ("blog",)

    def rows(self) -> Any:
        """With whether the holder looks after it still."""
        return super().rows().annotate(owned=Exists(_held(OuterRef("blog"), OuterRef("holder"))))

    def count(self, person: Person) -> str:
        """Blogs they alone look after."""
        number = _solely_owned(person).count()
        words = ngettext(
            "%(n)s company blog they alone look after",
            "%(n)s company blogs they alone look after",
            number,
        )
        return words % {"n": number} if number else ""

    def take(self, hand_over: HandOver, heir: Heir) -> list[HandOverItem]:
        """Another owner each. What nobody chose an heir for goes to who writes there first."""
        made: list[HandOverItem] = []
        theirs = Blog.objects.filter(roles__person=hand_over.leaver, roles__role=Role.OWNER)
        locked = theirs.select_for_update(of=("self",), no_key=True).order_by("pk")
        list(locked.values_list("pk", flat=True))
        # Asked anew under the locks: another owner may have gone while we waited for them.
        for blog in _solely_owned(hand_over.leaver).order_by("pk"):
            near = _nearest(blog) if heir.last_resort else None
            holder = near or heir.person
            if holder is None:
                continue
            item = HandedBlog(hand_over=hand_over, kind=self.name, holder=holder, blog=blog)
            item.was_role = _make_owner(blog, holder)
            item.save(force_insert=True)
            made.append(item)
        return made

    def move(self, item: HandedBlog, person: Person) -> None:
        """Another owner; the holder is what they were in it before."""
        blog = _lock(item.blog)
        if not _held(blog, item.holder).exists():
            raise Conflict(
                _("%(name)s does not look after %(blog)s any more.")
                % {"name": item.holder.name, "blog": blog.title},
                code="moved",
            )
        was_role = _make_owner(blog, person)
        _step_back(blog, item.holder, item.was_role)
        item.was_role = was_role
        item.save(update_fields=["was_role"])

    def give_back(self, item: HandedBlog) -> None:
        """The leaver looks after it as before, and the holder is what they were in it."""
        blog = _lock(item.blog)
        if _held(blog, item.holder).exists():
            _step_back(blog, item.holder, item.was_role)

    def settle(self, item: HandedBlog) -> None:
        """Whoever left comes back as one who writes there."""
        blog = _lock(item.blog)
        _held(blog, item.hand_over.leaver).update(role=Role.AUTHOR)

    def is_held(self, item: Any) -> bool:
        """As long as they look after it."""
        return bool(item.owned)

    def title(self, item: HandedBlog) -> str:
        """Its name."""
        return item.blog.title

    def words(self, item: HandedBlog) -> str:
        """What it is, and what comes with it."""
        return _("A blog of the company. You publish in it, and decide who else writes there.")

    def named(self, item: HandedBlog) -> str:
        """What every employee may read of it."""
        return _("%(title)s. A blog of the company.") % {"title": item.blog.title}

    def url(self, item: HandedBlog) -> str:
        """Its home."""
        return item.blog.get_absolute_url()


def _solely_owned(person: Person) -> QuerySet[Blog]:
    """Blogs of the company that nobody else looks after who may act."""
    others = BlogRole.objects.filter(
        blog=OuterRef("pk"), role=Role.OWNER, person__is_active=True
    ).exclude(person=person)
    return Blog.objects.filter(
        ~Exists(others),
        place__person=None,
        place__community=None,
        roles__person=person,
        roles__role=Role.OWNER,
    )


def _nearest(blog: Blog) -> Person | None:
    """Who stands nearest to looking after it: authors before contributors, the longest first."""
    rows = blog.roles.filter(
        person__is_active=True, person__is_guest=False, person__is_organisation=False
    )
    rows = rows.select_related("person").order_by("pk")
    row = rows.filter(role=Role.AUTHOR).first() or rows.filter(role=Role.CONTRIBUTOR).first()
    return row.person if row else None


def _lock(blog: Blog) -> Blog:
    return Blog.objects.select_for_update(of=("self",), no_key=True).get(pk=blog.pk)


def _make_owner(blog: Blog, person: Person) -> str:
    """Let `person` look after the locked blog; their role in it before, '' for none."""
    row = blog.roles.filter(person=person).first()
    was_role = row.role if row else ""
    BlogRole.objects.update_or_create(blog=blog, person=person, defaults={"role": Role.OWNER})
    return was_role


def _step_back(blog: Blog, person: Person, was_role: str) -> None:
    """Make somebody what they were before in the locked blog, if another owner is there."""
    owners = blog.roles.filter(role=Role.OWNER, person__is_active=True)
    if was_role == Role.OWNER or not owners.exclude(person=person).exists():
        return
    if was_role:
        blog.roles.filter(person=person).update(role=was_role)
    else:
        blog.roles.filter(person=person).delete()


def _held(blog: Any, person: Any) -> QuerySet[BlogRole]:
    """That `person` looks after `blog`; both may be columns of another query."""
    return BlogRole.objects.filter(blog=blog, person=person, role=Role.OWNER)
