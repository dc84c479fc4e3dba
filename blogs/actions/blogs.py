"""Making blogs, naming them, and saying who may write in them."""

from collections.abc import Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from access.models import Audience
from access.viewer import Viewer
from activity import log, once
from blogs.models import Blog, BlogRole, Role
from blogs.rights import may_create, require_keeper
from communities.models import Community
from content.models import Place
from core.errors import Conflict, Invalid, Refused, not_allowed
from core.ids import new_public_id
from profiles import turnstile
from profiles.models import Person

# Words of this room's own URLs.
RESERVED: Final = {
    *("all", "by", "feeds", "in", "mine", "new", "of", "old", "posts", "subscriptions"),
    *("tagged", "write", "writing"),
}
SLUG_TRIES: Final = 20
LONGEST_TITLE: Final = 120
LONGEST_ABOUT: Final = 500
MOST_OWNERS: Final = 20


@transaction.atomic
def blog_of_person(person: Person) -> Blog:
    """The blog of a person, made when first needed. Raises Refused for guests."""
    if person.is_guest:
        raise Refused(_("Guests have no blog of their own."))
    place, _made = Place.objects.get_or_create(
        kind=Place.Kind.BLOG,
        person=person,
        defaults={"audience": Audience.company},  # type: ignore[misc] # asked for only when needed
    )
    return _blog_at(place, title=person.name, word=person.handle)


@transaction.atomic
def blog_of_community(community: Community) -> Blog:
    """The blog of a community, made when first needed."""
    place, _made = Place.objects.get_or_create(
        kind=Place.Kind.BLOG, community=community, defaults={"audience": community.audience}
    )
    return _blog_at(place, title=community.name, word=community.slug)


def _blog_at(place: Place, *, title: str, word: str) -> Blog:
    blog = Blog.objects.for_page().filter(place=place).first()
    if blog is None:
        # Whoever made it in the same moment holds the place until they are done.
        Place.objects.select_for_update(no_key=True).get(pk=place.pk)
        blog = Blog.objects.for_page().filter(place=place).first()
    if blog is None:
        _insert(Blog(place=place, title=title[:LONGEST_TITLE]), word)
        blog = Blog.objects.for_page().get(place=place)
    return blog


@transaction.atomic
def create_blog(
    *,
    actor: Person | None,
    title: str,
    slug: str = "",
    about: str = "",
    owner: Person,
    more_owners: Sequence[Person] = (),
    key: str = "",
    address: str | None = None,
) -> Blog:
    """A blog of the whole company, with somebody who looks after it.

    Its address is made from `slug` or its name; where that is taken a number follows. Takes the
    right `blogs.create_company_blog`; without `actor` it is the command line. `key` is the
    Idempotency-Key: a repeat returns the first blog. Raises Refused, or Invalid for an owner who
    could not look after it.
    """
    turnstile.beside(None)
    if actor is not None and not may_create(actor):
        raise not_allowed(_("Only who was given the right to can make a blog of the company."))
    owners = list(dict.fromkeys([owner, *more_owners]))
    if len(owners) > MOST_OWNERS:
        raise Invalid(_("Begin with at most 20 owners."), field="more_owners")
    for one in owners:
        turnstile.colleague(one, field="owner" if one == owner else "more_owners")
    title, about, word = _checked_title(title), _checked_about(about), _checked_slug(slug)
    ids = [one.public_id for one in owners]
    wish = once.fingerprint("blog", title, word, about, *ids)
    receipt = once.claim(actor=actor, key=key, wish=wish)
    if receipt and receipt.object_id:
        return Blog.objects.for_page().get(place__public_id=receipt.object_id)
    place = Place.objects.create(kind=Place.Kind.BLOG, audience=Audience.company())
    blog = Blog(place=place, title=title, about=about, members_may=Role.READER)
    _insert(blog, word or blog.title)
    BlogRole.objects.bulk_create(
        [BlogRole(blog=blog, person=one, role=Role.OWNER) for one in owners]
    )
    log.audit(
        actor=actor,
        action="blogs.blog_created",
        person=owner,
        reason=f"{blog.title}: {', '.join(one.name for one in owners)}"[:1000],
        address=address,
    )
    once.finish(receipt, place.public_id)
    return blog


@transaction.atomic
def edit_blog(
    *,
    actor: Person,
    blog: Blog,
    title: str | None = None,
    about: str | None = None,
    members_may: str | None = None,
    as_admin: bool = False,
    address: str | None = None,
) -> Blog:
    """Change what is said of a blog, or what the members of its community may do in it.

    `as_admin` is the administration's way, for the blogs of the company alone. Raises Refused.
    """
    require_keeper(actor, blog, as_admin=as_admin)
    if title is not None:
        blog.title = _checked_title(title)
    if about is not None:
        blog.about = _checked_about(about)
    if members_may is not None:
        if blog.place.community_id is None:
            raise Invalid(_("Only a blog of a community has members."), field="members_may")
        if members_may not in {Role.READER, Role.CONTRIBUTOR, Role.AUTHOR}:
            raise Invalid(_("Choose what everybody may do here."), field="members_may")
        blog.members_may = members_may
    blog.save(update_fields=["title", "about", "members_may"])
    if as_admin:
        log.audit(actor=actor, action="blogs.blog_changed", reason=blog.title, address=address)
    return blog


@transaction.atomic
def set_role(
    *,
    actor: Person | None,
    blog: Blog,
    person: Person,
    role: str,
    as_admin: bool = False,
    address: str | None = None,
) -> None:
    """Give somebody a role in a blog, or take it away (""). Again changes nothing.

    `as_admin` is the administration's way, for the blogs of the company alone; without `actor` it
    is the command line. Raises Invalid for who does not read the blog, Conflict for the last owner
    of a company blog.
    """
    turnstile.beside(person if role else None)
    require_keeper(actor, blog, as_admin=as_admin)
    Blog.objects.select_for_update(of=("self",), no_key=True).get(pk=blog.pk)
    if role and role not in Role.values:
        raise Invalid(_("Choose a role."), field="role")
    reads = Blog.objects.visible_to(Viewer.of(person)).filter(pk=blog.pk).exists()
    if role and not reads:
        raise Invalid(_("%(name)s cannot read this blog.") % {"name": person.name}, field="person")
    owners = blog.roles.filter(role=Role.OWNER, person__is_active=True)
    others = owners.exclude(person=person)
    if blog.is_of_company and role != Role.OWNER and not others.exists():
        raise Conflict(
            _("A blog of the company needs somebody who looks after it."), code="last_owner"
        )
    if role == (blog.roles.filter(person=person).values_list("role", flat=True).first() or ""):
        return
    if role:
        BlogRole.objects.update_or_create(blog=blog, person=person, defaults={"role": role})
    else:
        blog.roles.filter(person=person).delete()
    log.audit(
        actor=actor,
        action="blogs.role_set",
        person=person,
        reason=f"{blog.slug}: {role}",
        address=address,
    )


def _insert(blog: Blog, word: str) -> None:
    base = slugify(word)[:50].strip("-") or "blog"
    if base in RESERVED:
        base = f"{base}-blog"
    for number in range(1, SLUG_TRIES + 1):
        tail = "" if number == 1 else f"-{number}" if number < SLUG_TRIES else new_public_id()
        blog.slug = f"{base}{tail}"
        if Blog.objects.filter(slug=blog.slug).exists():
            continue
        try:
            with transaction.atomic():
                blog.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise Conflict(_("There is no free address for this blog. Choose another name."))


def _checked_title(title: str) -> str:
    text = " ".join(title.replace("\x00", "").split())
    if not text:
        raise Invalid(_("Give the blog a name."), field="title")
    if len(text) > LONGEST_TITLE:
        raise Invalid(_("The name can have at most 120 characters."), field="title")
    return text


def _checked_slug(slug: str) -> str:
    """The address as it can be; '' for none, which is made from the name."""
    typed = slug.strip()
    word = slugify(typed)
    if typed and not word:
        raise Invalid(_("Write the address in letters, digits and hyphens."), field="slug")
    return word


def _checked_about(about: str) -> str:
    text = about.replace("\x00", "").strip()
    if len(text) > LONGEST_ABOUT:
        raise Invalid(_("Say it in at most 500 characters."), field="about")
    return text
